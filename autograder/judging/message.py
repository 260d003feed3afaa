"""A verdict in words: plain text for notebooks, screen readers and feedback pages."""

from __future__ import annotations

from textwrap import fill

from autograder.exercises.items import ITEMS
from autograder.judging.verdict import BlockResult, Cause, Verdict

#: How much a message says: where the answer is wrong; also the cause; also which step to look at.
WHERE, WHICH, STEP = 1, 2, 3
#: The columns that fit on a feedback page.
WIDTH = 92
ADVICE = (
    "Nudge one entry of an input by 1e-5 up and down, divide the change by 2e-5, and compare with "
    "your number for that entry."
)
_WORDS = {"right": "right", "partial": "partly right", "wrong": "not yet", "unwritten": "not yet"}


def render(verdict: Verdict, level: int = STEP) -> str:
    """The message: what is right, what is wrong, the likely cause, a question to think about."""
    lines = [f"{verdict.exercise}: {_WORDS[verdict.state]}. {_points(verdict)}"]
    if verdict.problem:
        lines.append(f"  {verdict.problem}")
    if verdict.given:
        lines.append(_given(verdict))
    if verdict.state != "right":
        lines += [_block(block, verdict.blocks) for block in verdict.blocks]
    lines += [f"  Remark: {remark}." for remark in verdict.remarks]
    if verdict.state in ("partial", "wrong"):
        lines += _reasons(verdict, level)
    return "\n".join(_wrapped(line) for line in lines)


def _given(verdict: Verdict) -> str:
    """The line that says that right earlier answers took the place of wrong ones."""
    names, several = " and ".join(f"`{name}`" for name in verdict.given), len(verdict.given) > 1
    right = f"right {names}" if several else f"a right {names}"
    yours = "yours are not right yet" if several else "yours is not right yet"
    if verdict.state != "right":
        return f"  Judged with {right}: {yours}."
    place = "right ones in their place" if several else "a right one in its place"
    return f"  Right, given {right}: {yours}, so this was judged with {place}."


def _wrapped(line: str) -> str:
    """A line wrapped to the width of a page, with continuation lines indented."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return fill(line, WIDTH, subsequent_indent=indent, break_long_words=False)


def _block(block: BlockResult, blocks: tuple[BlockResult, ...]) -> str:
    width = max(len(b.name) for b in blocks)
    word = "right" if block.right else "wrong"
    return f"  {block.name:<{width}}  {word}  {block.problem}".rstrip()


def _points(verdict: Verdict) -> str:
    return f"{verdict.score:g} of {verdict.points:g} points."


def _reasons(verdict: Verdict, level: int) -> list[str]:
    lines = []
    if verdict.causes and level == WHERE:
        lines.append("I know this one. Look for it yourself first; check again for more.")
    elif verdict.causes:
        lines += [line for cause in verdict.causes for line in _reason(verdict, cause, level)]
    if verdict.follows:
        them = ", ".join(verdict.follows)
        lines.append(f"{them}: right steps from what came before. Mend the earlier ones first.")
    if verdict.unknown and verdict.blocks:
        first = verdict.unknown[0]
        lines.append(f"The first unexplained quantity is {first}. I do not recognise the cause.")
        lines.append(ADVICE)
    return lines


def _reason(verdict: Verdict, cause: Cause, level: int) -> list[str]:
    several = len(verdict.blocks) > 1 and cause.blocks
    about = f" ({', '.join(cause.blocks)})" if several else ""
    lines = [f"This equals what you get if {cause.clause}{about}."]
    if level < STEP:
        return lines
    if cause.question:
        lines.append(f"Ask yourself: {cause.question}")
    if cause.item:
        lines.append(f"Look again at: {cause.item}, {ITEMS[cause.item]}.")
    return lines
