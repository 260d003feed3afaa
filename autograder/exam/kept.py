"""The exams of a class, each in a small file of Backhand's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.exam.exam import Exam
from autograder.exam.pool import POOL

#: In the folder of a class.
EXAMS = Path(".backhand") / "exams"


def read_exam(root: Path, name: str) -> Exam | None:
    """The exam of that name; None if the class has none.

    Raises
    ------
    BackhandError
        If its file cannot be used: nobody's answers could be judged.
    """
    path = _path(root, name)
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        found = Exam(name, int(kept["seed"]), tuple(kept["asked"]), tuple(kept["students"]))
        found.questions  # noqa: B018 (each must be known)
    except (ValueError, KeyError, TypeError) as failure:
        raise BackhandError(
            f"expected the questions of an exam in {path}, got {type(failure).__name__}: "
            f"{failure}; likely edited: copy it back"
        ) from None
    return found


def read_exams(root: Path) -> Iterator[Exam]:
    """All exams of a class."""
    for path in sorted((root / EXAMS).glob("*.json")):
        exam = read_exam(root, path.stem)
        if exam is not None:
            yield exam


def write_exam(root: Path, exam: Exam) -> None:
    """Keep an exam."""
    path = _path(root, exam.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in asdict(exam).items() if key != "name"}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(kept, ensure_ascii=True, indent=1), encoding="utf-8")
    part.replace(path)


def forget_exam(root: Path, name: str) -> None:
    """Remove an exam that could not be made."""
    _path(root, name).unlink(missing_ok=True)


def known_questions(asked: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of exercises, each of which can be a question.

    Raises
    ------
    BackhandError
        If one cannot, or is there twice.
    """
    for about in asked:
        if about not in POOL:
            raise BackhandError(
                f"expected exercises whose numbers can be drawn, got {about!r}; there are "
                f"{', '.join(POOL)}"
            )
    if len(set(asked)) < len(asked):
        raise BackhandError("expected each exercise once, got one of them twice")
    return asked


def _path(root: Path, name: str) -> Path:
    return root / EXAMS / f"{name}.json"
