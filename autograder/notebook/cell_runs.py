"""How the latest runs of a notebook's cells ended, so that a check knows what it judges.

Importing `autograder` in a student's kernel starts this. It says in one line that an answer is not
defined yet, where Python would raise a NameError, and that the latest run of an answer's cell
failed, so that the verdict is on an earlier version. Nothing of it runs when nbgrader does.
"""

from __future__ import annotations

import ast
import sys
import traceback
from typing import Any

from autograder.boundary.defined import defined
from autograder.catalogue.headings import heading_of
from autograder.notebook.nbgrader_mode import mode

UNDEFINED = "{title}: {name} is not defined yet. Run the cell with your answer, then this one."
FAILED = "The latest run of its cell failed: {why}."
EARLIER = "the latest run of its cell failed ({why}), so this is the verdict on the version before"
_MISSING = object()


class CellRuns(ast.NodeTransformer):
    """Watches the cells that a kernel runs.

    Attributes
    ----------
    failed : dict of str to str
        The names that the latest run of a cell should have defined and did not, and why.
    """

    def __init__(self, shell: Any) -> None:
        self.names: dict[str, Any] = shell.user_ns
        self.failed: dict[str, str] = {}
        self._before: dict[str, Any] = {}

    def before(self, info: Any) -> None:
        """Remember what a cell is about to define."""
        self._before = {n: self.names.get(n, _MISSING) for n in defined(info.raw_cell)}

    def after(self, result: Any) -> None:
        """Remember which of these names a cell that failed has left as they were."""
        failure = result.error_before_exec or result.error_in_exec
        for name, value in self._before.items():
            self.failed.pop(name, None)
            if failure is not None and self.names.get(name, _MISSING) is value:
                self.failed[name] = _reason(failure)

    def visit_Module(self, cell: ast.Module) -> ast.Module:
        """Let a check whose answer is not defined print one line; IPython asks before each run."""
        match cell.body:
            case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(asked), ast.Name(name)]))]:
                if name not in self.names and "check" in self.names:
                    return ast.parse(f"print({self._undefined(str(asked), name)!r})")
        return cell

    def _undefined(self, asked: str, name: str) -> str:
        heading = heading_of(asked)
        said = UNDEFINED.format(title=heading.title if heading else asked, name=name)
        why = self.failed.get(name)
        return f"{said} {FAILED.format(why=why)}" if why else said

    def earlier(self, answer: Any) -> str:
        """A remark on an answer that is older than the latest run of its cell; else empty."""
        for name, why in self.failed.items():
            if self.names.get(name, _MISSING) is answer:
                return EARLIER.format(why=why)
        return ""


def _reason(failure: BaseException) -> str:
    """`SyntaxError in line 3` of the cell."""
    kind = type(failure).__name__
    line = failure.lineno if isinstance(failure, SyntaxError) else None
    if isinstance(failure, SyntaxError) and kind.startswith("_"):
        kind = "SyntaxError"  # from Python 3.13 on it is a private one where a cell is incomplete
    for frame in traceback.extract_tb(failure.__traceback__):
        line = frame.lineno if frame.name == "<module>" and line is None else line
    return f"{kind}{f' in line {line}' if line else ''}"


#: The kernel's own, if it is watched.
_runs: list[CellRuns] = []


def attach(shell: Any) -> None:
    """Watch the cells that a shell runs from now on."""
    runs = CellRuns(shell)
    _runs.append(runs)
    shell.events.register("pre_run_cell", runs.before)
    shell.events.register("post_run_cell", runs.after)
    shell.ast_transformers.append(runs)


def watch() -> None:
    """Watch the cells of the kernel that this runs in, if there is one, from now on."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if _runs or mode() or not hasattr(shell, "kernel"):
        return
    attach(shell)


def earlier_version(answer: Any) -> str:
    """A remark if the latest run of an answer's cell failed and left this version; else empty."""
    return _runs[0].earlier(answer) if _runs else ""
