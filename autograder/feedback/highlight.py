"""Python highlighted with few tags: keywords, texts and comments."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import groupby

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Operator, String, _TokenType

from autograder.feedback.effort import used_up

#: By the kind of token, the class of its tag; names, numbers and signs have none.
CLASSES = {Comment: "c", Keyword: "k", Operator.Word: "k", String: "s"}
#: The most characters that are highlighted, and the most tags.
MAX_CODE, MAX_TAGS = 20_000, 2000

_lexer = PythonLexer(stripnl=False, ensurenl=False)


def highlighted(code: str) -> str:
    """Code as HTML with spans; plain where that would take long."""
    return escape(code, quote=False) if len(code) > MAX_CODE or used_up() else _spans(code)


@lru_cache(maxsize=500)
def _spans(code: str) -> str:
    tokens = [(_class(kind), text) for kind, text in _lexer.get_tokens(code)]
    runs = [
        (name, "".join(text for _, text in run)) for name, run in groupby(tokens, lambda t: t[0])
    ]
    if len(runs) > MAX_TAGS:
        return escape(code, quote=False)
    return "".join(
        f"<i class={name}>{escape(text, quote=False)}</i>" if name else escape(text, quote=False)
        for name, text in runs
    )


def _class(kind: _TokenType) -> str:
    return next((name for parent, name in CLASSES.items() if kind in parent), "")
