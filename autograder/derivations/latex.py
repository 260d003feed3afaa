r"""The formula of a line, as it was read: `\sum_{k} \delta_{k} \, [k = i] \, x_{j}`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.derivations.axes import letter
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
)

GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi"
    "|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)
RELATIONS = {"==": "=", "<=": r"\le", ">=": r"\ge"}
BETWEEN = {"*": r"\,", "∘": r"\circ", "@": r"\,"}
#: A name with a number at most: its formula needs no declaration.
SIMPLE = re.compile(r"([A-Za-z]+?)_?(\d*)")
#: How strongly parts bind; what binds less than its surroundings needs parentheses.
SUM, PRODUCT, POWER, ATOM = range(4)
TALL = re.compile(r"\\frac|\\sum")


def shown(tree: Node, language: Language) -> str:
    """The formula of a line, without dollar signs."""
    return _Formula(language).of(tree)


class _Formula:
    """Shows the parts of lines of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._templates = {key.partition("[")[0]: key for key in language.latex}

    def of(self, node: Node) -> str:
        match node:
            case Number(text):
                return text.removesuffix(".0")
            case Symbol(name, places):
                return self._symbol(name, places)
            case Ones():
                return r"\mathbf{1}"
            case Condition(left, op, right):
                return f"[{self._side(left)} {RELATIONS.get(op, op)} {self._side(right)}]"
            case Sum(letters, body):
                return rf"\sum_{{{', '.join(map(letter, letters))}}} {self._inside(body, PRODUCT)}"
            case Expectation(body):
                return rf"\mathbb{{E}}{_enclosed(self.of(body), '[]')}"
            case Minus(body):
                return f"-{self._inside(body, PRODUCT)}"
            case Call(name, body):
                before = r"\operatorname{diag}"
                if name in self.language.functions:
                    before = self.language.functions[name].latex
                return before + _enclosed(self.of(body))
            case Transpose(body):
                return f"{self._inside(body, ATOM)}^\\top"
            case Binary():
                return self._binary(node)
        raise TypeError(f"expected a part of a line, got {type(node).__name__}")

    def _binary(self, node: Binary) -> str:
        match node:
            case Binary("/", left, right):
                return rf"\frac{{{self.of(left)}}}{{{self.of(right)}}}"
            case Binary("**", left, right):
                return f"{self._inside(left, ATOM)}^{{{self.of(right)}}}"
            case Binary("+", left, right):
                return f"{self.of(left)} + {self._after(right, SUM)}"
            case Binary("-", left, right):
                return f"{self.of(left)} - {self._after(right, PRODUCT)}"
        return self._product(node)

    def _after(self, node: Node, least: int) -> str:
        """What follows a plus or a minus; a minus of its own stands in parentheses."""
        formula = self._inside(node, least)
        return _enclosed(formula) if formula.startswith("-") else formula

    def _product(self, node: Binary) -> str:
        left, right = self._factor(node, node.left, node.right), self._inside(node.right, PRODUCT)
        if self._mixed(node, node.right, node.left):
            right = _enclosed(right)
        between = r"\cdot" if right[0].isdigit() else BETWEEN[node.op]
        return f"{left} {between} {right}"

    def _factor(self, product: Binary, left: Node, right: Node) -> str:
        """The first factor: a minus before it needs no parentheses, a sum does."""
        if _ends_in_sum(left) or self._mixed(product, left, right):
            return _enclosed(self.of(left))
        return self.of(left) if isinstance(left, Minus) else self._inside(left, PRODUCT)

    def _mixed(self, outer: Binary, inner: Node, beside: Node) -> bool:
        """Whether products of two kinds meet, where parentheses decide the value."""
        if not isinstance(inner, Binary):
            return False
        scaled = outer.op == "*" and inner.op == "@" and not self._is_number(beside)
        return scaled or {outer.op, inner.op} == {"∘", "@"}

    def _is_number(self, node: Node) -> bool:
        """Whether a part of a line of matrices is made of numbers alone."""
        return all(
            not self.language.symbols.get(part.name)
            if isinstance(part, Symbol)
            else isinstance(part, Number | Minus | Binary)
            for part in node.walk()
        )

    def _inside(self, node: Node, least: int) -> str:
        """A part, in parentheses where it binds less than this."""
        formula = self.of(node)
        tall = least == ATOM and isinstance(node, Symbol) and TALL.search(formula)
        loose = _binds(node) < least or (least > SUM and formula.startswith("-"))
        return _enclosed(formula) if tall or loose else formula

    def _symbol(self, name: str, places: Sequence[Place]) -> str:
        typed = [self._place(place) for place in places]
        key = self._templates.get(name)
        # A matrix such as W2 is shown without the indices of its entries.
        bare = key is not None and "[" in key and not typed and SIMPLE.fullmatch(name)
        if key is None or "[" not in key or bare:
            base = _name(name) if key is None or bare else self.language.latex[key]
            if not typed:
                return base
            base = f"({base})" if "_" in base else base
            return f"{base}_{{{(', ' if any(len(t) > 1 for t in typed) else '').join(typed)}}}"
        inside = key.partition("[")[2].rstrip("]")
        letters = dict(zip([i.strip() for i in inside.split(",")], typed, strict=False))
        # Commands stay as they are: the k of \kappa is no index.
        return re.sub(
            r"\\[A-Za-z]+|[A-Za-z]",
            lambda found: letters.get(found[0], found[0]) if typed else found[0],
            self.language.latex[key],
        )

    def _place(self, place: Place) -> str:
        text = "".join(("-" if sign < 0 else "+") + letter(i) for sign, i in place.letters)
        offset = f"{place.offset:+d}" if place.offset or not text else ""
        return (text + offset).removeprefix("+")

    def _side(self, side: Place | Node) -> str:
        return self._place(side) if isinstance(side, Place) else self.of(side)


def _binds(node: Node) -> int:
    match node:
        case Binary("+" | "-") | Minus():
            return SUM
        case Binary("*" | "∘" | "@") | Sum():
            return PRODUCT
        case Binary("/" | "**") | Transpose():
            return POWER
    return ATOM


def _ends_in_sum(node: Node) -> bool:
    """Whether something would slip into a sum if it followed this part."""
    if isinstance(node, Binary) and node.op in BETWEEN:
        return _ends_in_sum(node.right)
    if isinstance(node, Minus):
        return _ends_in_sum(node.body)
    return isinstance(node, Sum)


def _enclosed(formula: str, pair: str = "()") -> str:
    """The formula in parentheses that are as high as it is."""
    if TALL.search(formula):
        return rf"\left{pair[0]}{formula}\right{pair[1]}"
    return f"{pair[0]}{formula}{pair[1]}"


def _name(name: str) -> str:
    r"""A name without its indices: `delta` is \delta, `W1` is W_1, `dW` stays as it is."""
    found = SIMPLE.fullmatch(name)
    if not found:
        return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    base, number = found.groups()
    base = (
        f"\\{base}" if GREEK.fullmatch(base) else base if len(base) <= 2 else rf"\mathrm{{{base}}}"
    )
    return f"{base}_{{{number}}}" if number else base
