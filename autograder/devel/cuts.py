"""Find what can be edited in the text of a function: its operators, names, numbers, calls, lines.

These edits are of the text, and have nothing to do with `autograder.mutations`, whose changes the
diagnosis knows: what it makes of them measures it.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

_ARITHMETIC = ("+", "-", "*", "/", "@", "**")
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
_UPDATES = ("+=", "-=", "*=", "/=")
#: Functions that people take for one another.
_CONFUSED = {
    "sum": ("mean", "prod", "max", "cumsum"),
    "mean": ("sum", "median", "max"),
    "max": ("min", "sum", "argmax"),
    "argmax": ("argmin", "max"),
    "outer": ("dot", "inner", "multiply"),
    "dot": ("outer", "multiply", "inner"),
    "maximum": ("minimum", "max"),
    "exp": ("log", "expm1", "exp2", "tanh"),
    "log": ("exp", "log2", "log10", "log1p"),
    "tanh": ("tan", "arctan", "sinh", "cosh"),
    "sin": ("cos", "tan", "arcsin"),
    "cos": ("sin", "tan"),
    "sqrt": ("square", "abs", "cbrt"),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "eye": ("ones",),
    "array": ("asarray",),
    "eigvalsh": ("diag",),
}
_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr

#: The kind of an edit, where it begins and ends in the source, and what stands there then.
Cut = tuple[str, int, int, str]


class Text:
    """A source, with places in it as one number each."""

    def __init__(self, source: str) -> None:
        self.source, self.tree = source, ast.parse(source)
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def at(self, row: int, column: int) -> int:
        """The place of a row, counted from 1, and a column, counted from 0."""
        return self._starts[row - 1] + column

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node begins and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        end = self.at(node.end_lineno, node.end_col_offset)
        return self.at(node.lineno, node.col_offset), end

    def of(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.source[start:end]


class _Token(NamedTuple):
    """A token: its text, where it is, whether it is in an index, and the tokens around it."""

    text: str
    start: int
    end: int
    in_index: bool
    before: str
    before_that: str
    after: str

    @property
    def is_operand_before(self) -> bool:
        """Whether an operand ends before it, so that it joins two."""
        before = self.before
        return before[-1:] in ")]}'\"" or (before[:1].isalnum() and not keyword.iskeyword(before))


class _Names(NamedTuple):
    """The names of a function, those of them that are assigned to, by place, and its texts."""

    all: tuple[str, ...]
    stored: Collection[int]
    texts: tuple[str, ...]
    attributes: tuple[str, ...]


def cuts(text: Text) -> Iterator[Cut]:
    """Every edit of a source; some of them give no valid Python."""
    read = list(tokenize.generate_tokens(io.StringIO(text.source).readline))
    for function in _functions(text.tree.body):
        first, last = text.span(function.body[0])[0], text.span(function)[1]
        names = _names(function, text)
        for token in _tokens(read, text):
            if first <= token.start < last:
                for operator in _OF_TOKENS:
                    for kind, new in operator(token, names):
                        yield kind, token.start, token.end, new
                if token.text == "T" and token.before == ".":
                    yield "transpose", token.start - 1, token.end, ""
        for node in ast.walk(function):
            yield from _of_node(node, text)


def _functions(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """The outermost functions and methods."""
    for line in body:
        if isinstance(line, ast.FunctionDef):
            yield line
        elif isinstance(line, ast.ClassDef):
            yield from _functions(line.body)


def _tokens(read: Sequence[tokenize.TokenInfo], text: Text) -> Iterator[_Token]:
    said = [t for t in read if t.string.strip()]
    strings = ["", "", *(t.string for t in said), ""]
    brackets: list[str] = []
    for k, token in enumerate(said):
        before_that, before, one, after = strings[k : k + 4]
        if one in "([{":
            is_index = one == "[" and (before[-1:] in ")]" or before[:1].isalnum())
            brackets.append("index" if is_index and not keyword.iskeyword(before) else one)
        elif one in ")]}":
            brackets.pop()
        in_index = brackets[-1:] == ["index"]
        start = text.at(*token.start)
        yield _Token(one, start, start + len(one), in_index, before, before_that, after)


def _names(function: ast.FunctionDef, text: Text) -> _Names:
    names, stored = dict[str, None](), set[int]()
    texts, attributes = dict[str, None](), dict[str, None]()
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.arg != "self":
            names[node.arg] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
            stored.add(text.span(node)[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts[text.of(node)] = None
        elif isinstance(node, ast.Attribute) and text.of(node.value) == "self":
            attributes[node.attr] = None
    return _Names(tuple(names), stored, tuple(texts), tuple(attributes))


# ---- edits of one token: its kind, and what stands in its place ------------------------------


def _operators(token: _Token, names: _Names) -> Iterator[tuple[str, str]]:
    if token.text in _ARITHMETIC and token.is_operand_before:
        for other in _ARITHMETIC:
            yield "sign" if {token.text, other} == {"+", "-"} else "operator", other
    elif token.text == "-":
        yield "sign", ""
    elif token.text in _COMPARISONS:
        yield from (("comparison", other) for other in _COMPARISONS)
    elif token.text in _UPDATES:
        yield "update", "="
        yield from (("sign", other) for other in _UPDATES[:2] if token.text in _UPDATES[:2])
    elif token.text in ("and", "or", "not"):
        yield "comparison", {"and": "or", "or": "and", "not": ""}[token.text]


def _name_edits(token: _Token, names: _Names) -> Iterator[tuple[str, str]]:
    if token.before == "." and token.before_that == "self":
        yield from (("name", other) for other in names.attributes)
    is_keyword = token.after == "=" and token.before in ("(", ",")
    if token.text not in names.all or token.before == "." or is_keyword:
        return
    is_stored = token.start in names.stored
    kind = "index" if token.in_index else "target" if is_stored else "name"
    yield from ((kind, other) for other in names.all)
    if not is_stored:
        yield "transpose", f"{token.text}.T"
    if token.in_index:
        yield from (("index", f"{token.text} {step} 1") for step in "+-")


def _numbers(token: _Token, names: _Names) -> Iterator[tuple[str, str]]:
    if not token.text[0].isdigit():
        return
    value = ast.literal_eval(token.text)
    is_axis = token.before_that == "axis"
    kind = "axis" if is_axis else "index" if token.in_index else "number"
    others = (1 - value,) if is_axis else (0, 1, 2, 0.5, -1, value + 1, value - 1)
    yield from ((kind, f"({other})" if other < 0 else str(other)) for other in others)


def _words(token: _Token, names: _Names) -> Iterator[tuple[str, str]]:
    if token.text in ("True", "False"):
        yield "axis", "False" if token.text == "True" else "True"
    elif token.text in names.texts:
        yield from (("key", other) for other in names.texts)
    elif token.text in _CONFUSED and token.after == "(" and token.before == ".":
        yield from (("function", other) for other in _CONFUSED[token.text])
    elif token.text == "sigmoid" and token.after == "(":
        yield from (("function", f"np.{other}") for other in ("tanh", "exp"))


_OF_TOKENS = (_operators, _name_edits, _numbers, _words)

# ---- edits of a call, an operation or a line -------------------------------------------------


def _of_node(node: ast.AST, text: Text) -> Iterator[Cut]:
    if isinstance(node, ast.Call):
        yield from _of_call(node, text)
    elif isinstance(node, ast.BinOp):
        for kept in (node.left, node.right):
            yield "operand", *text.span(node), f"({text.of(kept)})"
    for name in ("body", "orelse"):
        lines = getattr(node, name, None)
        if isinstance(lines, list):
            yield from _of_lines(lines, text)


def _of_call(node: ast.Call, text: Text) -> Iterator[Cut]:
    arguments = [text.of(one) for one in node.args]
    if arguments:
        yield "call", *text.span(node), f"({arguments[0]})"
    elif isinstance(node.func, ast.Attribute):
        yield "call", *text.span(node), f"({text.of(node.func.value)})"
    for one, other in combinations(range(len(node.args)), 2):
        start, end = text.span(node.args[one])[0], text.span(node.args[other])[1]
        between = [*arguments[:one], arguments[other], *arguments[one + 1 : other]]
        yield "arguments", start, end, ", ".join([*between, arguments[one]][one:])
    for keyword_ in node.keywords:
        start, end = text.span(keyword_.value)[0], text.span(keyword_.value)[1]
        start = text.source.rindex(keyword_.arg or "", 0, start)
        before = text.source[:start].rstrip()
        yield "axis", len(before) - before.endswith(","), end, ""


def _of_lines(lines: Sequence[ast.stmt], text: Text) -> Iterator[Cut]:
    for line in lines:
        if not isinstance(line, ast.FunctionDef | ast.Return | ast.Pass):
            yield "line left out", *text.span(line), "pass"
    for one, other in pairwise(lines):
        if isinstance(one, _SIMPLE) and isinstance(other, _SIMPLE):
            start, end = text.span(one)[0], text.span(other)[1]
            between = text.source[text.span(one)[1] : text.span(other)[0]]
            yield "lines exchanged", start, end, text.of(other) + between + text.of(one)
