"""The code of the references that an `exercises.py` declares, whose mutants are slips too."""

from __future__ import annotations

import ast
from dataclasses import replace
from types import ModuleType

from autograder.exercises.exercise import Computed, Exercise
from autograder.mutations.model import Model
from autograder.own.source import Source
from autograder.reference.rules import RIGHT


def with_code(exercise: Exercise, source: Source, module: ModuleType) -> Exercise:
    """The exercise with the code of its reference, if it is answered by a function."""
    task = exercise.task
    lines = [
        line
        for line in source.tree.body
        if isinstance(line, ast.FunctionDef) and line.name == exercise.id
    ]
    if not isinstance(task, Computed) or not lines:
        return exercise
    blocks = tuple(block.name for block in task.blocks)
    arguments = task.signature.partition("(")[2].rstrip(")").split(", ")
    code = Model(
        ast.unparse(lines[-1]),
        exercise.id,
        blocks,
        frozenset({*blocks, *arguments}),
        around=vars(module),
        rules=RIGHT,
    )
    return replace(exercise, task=replace(task, code=code))
