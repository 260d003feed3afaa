"""The report of a class as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.boundary.printable import printable, width
from autograder.report.results import Column, Report, Result

LEGEND = "* a slip is named below    ? to be graded by hand    - not graded"
OWN_TESTS = "Tests that run in the submission's process, where a submission can reach them: {cells}"
#: Columns of a student's name, among the scores and in the lists below.
LONGEST_STUDENT, LONGEST_LISTED = 18, 40
#: In place of the scores, and of the points, of a question that is left out.
OUT, LEFT_OUT = "out", "left out"
SOME = 3


def render(report: Report) -> str:
    """Scores of students × exercises, then the exercises, the slips, and how often each occurs."""
    parts = [_heading(report), _scores(report), LEGEND, _exercises(report)]
    slips = list(_slips(report))
    if slips:
        parts += [
            "Slips\n" + _align([("student", "exercise", "slip"), *slips], "<<<"),
            "How often\n" + _align(_counts(slips), "<><"),
        ]
    if given := list(_given(report)):
        rows = [("student", "exercise", "judged with a right"), *given]
        parts.append("Error carried forward\n" + _align(rows, "<<<"))
    if report.own_tests:
        parts.append(OWN_TESTS.format(cells=", ".join(report.own_tests)))
    if report.refused:
        lines = [(_shorten(one, LONGEST_LISTED), why) for one, why in report.refused.items()]
        parts.append("Could not be graded\n" + _align(lines, "<<"))
    if report.remarks:
        parts.append("Remarks\n" + _align(list(_remarks(report)), "<<"))
    return "\n\n".join(parts) + "\n"


def summary(report: Report) -> str:
    """The exercises and how often each slip occurs: what has no line for each student."""
    parts = [_heading(report), _exercises(report)]
    if slips := list(_slips(report)):
        parts.append("How often\n" + _align(_counts(slips), "<><"))
    return "\n\n".join(parts) + "\n"


def number(value: float) -> str:
    """Write a score with no more decimals than it needs, at most two."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _heading(report: Report) -> str:
    counts = {"student": len(report.results), "exercise": len(report.columns)}
    words = (f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts.items())
    return f"{report.name}: {', '.join(words)}"


def _scores(report: Report) -> str:
    columns, late = report.columns, report.late
    positions = [str(position) for position, _ in enumerate(columns, start=1)]
    rows = [
        _row("student", [*positions, *(["late"] if late else [])], "total"),
        _row("points", [*map(_worth, columns), *([" "] if late else [])], number(_points(report))),
    ]
    for student, results in report.results.items():
        scores = [OUT if one.left_out else _score(results.get(one.exercise)) for one in columns]
        penalty = late.get(student, 0.0) if results else 0.0
        if late:
            scores.append(number(-penalty) if penalty else "0")
        rows.append(_row(_shorten(student), scores, _total(results, penalty)))
    lines = _align(rows, "<" + ">" * (len(rows[0]) - 1), indent="", gap=" ").splitlines()
    rule = "-" * max(map(width, lines))
    return "\n".join([*lines[:2], rule, *lines[2:], rule])


def _row(student: str, scores: Sequence[str], total: str) -> tuple[str, ...]:
    # A score without a mark gets a space for one, so that the numbers line up.
    return (student, *(text if text[-1] in "*?" else text + " " for text in scores), total)


def _worth(column: Column) -> str:
    return OUT if column.left_out else number(column.points)


def _score(result: Result | None) -> str:
    if result is None:
        return "-"
    return number(result.score) + ("?" if result.pending else "*" if result.slips else "")


def _total(results: dict[str, Result], penalty: float) -> str:
    """The score that nbgrader exports."""
    if not results:
        return "-"
    return number(max(0.0, sum(one.score for one in results.values()) - penalty))


def _points(report: Report) -> float:
    return sum(one.points for one in report.columns)


def _exercises(report: Report) -> str:
    """The exercises by their numbers in the table, with mean score and number of full scores."""
    rows = []
    for position, column in enumerate(report.columns, start=1):
        results = [one.get(column.exercise) for one in report.results.values()]
        if column.left_out:
            rows.append((str(position), column.exercise, OUT, LEFT_OUT, ""))
            continue
        scores = [one.score for one in results if one and not one.pending]
        mean = number(sum(scores) / len(scores)) if scores else "-"
        full = str(sum(score >= column.points for score in scores)) if column.points else "-"
        rows.append((str(position), column.exercise, mean, f"of {number(column.points)}", full))
    return "Exercises\n" + _align([("", "", "mean", "", "full"), *rows], "><><>")


def _slips(report: Report) -> Iterator[tuple[str, str, str]]:
    for student, results in report.results.items():
        for column in report.columns:
            result = results.get(column.exercise)
            if result and result.slips:
                yield _shorten(student, LONGEST_LISTED), column.exercise, ", ".join(result.slips)


def _remarks(report: Report) -> Iterator[tuple[str, str]]:
    for student, lines in report.remarks.items():
        for line in lines:
            yield _shorten(student, LONGEST_LISTED), line


def _given(report: Report) -> Iterator[tuple[str, str, str]]:
    for student, results in report.results.items():
        for column in report.columns:
            if (result := results.get(column.exercise)) and result.given:
                yield student, column.exercise, ", ".join(result.given)


def _counts(slips: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Each slip, how many students made it, and some of them; the most frequent first."""
    who: dict[str, set[str]] = {}
    for student, _, names in slips:
        for name in names.split(", "):
            who.setdefault(name, set()).add(student)
    ordered = sorted(who.items(), key=lambda one: (-len(one[1]), one[0]))
    return [(name, str(len(names)), _some(names)) for name, names in ordered]


def _some(students: set[str]) -> str:
    rest = len(students) - SOME
    shown = ", ".join(_shorten(student) for student in sorted(students)[:SOME])
    return f"{shown} and {rest} more" if rest > 0 else shown


def _shorten(student: str, most: int = LONGEST_STUDENT) -> str:
    whole = student = printable(student)
    while width(student) > most - (student != whole):
        student = student[:-1]
    return student if student == whole else student + "~"


def _align(rows: Sequence[Sequence[str]], sides: str, indent: str = "  ", gap: str = "  ") -> str:
    """Lay out rows in columns, each aligned to the left (`<`) or to the right (`>`)."""
    texts = [[printable(text) for text in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        (indent + gap.join(map(_filled, row, sides, widths))).rstrip() for row in texts
    )


def _filled(text: str, side: str, columns: int) -> str:
    """The text with as many spaces as it lacks columns."""
    spaces = " " * (columns - width(text))
    return text + spaces if side == "<" else spaces + text
