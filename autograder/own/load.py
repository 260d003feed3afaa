"""Load the exercises that an `exercises.py` declares, from its text.

A worker on another machine has no folder of the class, and so it is the text that is handed on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType, ModuleType

from autograder.boundary.errors import BackhandError, unknown
from autograder.catalogue import CATALOGUE
from autograder.exercises.declare import Notebook
from autograder.exercises.exercise import Exercise
from autograder.own.changeable import with_code
from autograder.own.source import FILE, Source, in_one_line


@lru_cache(maxsize=8)
def catalogue_of(text: str, file: str = FILE) -> Mapping[str, Exercise]:
    """The exercises of the course and those that a text declares, by their ids.

    Parameters
    ----------
    text : str
        The text of an `exercises.py`; it may be empty.
    file : str, optional
        Its name in messages.

    Raises
    ------
    BackhandError
        If the text is not Python, fails, declares nothing, or declares something wrongly.
    """
    source = Source(text, file)
    if source.is_empty:
        return CATALOGUE
    found = dict(CATALOGUE)
    module = _run(source)
    own = [with_code(exercise, source, module) for exercise in _declared(source, module)]
    for exercise in own:
        if exercise.id in found:
            raise _taken(source, exercise.id, found[exercise.id])
        found[exercise.id] = exercise
    for exercise in own:
        for name in exercise.needs:
            if name not in found:
                what = f"the id of an exercise in the needs of {exercise.id}"
                raise source.refusal(source.line_of(exercise.id), str(unknown(what, name, found)))
    return MappingProxyType(found)


def _run(source: Source) -> ModuleType:
    """Run the text as a module of its own, registered under a name that no other text has."""
    name = f"exercises_{sha256(source.text.encode()).hexdigest()[:16]}"
    module = sys.modules[name] = ModuleType(name)
    try:
        exec(compile(source.text, source.file, "exec", dont_inherit=True), module.__dict__)
    # It can do anything, including to call sys.exit.
    except (Exception, SystemExit) as failure:
        del sys.modules[name]
        line = source.line_raised(failure)
        if isinstance(failure, SyntaxError) and line is None:
            line = failure.lineno
        raise source.refusal(line, _why(failure)) from failure
    return module


def _why(failure: BaseException) -> str:
    """What to say of an exception that running the file raised."""
    if isinstance(failure, ValueError) and str(failure).startswith("expected "):
        return " ".join(str(failure).split())  # a mistake in a declaration, which says all
    if isinstance(failure, ModuleNotFoundError):
        return (
            f"expected the package {failure.name}, which the file imports, got none; install it "
            "where backhand is installed (a file beside this one cannot be imported)"
        )
    return f"expected declarations that run, got {in_one_line(failure)}; correct that line"


def _declared(source: Source, module: ModuleType) -> list[Exercise]:
    """The exercises in the notebooks that the module has as global names."""
    named = {name: one for name, one in vars(module).items() if isinstance(one, Notebook)}
    for name, one in named.items():
        if any(CATALOGUE.get(exercise.id) is exercise for exercise in one):
            raise source.refusal(
                source.line_of(one[-1].id),
                f"expected exercises of a notebook of your own, got the course's {name}; likely "
                'MINE = Notebook("08_mine") and @MINE.computed(...) are meant',
            )
    notebooks = {id(one): one for one in named.values()}
    own = [exercise for one in notebooks.values() for exercise in one]
    if not own:
        raise source.refusal(
            source.first_line,
            "expected exercises, declared with @MINE.computed(...) below "
            'MINE = Notebook("08_mine"), got none; likely the decorator is missing',
        )
    return own


def _taken(source: Source, name: str, other: Exercise) -> BackhandError:
    whose = f"the course has it in {other.notebook}" if name in CATALOGUE else "it is there twice"
    return source.refusal(
        source.line_of(name),
        f"expected an id that no other exercise has, got {name!r}: {whose}; rename the function",
    )
