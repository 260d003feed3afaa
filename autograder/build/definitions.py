"""Compare the code of an answer's cell with what its check hands over, and with the signature."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator

from autograder.build.proof_lines import order_mistakes
from autograder.build.stages import stub_mistakes
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import Computed, Exercise
from autograder.exercises.ordering import Ordering
from autograder.repair.cell_role import NOT_READ, Asked


def definition_mistakes(answer: str, call: Asked, exercise: Exercise | None) -> Iterator[str]:
    """One line for each reason why a model answer is not what its check needs.

    Parameters
    ----------
    answer : str
        The code of the answer's cell.
    call : Asked
        The call in the cell of its check.
    exercise : Exercise or None
        The exercise in the catalogue; None for a notebook's own.
    """
    where = f'answer="{call.exercise}"'
    try:
        tree = ast.parse(answer)
    except NOT_READ as failure:
        line = f" in line {failure.lineno}" if isinstance(failure, SyntaxError) else ""
        yield (
            f"{where}: expected Python code, got a syntax error{line} of the cell; "
            "likely a mistype, or its closing fence ``` is missing"
        )
        return
    if call.name not in _defined(answer):
        yield (
            f"{where}: expected it to define {call.name}, which its check hands over, got no "
            "such name; likely the check should hand over another name"
        )
    elif exercise is not None and isinstance(exercise.task, Computed):
        yield from _signature_mistakes(where, tree, call, exercise.task)
    elif exercise is not None and isinstance(exercise.task, Derivation):
        yield from stub_mistakes(answer, call, exercise.task)
    elif exercise is not None and isinstance(exercise.task, Ordering):
        yield from order_mistakes(answer, call, exercise)


def _signature_mistakes(where: str, tree: ast.Module, call: Asked, task: Computed) -> Iterator[str]:
    if call.name != task.name:
        yield (
            f'check="{call.exercise}": expected it to hand over {task.name}, according to the '
            f"catalogue, got {call.name}"
        )
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == call.name:
            # Defaults may differ: the grader gives every argument.
            names = ", ".join(one.arg for one in (*node.args.posonlyargs, *node.args.args))
            found = f"{node.name}({names})"
            if found != task.signature:
                yield f"{where}: expected {task.signature}, as in the catalogue, got {found}"


def _defined(code: str) -> set[str]:
    """The names that a cell assigns, defines or imports, outside functions."""
    symbols = symtable.symtable(code, "answer", "exec").get_symbols()
    return {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
