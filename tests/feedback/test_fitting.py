"""What is left out of a page that would be too large is what its reader needs least."""

from __future__ import annotations

import pytest

from autograder.feedback.cells import PageCell, Piece
from autograder.feedback.fitting import leave_out
from autograder.feedback.marks import CellMark

FIGURE = '<img src="data:">' + "F" * 20_000
TEXT = "T" * 3000


def text(name: str) -> PageCell:
    return PageCell("text", name, pieces=[Piece(TEXT)])


def figure(name: str) -> PageCell:
    return PageCell("code", name, pieces=[Piece("draw()"), Piece(FIGURE)])


def card(name: str, score: float) -> PageCell:
    return PageCell("card", name, label=name, mark=CellMark(score, 2.0), pieces=[Piece("said")])


def page() -> list[PageCell]:
    """A passage, then an exercise with all its points and another with none, each with figures."""
    return [
        *(text("aside"), text("question of right"), card("right", 2.0)),
        *(figure("of right"), figure("also of right")),
        *(text("between"), text("question of wrong"), card("wrong", 0.0), figure("of wrong")),
    ]


@pytest.mark.parametrize(
    ("excess", "gone", "said"),
    [
        (1, ["of right"], "1 figure."),
        (21_000, ["of right", "also of right"], "2 figures."),
        (41_000, ["aside", "of right", "also of right"], "2 figures, 2 cells of code, 1 passage."),
        (
            47_000,
            ["aside", "question of right", "of right", "also of right", "between"],
            "2 figures, 2 cells of code, 3 passages.",
        ),
    ],
)
def test_figures_of_what_is_right_go_first_then_passages_then_questions(
    excess: int, gone: list[str], said: str
) -> None:
    cells = page()
    line = leave_out(cells, excess)
    assert line.endswith(f"not repeated here: {said}")
    assert [one.place for one in cells if not one.pieces[-1].html] == gone


def test_what_belongs_to_a_wrong_answer_goes_later_and_the_verdict_stays() -> None:
    cells = page()
    line = leave_out(cells, 10**6)
    assert line.endswith("3 figures, 3 cells of code, 4 passages.")
    assert [one.pieces[0].html for one in cells if one.kind == "card"] == ["said", "said"]


def test_where_a_long_answer_is_cut_a_line_stands_in_its_place() -> None:
    answer = PageCell("answer", "mine", label="Your answer", pieces=[Piece("x" * 200_000)])
    line = leave_out([answer], 60_000)
    assert line.endswith("1 long part of an answer or verdict.")
    assert "200 kB are left out here" in answer.pieces[0].html
