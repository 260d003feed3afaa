"""The verdict as a card of HTML: what the text says, with marks, and the details folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from autograder.catalogue.headings import heading_of
from autograder.judging import message
from autograder.judging.deviation import Deviation
from autograder.judging.verdict import BlockResult, Cause, Verdict
from autograder.notebook.formulas import lines_of, model_lines, proof_of
from autograder.notebook.grid import picture
from autograder.notebook.links import bar, link
from autograder.notebook.progress import Progress, name_of_run
from autograder.notebook.shown import (
    EXAMPLE,
    MODEL,
    Shown,
    deviation_lines,
    title_of,
    worst_entry,
)
from autograder.notebook.words import as_html

#: In one line; comments stay here.
STYLE = re.sub(
    r"/\*.*?\*/|\s*\n\s*|(?<=[:;{}]) +| +(?=[{}])",
    "",
    Path(__file__).with_name("card.css").read_text(encoding="utf-8"),
    flags=re.S,
)
#: By state: its mark, the class of the mark, and a color that stands out on light and on dark.
_MARKS = {
    "right": ("✓", "mark ok", "#2e9e6f"),
    "partial": ("◐", "mark", "#d9722e"),
    "wrong": ("✗", "mark", "#d9722e"),
    "unwritten": ("○", "mark new", "#8a8f98"),
}


def card(shown: Shown) -> str:
    """The card. It reads well without its style, too, and has no headings and no scripts."""
    verdict = shown.verdict
    label = f"{title_of(verdict)}: {message.WORDS[verdict.state]}, {message.points_of(verdict)}"
    # Inline, because it has to survive where the style is removed.
    edge = f"border-left:4px solid {_MARKS[verdict.state][2]};padding:.6rem .9rem"
    open_div = f'<div class="bh" role="group" aria-label="{escape(label)}" style="{edge}">'
    return f"<style>{STYLE}</style>{open_div}{''.join(_body(shown))}</div>"


def _body(shown: Shown) -> Iterator[str]:
    verdict, found = shown.verdict, shown.deviations
    yield _head(verdict)
    if verdict.problem:
        yield _paragraph(verdict.problem)
    if verdict.formulas:
        yield lines_of(verdict)
    elif verdict.proof:
        yield proof_of(verdict)
    elif verdict.state != "right":
        yield _parts(verdict)
    yield from (_paragraph(f"Remark: {remark}.") for remark in verdict.remarks)
    if verdict.state in ("partial", "wrong"):
        yield from _reasons(shown)
    if found:
        yield _folded("where the entries differ", "".join(_deviation(d, shown) for d in found))
    if shown.example:
        yield _folded(EXAMPLE, f"<pre>{escape(shown.example)}</pre>")
    if shown.model:
        yield _folded(MODEL, model_lines(shown.model))
    if shown.solution:
        yield _folded("the model solution", f"<pre>{escape(shown.solution)}</pre>")
    yield from map(_paragraph, filter(None, shown.note.splitlines()))
    if shown.progress:
        yield _foot(shown.progress, verdict)


def _head(verdict: Verdict) -> str:
    mark, name, _ = _MARKS[verdict.state]
    return (
        f'<p class="head"><span class="{name}" aria-hidden="true">{mark}</span> '
        f"<strong>{escape(title_of(verdict))}:</strong> "
        f'<span class="{name}">{message.WORDS[verdict.state]}.</span> '
        f'<span class="score">{message.points_of(verdict)}.</span></p>'
    )


def _parts(verdict: Verdict) -> str:
    """Each quantity with its mark; a problem that is not about numbers is not folded away."""
    items = "".join(map(_part, verdict.blocks))
    return f"<ul>{items}</ul>" if items else ""


def _part(block: BlockResult) -> str:
    mark, name = ("✓", "mark ok") if block.right else ("✗", "mark")
    shown = "" if block.of_value else block.problem
    row = ' class="long"' if shown else ""
    word = f'<span class="sr"> {"right" if block.right else "wrong"}</span>'
    return (
        f'<li{row}><span class="{name}" aria-hidden="true">{mark}</span> {escape(block.name)}{word}'
        f"{': ' + as_html(shown) if shown else ''}</li>"
    )


def _reasons(shown: Shown) -> Iterator[str]:
    """The first cause, where the answer is farthest off, then what else is known."""
    verdict, causes = shown.verdict, shown.verdict.causes
    if causes:
        yield _cause(causes[0], verdict)
    if verdict.follows:
        yield _paragraph(message.FOLLOWS.format(them=", ".join(verdict.follows)))
    if verdict.unknown and verdict.blocks:
        yield _paragraph(message.unknown_line(verdict))
    yield from (_paragraph(line, "ask") for line in verdict.advice if line)
    if shown.deviations:
        yield _paragraph(worst_entry(shown.deviations[0]))
    for cause in causes[1:]:
        more = message.MORE.format(about=message.about(verdict, cause))
        yield (
            _folded(f"{more}:", _later(cause, verdict)) if cause.clause else _paragraph(f"{more}.")
        )


def _cause(cause: Cause, verdict: Verdict) -> str:
    about = message.about(verdict, cause, cause.said)
    if not cause.clause:
        return _paragraph(message.first_hint(verdict, cause))
    said = f"<p>{escape(cause.lead)} <strong>{as_html(cause.said)}</strong>{escape(about)}.</p>"
    return said + _help(cause, verdict)


def _later(cause: Cause, verdict: Verdict) -> str:
    return f"<p><strong>{as_html(cause.said)}</strong>.</p>{_help(cause, verdict)}"


def _help(cause: Cause, verdict: Verdict) -> str:
    """What it is about, a question, and where to read."""
    said = _paragraph(cause.about) if cause.about else ""
    if cause.question:
        said += f'<p class="ask">{as_html(message.asked(cause.question))}</p>'
    if heading := message.where_to_look(verdict, cause):
        place = message.place(heading, verdict.exercise)
        to = link(heading, _notebook(verdict), place)
        said += f"<p>Look again at: {to}{'' if place.endswith('?') else '.'}</p>"
    return said


def _deviation(found: Deviation, shown: Shown) -> str:
    problem = next(b.problem for b in shown.verdict.blocks if b.name == found.block)
    # The worst entry of the first block stands above.
    more = deviation_lines(found)[found is shown.deviations[0] :]
    lines = [f"{found.block}: {problem}", *more]
    return "".join(map(_paragraph, lines)) + picture(found)


def _foot(progress: Progress, verdict: Verdict) -> str:
    words, _, _ = str(progress).partition("open: ")
    still = ", ".join(link(run[0], _notebook(verdict), name_of_run(run)) for run in progress.open)
    said = escape(words) + (f"open: {still}" if still else "")
    return f'<p class="foot">{bar(progress)} <span>{said}</span></p>'


def _notebook(verdict: Verdict) -> str:
    own = heading_of(verdict.exercise)
    return own.notebook if own else ""


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def _paragraph(words: str, name: str = "") -> str:
    return f"<p{f' class={chr(34)}{name}{chr(34)}' if name else ''}>{as_html(words)}</p>"
