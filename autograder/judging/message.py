"""A verdict in words: plain text for notebooks, screen readers and feedback pages."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill

from autograder.catalogue.headings import Heading, heading_of, taught_at
from autograder.judging.verdict import HERE, BlockResult, Cause, ProofLine, Verdict

#: The columns that fit on a feedback page.
WIDTH = 92
ADVICE = (
    "Nudge one entry of an input by 1e-5 up and down, divide the change by 2e-5, and compare with "
    "your number for that entry."
)
KNOWN = "I know this one{about}. Look for it yourself first; check a changed answer for more."
FOLLOWS = "{them}: right steps from what came before. Mend the earlier ones first."
UNKNOWN = "The first unexplained quantity is {first}. I do not recognise the cause."
UNKNOWN_LINE = 'The first line that does not follow is "{first}". I do not recognise the cause.'
COMPARE = (
    "Let each index take two values. Write this line and the one above out, term by term, and see "
    "where they differ."
)
WORDS = {"right": "right", "partial": "partly right", "wrong": "not yet", "unwritten": "not yet"}


def render(verdict: Verdict, title: str = "", width: int = WIDTH) -> str:
    """The message: what is right, what is wrong, the likely cause, a question to think about."""
    lines = [f"{title or verdict.exercise}: {WORDS[verdict.state]}. {points_of(verdict)}."]
    if verdict.problem:
        lines.append(f"  {verdict.problem}")
    if verdict.given:
        lines.append(_given(verdict))
    if verdict.formulas:
        lines += _derivation(verdict)
    elif verdict.state != "right":
        lines += [_block(block, verdict.blocks) for block in verdict.blocks]
    lines += map(_proof_line, verdict.proof)
    lines += [f"  Remark: {remark}." for remark in verdict.remarks]
    if verdict.state in ("partial", "wrong"):
        lines += _reasons(verdict)
    return "\n".join(wrapped(line, width) for line in lines)


def _given(verdict: Verdict) -> str:
    """The line that says that right earlier answers took the place of wrong ones."""
    names, several = " and ".join(f"`{name}`" for name in verdict.given), len(verdict.given) > 1
    right = f"right {names}" if several else f"a right {names}"
    yours = "yours are not right yet" if several else "yours is not right yet"
    if verdict.state != "right":
        return f"  Judged with {right}: {yours}."
    place = "right ones in their place" if several else "a right one in its place"
    return f"  Right, given {right}: {yours}, so this was judged with {place}."


def wrapped(line: str, width: int = WIDTH) -> str:
    """A line wrapped to the width of a page, with continuation lines indented."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return fill(line, width, subsequent_indent=indent, break_long_words=False)


def _block(block: BlockResult, blocks: tuple[BlockResult, ...]) -> str:
    width = max(len(b.name) for b in blocks)
    word = "right" if block.right else "wrong"
    return f"  {block.name:<{width}}  {word}  {block.problem}".rstrip()


def _derivation(verdict: Verdict) -> list[str]:
    """Each line as typed, whether it holds, and what is wrong with it."""
    lines = []
    for block, formula in zip(verdict.blocks, verdict.formulas, strict=True):
        said = replace(block, problem=formula.text or block.problem)
        lines.append(_block(said, verdict.blocks))
        if formula.text and block.problem:
            lines.append(f"    {block.problem}")
    return lines


def _proof_line(line: ProofLine) -> str:
    word = "not read" if line.state == "open" else line.state
    return f"  {line.letter}  {word:<8}  {line.text}"


def points_of(verdict: Verdict) -> str:
    """The points in words, `2 of 4 points`."""
    return f"{verdict.score:g} of {verdict.points:g} points"


def _reasons(verdict: Verdict) -> list[str]:
    lines = [line for cause in verdict.causes for line in _reason(verdict, cause)]
    if verdict.follows:
        lines.append(FOLLOWS.format(them=", ".join(verdict.follows)))
    if verdict.unknown and verdict.blocks:
        lines += unknown_line(verdict)
    return lines


def unknown_line(verdict: Verdict) -> tuple[str, str]:
    """What is said about a quantity, or a line, whose cause is unknown, and what to do."""
    unknown, advice = (UNKNOWN_LINE, COMPARE) if verdict.formulas else (UNKNOWN, ADVICE)
    return unknown.format(first=verdict.unknown[0]), advice


def _reason(verdict: Verdict, cause: Cause) -> list[str]:
    if not cause.clause:
        return [KNOWN.format(about=about(verdict, cause))]
    lines = [f"{cause.lead} {cause.said}{about(verdict, cause)}."]
    if cause.question:
        lines.append(f"Ask yourself: {cause.question}")
    if heading := where_to_look(verdict, cause):
        lines.append(f"Look again at: {place(heading, verdict)}.")
    return lines


def about(verdict: Verdict, cause: Cause) -> str:
    """The blocks that a cause explains, where there are several."""
    several = len(verdict.blocks) > 1 and cause.blocks
    return f" ({', '.join(cause.blocks)})" if several else ""


def where_to_look(verdict: Verdict, cause: Cause) -> Heading | None:
    """The heading under which the step is taught that a cause is about, or the exercise's own."""
    if cause.item == HERE:
        return heading_of(verdict.exercise)
    return taught_at(cause.item, verdict.exercise)


def place(heading: Heading, verdict: Verdict) -> str:
    """The name of a heading, with its notebook if that is another one than the exercise's."""
    own = heading_of(verdict.exercise)
    elsewhere = own is None or own.notebook != heading.notebook
    return heading.title + (f" (in {heading.notebook})" if elsewhere else "")
