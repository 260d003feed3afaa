"""What a check of a derivation shows, and what it leaves when grading."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from cards import read

from autograder import NotYet, check
from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.judging.derivation.model import model_derivation
from autograder.judging.judge import judge
from autograder.notebook import checking
from autograder.notebook.card import card
from autograder.notebook.hinting import growing_hint, now_seen
from autograder.notebook.shown import Shown

NAME = "derive_weight_gradient"
EXERCISE = CATALOGUE[NAME]
MODEL = EXERCISE.task.model()  # type: ignore[union-attr]
SLIP = {**MODEL, "closed form": "delta[i] + x[j]"}


def shown(answer: Any, **more: Any) -> Shown:
    return Shown(judge(EXERCISE, LocalAnswer(answer), [1]), **more)


def test_every_line_is_shown_as_the_formula_that_was_read() -> None:
    html = card(shown(SLIP))
    assert (
        r"$\sum_{k} \frac{\partial L}{\partial z_k} \, \frac{\partial z_k}{\partial w_{ij}}$"
        in html
    )
    assert r"$\delta_{i} + x_{j}$" in html
    words = " ".join(read(html).words)
    assert "does not follow from the line above" in words


def test_plain_text_has_the_lines_themselves() -> None:
    text = shown(SLIP).text()
    for line in SLIP.values():
        assert line in text
    assert r"\frac" not in text


def test_the_model_unfolds_when_all_is_right() -> None:
    html = card(
        shown({**MODEL, "closed form": "x[j] * delta[i]"}, model=model_derivation(EXERCISE))
    )
    assert html.count("<summary>the model derivation</summary>") == 1
    assert r"closed form: $\delta_{i} \, x_{j}$" in html


def test_what_was_typed_is_escaped_and_begins_no_formula() -> None:
    html = card(shown({**MODEL, "closed form": "<b>$x$</b> < 1", "<i>$": "x"}))
    assert "<b>" not in html and "<i>" not in html
    assert "<code>&lt;b&gt;$x$&lt;/b&gt; &lt; 1</code>" in html
    outside = html.partition("</style>")[2].replace(
        "<code>&lt;b&gt;$x$&lt;/b&gt; &lt; 1</code>", ""
    )
    assert outside.replace("<span>$</span>", "").count("$") == 2 * (len(MODEL) - 1)


def test_hints_grow_from_the_line_to_the_slip_to_the_question() -> None:
    verdict, seen, texts = judge(EXERCISE, LocalAnswer(SLIP), [1]), {}, []
    for number in range(3):
        seen = now_seen(verdict, str(number), seen)  # type: ignore[assignment]
        texts.append(Shown(growing_hint(verdict, seen).verdict).text())
    clause = "added where the chain rule multiplies"
    assert "I know this one (closed form)" in texts[0] and clause not in texts[0]
    assert clause in texts[1] and "Ask yourself" not in texts[1]
    assert "Ask yourself" in texts[2]


def test_a_line_that_is_not_recognised_gets_advice_for_lines() -> None:
    text = shown({**MODEL, "closed form": "delta[i]**3 * x[j]"}).text()
    assert 'The first line that does not follow is "closed form"' in text
    assert "term by term" in text


GRADED: list[tuple[Any, float]] = [
    (MODEL, 4.0),
    (SLIP, 3.0),
    ({**MODEL, "chain rule": "sum(k, dL_dz[k] / 0 * dz_dw[k, i, j])"}, 3.0),
    ({**MODEL, "chain rule": "sum(k, exp(dL_dz[k])) is 1"}, 3.0),
    (dict.fromkeys(MODEL, ""), 0.0),
    (dict.fromkeys(MODEL, "1.0"), 0.0),
    (None, 0.0),
    ({}, 0.0),
    (4.0, 0.0),
    ("4.0", 0.0),
    ({"points": 4.0}, 0.0),
    (MODEL.values, 0.0),
]


@pytest.mark.parametrize(("answer", "points"), GRADED)
def test_grading_fails_closed(
    answer: Any, points: float, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "_GRADING", True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if points:
            score = check(NAME, answer)
            assert type(score) is float and score == points
        else:
            with pytest.raises(NotYet):
                check(NAME, answer)
    out, err = capfd.readouterr()
    assert err == ""
    assert f"[backhand] {NAME} {points:g}/4 slips=" in out.splitlines()[-1]
    assert "the model derivation" not in out.lower() and r"\frac" not in out
