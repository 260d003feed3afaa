"""Each operator changes one place of a small function, in the way its name says."""

from __future__ import annotations

import ast

import pytest

from autograder.mutations import arithmetic, arrays, calls, names, steps
from autograder.mutations.change import Scope

OPERATORS = {
    one.__name__: one for module in (arithmetic, arrays, calls, names) for one in module.OPERATORS
}
STEPS = {one.__name__: one for one in steps.OPERATORS}
SCOPE = Scope(("a", "b"), {"w": ("u1", "u2"), "self": ("W", "x")})


def changed(operator: str, code: str, above: str = "") -> dict[str, set[str]]:
    """What an operator makes of an expression, by kind."""
    node = ast.parse(code, mode="eval").body
    found: dict[str, set[str]] = {}
    scope = Scope(SCOPE.names, SCOPE.members, above)
    for kind, _, instead in OPERATORS[operator](node, scope):
        found.setdefault(kind, set()).add(ast.unparse(instead))
    return found


@pytest.mark.parametrize(
    ("operator", "code", "above", "kind", "expected"),
    [
        ("terms", "a - b", "", "term-missing", {"a", "b", "-b"}),
        ("terms", "a - b", "", "sign", {"a + b", "b - a", "-a - b"}),
        ("terms", "a + b", "", "doubled", {"2.0 * a + b", "a + 2.0 * b"}),
        ("factors", "a * b", "", "factor-missing", {"a", "b"}),
        ("factors", "a * b", "", "factor-twice", {"a * (a * b)", "a * b * b"}),
        ("factors", "a / b", "", "factor-missing", {"a", "1.0 / b"}),
        ("factors", "a @ b", "", "order", {"b @ a"}),
        ("powers", "a ** 2", "", "power", {"a", "a * 2", "a ** 2 * a"}),
        ("brackets", "a * (1 - b)", "", "brackets", {"a * 1 - b"}),
        ("brackets", "a / (2 * b)", "", "brackets", {"a / 2 * b"}),
        ("signs", "-a", "", "sign", {"a"}),
        ("signs", "a * b", "value", "sign", {"-(a * b)"}),
        ("scales", "a", "value", "halved", {"0.5 * a"}),
        ("extra", "a", "value", "factor-extra", {"a * a", "a * b"}),
        ("numbers", "3", "", "number", {"4", "2", "6", "1.5", "0", "-3"}),
        ("numbers", "0", "axis", "axis", {"1", "None"}),
        ("comparisons", "a > 0", "", "comparison", {"a < 0", "a >= 0"}),
        ("slopes", "1 - a", "", "slope", {"1 - a ** 2"}),
        ("transposes", "a.T", "", "transpose-missing", {"a"}),
        ("transposes", "a", "product", "transpose-extra", {"a.T"}),
        ("indices", "i", "index", "index", {"i + 1", "i - 1"}),
        ("slices", "a[:-1]", "", "index", {"a", "a[1:]", "a[:-1]", "a[:]"}),
        ("functions", "np.sin(a)", "", "function", {"np.cos(a)"}),
        ("functions", "np.sin(a)", "", "function-missing", {"a"}),
        ("arguments", "f(a, b)", "", "arguments", {"f(b, a)"}),
        ("arguments", "a.sum(axis=0)", "", "axis", {"a.sum()"}),
        (
            "ranges",
            "range(n)",
            "",
            "range",
            {"range(0, n - 1)", "range(0, n + 1)", "range(0 + 1, n)"},
        ),
        ("ranges", "reversed(a)", "", "direction", {"a"}),
        ("quantities", "a", "", "name", {"b"}),
        ("members", "w['u1']", "", "name", {"w['u2']"}),
        ("members", "self.W", "", "name", {"self.x"}),
    ],
)
def test_an_operator_changes_one_place(
    operator: str, code: str, above: str, kind: str, expected: set[str]
) -> None:
    assert changed(operator, code, above)[kind] == expected


@pytest.mark.parametrize(
    ("operator", "line", "kind", "expected"),
    [
        ("left_out", "a = f(a)", "step-missing", {"pass"}),
        ("updates", "a += b", "update", {"a = b"}),
        ("updates", "a += b", "sign", {"a -= b"}),
        ("exchanged", "return (a, b)", "returns", {"return (b, a)"}),
    ],
)
def test_a_line_is_changed(operator: str, line: str, kind: str, expected: set[str]) -> None:
    found: dict[str, set[str]] = {}
    for name, _, instead in STEPS[operator](ast.parse(line).body[0]):
        code = ast.unparse(ast.fix_missing_locations(ast.Module(instead, [])))
        found.setdefault(name, set()).add(code)
    assert found[kind] == expected


def test_a_loop_can_end_after_its_first_round() -> None:
    loop = ast.parse("for i in a:\n    s += i").body[0]
    ((kind, _, lines),) = steps.ended(loop)
    names_: dict[str, object] = {"a": [1, 2, 3], "s": 0}
    code = compile(ast.fix_missing_locations(ast.Module(lines, [])), "", "exec")
    exec(code, names_)
    assert kind == "range" and names_["s"] == 1
