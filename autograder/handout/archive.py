"""`backhand hand-out`: one archive of notebooks, their data, a wheel, and a page to start with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nbgrader.utils import find_all_files

from autograder.boundary.errors import BackhandError, unknown
from autograder.classroom.folder import ClassFolder
from autograder.exam.kept import read_exams
from autograder.handout.copying import HANDED_OUT, write
from autograder.handout.page import start_page
from autograder.handout.solutions import model_solutions
from autograder.handout.wheel import students_wheel, zipped
from autograder.notebook.memory import FILE
from autograder.notebook.model_solutions import SUFFIX, write_solutions

#: In a class's folder, where what is handed out is written by default.
OUTBOX = "hand-out"


def hand_out(
    root: Path, notebooks: Sequence[str] = (), output: Path | None = None, *, replace: bool = False
) -> Path:
    """Write one archive with released notebooks of a class and all that students need.

    Parameters
    ----------
    root : Path
        The class's folder.
    notebooks : sequence of str
        The assignments; by default, all that have been released, but no exam.
    output : Path, optional
        The file, if its name ends with .zip; else the folder for it.
    replace : bool
        Whether to replace the file, if it exists.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BackhandError
        If a notebook has not been released or is an exam, or the file exists.
    """
    folder = ClassFolder.open(root)
    names = _released(folder, notebooks)
    _refuse_exams(folder, names)
    course = course_title(folder)
    title = f"{course}-{names[0]}" if len(names) == 1 else course
    place = root / OUTBOX if output is None else output
    file = place if place.suffix.lower() == ".zip" else place / f"{title}.zip"
    check_free(file, replace=replace)
    files = {path: content for name in names for path, content in released_files(folder, name)}
    write(file, zipped(archive(course, files)))
    return file


def course_title(folder: ClassFolder) -> str:
    """The name of a class, as that of a folder."""
    return re.sub(r"[^\w.-]+", "-", folder.course.course_id).strip(".-") or "course"


def hand_out_solutions(
    root: Path, notebooks: Sequence[str] = (), output: Path | None = None, *, replace: bool = False
) -> list[Path]:
    """Write the model solutions of a class's source notebooks, in one file for each notebook.

    The parameters are those of `hand_out`, but `output` is a folder.

    Returns
    -------
    list of Path
        The files.
    """
    folder = ClassFolder.open(root)
    place = root / OUTBOX if output is None else output
    texts = {
        place / f"{notebook}{SUFFIX}": write_solutions(notebook, solutions)
        for name in _released(folder, notebooks)
        for notebook, solutions in model_solutions(folder.source_folder(name)).items()
        if solutions
    }
    if not texts:
        raise BackhandError(
            f"expected notebooks with exercises, got {', '.join(notebooks) or 'none'}; "
            "likely pages to read, which have no model solutions"
        )
    for file in texts:
        check_free(file, replace=replace)
    for file, text in texts.items():
        write(file, text.encode())
    return list(texts)


def check_free(file: Path, *, replace: bool) -> None:
    """Refuse to write over a file, unless it is to be replaced."""
    if file.exists() and not replace:
        raise BackhandError(f"expected a new file, got {file}, which exists; --force replaces it")


def _released(folder: ClassFolder, notebooks: Sequence[str]) -> list[str]:
    """The assignments to hand out, in order."""
    released = folder.assignments()
    for name in notebooks:
        if name in released:
            continue
        if folder.source_folder(name).is_dir():
            raise BackhandError(
                f"expected {name} in {folder.release_folder(name).parent}, got it in source/ "
                f"alone; release it with nbgrader generate_assignment {name}"
            )
        known = f"the name of a released notebook ({', '.join(released) or 'none'})"
        raise BackhandError(str(unknown(known, name, released)))
    if not released:
        raise BackhandError(
            f"expected released notebooks in {folder.release_folder('x').parent}, got none; likely "
            "nbgrader generate_assignment has not run"
        )
    exams = {exam.name for exam in read_exams(folder.root)}
    return list(dict.fromkeys(notebooks)) or [name for name in released if name not in exams]


def _refuse_exams(folder: ClassFolder, names: Sequence[str]) -> None:
    """What was released of an exam has numbers that are no student's."""
    for exam in read_exams(folder.root):
        if exam.name in names:
            raise BackhandError(
                f"expected a notebook that is the same for everybody, got the exam {exam.name}; "
                f"each student has an archive in {folder.root / OUTBOX / exam.name}"
            )


def released_files(folder: ClassFolder, name: str) -> Iterator[tuple[str, bytes]]:
    """What was released with an assignment, by path in the folder of a student's work."""
    release = folder.release_folder(name)
    for path in sorted(map(Path, find_all_files(str(release), folder.course.ignore))):
        if path.name == FILE:  # the instructor tried the released notebook out
            continue
        yield f"{name}/{path.relative_to(release).as_posix()}", path.read_bytes()


def archive(course: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the archive holds, in one folder with the name of the class."""
    wheel = students_wheel()
    notebooks = [path for path in files if path.endswith(".ipynb")]
    content = {
        "START.html": start_page(course, notebooks, wheel.name).encode(),
        wheel.name: wheel.content,
    } | {f"{HANDED_OUT}/{path}": text for path, text in files.items()}
    return {f"{course}/{path}": text for path, text in content.items()}
