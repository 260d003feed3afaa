"""Write docs/held_out.md: what the judge makes of answers that were written from the text alone.

    PYTHONPATH=tests python -m tools.website.held_out > docs/held_out.md

It takes a minute or two. The answers and the tests that hold the judge to them are in `tests/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from judging import test_heldout, test_heldout_from_text, test_heldout_lines

from autograder.judging.verdict import Verdict

COLUMNS = ("right", "named", "partly", "form", "unknown")
#: The kinds of answers and lines, in the words of their tests and in those of the page.
KINDS = {"single": "one slip", "pair": "two slips", "right": "right"}


def told(verdict: Verdict) -> str:
    """The column that a verdict counts in."""
    if verdict.state == "right":
        return "right"
    if verdict.causes:
        return "partly" if verdict.unknown else "named"
    return "form" if verdict.problem else "unknown"


def functions() -> dict[str, Counter[str]]:
    """Kind of answer → how many count in each column."""
    seen = {kind: Counter[str]() for kind in KINDS}
    for number, one in enumerate(test_heldout_from_text.ANSWERS):
        seen[one["kind"]][told(test_heldout_from_text.verdict(number))] += 1
    return {KINDS[kind]: counts for kind, counts in seen.items()}


def lines() -> dict[str, Counter[str]]:
    """The same for lines of derivations; a line of another form is told in its own block."""
    seen = {"wrong": Counter[str](), "right": Counter[str]()}
    for name, stages in test_heldout_lines.LINES.items():
        for stage, written in stages.items():
            for kind, counts in seen.items():
                for line in written[kind]:
                    verdict, block = test_heldout_lines.handed_in(name, stage, line)
                    column = told(verdict)
                    if column == "unknown" and block is not None and not block.right:
                        values = block.problem.startswith(("does not", "holds"))
                        column = column if values else "form"
                    counts[column] += 1
    return seen


def table(head: str, rows: dict[str, Counter[str]]) -> Iterable[str]:
    """A table with a row for each kind."""
    yield row([head, "in all", *COLUMNS])
    yield row(["---"] * (len(COLUMNS) + 2))
    for kind, counts in rows.items():
        yield row([kind, str(counts.total()), *(str(counts[one]) for one in COLUMNS)])


def row(cells: Sequence[str]) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"


def page() -> str:
    """The whole page."""
    parts = [HEAD, *table("answers", functions()), BETWEEN, *table("lines", lines()), ""]
    return "\n".join([*parts, FOOT.format(count=len(test_heldout.ANSWERS))])


HEAD = """\
# Answers that the judge had not seen

Written by `python -m tools.website.held_out`. These answers, right ones and wrong ones, were
written from the text of the notebooks alone, without knowledge of how slips are declared; no slip
has been changed to fit them. *Named* means that a cause is given for all that is wrong, *partly*
for some of it; *form* that something raises or has another shape; *unknown* that nothing is
recognised.

## Functions
"""

BETWEEN = """
## Lines of derivations, and orders of proofs

The right lines that are not *right* here are refused with one line that says what to write
instead; a wrong line that counts as right is true of its own question alone, and told so.
"""

FOOT = """\
## As a person would name it

{count} further wrong answers each have, by hand, the names that a person would give them, or none.
A test demands exactly these of the judge.
"""


if __name__ == "__main__":
    print(page(), end="")
