"""The card says what the text says, safely; graded text has no expected number."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from answers import WRONG
from cards import POINTS, read, shown, turned

from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed
from autograder.judging.deviation import deviation
from autograder.notebook.card import card
from autograder.notebook.checking import graded_text
from autograder.notebook.grid import alt, grid
from autograder.notebook.memory import Remembered
from autograder.notebook.progress import progress_in
from autograder.notebook.shown import worst_entry


def two_wrong(x: Any, y: Any, W: Any, b: Any) -> Any:
    a = 1 / (1 + np.exp(-(W @ x + b)))
    delta = (a - y) * a * (1 - a)
    return delta, np.outer(delta, x), delta * x.sum(), W.T @ (a - y)


STATES = {
    "right": ("weight_gradient", np.outer, {}),
    "right with a remark": ("bias_like", None, {}),
    "wrong": ("weight_gradient", turned, {}),
    "partial": ("layer_gradients", two_wrong, {}),
    "first hint": ("weight_gradient", turned, {"tries": 1}),
    "first hint of several": ("layer_gradients", two_wrong, {"tries": 1}),
    "second hint": ("layer_gradients", two_wrong, {"tries": 2}),
    "unwritten": ("weight_gradient", lambda delta, x: None, {}),
    "raised": (
        "input_gradient",
        lambda delta, W: W @ delta,
        {"note": "\nIf it calls a: not right."},
    ),
    "not a function": ("weight_gradient", 2.0, {}),
    "unknown cause": ("weight_gradient", lambda delta, x: np.outer(delta, np.cos(x)), {}),
    "entries": ("worksheet_backward", WRONG["worksheet_backward"][1][1], {}),
    "example": ("elementwise_fails", WRONG["elementwise_fails"][1][1], {}),
}
STATES["right with a remark"] = (
    "weight_gradient",
    lambda delta, x: np.outer(delta, x).astype(np.float32),
    {},
)


def bare(text: str) -> str:
    return re.sub(r"[`\s]+", "", text)


@pytest.mark.parametrize("state", STATES)
def test_the_card_says_what_the_text_says(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.judging.message.fill", lambda line, *_, **__: line)
    name, answer, more = STATES[state]
    one = shown(name, answer, **more)
    said = bare("".join(read(card(one)).words))
    for line in one.text().splitlines():
        if block := re.match(r"  (\S.*?)  +(right|wrong)(?:  (.*))?$", line):
            assert bare(block[1]) in said and bare(block[3] or "") in said, line
        else:
            assert bare(line) in said, line


@pytest.mark.parametrize("state", STATES)
def test_the_card_is_small_and_has_no_heading_script_or_resource(state: str) -> None:
    name, answer, more = STATES[state]
    html = card(shown(name, answer, **more))
    assert len(html) < 6000
    assert not re.search(r"<h[1-6]|<script|<link|<img|url\(|@import|\bon\w+=", html)
    assert "overflow-wrap:anywhere" not in html


def test_the_card_has_a_label_and_its_grid_an_alternative_text() -> None:
    labels = read(card(shown("layer_gradients", two_wrong))).labels
    assert labels[0] == "B5 · A whole layer: partly right, 2 of 4 points"
    assert "dx, 4 entries: 2 too large, 2 too small" in labels


def test_what_a_student_wrote_is_escaped() -> None:
    html = card(shown("single_shapes", {"z": "<script>alert(1)</script>", "dW": "<b>"}))
    assert "<script" not in html and "<b>" not in html


def test_the_worst_entry_is_said_with_digits_enough_to_differ() -> None:
    found = deviation("dW", np.array([[0.42, 1.0000001]]), np.array([[-0.42, 1.0]]))
    assert worst_entry(found) == "dW at [0, 0]: yours 0.42, expected −0.42"
    close = deviation("db", np.array([1.00001]), np.array([1.0]))
    assert worst_entry(close) == "db at [0]: yours 1.00001, expected 1"
    assert worst_entry(deviation("L", np.array(-0.0), np.array(2.0))) == "L: yours 0, expected 2"


def test_a_large_block_is_cut_around_its_worst_entry() -> None:
    right = np.ones((40, 30))
    got = right.copy()
    got[35, 20] = 7.0
    found = deviation("dW", got, right)
    html = grid(found)
    assert html.count("<tr>") == 13 and 'class="x">+' in html and "…" in html
    assert alt(found) == "dW, 1200 entries: 1199 equal, 1 too large"


def test_a_slice_of_a_larger_array_is_named() -> None:
    got = np.ones((3, 2, 2))
    got[1, 0, 1] = 0.0
    assert "dW[1, :, :]: " in grid(deviation("dW", got, np.ones((3, 2, 2))))


def test_a_link_goes_to_the_heading_in_this_notebook_or_in_an_earlier_one() -> None:
    assert 'href="#A8.-Derive-the-bias-gradient"' in card(shown("layer_gradients", two_wrong))
    earlier = shown("network_gradients", WRONG["network_gradients"][1][1])
    assert 'href="../01_single_layer/01_single_layer.ipynb#C1.-Samples-as-rows"' in card(earlier)
    assert "(in 01_single_layer)" in earlier.text()


def test_the_progress_names_runs_of_open_exercises() -> None:
    two = {"single_shapes": Remembered("right", 1, 1), "weight_gradient": Remembered("right", 2, 2)}
    progress = progress_in("01_single_layer", two)
    assert str(progress) == f"3 of {POINTS} points · open: A2–A4, A6–C4"
    everything = {
        e.id: Remembered("right", e.points, e.points)
        for e in CATALOGUE.values()
        if e.notebook == "01_single_layer"
    }
    done = progress_in("01_single_layer", everything)
    assert str(done) == f"{POINTS} of {POINTS} points · everything is right"


@pytest.mark.parametrize("name", [n for n, e in CATALOGUE.items() if isinstance(e.task, Computed)])
def test_graded_text_never_has_an_expected_number_that_the_card_has(name: str) -> None:
    for _, answer in WRONG[name]:
        one = shown(name, answer)
        graded = graded_text(one.verdict)
        assert ": yours " not in graded and "expected one" not in graded
        for found in one.deviations:
            expected = f"{abs(float(found.right[found.at])):.4g}"
            assert len(expected) < 4 or expected not in graded


@pytest.mark.parametrize(
    "name", [n for n, e in CATALOGUE.items() if not isinstance(e.task, Computed)]
)
def test_where_the_instance_is_printed_no_number_is_shown(name: str) -> None:
    for _, answer in WRONG[name]:
        one = shown(name, answer)
        assert one.deviations == () and ": yours " not in one.text()
