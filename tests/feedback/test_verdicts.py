"""The text of a verdict becomes a card that says the same."""

from __future__ import annotations

from autograder.feedback.verdicts import Part, read_verdict, verdict_html

PRINTED = """\
layer_gradients: not yet. 0 of 4 points.
  delta  wrong  shape (3,) ok, 3 of 3 entries differ; close, but not to rounding, and in a
    (relative error 7.5e-01)
  dW     right
This equals what you get if the factor between a and z at the output is not there, or the δ
  of another loss is used (delta, dW, db, dx).
Ask yourself: Between the loss and z at the output there are two steps. Name both.
Look again at: B3 · Derive δ through a nonlinearity.
[backhand] layer_gradients 0/4 slips=output-fprime-missing
"""


def test_each_quantity_has_its_mark_and_lines_are_whole_again() -> None:
    said = read_verdict(PRINTED)
    assert said is not None and said.state == "not yet" and said.before == ""
    wrong, right = said.parts
    assert (wrong.name, wrong.state, len(wrong.said)) == ("delta", "wrong", 1)
    assert wrong.said[0].endswith("and in a (relative error 7.5e-01)")
    assert right == Part("dW", "right")
    assert said.lines[0].endswith("the δ of another loss is used (delta, dW, db, dx).")
    assert len(said.lines) == 3


def test_a_heading_on_the_page_is_linked() -> None:
    said = read_verdict(PRINTED)
    assert said is not None
    html = verdict_html(said, {"B3 · Derive δ through a nonlinearity": "cell-7"})
    assert '<a href="#cell-7">B3 · Derive δ through a nonlinearity</a>' in html
    assert '<p class="ask">Ask yourself:' in html and "[backhand]" not in html


def test_the_last_verdict_counts_and_what_was_printed_before_is_shown_as_it_stands() -> None:
    said = read_verdict("layer_gradients: right. 4 of 4 points.\n<b>mine</b>\n" + PRINTED)
    assert said is not None and said.state == "not yet"
    assert "&lt;b&gt;mine&lt;/b&gt;" in verdict_html(said, {})


def test_the_lines_of_a_derivation_are_shown_where_all_are_right() -> None:
    said = read_verdict("d: right. 4 of 4 points.\n  closed form  right  x[j] * delta[i]\n")
    assert said is not None
    assert "x[j] * delta[i]" in verdict_html(said, {})


def test_a_formula_between_dollar_signs_is_one_and_code_is_code() -> None:
    said = read_verdict("p: not yet. 0 of 1 points.\n  A  wrong  $a<b$\nthe line `x<1` is there\n")
    assert said is not None
    html = verdict_html(said, {})
    assert "<math>" in html and "<code>x&lt;1</code>" in html


def test_what_is_no_verdict_is_none() -> None:
    assert read_verdict("42 of 43 points\n") is None
