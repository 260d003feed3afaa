"""`backhand exam`: an exam in a class, and an archive with other numbers for each student."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from autograder.boundary.errors import BackhandError
from autograder.classroom.add_notebook import add_notebook
from autograder.classroom.database import open_gradebook
from autograder.classroom.folder import ClassFolder
from autograder.classroom.new_class import NAME
from autograder.exam.exam import Exam
from autograder.exam.kept import forget_exam, known_questions, read_exam, write_exam
from autograder.exam.pool import DEFAULT
from autograder.exam.text import text_of, with_numbers_of
from autograder.handout.archive import OUTBOX, archive, course_title, released_files
from autograder.handout.copying import write
from autograder.handout.wheel import zipped


@dataclass(frozen=True)
class Wanted:
    """What an instructor asks for; empty where the default will do.

    Attributes
    ----------
    name : str
        Of the assignment.
    asked : tuple of str
        The ids of the exercises to make questions of.
    seed : int or None
        Another one draws other numbers.
    students : Path or None
        A file with one student's id a line.
    again : bool
        Whether to replace an exam of that name.
    """

    name: str = "exam"
    asked: tuple[str, ...] = ()
    seed: int | None = None
    students: Path | None = None
    again: bool = False


def set_exam(root: Path, wanted: Wanted) -> tuple[Exam, list[Path]]:
    """Make an exam, or take the one of that name, and write the archives of its students.

    Returns
    -------
    tuple
        The exam, and its archives: those that are new, or all of them if the exam is.

    Raises
    ------
    BackhandError
        If the class cannot have an exam, or the request contradicts the exam that it has.
    """
    folder = ClassFolder.open(root)
    _check(folder, wanted)
    students = _students(folder, wanted.students)
    exam = read_exam(root, wanted.name)
    if exam is None or wanted.again:
        exam = _made(root, wanted, exam)
        new = students
    else:
        _expect_the_same(exam, wanted)
        new = [one for one in students if not _file(root, exam, one).exists()]
    exam = replace(exam, students=tuple(sorted({*exam.students, *students})))
    write_exam(root, exam)
    return exam, list(_hand_out(folder, exam, new))


def _check(folder: ClassFolder, wanted: Wanted) -> None:
    if not NAME.fullmatch(wanted.name):
        raise BackhandError(f"expected a name of letters, digits and _, got {wanted.name!r}")
    steps = folder.course.config.get("Autograde", {}).get("autograde_preprocessors", [])
    if folder.secret() is None or not any("Judged" in str(step) for step in steps):
        raise BackhandError(
            f"expected a class that Backhand's judge grades, got {folder.root}, where each "
            "notebook would judge itself; make one with backhand new-class, without --plain"
        )


def _made(root: Path, wanted: Wanted, before: Exam | None) -> Exam:
    """A new exam, in source/ and release/."""
    asked = known_questions(wanted.asked or DEFAULT)
    exam = Exam(wanted.name, wanted.seed or 0, asked)
    # Its questions must be known before its notebook can be added.
    write_exam(root, exam)
    try:
        with tempfile.TemporaryDirectory() as place:
            text = Path(place, f"{exam.name}.md")
            text.write_text(text_of(exam), encoding="utf-8")
            add_notebook(root, text, again=wanted.again)
    except BaseException:
        if before is None:
            forget_exam(root, exam.name)
        else:
            write_exam(root, before)
        raise
    return exam


def _expect_the_same(exam: Exam, wanted: Wanted) -> None:
    other_questions = wanted.asked and wanted.asked != exam.asked
    if other_questions or (wanted.seed is not None and wanted.seed != exam.seed):
        raise BackhandError(
            f"expected a new exam, got {exam.name}, which has other questions or another seed; "
            "--force makes it anew, with other numbers for everybody, or --name sets a second one"
        )


def _students(folder: ClassFolder, file: Path | None) -> list[str]:
    """The students to hand out to: of the file, or all that the class knows."""
    if file is not None:
        lines = (line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines())
        found = [line for line in lines if line and not line.startswith("#")]
    else:
        found = sorted(_known(folder))
    for one in found:
        if Path(one).name != one or one.startswith("."):
            raise BackhandError(
                f"expected a student's id a line, each the name of a folder, got {one!r}"
            )
    if not found:
        raise BackhandError(
            "expected students to hand the exam out to, got none; name them in a file, one id per "
            "line: --students FILE"
        )
    return list(dict.fromkeys(found))


def _known(folder: ClassFolder) -> set[str]:
    """The students whom the gradebook knows, and those who have handed something in."""
    course = folder.course
    with contextlib.closing(open_gradebook(course.db_url, course.course_id)) as gradebook:
        found = {str(one.id) for one in gradebook.students}
    submitted = folder.root / course.submitted_directory
    with contextlib.suppress(OSError):
        found |= {one.name for one in submitted.iterdir() if one.is_dir()}
    return {one for one in found if not one.startswith(".")}


def _hand_out(folder: ClassFolder, exam: Exam, students: Sequence[str]) -> Iterable[Path]:
    """Write each student's archive: the released notebook with the student's numbers in it."""
    path, secret = f"{exam.name}/{exam.name}.ipynb", folder.secret()
    assert secret is not None
    files = dict(released_files(folder, exam.name))
    course = course_title(folder)
    common = archive(course, files)
    (inside,) = (name for name in common if name.endswith(path))
    for student in students:
        notebook = nbformat.reads(files[path].decode(), as_version=4)
        try:
            with_numbers_of(notebook, exam, student, secret)
        except ValueError as missing:
            raise BackhandError(
                f"{missing} in {folder.release_folder(exam.name)}; likely the notebook was "
                "changed: --force makes it anew"
            ) from None
        content = nbformat.writes(notebook, version=nbformat.NO_CONVERT).encode()
        file = _file(folder.root, exam, student)
        write(file, zipped({**common, inside: content}))
        yield file


def _file(root: Path, exam: Exam, student: str) -> Path:
    return root / OUTBOX / exam.name / f"{student}.zip"
