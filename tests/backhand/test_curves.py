"""The two figures of training render, speak, and say what is wrong with their input."""

from __future__ import annotations

import numpy as np
import pytest

from backhand import curves, draw

RNG = np.random.default_rng(5)
LOSSES = {"short": [2.0, 1.0, 0.5], "long": [2.3, 0.9, 0.01, np.inf]}
ACCURACIES = {"short": [0.2, 0.5, 0.9], "long": [0.1, 0.6, 0.99, 0.1]}
PICTURES = {
    "one loss": lambda: curves.training_curve([3.0, 2.0, 1.0]),
    "one run": lambda: curves.training_curve([3.0, 2.0], [0.3, 0.6]),
    "two runs": lambda: curves.training_curve(LOSSES, ACCURACIES),
    "weights": lambda: curves.weight_images(np.linspace(-1, 1, 3 * 64).reshape(3, 64)),
    "digits": lambda: curves.weight_images(np.ones((11, 8, 8)), list("0123456789a"), 5, "Digits"),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.filterwarnings("error")
def test_a_picture_has_a_description_a_table_and_the_same_bytes_each_time(name):
    picture = PICTURES[name]()
    assert len(picture.alt) > 30 and "\n" not in picture.alt
    assert len(picture.table) > 1 and {len(row) for row in picture.table} == {len(picture.table[0])}
    png = picture.to_png()
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and len(png) < 150_000
    assert png == PICTURES[name]().to_png()


def test_the_curve_says_where_each_run_went():
    picture = curves.training_curve(LOSSES, ACCURACIES)
    assert "Run short: loss from 2 after epoch 1 to 0.5 after epoch 3" in picture.alt
    assert "accuracy from 20.0% to 90.0%" in picture.alt
    assert "Run long: loss from 2.3 after epoch 1 to not finite after epoch 4" in picture.alt
    assert picture.table[0] == (
        "epoch",
        "short loss",
        "long loss",
        "short accuracy",
        "long accuracy",
    )
    assert picture.table[-1] == ("4", "-", "not finite", "-", "10.0%")


def test_a_single_run_needs_no_name():
    picture = curves.training_curve([3.0, 2.0], [0.3, 0.6])
    assert picture.alt.startswith("Loss from 3 after epoch 1 to 2 after epoch 2, accuracy from 30")
    assert picture.table[1:] == (("1", "3", "30.0%"), ("2", "2", "60.0%"))


def test_a_loss_over_decades_is_drawn_on_a_logarithm():
    scale = [curves.training_curve(v).figure.axes[0].get_yscale() for v in ([3, 2], [3, 0.01])]
    assert scale == ["linear", "log"]


def test_long_runs_are_thinned_in_the_table():
    assert len(curves.training_curve(np.arange(1.0, 50.0)).table) == 8


def test_rows_are_folded_into_squares_and_their_extremes_told():
    row = np.zeros(64)
    row[[9, 20]] = -2.0, 3.0
    picture = curves.weight_images([row], ["unit"])
    assert picture.table[1] == ("unit", "-2", "[1, 1]", "3", "[2, 4]", "0.015625")


def test_signed_images_mark_strong_entries_in_words_too():
    images = np.zeros((1, 2, 2))
    images[0, 0], images[0, 1] = [1.0, -0.5], [0.4, 0.0]
    (axes,) = curves.weight_images(images).figure.axes
    assert [text.get_text() for text in axes.texts] == ["+", "−"]


def test_all_zeros_are_an_image_too():
    assert curves.weight_images(np.zeros((1, 4))).to_png()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: curves.training_curve({}), "expected at least one run"),
        (lambda: curves.training_curve([]), "expected losses of at least one epoch"),
        (lambda: curves.training_curve([[1.0]]), r"expected losses of shape \(epochs,\)"),
        (lambda: curves.training_curve({"a": [1.0]}, {"b": [1.0]}), r"runs \['a'\], got \['b'\]"),
        (lambda: curves.training_curve([1.0], [0.1, 0.2]), "expected accuracies of shape"),
        (lambda: curves.training_curve([2.0, 1.0], [0.5, 90]), "0 to 1, got 90; .*percentages"),
        (lambda: curves.training_curve([1.0], [-0.5]), "0 to 1, got -0.5; .*they are losses"),
        (
            lambda: curves.weight_images(np.ones((2, 63))),
            r"expected images as rows of h \* h numbers",
        ),
        (lambda: curves.weight_images(np.ones(64)), "likely a single image"),
        (lambda: curves.weight_images(np.ones((0, 64))), "likely an empty slice"),
        (lambda: draw.loss_slice(np.sum, [1.0], [1.0], [1.0], span=0), "span > 0, got 0"),
        (lambda: curves.weight_images(np.ones((2, 4)), ["one"]), "expected 2 titles"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "likely" in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("losses", [None, ["2", "1"], [None, 1.0], [2j, 1.0], object()])
def test_what_is_no_real_number_is_not_drawn_as_one(losses):
    with pytest.raises(TypeError, match="^expected .*losses.*; likely"):
        curves.training_curve(losses)


def test_a_run_may_have_a_number_for_a_name():
    assert curves.training_curve({3: [2.0, 1.0]}).table[0] == ("epoch", "3 loss")
