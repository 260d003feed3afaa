"""The lines of a derivation or of a proof on a card, each with its mark."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from autograder.judging.verdict import BlockResult, Formula, ProofLine, Verdict
from autograder.notebook.words import as_html

#: By the state of a line of a proof: its mark, the class of the mark, and the word for it.
_PROOF = {
    "right": ("✓", "mark ok", "right"),
    "wrong": ("✗", "mark", "wrong"),
    "open": ("○", "mark new", "not read"),
}


def lines_of(verdict: Verdict) -> str:
    """The student's lines, each with its mark and what is wrong with it."""
    items = map(_line, verdict.blocks, verdict.formulas)
    return f'<ol class="lines">{"".join(items)}</ol>'


def proof_of(verdict: Verdict) -> str:
    """The lines of a proof in the student's order; their formulas are typeset by the notebook."""
    return f'<ol class="lines">{"".join(map(_proof_line, verdict.proof))}</ol>'


def _proof_line(line: ProofLine) -> str:
    mark, name, word = _PROOF[line.state]
    head = f'<span class="{name}" aria-hidden="true">{mark}</span> <strong>{line.letter}</strong>'
    return f'<li>{head}<span class="sr"> {word}</span> {escape(line.text)}</li>'


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
