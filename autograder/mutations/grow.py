"""One tree with every change of a source in it, each behind a switch.

Where a change puts `b` in the place of `a`, the tree has `b if SWITCH == 17 else a`. So all
mutants of a function are compiled at once, which takes about as long as compiling ten of them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from autograder.mutations import arithmetic, arrays, calls, names, steps
from autograder.mutations.change import Change, Scope, key_of
from autograder.mutations.model import Model
from autograder.mutations.places import parts, target_name

#: The global name that says which change is on.
SWITCH = "_change"
_OPERATORS = (
    *arithmetic.OPERATORS,
    *names.OPERATORS,
    *arrays.OPERATORS,
    *calls.OPERATORS,
)


class Grown:
    """The tree, and its changes in the order of their numbers.

    Parameters
    ----------
    model : Model
    wanted : collection of int, optional
        The numbers of the changes that the tree has; all of them by default.
    """

    def __init__(self, model: Model, wanted: Collection[int] | None = None) -> None:
        self.changes: list[Change] = []
        self._model, self._wanted = model, wanted
        self._members = dict[str, tuple[str | int, ...]]()
        tree = ast.parse(model.source)
        self._called = _places_of_calls(tree, model)
        self._members = _members(tree)
        body = [self._definition(line) for line in tree.body]
        self.tree = ast.fix_missing_locations(ast.Module(body, []))

    def _definition(self, line: ast.stmt) -> ast.stmt:
        """A function or a class with its changes; anything else as it is."""
        if isinstance(line, ast.ClassDef):
            new = copy.copy(line)
            new.body = [self._definition(one) for one in line.body]
            return new
        return self._function(line) if isinstance(line, ast.FunctionDef) else line

    def _function(self, line: ast.FunctionDef, outer: Scope | None = None) -> ast.FunctionDef:
        local = tuple(dict.fromkeys(_locals(line) + (outer.names if outer else ())))
        is_entry = line.name == self._model.entry
        blocks = self._model.blocks if is_entry else (self._called.get(line.name, ""),)
        new = copy.copy(line)
        new.decorator_list = []
        new.body = self._block(line.body, Scope(local, self._members), blocks)
        return new

    def _number(self, kind: str, place: str, about: tuple[str, ...]) -> int | None:
        """The number of a change; None if it is not wanted."""
        known = self._model.known
        place = place if place in known else ""
        said = tuple(name for name in about if name in known or kind in ("returns", "function"))
        self.changes.append(Change(kind, place, said))
        number = len(self.changes) - 1
        return number if self._wanted is None or number in self._wanted else None

    def _block(
        self, lines: Sequence[ast.stmt], scope: Scope, blocks: Sequence[str]
    ) -> list[ast.stmt]:
        grown: list[ast.stmt] = []
        moved: int | None = None
        for line, after in zip(lines, [*lines[1:], None], strict=True):
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
                continue
            new: list[ast.stmt] = [self._line(line, scope, blocks)]
            if moved is not None:
                new = [ast.If(_is_on(moved), [ast.Pass()], new)]
            moved = self._exchange(line, after)
            if moved is not None and after is not None:
                new.insert(0, ast.If(_is_on(moved), [after], []))
            grown += new
        return grown or [ast.Pass()]

    def _exchange(self, line: ast.stmt, after: ast.stmt | None) -> int | None:
        """The number of the change in which a line and the next one have changed places."""
        movable = ast.Assign | ast.AugAssign | ast.Expr
        if not isinstance(line, movable) or not isinstance(after, movable):
            return None
        return self._number("steps-exchanged", _place_of(after, ()), (_place_of(line, ()),))

    def _line(self, line: ast.stmt, scope: Scope, blocks: Sequence[str]) -> ast.stmt:
        """A line with its changes."""
        new = self._inside(line, scope, blocks)
        place = _place_of(line, blocks)
        for operator in steps.OPERATORS:
            for kind, about, instead in operator(line):
                if kind == "returns" and about[0].isdigit():
                    if len(blocks) < 2:
                        continue
                    about = tuple(blocks[int(k)] for k in about if int(k) < len(blocks))
                number = self._number(kind, place, about)
                if number is not None:
                    new = ast.If(_is_on(number), instead, [new])
        return new

    def _inside(self, line: ast.stmt, scope: Scope, blocks: Sequence[str]) -> ast.stmt:
        """A line with the changes of its expressions and of the lines in it."""
        if isinstance(line, ast.FunctionDef):
            return self._function(line, scope)
        new = copy.copy(line)
        found = {id(node): place for place, node in parts(line, blocks)}
        place = _place_of(line, blocks)
        for name, value in ast.iter_fields(line):
            if name == "body" or name == "orelse":
                setattr(new, name, self._block(value, scope, blocks) if value else value)
            elif isinstance(value, ast.expr):
                setattr(new, name, self._value(value, scope, found, place))
            elif name == "targets":
                setattr(new, name, [self._target(one, scope, place) for one in value])
        return new

    def _value(self, node: ast.expr, scope: Scope, found: dict[int, str], place: str) -> ast.expr:
        """What a line computes; each part of a tuple or dictionary has a place of its own."""
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return self._target(node, scope, place)
        if id(node) not in found and isinstance(node, ast.Tuple | ast.List | ast.Dict):
            new = copy.copy(node)
            name = "values" if isinstance(node, ast.Dict) else "elts"
            several = [self._value(one, scope, found, place) for one in getattr(node, name)]
            setattr(new, name, several)
            return new
        above = replace(scope, above="value")
        return self._expression(node, above, found.get(id(node), place))

    def _target(self, node: ast.expr, scope: Scope, place: str) -> ast.expr:
        """What is assigned to: only its indices change."""
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
            return node
        new = copy.copy(node)
        new.slice = self._expression(node.slice, replace(scope, above="index"), place)
        return new

    def _expression(self, node: ast.expr, scope: Scope, place: str) -> ast.expr:
        """An expression with its changes."""
        if isinstance(node, ast.Slice | ast.Starred | ast.JoinedStr | ast.Lambda):
            return self._children(node, scope, place)
        new, chain, numbers = self._children(node, scope, place), None, []
        for operator in _OPERATORS:
            for kind, about, instead in operator(node, scope):
                number = self._number(kind, place, about)
                if number is not None:
                    numbers.append((number, instead))
        for number, instead in reversed(numbers):
            chain = ast.IfExp(_is_on(number), instead, chain) if chain else instead
        if chain is None:
            return new
        return ast.IfExp(_is_between(numbers[0][0], numbers[-1][0]), chain, new)

    def _children(self, node: ast.expr, scope: Scope, place: str) -> ast.expr:
        new = copy.copy(node)
        for name, value in ast.iter_fields(node):
            if name == "func" and isinstance(value, ast.Attribute):
                function = copy.copy(value)
                function.value = self._child(node, name, value.value, scope, place)
                new.func = function  # type: ignore[attr-defined]
            elif isinstance(value, ast.expr) and name != "func":
                setattr(new, name, self._child(node, name, value, scope, place))
            elif isinstance(value, list) and name != "keys":
                several = [self._child(node, name, one, scope, place) for one in value]
                setattr(new, name, several)
        return new

    def _child(self, parent: ast.expr, name: str, node: Any, scope: Scope, place: str) -> Any:
        inner = replace(scope, above=_above(parent, name, scope.above))
        if isinstance(node, ast.expr):
            return self._expression(node, inner, place)
        if isinstance(node, ast.keyword):
            above = "axis" if node.arg == "axis" else ""
            value = self._expression(node.value, replace(scope, above=above), place)
            return ast.keyword(node.arg, value)
        if isinstance(node, ast.comprehension):
            new = copy.copy(node)
            new.iter = self._expression(node.iter, replace(scope, above=""), place)
            new.ifs = [self._expression(one, replace(scope, above=""), place) for one in node.ifs]
            return new
        return node


def _above(parent: ast.expr, name: str, above: str) -> str:
    """How a part of an expression is used."""
    if isinstance(parent, ast.Subscript):
        return "index" if name == "slice" else "value of index"
    if above == "index" and isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Tuple | ast.Slice):
        return "index"
    if isinstance(parent, ast.BinOp):
        return "term" if isinstance(parent.op, ast.Add | ast.Sub) else "product"
    return "argument" if isinstance(parent, ast.Call) and name == "args" else ""


def _is_on(number: int) -> ast.Compare:
    return ast.Compare(ast.Name(SWITCH, ast.Load()), [ast.Eq()], [ast.Constant(number)])


def _is_between(first: int, last: int) -> ast.Compare:
    if first == last:
        return _is_on(first)
    ends = [ast.Name(SWITCH, ast.Load()), ast.Constant(last)]
    return ast.Compare(ast.Constant(first), [ast.LtE(), ast.LtE()], ends)


def _place_of(line: ast.stmt, blocks: Sequence[str]) -> str:
    """The quantity of a line; empty if it has several, or none."""
    found = {place for place, _ in parts(line, blocks)}
    return found.pop() if len(found) == 1 else ""


def _locals(function: ast.FunctionDef) -> tuple[str, ...]:
    """The arguments and local names of a function."""
    arguments = [one.arg for one in function.args.args if one.arg != "self"]
    stored = [
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and one.id != "_"
    ]
    return tuple(dict.fromkeys([*arguments, *stored]))


def _members(tree: ast.Module) -> dict[str, tuple[str | int, ...]]:
    """The attributes of `self`, and the texts that are keys, by the name of what has them."""
    found: dict[str, dict[str | int, None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and target_name(node.value) == "self":
            found.setdefault("self", {})[node.attr] = None
        elif (key := key_of(node)) and isinstance(node, ast.Subscript):
            found.setdefault(target_name(node.value), {})[key] = None
    return {name: tuple(members) for name, members in found.items()}


def _places_of_calls(tree: ast.Module, model: Model) -> dict[str, str]:
    """The quantity that the answer computes with a call of each function of the source."""
    found: dict[str, set[str]] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name != model.entry:
            continue
        for line in ast.walk(function):
            if not isinstance(line, ast.stmt):
                continue
            for place, node in parts(line, model.blocks):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                        found.setdefault(call.func.id, set()).add(place)
    return {name: places.pop() for name, places in found.items() if len(places) == 1}
