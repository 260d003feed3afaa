"""Changes of a line of a derivation in one place: its mutants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from autograder.derivations.line import Line
from autograder.derivations.tree import (
    Binary,
    Call,
    Condition,
    Minus,
    Node,
    Number,
    Place,
    Sum,
    Symbol,
    Transpose,
)
from autograder.mutations.change import Change

#: A kind, the names that the change is about, and what stands in the node's place.
Instead = tuple[str, tuple[str, ...], Node]
_PRODUCTS = ("*", "∘", "@", "/")


def changed_lines(line: Line, place: str) -> Iterator[tuple[Change, Line]]:
    """Each change of a line, and the line with it; some of these have no value."""
    for kind, about, tree in _changed(line.tree, line):
        yield Change(kind, place, about), replace(line, tree=tree)
    yield Change("sign", place), replace(line, tree=Minus(line.tree))


def _changed(node: Node, line: Line) -> Iterator[Instead]:
    """A tree with one change anywhere in it."""
    for operator in (_products, _sums, _signs, _symbols, _functions, _summed, _numbers):
        yield from operator(node, line)
    for one in fields(node):
        part = getattr(node, one.name)
        if isinstance(part, Node):
            for kind, about, new in _changed(part, line):
                yield kind, about, replace(node, **{one.name: new})


def _products(node: Node, line: Line) -> Iterator[Instead]:
    if not isinstance(node, Binary) or node.op not in _PRODUCTS:
        return
    left, right = node.left, node.right
    yield "factor-missing", _names(right), left
    if node.op == "/":
        yield "factor-missing", _names(left), replace(node, left=Number("1"))
        yield "operator", _names(node), replace(node, op="*")
        return
    yield "factor-missing", _names(left), right
    if node.op == "@":
        yield "order", _names(node), Binary("@", right, left)
    else:
        yield "factor-twice", _names(left), Binary(node.op, left, node)
        yield "factor-twice", _names(right), Binary(node.op, node, right)
        yield "operator", _names(node), replace(node, op="+")


def _sums(node: Node, line: Line) -> Iterator[Instead]:
    if not isinstance(node, Binary) or node.op not in "+-":
        return
    left, right = node.left, node.right
    yield "term-missing", _names(right), left
    yield "term-missing", _names(left), right if node.op == "+" else Minus(right)
    yield "sign", _names(right), replace(node, op="-" if node.op == "+" else "+")
    yield "sign", _names(left), replace(node, left=Minus(left))
    for factor, kind in (("2", "doubled"), ("0.5", "halved")):
        if not isinstance(left, Number):
            yield kind, _names(left), replace(node, left=Binary("*", Number(factor), left))
        if not isinstance(right, Number):
            yield kind, _names(right), replace(node, right=Binary("*", Number(factor), right))


def _signs(node: Node, line: Line) -> Iterator[Instead]:
    if isinstance(node, Minus):
        yield "sign", _names(node), node.body
    if isinstance(node, Binary) and node.op == "**":
        yield "power", _names(node.left), node.left


def _symbols(node: Node, line: Line) -> Iterator[Instead]:
    """Another symbol of the same axes, another index of the same axis, or a transpose more."""
    if not isinstance(node, Symbol):
        return
    language = line.language
    own = language.symbols.get(node.name)
    for other, axes in language.symbols.items():
        if other != node.name and axes == own:
            yield "name", (other,), replace(node, name=other)
    for k, place in enumerate(node.places):
        for letter, axis in line.axes.items():
            if place.letter and letter != place.letter and axis == line.axes.get(place.letter):
                places = (*node.places[:k], Place(((1, letter),)), *node.places[k + 1 :])
                yield "index", (node.name,), replace(node, places=places)
    if language.matrices and own:
        yield "transpose-extra", (node.name,), Transpose(node)


def _functions(node: Node, line: Line) -> Iterator[Instead]:
    if isinstance(node, Transpose):
        yield "transpose-missing", _names(node), node.body
    if not isinstance(node, Call):
        return
    yield "function-missing", (node.name,), node.body
    for other in line.language.functions:
        if other != node.name:
            yield "function", (other,), replace(node, name=other)


def _summed(node: Node, line: Line) -> Iterator[Instead]:
    """A sum left out: only the term of which the index is the answer's is there."""
    if not isinstance(node, Sum):
        return
    for letter in node.letters:
        rest = tuple(one for one in node.letters if one != letter)
        for other in line.language.answer:
            if line.axes.get(other) == line.axes.get(letter):
                body = _renamed(node.body, letter, other)
                yield "sum-missing", (), Sum(rest, body) if rest else body


def _numbers(node: Node, line: Line) -> Iterator[Instead]:
    if isinstance(node, Number):
        for other in (node.value + 1, node.value - 1, 2 * node.value, node.value / 2):
            if other != node.value and other >= 0:
                yield "number", (), Number(f"{other:g}")


def _renamed(node: Node, old: str, new: str) -> Node:
    """A tree with another letter in place of one."""
    if isinstance(node, Symbol):
        return replace(node, places=tuple(_moved(place, old, new) for place in node.places))
    changes: dict[str, object] = {}
    for one in fields(node):
        part = getattr(node, one.name)
        if isinstance(part, Node):
            changes[one.name] = _renamed(part, old, new)
        elif isinstance(part, Place):
            changes[one.name] = _moved(part, old, new)
    return replace(node, **changes)


def _moved(place: Place, old: str, new: str) -> Place:
    letters = tuple((sign, new if letter == old else letter) for sign, letter in place.letters)
    return replace(place, letters=letters)


def _names(node: Node) -> tuple[str, ...]:
    """The symbols and functions in a part of a line, once each, in order."""
    found = [
        "a condition" if isinstance(one, Condition) else one.name
        for one in node.walk()
        if isinstance(one, Symbol | Call | Condition)
    ]
    return tuple(dict.fromkeys(found))
