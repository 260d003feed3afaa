"""Print the table of slips in the teacher's guide from a graded class, part by part.

The guide has that of the sample class: `backhand demo --all --keep DIR`, then
`python tools/common_slips.py DIR`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from autograder.build.fence import KINDS, fence_of
from autograder.build.text import read_text
from autograder.build.times import PART
from autograder.catalogue import CATALOGUE
from autograder.report.general_slips import GENERAL
from autograder.report.results import read_reports
from autograder.report.slip_words import Meaning, exercises_of, meaning_of

SOLUTIONS = Path(__file__).parents[1] / "solutions"
#: Slips of one part in the table; the second only if two submissions have it.
MOST = 2
#: By part and slip, the exercise and the student of each time that it was named.
Named = dict[str, dict[str, list[tuple[str, str]]]]


def parts() -> dict[str, str]:
    """The part of each question, by its id."""
    found = {}
    for path in sorted(SOLUTIONS.glob("0*.md")):
        part = ""
        for cell in read_text(path).cells:
            fence = fence_of(cell)
            if fence is not None and KINDS[fence.kind].grade:
                found[fence.id] = f"{path.stem[:2]} {part}"
            elif cell.cell_type == "markdown":
                for text in PART.split(cell.source):
                    part = text[3:].partition(".")[0] if PART.match(text) else part
    return found


def named(root: Path) -> Named:
    """The slips that the checks of a class named and that have a question to ask."""
    part, found = parts(), Named()
    for report in read_reports(root):
        for student, results in report.results.items():
            for exercise, result in results.items():
                for slug in result.slips:
                    if exercise in part and slug not in GENERAL and _words(slug, exercise).question:
                        of_part = found.setdefault(part[exercise], defaultdict(list))
                        of_part[slug].append((exercise, student))
    return found


def _words(slug: str, exercise: str) -> Meaning:
    return meaning_of(slug, CATALOGUE[exercise]) or Meaning(slug, "")


@cache
def _possible(slug: str) -> list[str]:
    return exercises_of(slug, CATALOGUE)


def rows(root: Path) -> Iterator[tuple[str, str, str, str]]:
    """Part, slip, clause and question; first what most submissions have, then what has most room.

    The room of a slip in a part is the number of its exercises in which it can be made.
    """
    part = parts()
    for here, slips in sorted(named(root).items()):
        ordered = sorted(
            (-len({student for _, student in made}), -_room(slug, here, part), slug)
            for slug, made in slips.items()
        )
        for rank, (fewer, _, slug) in enumerate(ordered[:MOST]):
            if rank == 0 or fewer <= -2:
                words = _words(slug, slips[slug][0][0])
                yield here, f"`{slug}`", words.clause, words.question


def _room(slug: str, here: str, part: dict[str, str]) -> int:
    return sum(part[one] == here for one in _possible(slug))


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print(f"| {' | '.join(row)} |")
