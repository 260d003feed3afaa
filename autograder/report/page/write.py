"""Writing the pages: one file, or a folder with the students' own pages too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.report.findings import ClassFindings, ClassReports, find, read_class
from autograder.report.graded import Graded
from autograder.report.page.class_page import write_class_page
from autograder.report.page.environment import GENERATOR, file_of
from autograder.report.page.student_page import StudentPages

PAGE, STUDENTS = "report.html", "students"


def write_pages(root: Path, name: str | None, out: Path) -> tuple[ClassFindings, list[str]]:
    """Write the page of a class; into a folder, with the students' pages.

    Returns
    -------
    ClassFindings
    list of str
        What was written, a line for each.

    Raises
    ------
    BackhandError
        As `read_class`, or if nothing can be written there.
    """
    known = read_class(root, name)
    if out.suffix.lower() in (".html", ".htm"):
        found = find(known)
        _write_class_page(found, {}, out)
        return found, [f"Wrote {out}."]
    linked = _files(known)
    written = _Students(known, out / STUDENTS, linked)
    found = find(known, written.write)
    _write_class_page(found, linked, out / PAGE)
    written.remove_others()
    return found, [
        f"Wrote {out / PAGE}.",
        f"Wrote {len(linked)} pages of students into {out / STUDENTS}.",
    ]


class _Students:
    """Writes the pages of the students."""

    def __init__(self, known: ClassReports, folder: Path, files: Mapping[str, str]) -> None:
        self._folder, self._files = folder, files
        questions = {one.name: known.questions(one) for one in known.reports}
        self._pages = StudentPages(
            known.name, known.names, known.reports, questions, known.catalogue
        )
        make_folder(folder)

    def write(self, student: str, answers: Mapping[str, Mapping[str, Graded]]) -> None:
        """Write the page of one student."""
        text = self._pages.page(student, answers)
        (self._folder / self._files[student]).write_text(text, "utf-8", "replace", "\n")

    def remove_others(self) -> None:
        """Remove pages of an earlier report whose students are gone; other files stay."""
        mark = f'content="{GENERATOR}"'.encode()
        for path in self._folder.glob("*.html"):
            if path.name not in self._files.values():
                with path.open("rb") as file:
                    ours = mark in file.read(500)
                if ours:
                    path.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder to write into.

    Raises
    ------
    BackhandError
        If there is a file of that name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BackhandError(
            f"expected a folder, or a file that ends in .html, got {folder}, which is in the way "
            "or lies in a file; likely a file has that name"
        ) from None


def _write_class_page(found: ClassFindings, linked: Mapping[str, str], path: Path) -> None:
    """Write the page; a reader finds the old one or the new one, never a part of one."""
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        write_class_page(found, linked, file)
    os.replace(beside, path)


def _files(known: ClassReports) -> dict[str, str]:
    files: dict[str, str] = {}
    taken: set[str] = set()
    for student in known.students():
        files[student] = file_of(student, taken)
        taken.add(files[student].removesuffix(".html").casefold())
    return files
