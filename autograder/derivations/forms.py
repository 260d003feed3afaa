"""The form of a line: what its tree has, and when two lines are the same but for the writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations

from autograder.derivations.language import Language
from autograder.derivations.tree import (
    Binary,
    Call,
    Condition,
    Expectation,
    Minus,
    Node,
    Number,
    Ones,
    Place,
    Sum,
    Symbol,
    Transpose,
    factors,
    terms,
)

#: Up to so many summed letters are tried in every order; more keep the order of the line.
MOST_TRIED = 5


@dataclass(frozen=True)
class Features:
    """What the tree of a line has.

    Attributes
    ----------
    sums, kroneckers, conditions, expectations : int
        How many of them it has. `sum(j, k, …)` is two sums. A Kronecker, `(k == i)`, is no
        condition.
    fractions : int
        How many divisions, those by a number left out.
    products : int
        How many multiplications, those with a number left out.
    factors : int
        The most factors that stand in one term, numbers left out.
    symbols, functions : frozenset of str
        The names in it.
    """

    sums: int
    kroneckers: int
    conditions: int
    expectations: int
    fractions: int
    products: int
    factors: int
    symbols: frozenset[str]
    functions: frozenset[str]


def features(tree: Node, language: Language) -> Features:
    """The features of a line."""
    nodes = list(tree.walk())
    conditions = [n for n in nodes if isinstance(n, Condition)]
    kroneckers = sum(_is_kronecker(condition) for condition in conditions)
    names = {n.name for n in nodes if isinstance(n, Symbol)}
    called = {n.name for n in nodes if isinstance(n, Call)}
    return Features(
        sums=sum(len(n.letters) for n in nodes if isinstance(n, Sum)),
        kroneckers=kroneckers,
        conditions=len(conditions) - kroneckers,
        expectations=sum(isinstance(n, Expectation) for n in nodes),
        fractions=sum(_is_fraction(n) for n in nodes),
        products=sum(_is_product(n) for n in nodes),
        factors=max(_factors(n) for n in nodes),
        symbols=frozenset(names),
        functions=frozenset(called & set(language.functions)),
    )


def _is_kronecker(condition: Condition) -> bool:
    return condition.op == "==" and all(
        isinstance(side, Place) and side.letter for side in (condition.left, condition.right)
    )


def _is_product(node: Node) -> bool:
    match node:
        case Binary("*" | "∘" | "@", left, right):
            return not (_is_number(left) or _is_number(right))
    return False


def _is_fraction(node: Node) -> bool:
    match node:
        case Binary("/", _, below):
            return not _is_number(below)
        case Binary("**", below, Minus()):
            return not _is_number(below)
    return False


def _is_number(node: Node) -> bool:
    """Whether it is made of numbers alone."""
    return all(isinstance(part, Number | Minus | Binary) for part in node.walk())


def _factors(node: Node) -> int:
    """How many factors a product has, those of sums in it counted, numbers not."""
    match node:
        case Minus(body) | Sum(_, body):
            return _factors(body)
        case Binary("*" | "∘" | "@", left, right):
            return _factors(left) + _factors(right)
        case Binary("/", left, right) if _is_number(right):
            return _factors(left)
    return 0 if _is_number(node) else 1


def canonical(tree: Node, letters: Mapping[str, str] | None = None) -> str:
    """A text that is equal for lines that differ in order, parentheses or summed letters alone."""
    letters = letters or {}
    parts: list[str] = []
    for sign, term in terms(tree):
        minus, key = _product(term, letters)
        if key != "0.0":
            parts.append(("-" if (sign < 0) != minus else "+") + key)
    if len(parts) == 1 and parts[0].startswith("+"):
        return parts[0][1:]
    return f"({''.join(sorted(parts))})" if parts else "0.0"


def _product(node: Node, letters: Mapping[str, str]) -> tuple[bool, str]:
    """Whether a product has a minus, and its factors in order."""
    minus, keys = False, []
    for factor in factors(node):
        key = _factor(factor, letters)
        while key.startswith("(-") and _one_term(key):
            minus, key = not minus, key[2:-1]
        if key != "1.0":
            keys.append(key)
    return minus, "*".join(sorted(keys)) or "1.0"


def _one_term(key: str) -> bool:
    """Whether a key in parentheses is a single term with a minus."""
    depth = 0
    for character in key[2:-1]:
        depth += (character in "([") - (character in ")]")
        if depth == 0 and character in "+-":
            return False
    return True


def _factor(node: Node, letters: Mapping[str, str]) -> str:
    match node:
        case Number():
            return repr(node.value) if node.value >= 0 else f"(-{-node.value!r})"
        case Symbol(name, places):
            return f"{name}[{','.join(_place(p, letters) for p in places)}]"
        case Ones(axis):
            return f"ones[{axis}]"
        case Condition():
            return _condition(node, letters)
        case Sum():
            return _sum(node, letters)
        case Binary("@"):
            return "@".join(f"[{canonical(part, letters)}]" for part in _chain(node))
        case Binary("**", left, right):
            return f"[{canonical(left, letters)}]^[{canonical(right, letters)}]"
        case Expectation(body) | Transpose(body) | Call(_, body):
            name = node.name if isinstance(node, Call) else type(node).__name__
            return f"{name}[{canonical(body, letters)}]"
    return canonical(node, letters)


def _chain(node: Node) -> list[Node]:
    """The factors of a product of matrices, in order, without parentheses."""
    if isinstance(node, Binary) and node.op == "@":
        return _chain(node.left) + _chain(node.right)
    return [node]


def _place(place: Place, letters: Mapping[str, str]) -> str:
    signed = sorted("-+"[sign > 0] + letters.get(index, index) for sign, index in place.letters)
    return "".join(signed) + f"{place.offset:+d}"


def _condition(node: Condition, letters: Mapping[str, str]) -> str:
    left, right = (
        _place(side, letters) if isinstance(side, Place) else canonical(side, letters)
        for side in (node.left, node.right)
    )
    op = node.op
    if op in (">", ">=") or (op == "==" and left > right):
        left, right, op = right, left, op.replace(">", "<")
    return f"[{left}{op}{right}]"


def _sum(node: Sum, letters: Mapping[str, str]) -> str:
    """A sum with its letters renamed, in the order that gives the smallest text."""
    summed, body = list(node.letters), node.body
    while isinstance(body, Sum):
        summed, body = summed + list(body.letters), body.body
    depth = len(letters)
    new = [f"${depth + n}" for n in range(len(summed))]
    orders = permutations(new) if depth + len(summed) <= MOST_TRIED else [tuple(new)]
    keys = (
        canonical(body, {**letters, **dict(zip(summed, order, strict=True))}) for order in orders
    )
    return f"sum{len(summed)}[{min(keys)}]"
