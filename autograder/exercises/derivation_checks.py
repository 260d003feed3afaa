"""Check the declaration of a derivation: each mistake is refused in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

import numpy as np

from autograder.boundary.errors import unknown
from autograder.derivations.language import Unreadable
from autograder.derivations.line import Line
from autograder.exercises.derivation import Derivation, Stage
from autograder.exercises.derivation_draws import Numbers, definitions, draw_numbers
from autograder.exercises.items import ITEMS
from autograder.exercises.read_stages import ReadStage, read_stages, readable
from autograder.reference.rules import Array

#: On so many draws models and wrong lines are compared.
DRAWS = 3
#: Two lines are equal if their values differ by no more than this, relative to the two.
SAME = 1e-8


def check_derivation(exercise: str, task: Derivation) -> None:
    """Refuse whatever would make the derivation unanswerable, or a stage of it worthless.

    Raises
    ------
    ValueError
        For the first mistake; the message names the exercise.
    """
    try:
        for stage in task.stages:
            _check_stage(task, stage)
        _check_names(task)
        stages = read_stages(task)
        defined = definitions(task)
        draws = [draw_numbers(task, defined, np.random.default_rng(k)) for k in range(DRAWS)]
        _check_values(stages, draws)
        _check_forms(stages)
        _check_wrong(stages, draws)
    except (ValueError, TypeError, LookupError) as mistake:
        raise ValueError(f"{mistake} (in {exercise})") from mistake


def _check_names(task: Derivation) -> None:
    names = [normal(stage.name) for stage in task.stages]
    if len(names) < 2 or "" in names or len(set(names)) < len(names):
        raise ValueError(
            f"expected two or more stages with different names, got {', '.join(names) or 'none'}"
        )
    for letter, axis in task.answer.items():
        axes = dict.fromkeys(a for of in task.symbols.values() for a in of)
        if axis not in axes:
            raise unknown(f"the axis of a symbol for the answer's index {letter}", axis, axes)


def normal(name: object) -> str:
    """A stage's name without what does not matter in it: capitals, hyphens, extra spaces."""
    return " ".join(str(name).replace("_", " ").replace("-", " ").split()).casefold()


def _check_stage(task: Derivation, stage: Stage) -> None:
    names = [*task.symbols, *task.functions, *task.extras.counts]
    for name in stage.symbols.split():
        if name not in names:
            raise unknown(f"a symbol or function in stage {stage.name!r}", name, names)
    made = {left.partition("[")[0].strip() for left in task.where}
    for name in stage.free.split():
        if name not in made or name not in stage.symbols.split():
            raise unknown(f"a symbol of stage {stage.name!r} and of `where` in `free`", name, made)
    for wrong in stage.wrong:
        if wrong.item and wrong.item not in ITEMS:
            raise unknown(f"an item of the derivations for {wrong.slug!r}", wrong.item, ITEMS)
    task.form(stage)


def _check_values(stages: Sequence[ReadStage], draws: Sequence[Numbers]) -> None:
    first = stages[0]
    expected = _valued(first, draws)
    for stage in stages[1:]:
        if not same(_valued(stage, draws), expected):
            raise ValueError(
                f"expected models that are equal, got other values from stage {first.name!r}, "
                f"`{first.stage.model}`, and stage {stage.name!r}, `{stage.stage.model}`"
            )


def _valued(stage: ReadStage, draws: Sequence[Numbers]) -> list[Array]:
    try:
        return values_of(stage.model, draws)
    except Unreadable as problem:
        raise ValueError(
            f"expected a value of the model of stage {stage.name!r}, got none: {problem}"
        ) from problem


def _check_forms(stages: Sequence[ReadStage]) -> None:
    for stage in stages:
        if problem := stage.form.problem(stage.model):
            raise ValueError(
                f"expected a model in the form of stage {stage.name!r}, got "
                f"`{stage.stage.model}`: {problem}"
            )
    for above, below in pairwise(stages):
        if above.model.same_form(below.model):
            raise ValueError(
                f"expected stage {below.name!r} to go on from {above.name!r}, got the same line"
            )
    for above, below in combinations(stages, 2):
        line = readable(below.stage.model, above.language)[0]
        if line is not None and not above.form.problem(line):
            raise ValueError(
                f"expected a form for stage {above.name!r} that the model of {below.name!r} does "
                "not have, so that the stage cannot be skipped; got none that differs"
            )


def _check_wrong(stages: Sequence[ReadStage], draws: Sequence[Numbers]) -> None:
    for stage in stages:
        frees = dict.fromkeys([(), stage.free])
        for one in stage.wrong:
            if one.line is None:
                continue
            line = one.line
            try:
                equal = [
                    same(values_of(line, draws, free), values_of(stage.model, draws, free))
                    for free in frees
                ]
            except Unreadable as problem:
                raise ValueError(
                    f"expected a value of the line for {one.wrong.slug!r} in stage "
                    f"{stage.name!r}, got none: {problem}"
                ) from problem
            if all(equal):
                raise ValueError(
                    f"expected a wrong line for {one.wrong.slug!r} in stage {stage.name!r}, got "
                    f"`{one.wrong.line}`, which equals the model"
                )


def values_of(line: Line, draws: Iterable[Numbers], free: Sequence[str] = ()) -> list[Array]:
    """A line's values on some draws; those of `free` symbols are drawn by themselves."""
    return [line.value(numbers.with_free(free), numbers.sizes) for numbers in draws]


def same(ones: Sequence[Array], others: Sequence[Array]) -> bool:
    """Whether values are equal on every draw, up to rounding."""
    return all(map(equal, ones, others))


def equal(one: Array, other: Array) -> bool:
    """Whether two values are equal, up to rounding."""
    scale = max(_size(one), _size(other))
    return one.shape == other.shape and _size(one - other) <= SAME * scale


def _size(value: Array) -> float:
    return float(np.abs(value).max(initial=0.0))
