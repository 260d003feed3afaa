"""Small edits of the model answers: what is edited, and what the judge makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import course_models
from autograder.devel import mutant_classes, mutant_table
from autograder.devel.code_edits import Edit, editable, edits
from autograder.devel.mutant_classes import Judge
from autograder.devel.mutant_table import named_share, sort_mutants
from autograder.judging.verdict import BlockResult, Cause, State, Verdict
from autograder.mutations.model import Model

SOURCE = '''\
def other(x):
    return x

def answer(W, x, f):
    """The answer."""
    z = W.T @ other(x)
    s = np.sum(z, axis=0)
    if len(x) == 2:
        s += -f['a'] * z[1] + f['b']
    return z, s
    return None
'''
MODEL = Model(SOURCE, "answer", ("z", "total"), frozenset({"z"}))


def edited() -> dict[str, Edit]:
    """The edits of the source by the lines after them."""
    return {one.said.partition(" → ")[2]: one for one in edits(editable(MODEL, {"other"}))}


@pytest.mark.parametrize(
    ("kind", "place", "after"),
    [
        ("operator", "z", "z = W.T * other(x)"),
        ("transpose", "z", "z = W @ other(x)"),
        ("transpose", "z", "z = W.T @ other(x.T)"),
        ("name", "z", "z = f.T @ other(x)"),
        ("target", "z", "x = W.T @ other(x)"),
        ("call", "z", "z = W.T @ (x)"),
        ("function", "s", "s = np.mean(z, axis=0)"),
        ("axis", "s", "s = np.sum(z, axis=1)"),
        ("axis", "s", "s = np.sum(z)"),
        ("call", "s", "s = (z)"),
        ("line left out", "s", "pass"),
        ("lines exchanged", "", "s = np.sum(z, axis=0) z = W.T @ other(x)"),
        ("comparison", "", "if len(x) != 2:"),
        ("number", "", "if len(x) == 0.5:"),
        ("update", "s", "s = -f['a'] * z[1] + f['b']"),
        ("sign", "s", "s += f['a'] * z[1] + f['b']"),
        ("sign", "s", "s += -f['a'] * z[1] - f['b']"),
        ("key", "s", "s += -f['b'] * z[1] + f['b']"),
        ("index", "s", "s += -f['a'] * z[2] + f['b']"),
        ("operand", "s", "s += (f['b'])"),
        ("name", "total", "return (z, z)"),
    ],
)
def test_each_sort_of_edit_is_made(kind: str, place: str, after: str) -> None:
    found = edited()[f"`{after}`"]
    assert (found.kinds, found.places) == ((kind,), (place,))


def test_lines_that_do_nothing_and_other_exercises_are_not_edited() -> None:
    model = editable(MODEL, {"other"})
    assert "None" not in model.source
    assert "The answer" not in model.source
    assert "def other" in model.given
    assert "def other" not in model.source


LAYER = """\
def weight_gradient(delta, x):
    return {}
"""


@pytest.mark.parametrize(
    ("expression", "sort"),
    [
        ("np.multiply.outer(delta, x)", "equal"),
        ("np.outer(x, delta)", "slip"),
        ("np.outer(delta, delta)", "slip"),
        ("delta[:2]", "form"),
        ("np.outer(delta, np.cbrt(x + 0.3))", "unknown"),
        ("next(k for k in iter(int, 1) if k)", "form"),
    ],
)
def test_an_answer_is_sorted_by_what_is_said_of_it(expression: str, sort: str) -> None:
    model = course_models()["weight_gradient"].model
    edit = Edit(("name",), "", ("dW",), LAYER.format(expression))
    assert Judge(CATALOGUE["weight_gradient"], model).sort(edit).sort == sort


def said(state: State, *causes: Cause) -> Verdict:
    """A verdict in which all blocks of `layer_gradients` but `delta` are wrong."""
    names = ("delta", "dW", "db", "dx")
    blocks = tuple(BlockResult(n, n == "delta", of_value=True) for n in names)
    return Verdict("layer_gradients", 0.0, 4.0, state, blocks, causes=causes)


SIGN = "the error is target minus output"
CHANGE = ("one-change-factor-missing",)


@pytest.mark.parametrize(
    ("verdict", "sort"),
    [
        (said("right"), "accepted"),
        (said("wrong"), "unknown"),
        (said("wrong", Cause(("a",), "one"), Cause(("b",), "another")), "false"),
        (said("wrong", Cause(("a", "b"), "one, and, a second thing, another")), "false"),
        (said("wrong", Cause(("sign-flipped-error",), SIGN)), "false"),
        (said("wrong", Cause(CHANGE, "one factor is missing in dW")), "one change"),
        (said("wrong", Cause(CHANGE, "one factor is missing in db")), "elsewhere"),
        (said("wrong", Cause(("one-change-axis",), "an axis is another one")), "elsewhere"),
    ],
)
def test_a_name_is_compared_with_the_edit(
    verdict: Verdict, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutant_classes, "judge", lambda *_: verdict)
    model = course_models()["layer_gradients"].model
    edit = Edit(("name",), "", ("dW",), "def layer_gradients(x, y, W, b): return x, x, x, x")
    assert Judge(CATALOGUE["layer_gradients"], model).sort(edit).sort == sort


def test_a_right_answer_that_is_not_accepted_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutant_classes, "judge", lambda *_: said("wrong"))
    model = course_models()["weight_gradient"].model
    edit = Edit(("name",), "", ("dW",), LAYER.format("np.outer(delta, x)"))
    assert Judge(CATALOGUE["weight_gradient"], model).sort(edit).sort == "rejected"


def test_a_sample_of_small_edits_is_judged_fairly_and_mostly_named() -> None:
    names = list(course_models())[::2]
    judged = [one for name in names for one in sort_mutants(name, 3)]
    assert len(judged) > 2 * len(names)
    assert not [one for one in judged if one.sort in ("accepted", "rejected", "false")]
    assert named_share(judged) > 0.7


def test_the_same_sample_is_drawn_each_time() -> None:
    once, again = (sort_mutants("weight_gradient", 4, seed=1) for _ in range(2))
    assert [one.edit for one in once] == [one.edit for one in again]


def test_an_unknown_notebook_is_refused() -> None:
    with pytest.raises(BackhandError, match="likely one of 01_single_layer, "):
        mutant_table.sort_all(["07_nothing"])


@pytest.mark.slow
@pytest.mark.whole
def test_the_page_of_mutants_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "mutants.md"
    assert page.read_text(encoding="utf-8") == mutant_table.page(), "run make docs"
