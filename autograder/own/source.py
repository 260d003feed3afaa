"""The text of an `exercises.py`, and the place in it that a refusal is about."""

from __future__ import annotations

import ast
import traceback

from autograder.boundary.errors import BackhandError

#: The file in a class's folder that declares its own exercises.
FILE = "exercises.py"


class Source:
    """The text of a file of exercises.

    Parameters
    ----------
    text : str
    file : str
        Its name in messages.

    Raises
    ------
    BackhandError
        If the text is not Python.
    """

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        try:
            self.tree = ast.parse(text, file)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
            line = failure.lineno if isinstance(failure, SyntaxError) else None
            reason = failure.msg if isinstance(failure, SyntaxError) else str(failure)
            raise self.refusal(
                line, f"expected Python, got a syntax error: {reason}; correct that line"
            ) from None

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing but comments, texts and imports."""
        return all(
            isinstance(node, ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            for node in self.tree.body
        )

    @property
    def first_line(self) -> int:
        """The line of the first function, or of the first statement."""
        functions = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        return (functions or self.tree.body)[0].lineno

    def refusal(self, line: int | None, words: str) -> BackhandError:
        """The error for a mistake in that line."""
        return BackhandError(f"{self.file}{f', line {line}' if line else ''}: {words}")

    def line_of(self, name: str) -> int | None:
        """The line that defines a function of this name or, for a slip, that holds its slug."""
        nodes = list(ast.walk(self.tree))
        # If a function is defined twice, it is the second one that is too many.
        defined = [n.lineno for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name]
        named = [n.lineno for n in nodes if isinstance(n, ast.Constant) and n.value == name]
        return max(defined, default=None) or min(named, default=None)

    def line_raised(self, failure: BaseException | None) -> int | None:
        """The line of this file that raised an exception, or called what raised it."""
        frames = traceback.extract_tb(failure.__traceback__) if failure is not None else ()
        lines = [frame.lineno for frame in frames if frame.filename == self.file]
        return lines[-1] if lines else None


def in_one_line(failure: BaseException) -> str:
    """An exception's type and message."""
    said = " ".join(str(failure).split())
    return f"{type(failure).__name__}: {said}".removesuffix(": ")
