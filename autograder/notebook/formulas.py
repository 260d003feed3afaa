"""The lines of a derivation on a card, each as the formula that was read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from autograder.judging.verdict import BlockResult, Formula, Verdict
from autograder.notebook.words import as_html


def lines_of(verdict: Verdict) -> str:
    """The student's lines, each with its mark and what is wrong with it."""
    items = map(_line, verdict.blocks, verdict.formulas)
    return f'<ol class="lines">{"".join(items)}</ol>'


def model_lines(model: Iterable[Formula]) -> str:
    """The model derivation."""
    items = (f"<li>{escape(one.stage)}: {formula(one)}</li>" for one in model)
    return f'<ol class="lines">{"".join(items)}</ol>'


def _line(block: BlockResult, given: Formula) -> str:
    mark, name = ("✓", "mark ok") if block.right else ("✗", "mark")
    if not given.text:
        mark, name = "○", "mark new"
    word = f'<span class="sr"> {"right" if block.right else "wrong"}</span>'
    head = f'<span class="{name}" aria-hidden="true">{mark}</span> {escape(block.name)}{word}: '
    problem = f"<p>{as_html(block.problem)}</p>" if block.problem and given.text else ""
    return f"<li>{head}{formula(given) if given.text else escape(block.problem)}{problem}</li>"


def formula(line: Formula) -> str:
    """The line as a formula, which a notebook typesets; as code where it could not be read."""
    if line.latex:
        return f"${escape(line.latex)}$"
    return f"<code>{escape(line.text)}</code>"
