"""A verdict in words: plain text for notebooks, screen readers and feedback pages."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill

from autograder.catalogue.headings import Heading, heading_of, taught_at
from autograder.judging.verdict import HERE, BlockResult, Cause, ProofLine, Verdict

#: The columns that fit on a feedback page.
WIDTH = 92
KNOWN = "I know this one{about}. Look for it yourself first; check a changed answer for more."
PLACE = "One thing is off in {place}. Look for it yourself first; check a changed answer for more."
FOLLOWS = "{them}: right steps from what came before. Mend the earlier ones first."
UNKNOWN = "The first unexplained quantity is {first}. I do not recognise the cause."
UNKNOWN_LINE = 'The first line that does not follow is "{first}". I do not recognise the cause.'
MORE = "One more thing, when this is mended{about}"
#: Before a question of a slip, and before what to do where there is none.
ASK, DO = "Ask yourself: ", "Try this: "
LATER = "What is wrong in {them} may show when this is mended."
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
    """The first cause in full, the others in short, and what else there is to say."""
    lines = [line for cause in verdict.causes[:1] for line in _reason(verdict, cause)]
    lines += [_in_short(verdict, cause) for cause in verdict.causes[1:]]
    if verdict.follows:
        lines.append(FOLLOWS.format(them=", ".join(verdict.follows)))
    if verdict.unknown and verdict.blocks:
        lines.append(unknown_line(verdict))
    return [*lines, *filter(None, verdict.advice)]


def unknown_line(verdict: Verdict) -> str:
    """What is said about quantities, or lines, whose cause is unknown."""
    if verdict.causes:
        return LATER.format(them=", ".join(verdict.unknown))
    unknown = UNKNOWN_LINE if verdict.formulas else UNKNOWN
    return unknown.format(first=verdict.unknown[0])


def _in_short(verdict: Verdict, cause: Cause) -> str:
    """A cause after the first one, in one line."""
    said = f": {cause.clause}" if cause.clause else ""
    return f"{MORE.format(about=about(verdict, cause))}{said}."


def _reason(verdict: Verdict, cause: Cause) -> list[str]:
    if not cause.clause:
        return [first_hint(verdict, cause)]
    lines = [f"{cause.lead} {cause.said}{about(verdict, cause, cause.said)}."]
    if cause.about:
        lines.append(cause.about)
    if cause.question:
        lines.append(asked(cause.question))
    if heading := where_to_look(verdict, cause):
        lines.append(look_again(heading, verdict.exercise))
    return lines


def asked(question: str) -> str:
    """A question of a slip, or what to do, after the words that lead to it."""
    return f"{ASK if '?' in question else DO}{question}"


def first_hint(verdict: Verdict, cause: Cause) -> str:
    """What is said at first about a cause that is known."""
    if cause.place:
        return PLACE.format(place=cause.place)
    return KNOWN.format(about=about(verdict, cause))


def about(verdict: Verdict, cause: Cause, after: str = "") -> str:
    """The wrong blocks that a cause explains, where there are several; said `after` a clause."""
    right = {block.name for block in verdict.blocks if block.right}
    blocks = [name for name in cause.blocks if name not in right]
    if len(verdict.blocks) < 2 or not blocks or blocks == [cause.place]:
        return ""
    return f", in {', '.join(blocks)}" if after.endswith(")") else f" ({', '.join(blocks)})"


def where_to_look(verdict: Verdict, cause: Cause) -> Heading | None:
    """The heading under which the step is taught that a cause is about, or the exercise's own."""
    if cause.item == HERE:
        return heading_of(verdict.exercise)
    return taught_at(cause.item, verdict.exercise)


def look_again(heading: Heading, exercise: str) -> str:
    """The sentence that sends a student to a heading; some headings are questions."""
    text = f"Look again at: {place(heading, exercise)}"
    return text if text.endswith("?") else f"{text}."


def place(heading: Heading, exercise: str) -> str:
    """The name of a heading, with its notebook if that is another one than the exercise's."""
    own = heading_of(exercise)
    elsewhere = own is None or own.notebook != heading.notebook
    return heading.title + (f" (in {heading.notebook})" if elsewhere else "")
