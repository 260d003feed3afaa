"""Where a class's `exercises.py` lies, and the catalogue that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from autograder.catalogue import CATALOGUE
from autograder.exam.kept import read_exams
from autograder.exercises.exercise import Exercise
from autograder.own.load import catalogue_of
from autograder.own.reading import read_text
from autograder.own.source import FILE, Source
from autograder.own.trial import try_out
from autograder.own.unusable import Unusable


def class_catalogue(root: Path) -> Mapping[str, Exercise]:
    """The exercises of the course and of a class, each of the class's own tried out.

    Those of its exams have the numbers of the released notebook, which are no student's. Only the
    file in the class's folder itself counts, never one beside a notebook.

    Raises
    ------
    BackhandError
        If the class's `exercises.py` cannot be used; one line with file, line and remedy.
    """
    own = tried(read_text(root / FILE), str(root / FILE))
    exams = [exam.exercises() for exam in read_exams(root)]
    return {**own, **{name: one for exam in exams for name, one in exam.items()}} if exams else own


@lru_cache(maxsize=8)
def tried(text: str, file: str) -> Mapping[str, Exercise]:
    """As `catalogue_of`, with each of the own exercises tried out on some draws."""
    catalogue = catalogue_of(text, file)
    for name in own_ids(catalogue):
        try:
            try_out(catalogue[name])
        except Unusable as mistake:
            source = Source(text, file)
            line = source.line_raised(mistake.__cause__) or source.line_of(mistake.about)
            raise source.refusal(line or source.line_of(name), str(mistake)) from mistake
    return catalogue


def own_ids(catalogue: Mapping[str, Exercise]) -> list[str]:
    """The ids of a catalogue's exercises that are not the course's."""
    return [name for name in catalogue if name not in CATALOGUE]


def without_exercises(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files beside a notebook as its process gets them: without references to right answers."""
    return {name: content for name, content in files.items() if name != FILE}
