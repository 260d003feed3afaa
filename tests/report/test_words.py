"""Code is shown without names, answers are compared without them, and slips are explained."""

from __future__ import annotations

from pathlib import Path

import answers
import pytest
from report.small_class import SWAPPED, Handed, make_class

from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.cli import main
from autograder.report.anonymous import anonymous, vocabulary
from autograder.report.explain import explain
from autograder.report.fingerprint import fingerprint
from autograder.report.results import Column, Report, Result
from autograder.report.show import show
from autograder.report.slip_words import exercises_of, meanings
from autograder.report.statistics import distribution, item_figures, totals

RELEASED = "def f(delta, x): the rule is sum(k, delta[k])"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("def f(x):\n    '''by Ada'''\n    return x  # Ada", "def f(x):\n    return x"),
        ("ada = 2\nprint(ada)", "name1 = 2\nprint(name1)"),
        ("print('Ada was here')", "print('… … …')"),
        ("rule = 'sum(k, delta[k] * ada[k])'", "rule = 'sum(k, delta[k] * …[k])'"),
        ("x = 20231234; delta = 0.25", "x = …\ndelta = 0.25"),
        ("from ada.own import me as ada2", "from name1.name2 import name3 as name4"),
        ("def ada(*lovelace, **k): 'Ada'", "def name1(*name2, **k):\n    pass"),
        ("x.ada(lovelace=1)", "x.name1(name2=1)"),
        ("f'{x} Ada'", "f'{x} …'"),
        ("def f(: ada", ""),
    ],
)
def test_code_is_shown_without_names(code: str, shown: str) -> None:
    assert anonymous(code, vocabulary(RELEASED)) == shown


def test_a_word_of_the_notebook_that_is_somebodys_name_is_hidden() -> None:
    known = vocabulary("def grace(x): grace and rule", ["Grace Hopper", "s1"])
    assert anonymous("grace = rule", known) == "name1 = rule"


def test_a_long_answer_is_cut() -> None:
    lines = anonymous("x = 1\n" * 50, frozenset()).splitlines()
    assert len(lines) == 15 and lines[-1] == "…"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a = b+c # x", "q  =  r + s", True),
        ("def f(x):\n  'd'\n  return x", "def f(y):\n\n    return y", True),
        ("a.T @ b", "b.T @ a", True),
        ("def f(a, b): return a.T @ b", "def f(a, b): return b.T @ a", False),
        ("x = 'a b'", 'y = "ab"', True),
        ("x.sum(axis=0)", "x.sum(axis=1)", False),
        ("np.outer(x, y)", "np.inner(x, y)", False),
    ],
)
def test_answers_are_alike_that_differ_in_names_blanks_and_comments(
    one: str, other: str, alike: bool
) -> None:
    assert (fingerprint(one).digest == fingerprint(other).digest) is alike


@pytest.mark.parametrize("hostile", ["'" * 20_000, '"""' * 5_001, "\\" * 9_999, "(" * 20_000])
def test_a_hostile_answer_has_a_fingerprint_soon(hostile: str) -> None:
    assert fingerprint(hostile).lines is not None


def test_every_name_that_an_answer_of_the_tests_gets_has_words() -> None:
    known = meanings(CATALOGUE)
    said = {
        s for wrong in answers.WRONG.values() for slug, _ in wrong for s in (slug or "").split()
    }
    assert len(said) > 100 and sorted(said - known.keys()) == []
    assert all(one.clause for one in known.values())


def test_a_slip_is_explained_with_its_exercises() -> None:
    text = explain("outer-order-swapped")
    assert "outer product is taken the other way round" in text
    assert "A4 · Derive the weight gradient (in 01_single_layer)" in text
    assert "A5 weight_gradient" in text and "sigmoid_slope" not in text
    assert "any whose numbers show it" in explain("factor-n")
    assert "weight_gradient" in exercises_of("outer-order-swapped", CATALOGUE)


def test_an_unknown_slip_is_one_line_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "outer-swapped\x1b"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'outer-swapped?'; near: " in line and "outer-order-swapped" in line


def test_an_answer_is_shown_with_its_verdict(tmp_path: Path) -> None:
    hostile = SWAPPED + "  # \x1b[2J \u202e"
    slips = {"weight_gradient": "outer-order-swapped"}
    ada = Handed({"weight_gradient": hostile}, {"weight_gradient": 0}, slips)
    root = make_class(tmp_path / "class", {"ada": ada, "fay": Handed(refused="no notebook")})
    text = show(root, "ada", "weight_gradient")
    assert all(line.isprintable() for line in text.splitlines())
    assert "    return np.outer(x, delta)  # ?[2J ?" in text
    assert "Score: 0 of 2\nSlips: outer-order-swapped" in text and "[backhand]" not in text
    assert "Waits for a person" in show(root, "ada", "explain_delta")
    assert "Could not be graded: no notebook" in show(root, "fay", "weight_gradient")
    with pytest.raises(BackhandError, match="expected a student of this class, got 'adda'; near"):
        show(root, "adda", "weight_gradient")
    with pytest.raises(BackhandError, match="got 'weight_gradent'; near: weight_gradient"):
        show(root, "ada", "weight_gradent")


def test_difficulty_and_discrimination_are_the_mean_share_and_the_item_rest_correlation() -> None:
    columns = [Column("a", 2), Column("b", 1), Column("c", 4)]
    rows = [(2, 1, 4), (2, 1, 4), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]
    names = "abc"
    results = {
        f"s{k}": {n: Result(float(v)) for n, v in zip(names, row, strict=True)}
        for k, row in enumerate(rows)
    }
    results["s6"] = {"a": Result(0, pending=True), "b": Result(0), "c": Result(0)}
    results["s7"] = {}
    first = item_figures(Report("n", columns, results))[0]
    assert first.graded == 6 and first.full == 2 and first.mean_share == pytest.approx(5 / 12)
    assert first.discrimination == pytest.approx(1.8125 / (1.20833 * 4.46875) ** 0.5, abs=1e-4)
    assert len(totals(Report("n", columns, results))) == 7


def test_the_bars_of_the_distribution_hold_everybody_once() -> None:
    bars = distribution([0, 4.5, 67.9, 68], 68)
    assert [bar.count for bar in bars] == [2, 0, 0, 0, 0, 0, 2]
    assert [(bar.low, bar.high) for bar in bars][:2] == [(0, 10), (10, 20)]
    assert distribution([], 68) == [] and distribution([0], 0) == []
