"""What an exercise has, and which words of a message have no place in it: other names, answers."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from autograder.exercises.exercise import Computed, Exercise

SOLUTIONS = Path(__file__).parents[2] / "solutions"


# ---- what an exercise has --------------------------------------------------------------------


class Section(NamedTuple):
    """What a student reads and writes in an exercise, and the text of the notebook up to there."""

    text: str
    answer: str
    read: str


@cache
def sections() -> dict[str, Section]:
    """Each exercise's section of its notebook."""
    found = {}
    for path in SOLUTIONS.glob("0*.md"):
        read = ""
        for part in re.split(r"^(?=#{2,3} )", path.read_text(encoding="utf-8"), flags=re.M):
            read += re.sub(r"^```.*?^```", "", part, flags=re.M | re.S)
            for name in re.findall(r'^```python check="(\w+)"', part, flags=re.M):
                code = re.search(rf'^```python answer="{name}".*?\n(.*?)^```', part, re.M | re.S)
                found[name] = Section(part, code[1] if code else "", read)
    return found


#: A word of a message, and what an exercise has to have for it.
NEEDS = {
    r"\bd[bB]\b": r"\bdb\b|db\d|\\partial b",
    r"\bdW\b": r"dW|\\partial W",
    r"(?<![\w/])W(?![a-z])": r"(?<![A-Za-z])W(?![a-z])|weights",
    r"\bbias": r"\bbias|\bb\d?\b",
    r"\bpaths?\b": r"path|route|way",
    r"\bsamples?\b|\bbatch\b|\bN\b": r"sample|batch|\bX\b|\bN\b",
    r"\bT\b": r"\bT\b",
    r"^the sigmoid": r"sigmoid|sigma|σ",
    r"^tanh\b": r"tanh",
    r"\bReLU\b": r"ReLU|> 0",
    r"\bsoftmax": r"softmax|\bP\b",
    r"\bhidden\b": r"hidden|W2|weights",
    r"\bprobabilit": r"probabilit|softmax|\b[pP]\b",
    r"(?<!as a )\btarget": r"target|\b[yYt]\b",
    r"η|\brate\b": r"rate|eta",
    r"\bloss\b": r"loss|L\b|\bJ\b|\bE\b|gradient|delta|adjoint",
}

#: A word of a message, and what the notebook has to have said by then.
NEEDS_BEFORE = {r"\bslopes?\b": r"\bslope|sigma|sigmoid|ReLU|derivative"}


def foreign(exercise: Exercise, words: str) -> list[str]:
    """The words for things that an exercise does not have."""
    task, section = exercise.task, sections()[exercise.id]
    names = [b.name for b in task.blocks] if isinstance(task, Computed) else []
    has = f"{section.text} {getattr(task, 'signature', '')} {' '.join(names)}"
    looked_up = [*((has, *one) for one in NEEDS.items())]
    looked_up += [(section.read, *one) for one in NEEDS_BEFORE.items()]
    found = ((re.search(word, words), need, where) for where, word, need in looked_up)
    return [word[0] for word, need, where in found if word and not re.search(need, where)]


# ---- the answer's expressions ----------------------------------------------------------------

Tokens = tuple[str, ...]
_SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Div: "/"}
_GREEK = {"delta": "δ", "omega": "ω", "sigma": "σ", "sigmoid": "σ", "lambda": "λ", "0.5": "½"}


def expressions(code: str) -> set[Tokens]:
    """The parts of a model answer that have three tokens or more, without brackets and indices."""
    nodes = ast.walk(ast.parse(code))
    found = {tuple(_tokens(node)) for node in nodes if isinstance(node, ast.BinOp | ast.Call)}
    return {one for one in found if len(one) >= 3 and "" not in one}


def _tokens(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(name):
            return [_symbol(name)]
        case ast.Constant(value):
            return [_symbol(str(value))]
        case ast.BinOp(left, ast.Pow(), ast.Constant(2)):
            return [*_tokens(left), "²"]
        case ast.BinOp(left, operator, right):
            sign = [] if isinstance(operator, ast.Mult | ast.MatMult) else None
            known = _SIGNS.get(type(operator), "")
            return [*_tokens(left), *([known] if sign is None else sign), *_tokens(right)]
        case ast.UnaryOp(ast.USub(), inside):
            return ["−", *_tokens(inside)]
        case ast.Attribute(inside, "T"):
            return [*_tokens(inside), "ᵀ"]
        case ast.Call(ast.Attribute(_, "outer"), [left, right]):
            return [*_tokens(left), *_tokens(right), "ᵀ"]
        case ast.Call(ast.Name(name) | ast.Attribute(_, name), [inside]):
            return [_symbol(name), *_tokens(inside)]
        case ast.Subscript(inside, _):
            return _tokens(inside)
    return [""]


def _symbol(name: str) -> str:
    bare = re.sub(r"_?\d+$", "", name).lower() if not name[0].isdigit() else name
    return _GREEK.get(bare, bare)


def in_words(text: str) -> Tokens:
    """The words and signs of a text, in the form of `expressions`."""
    text = (
        re.sub(r"_\{?\w\}?", "", text)
        .replace("-", "−")
        .replace("^2", "²")
        .replace("\\", " ")
        .lower()
    )
    text = re.sub(r"t?frac\{?1\}?\{?2\}?", "½", text)
    for name, letter in _GREEK.items():
        text = text.replace(name, letter)
    return tuple(re.findall(r"[a-zŷα-ω∂∇]+|[0-9.]*[0-9]|[+−/²ᵀ½]", text))


def leaks(exercise: Exercise, words: str) -> list[str]:
    """The parts of the model answer that a message holds and the notebook has not said before.

    What is only a part of another expression, such as 1 − a of (1 − a)², is no part of the answer.
    """
    section, said = sections()[exercise.id], in_words(words)
    parts = [part for part in expressions(section.answer) if _stands_in(said, part)]
    read = in_words(section.read) if parts else ()
    return [" ".join(part) for part in parts if not _within(part, read)]


def _within(part: Tokens, whole: Tokens) -> bool:
    return any(whole[k : k + len(part)] == part for k in range(len(whole) - len(part) + 1))


def _stands_in(said: Tokens, part: Tokens) -> bool:
    """Whether a text holds an expression with no other sign or symbol beside it."""
    return any(
        said[k : k + len(part)] == part
        and not any(_is_symbol(token) for token in (*said[k - 1 : k], *said[k + len(part) :][:1]))
        for k in range(len(said) - len(part) + 1)
    )


def _is_symbol(token: str) -> bool:
    return len(token) == 1 and token != "a"
