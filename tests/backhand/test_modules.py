"""A row of modules says in words what it shows, and refuses names that do not fit."""

from __future__ import annotations

import pytest

from backhand import draw


def row(**changes):
    given = {
        "modules": ["linear", "loss"],
        "values": ["x", "z", "L"],
        "enters": {0: "W", 1: "y"},
        "back": ["", "δ", ""],
        "gives": {0: "∂L/∂W"},
    }
    return draw.modules_picture(**{**given, **changes})


def test_it_says_what_goes_forward_and_what_is_passed_back():
    picture = row()
    assert picture.alt == (
        "A row of modules, from left to right: x enters; linear, with W, gives z; loss, with y, "
        "gives L. Passed back, from right to left: δ. Handed out below: ∂L/∂W."
    )
    assert picture.table[1:] == (
        ("linear", "x, W", "z", "δ", "∂L/∂W"),
        ("loss", "z, y", "L", "none", "δ"),
    )


def test_numbers_stand_below_the_names():
    picture = row(numbers=[[1.0, -0.25], [[2.0], [3.0]], 0.5])
    assert [line[2] for line in picture.table[1:]] == ["z 2 3", "L 0.5"]
    texts = {text.get_text() for text in picture.figure.axes[0].texts}
    assert {"x", "−0.25", "0.5"} <= texts


def test_each_name_stands_in_the_middle_of_its_box_and_what_enters_above():
    axes = row().figure.axes[0]
    names, boxes = {t.get_text(): t.get_position() for t in axes.texts}, axes.patches
    for name, enters, box in zip(["linear", "loss"], ["W", "y"], boxes[:2], strict=True):
        middle = box.get_x() + box.get_width() / 2
        assert names[name] == pytest.approx((middle, box.get_y() + box.get_height() / 2))
        assert names[enters][0] == pytest.approx(middle) and names[enters][1] < box.get_y()


def test_no_two_texts_cover_each_other():
    figure = row(numbers=[[1.0, -0.25], [2.0, 3.0], 0.5]).figure
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"modules": []}, "expected at least one module, got none"),
        ({"values": ["x"]}, "expected 3 values, got 1"),
        ({"back": ["δ"]}, "expected 3 back, got 1"),
        ({"numbers": [1.0]}, "expected 3 numbers, got 1"),
        ({"enters": {2: "y"}}, "expected numbers from 0 to 1 in enters, got [2]"),
        ({"gives": {-1: "W"}}, "expected numbers from 0 to 1 in gives, got [-1]"),
    ],
)
def test_names_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError) as refusal:
        row(**changes)
    assert str(refusal.value).startswith(message)
