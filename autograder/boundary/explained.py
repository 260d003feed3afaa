"""Errors that NumPy and Python word badly, in the names and the shapes of a student's own line.

Only names and shapes are said, never numbers. An error that is not known here stays as it is.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable

from autograder.boundary.expression import Failed, bare, shape_of, short

#: The most characters of an error's own text that are repeated.
LONGEST_TEXT = 120


def explained(error: BaseException, failed: Failed) -> str:
    """What went wrong, in one line; empty where the error's own words are as good.

    "W is (3, 4) and delta is (3,): `W @ delta` needs 4 entries in delta, it has 3"
    """
    try:
        return _explained(error, str(error), failed)
    except Exception:  # a student's own objects may do anything when they are looked at
        return ""


def _explained(error: BaseException, text: str, failed: Failed) -> str:
    if isinstance(error, NameError):
        return _undefined(error, failed)
    if not isinstance(error, (ValueError, TypeError, IndexError, AttributeError)):
        return ""
    if none := _none(text, failed):
        return none
    call = failed.node if "not callable" in text else None
    facts = failed.facts(call.func) if isinstance(call, ast.Call) else failed.facts()
    if failed.node is None or not facts:
        return ""
    for pattern, say in _SAYINGS:
        if (found := re.search(pattern, text)) and (said := say(failed, found)):
            return f"{facts}: {short(failed.node)} {said}"
    if isinstance(error, ValueError) and _OF_SHAPES.search(text):
        return f"{facts}, at {short(failed.node)}: {text.splitlines()[0][:LONGEST_TEXT]}"
    return ""


def _undefined(error: NameError, failed: Failed) -> str:
    name = str(getattr(error, "name", "") or "")
    if not name or isinstance(error, UnboundLocalError):
        return ""
    near = difflib.get_close_matches(name, failed.names, 1, cutoff=0.8)
    remedy = f"likely `{near[0]}` is meant" if near else "run the cell that defines it first"
    return f"{name} is not defined: {remedy}"


def _none(text: str, failed: Failed) -> str:
    """What is said where a name, or the result of a call, is None."""
    node = _assigned(failed) if "unpack" in text else failed.node
    whole = node is not None and ("unpack" in text or "iterable" in text)
    operands = [node] if whole and isinstance(node, ast.expr) else _operands(node)
    missing = [part for part in operands if failed.value(part) is None]
    if not missing and "NoneType" in text:
        missing = [part for part in operands if isinstance(part, ast.Call)]
        missing = missing if len(missing) == 1 else []
    if node is None or not missing or isinstance(missing[0], ast.Constant):
        return ""
    used = "" if node is missing[0] else f", in {short(node)}"
    return f"{bare(missing[0])} is None{used}; likely a function does not return its result"


def _assigned(failed: Failed) -> ast.AST | None:
    """What a line takes apart, as Python only names the targets."""
    try:
        (statement,) = ast.parse(failed.line).body
    except (SyntaxError, ValueError):
        return failed.node
    return statement.value if isinstance(statement, ast.Assign) else failed.node


def _operands(node: ast.AST | None) -> list[ast.expr]:
    """The values that an operation is applied to."""
    match node:
        case ast.BinOp(left, _, right) | ast.AugAssign(left, _, right):
            return [left, right]
        case ast.Compare(left, _, others):
            return [left, *others]
        case ast.Call(ast.Name() as function, arguments):
            return [function, *arguments]
        case ast.Call(ast.Attribute(inside), arguments):
            return [inside, *arguments]
        case ast.Attribute(inside) | ast.Subscript(inside) | ast.UnaryOp(_, inside):
            return [inside]
        case ast.expr():
            return [node]
    return []


def _factors(failed: Failed) -> list[ast.expr]:
    """The two factors of a product, however it is written."""
    operands = _operands(failed.node)
    return operands[-2:] if len(operands) in (2, 3) else []


def _product(failed: Failed, found: re.Match[str]) -> str:
    factors, groups = _factors(failed), found.groupdict()
    if len(factors) != 2:
        return ""
    needs, got = groups["needs"], groups["got"]
    right = shape_of(failed.value(factors[1])) or ()
    # The size that does not fit is that of the rows, except for np.inner.
    what = "entries" if len(right) < 2 else "rows" if str(right[-2]) == got else "columns"
    return f"needs {needs} {what} in {bare(factors[1])}, it has {got}"


def _no_array(failed: Failed, found: re.Match[str]) -> str:
    factors = _factors(failed)
    if len(factors) != 2:
        return ""
    number = factors[int(found["at"])]
    if shape_of(failed.value(number)) is None:
        return f"needs an array, and {bare(number)} gives none"
    return "needs arrays on both sides: with a number, use `*`"


def _broadcast(failed: Failed, found: re.Match[str]) -> str:
    shapes = [re.findall(r"\d+", one) for one in re.findall(r"\(([\d, ]*)\)", found.string)]
    for one in shapes[:1]:
        for other in shapes[1:]:
            axes = zip(reversed(one), reversed(other), strict=False)
            if pair := next(((a, b) for a, b in axes if a != b and "1" not in (a, b)), None):
                return (
                    f"needs axes that agree, from the last one on: {pair[0]} and {pair[1]} do not"
                )
    return ""


def _einsum(failed: Failed, found: re.Match[str]) -> str:
    match failed.node:
        case ast.Call(
            ast.Attribute(attr="einsum") | ast.Name("einsum"), [ast.Constant(str() as text), *parts]
        ):
            return _letters(failed, text.replace(" ", ""), parts)
    return ""


def _letters(failed: Failed, text: str, parts: list[ast.expr]) -> str:
    """Which letter of an einsum does not fit the axes of the arrays."""
    before, _, after = text.partition("->")
    if len(before.split(",")) != len(parts):
        return f"names the axes of {before.count(',') + 1} arrays, and is given {len(parts)}"
    sizes: dict[str, tuple[int, str]] = {}
    for letters, part in zip(before.split(","), parts, strict=True):
        shape, name = shape_of(failed.value(part)), bare(part)
        if shape is None or "." in letters:
            continue
        if len(letters) != len(shape):
            return f"has the letters {letters} for {name}, of which the axes are {len(shape)}"
        for letter, size in zip(letters, shape, strict=True):
            known, where = sizes.setdefault(letter, (size, name))
            if known != size:
                return f"needs one size for {letter}: it is {known} in {where} and {size} in {name}"
    stray = [letter for letter in after if letter not in before and letter != "."]
    return f"asks for {stray[0]}, which is no axis of an array before the arrow" if stray else ""


def _axis(failed: Failed, found: re.Match[str]) -> str:
    count = int(found["count"])
    has = f"axes 0 to {count - 1}" if count > 1 else "axis 0 alone" if count else "no axis"
    return f"asks for axis {found['axis']} of an array that has {has}"


def _index(failed: Failed, found: re.Match[str]) -> str:
    at, axis, size = found.group("at", "axis", "size")
    return f"asks for index {at} on axis {axis}, of which the size is {size}"


def _says(words: str) -> Callable[[Failed, re.Match[str]], str]:
    """Always say the same, with what the groups found in the error's text."""
    return lambda failed, found: words.format(**found.groupdict())


_WHOLE = "takes whole arrays where Python needs one number: NumPy's functions work entry by entry"
#: An error's text, and what to say of it; the first that has something to say counts.
_SAYINGS: list[tuple[str, Callable[[Failed, re.Match[str]], str]]] = [
    (r"core dimension.*\(size (?P<got>\d+) is different from (?P<needs>\d+)\)", _product),
    (r"not aligned: (?P<needs>\d+) \(.*\) != (?P<got>\d+) ", _product),
    (r"operand (?P<at>[01]) does not have enough dimensions", _no_array),
    (r"einstein sum|remapped shapes|einsum", _einsum),
    (r"could not be broadcast together", _broadcast),
    (
        r"operand with shape (?P<has>\(.*\)) doesn't match .* shape (?P<got>\(.*\))",
        _says("keeps the shape {has}, and the result has {got}"),
    ),
    (
        r"from shape (?P<got>\(.*\)) into shape (?P<has>\(.*\))",
        _says("has room for {has}, got {got}"),
    ),
    (r"element with a sequence\.$", _says("has room for one number, got an array")),
    (
        r"array of size (?P<size>\d+) into shape (?P<shape>\(.*\))",
        _says("has {size} entries to fill the shape {shape}"),
    ),
    (r"must have the same shape", _says("needs equal shapes")),
    (
        r"along dimension (?P<axis>\d+), .* has size (?P<one>\d+) .* has size (?P<other>\d+)",
        _says("needs equal sizes on axis {axis}: {one} and {other} differ"),
    ),
    (
        r"same number of dimensions, .* has (?P<one>\d+) dim.* has (?P<other>\d+) dim",
        _says("needs arrays with as many axes each: {one} and {other} differ"),
    ),
    (r"zero-dimensional arrays cannot", _says("needs arrays, not numbers")),
    (r"axis (?P<axis>-?\d+) is out of bounds for array of dimension (?P<count>\d+)", _axis),
    (
        r"index (?P<at>-?\d+) is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)",
        _index,
    ),
    (
        r"array is (?P<has>\d+)-dimensional, but (?P<got>\d+) were",
        _says("takes {got} indices, for {has} axes"),
    ),
    (
        # NumPy 2 says axis, and NumPy 1 dimension.
        r"(?:axis|dimension) (?P<axis>\d+); (?:size of axis|dimension) is (?P<has>\d+) but .* is "
        r"(?P<got>\d+)",
        _says("selects among {got} on axis {axis}, of which the size is {has}"),
    ),
    (r"valid indices|must be of integer", _says("needs whole numbers for indices")),
    (r"(?:list|tuple) index out of range", _says("asks for an item beyond the last")),
    (r"truth value of an array", _says(_WHOLE)),
    (r"only (?:0-dim|size-1|length-1).*converted", _says(_WHOLE)),
    (r"object is not callable", _says("calls what is no function: a product is `*` or `@`")),
]
#: Other errors that are about shapes, to which the shapes are added.
_OF_SHAPES = re.compile(r"shape|dimension|\bax[ei]s\b|\d-d\b|equal to one|equal division|square")
