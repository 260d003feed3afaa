"""The page of a class, for those who teach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import mean, median
from typing import IO

from autograder.exercises.items import ITEMS
from autograder.report.findings import ClassFindings, Findings, Question
from autograder.report.page.environment import environment
from autograder.report.results import Result
from autograder.report.statistics import Bar, distribution
from autograder.report.table import number
from backhand.derivations import address

#: A cell of the map: its kind, its text, and the slips in it.
Cell = tuple[str, str, str]


def write_class_page(found: ClassFindings, linked: Mapping[str, str], file: IO[bytes]) -> None:
    """Write the page; `linked` are the files of the students' own pages, where there are any."""
    template = environment().get_template("report.html.j2")
    stream = template.stream(
        found=found,
        linked=linked,
        date=date.today().isoformat(),
        labels=[_Labels(book.questions) for book in found.notebooks],
        facts=_facts,
        distribution=_distribution,
        rows=_rows,
        worst=_worst,
        labelled=_labelled,
        items=ITEMS,
        address=address,
        times=lambda book: list(_times(book)),
    )
    stream.enable_buffering(200)
    stream.dump(file, "utf-8", "replace")


class _Labels(dict[str, str]):
    """By exercise what it is called in a sentence."""

    def __init__(self, questions: Iterable[Question]) -> None:
        super().__init__({q.exercise: f"{q.label} · {q.title}" for q in questions})
        self.short = {q.exercise: q.label for q in questions}


def _labelled(labels: _Labels, exercises: Mapping[str, int] | Sequence[str]) -> str:
    """Exercises by their labels, with how often where that is known."""
    if isinstance(exercises, Mapping):
        several = len(exercises) > 1
        parts = (
            labels.short[name] + (f" ({count})" if several else "")
            for name, count in exercises.items()
        )
        return ", ".join(parts)
    return ", ".join(labels.short[name] for name in exercises)


def _facts(book: Findings) -> Iterator[tuple[str, str]]:
    scores, results = list(book.totals.values()), book.report.results
    yield f"{len(scores)}", f"graded of {len(results)} handed in"
    if scores:
        yield number(mean(scores)), f"mean of {number(book.points)} points"
        yield number(median(scores)), "median"
    slips = sum(len(r.slips) for found in results.values() for r in found.values())
    yield f"{slips}", "named slips"
    for count, what in (
        (sum(map(len, book.waiting().values())), "answers wait for a person"),
        (len(book.report.refused), "could not be graded"),
        (len(book.report.late), "with a late penalty"),
    ):
        if count:
            yield f"{count}", what


def _distribution(book: Findings) -> list[Bar]:
    return distribution(list(book.totals.values()), book.points)


def _rows(book: Findings) -> Iterator[tuple[str, list[Cell], float | None]]:
    """The rows of the map: a student, the cells, the total; the best ones first."""
    made: dict[tuple[int, Result], Cell] = {}
    results, totals = book.report.results, book.totals
    for student in sorted(results, key=lambda one: (-totals.get(one, -1.0), one)):
        cells = []
        for k, question in enumerate(book.questions):
            result = results[student].get(question.exercise)
            if result is None:
                cells.append(("n", "–", ""))
                continue
            if (k, result) not in made:
                made[k, result] = _cell(result, question)
            cells.append(made[k, result])
        yield student, cells, totals.get(student)


def _cell(result: Result, question: Question) -> Cell:
    if question.left_out:
        return "o", "out", ""
    if result.pending:
        return "w", number(result.score), ""
    full, slips = result.score >= question.points, ", ".join(result.slips)
    kind = "f" if full else "p" if result.score > 0 else "z"
    return (f"{kind} s" if slips else kind), number(result.score), slips


def _worst(book: Findings, exercise: str) -> str:
    """The slip that most students made in an exercise."""
    counts = [(one.exercises.get(exercise, 0), one.slug) for one in book.slips]
    count, slug = max(counts, key=lambda one: one[0], default=(0, ""))
    return f"{slug} ({count})" if count else "–"


def _times(book: Findings) -> Iterator[str]:
    """What is known of time: when it was handed in, how long grading took."""
    marks, seconds = book.marks, book.report.seconds
    if marks.due:
        yield f"Due {marks.due:%d %B %Y, %H:%M}; {len(marks.late)} handed in later."
    if marks.handed_in:
        first, last = min(marks.handed_in.values()), max(marks.handed_in.values())
        yield f"Handed in from {first:%d %B %Y, %H:%M} to {last:%d %B %Y, %H:%M}."
    if seconds:
        slow = max(seconds, key=lambda one: seconds[one])
        yield (
            f"Grading took {median(seconds.values()):.2f} s a submission (median of "
            f"{len(seconds)}), {seconds[slow]:.1f} s for the slowest, {slow}."
        )
    minutes = [question.minutes for question in book.questions if question.minutes]
    if minutes:
        yield f"The exercises are meant to take {sum(minutes)} minutes."
