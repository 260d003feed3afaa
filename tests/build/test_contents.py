"""The table of headings leads from an exercise to its heading, from an item to what teaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build.contents import PLACE, contents, without_items
from autograder.catalogue import CATALOGUE
from autograder.catalogue.headings import heading_of, taught_at

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_is_up_to_date() -> None:
    table = (ROOT / PLACE).read_text(encoding="utf-8")
    assert table == contents(ROOT / "solutions", CATALOGUE), "run make course"


def test_every_exercise_has_a_heading_in_its_notebook() -> None:
    for exercise in CATALOGUE.values():
        heading = heading_of(exercise.id)
        assert heading is not None and heading.notebook == exercise.notebook


@pytest.mark.parametrize(
    ("item", "exercise", "text"),
    [
        ("S3", "layer_gradients", "A4. Derive the weight gradient"),
        ("S5", "layer_gradients", "A8. Derive the bias gradient"),
        ("S3", "weight_gradient", "A4. Derive the weight gradient"),
        ("S3", "digits_gradients", "A4. Derive the weight gradient"),  # in an earlier notebook
        ("M3", "weight_gradient", None),  # only in a later notebook
        ("S3", "an_exercise_of_ones_own", None),
    ],
)
def test_an_item_leads_to_a_heading_but_not_ahead(
    item: str, exercise: str, text: str | None
) -> None:
    heading = taught_at(item, exercise)
    assert (heading.text if heading else None) == text


def test_an_address_is_what_a_browser_makes_of_it() -> None:
    heading = heading_of("squared_error_delta")
    assert heading is not None and heading.title == "A10 · Where δ starts"
    assert heading.link_from("01_single_layer") == "#A10.-Where-%CE%B4-starts"


def test_the_numbers_of_items_are_left_out_of_the_text() -> None:
    assert without_items("short enough (**S12**): to") == "short enough: to"
