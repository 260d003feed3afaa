"""The stages of a derivation with their lines read, as judging and checking need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.derivations.language import Language, Unreadable
from autograder.derivations.line import Line
from autograder.derivations.reading import read
from autograder.exercises.derivation import Derivation, Stage, Wrong, square
from autograder.exercises.form import Form


@dataclass(frozen=True, eq=False)
class WrongLine:
    """A declared wrong line, read.

    Attributes
    ----------
    wrong : Wrong
    line : Line, optional
        None if it mixes up axes, so that it has a value on square draws alone.
    square : Line, optional
        Read as if all axes were one; None where that cannot be done.
    """

    wrong: Wrong
    line: Line | None
    square: Line | None


@dataclass(frozen=True, eq=False)
class ReadStage:
    """A stage with its language, its form, its model and its wrong lines."""

    stage: Stage
    language: Language
    form: Form
    model: Line
    wrong: tuple[WrongLine, ...]

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.stage.name

    @property
    def free(self) -> tuple[str, ...]:
        """The symbols that are also drawn freely."""
        return tuple(self.stage.free.split())

    @cached_property
    def square(self) -> Language | None:
        """The language as if all axes were one."""
        return square(self.language)


def read_stages(task: Derivation) -> tuple[ReadStage, ...]:
    """Read what a derivation declares.

    Raises
    ------
    ValueError
        For the first line that cannot be read; the message says which it is.
    """
    return tuple(_read_stage(task, stage) for stage in task.stages)


def _read_stage(task: Derivation, stage: Stage) -> ReadStage:
    language = task.language(stage)
    try:
        model = read(stage.model, language)
    except Unreadable as problem:
        raise ValueError(
            f"expected a model that stage {stage.name!r} can be written in, got "
            f"`{stage.model}`: {problem}"
        ) from problem
    wrong = tuple(_wrong_lines(stage, language))
    return ReadStage(stage, language, task.form(stage), model, wrong)


def _wrong_lines(stage: Stage, language: Language) -> Iterator[WrongLine]:
    one = square(language)
    for wrong in stage.wrong:
        line, problem = readable(wrong.line, language)
        in_square = readable(wrong.line, one)[0] if one else None
        if line is None and in_square is None:
            raise ValueError(
                f"expected a line for {wrong.slug!r} in stage {stage.name!r} that can be read, "
                f"got `{wrong.line}`: {problem}"
            )
        yield WrongLine(wrong, line, in_square)


def readable(text: object, language: Language) -> tuple[Line | None, str]:
    """A line, and ""; or None, and what keeps it from being read."""
    try:
        return read(text, language), ""
    except Unreadable as problem:
        return None, str(problem)


def names_of(stages: Sequence[Stage | ReadStage]) -> str:
    """The names of stages, as a message lists them."""
    return ", ".join(f'"{stage.name}"' for stage in stages)
