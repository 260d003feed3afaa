"""The options of `backhand grade`, declared once: for its command line and all that it calls."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from autograder.boundary.errors import BackhandError

if TYPE_CHECKING:
    # The command line is read before anything is imported that takes long.
    from autograder.execution.run_settings import RunSettings


def _option(default: Any, text: str, **more: str) -> Any:
    """A field with its help text, and what else argparse has to know."""
    return field(default=default, metadata={"help": text, **more})


@dataclass(frozen=True)
class Options:
    """What to grade, and how. Each field is an option of the command line."""

    students: Sequence[str] = _option(
        (), "only this student (repeatable)", flag="--student", metavar="NAME"
    )
    exercise: str = _option("", "grade only this exercise, keep the other scores", metavar="ID")
    force: bool = _option(False, "also what has not changed")
    dry_run: bool = _option(
        False, "say who would be graded again and why, and change nothing", flag="--dry-run"
    )
    figures: bool = _option(False, "draw all figures now, not when feedback is generated")
    jobs: int = _option(0, "submissions at a time (default: 0, one per processor)", metavar="N")
    scheduler: str = _option("", "a Dask scheduler, to work on a cluster", metavar="ADDRESS")
    unconfined: bool = _option(False, "run submissions even where nothing can confine them")
    leave_out: Sequence[str] = _option(
        (), "do not count this question from now on (repeatable)", flag="--leave-out", metavar="ID"
    )
    count_again: Sequence[str] = _option(
        (), "count this question after all (repeatable)", flag="--count-again", metavar="ID"
    )

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        if self.jobs < 0:
            raise BackhandError(
                f"expected --jobs of at least 0, got {self.jobs}; 0 is one per processor"
            )
        if self.dry_run and (self.leave_out or self.count_again):
            raise BackhandError(
                "expected --dry-run alone, got --leave-out or --count-again with it; these take "
                "effect at once"
            )
        if both := sorted({*self.leave_out} & {*self.count_again}):
            raise BackhandError(
                f"expected --leave-out or --count-again of {both[0]}, got both: keep one of them"
            )

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Options:
        """Read the options off a parsed command line."""
        given = vars(arguments)
        return cls(**{one.name: given[one.name] for one in fields(cls) if one.name in given})

    def applied_to(self, configured: RunSettings) -> RunSettings:
        """The settings that a class has configured, with these options in force."""
        unconfined = self.unconfined or configured.unconfined
        return replace(configured, unconfined=unconfined, figures=self.figures)


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    """Describe the options of these names, or all of them, to a command line."""
    for one in (one for one in fields(Options) if not names or one.name in names):
        keywords: dict[str, Any] = {"dest": one.name, "default": one.default, **one.metadata}
        flag = keywords.pop("flag", f"--{one.name}")
        if one.default == ():
            keywords.update(action="append", default=[])
        elif isinstance(one.default, bool):
            keywords.update(action="store_true")
        else:
            keywords.update(type=type(one.default))
        parser.add_argument(flag, **keywords)
