"""Outputs in nbformat's form: those that a submission sent, and those of a check cell."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.execution.child.output_recorder import ALWAYS, decides
from autograder.judging.verdict import Verdict
from autograder.notebook.checking import graded_points, graded_text
from autograder.notebook.nbgrader_mode import NotYet

#: Characters that all outputs of one notebook may have together.
ROOM = 8_000_000
NO_ROOM = "(no room for more output)"


def new_output(kind: str, **parts: Any) -> NotebookNode:
    """Make an output; nbformat's own function validates each one, which takes longer."""
    own: dict[str, Any] = {"output_type": kind, **parts}
    if kind in ("display_data", "execute_result"):
        own.setdefault("metadata", {})
    return NotebookNode(nbformat.from_dict(own))


class Room:
    """The room for a submission's outputs: takes what it sent until the room is used up."""

    def __init__(self, room: int = ROOM) -> None:
        self._left = room

    def take(self, sent: Any, count: int) -> list[NotebookNode]:
        """The outputs in nbformat's form, without those of any other form.

        There is always room for the one that decides the score of an instructor's own test.
        """
        taken: list[NotebookNode] = []
        undecided, notice = True, NO_ROOM
        for output in sent if isinstance(sent, list) else ():
            made = _made(output, count) if isinstance(output, dict) else None
            if made is None:
                continue
            self._left -= len(str(output))
            if self._left >= 0:
                taken.append(made)
            elif undecided and decides(made):
                taken.append(_shortened(made))
            elif notice:
                taken.append(new_output("stream", name="stdout", text=notice))
                notice = ""
            undecided = undecided and not decides(made)
        return taken


def _shortened(made: NotebookNode) -> NotebookNode:
    """The part of an output that decides a score."""
    match made.output_type:
        case "error":
            return failed(made.ename[:ALWAYS], made.evalue[:ALWAYS])
        case "stream":
            return new_output("stream", name=made.name, text=made.text[:ALWAYS])
    texts = {"text/plain": made.data.get("text/plain", "")[:ALWAYS]}
    return new_output(made.output_type, data=texts, execution_count=made.execution_count)


def _made(output: dict[Any, Any], count: int) -> NotebookNode | None:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str() as text}:
            return new_output("stream", name=name, text=text)
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict() as data}:
            texts = {m: v for m, v in data.items() if isinstance(m, str) and isinstance(v, str)}
            more = {"execution_count": count} if kind == "execute_result" else {}
            return new_output(kind, data=texts, **more)
        case {
            "output_type": "error",
            "ename": str() as name,
            "evalue": str() as value,
            "traceback": list() as lines,
        }:
            return new_output("error", ename=name, evalue=value, traceback=[str(x) for x in lines])
    return None


def failed(name: str, line: str) -> NotebookNode:
    """The output of a cell that could not be run or judged: an error of one line."""
    return new_output("error", ename=name, evalue=line, traceback=[f"{name}: {line}"])


def judged(verdict: Verdict, count: int, first: str = "", last: str = "") -> list[NotebookNode]:
    """The outputs of a check cell, the same that the cell itself has under nbgrader alone.

    Parameters
    ----------
    verdict : Verdict
    count : int
        The cell's execution count.
    first, last : str
        Lines before the message, and between the message and the line for the report.
    """
    text = "\n".join(filter(None, [first, graded_text(verdict, last)]))
    message = new_output("stream", name="stdout", text=text + "\n")
    try:
        points = graded_points(verdict)
    except NotYet as nothing:
        return [message, failed(type(nothing).__name__, str(nothing))]
    data = {"text/plain": repr(points)}
    return [message, new_output("execute_result", data=data, execution_count=count)]
