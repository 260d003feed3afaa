"""The cells of a page: questions, answers with their comments, checks as cards, figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Any

from autograder.execution.cells import Notebook
from autograder.feedback.highlight import highlighted
from autograder.feedback.markdown import markdown_cell
from autograder.feedback.marks import CellMark, Marks
from autograder.feedback.mathml import mathml
from autograder.feedback.titles import Titles
from autograder.feedback.verdicts import Said, read_verdict, verdict_html
from autograder.repair.images import SIGNATURES

#: By state of a score: its sign, and the class that gives it a color.
FULL, PART, NOTHING, OPEN = ("✓", "ok"), ("◐", "part"), ("✗", "no"), ("○", "new")
ANSWER = "Your answer"


@dataclass
class Piece:
    """Some clean HTML of a cell."""

    html: str


@dataclass
class PageCell:
    """A cell as the page shows it.

    Attributes
    ----------
    kind : str
        `text`, `code`, `answer` or `card`.
    place, comment_place, said_at : str
        The names of the places of the cell, of the comment on it, and of one on its answer.
    title : str
        What the contents list calls it; empty if it is not in there.
    label, state : str
        Its heading, and words on its state.
    mark : CellMark or None
    pieces : list of Piece
    comment : Piece or None
    """

    kind: str
    place: str
    title: str = ""
    label: str = ""
    state: str = ""
    mark: CellMark | None = None
    pieces: list[Piece] = field(default_factory=list)
    comment: Piece | None = None
    comment_place: str = ""
    said_at: str = ""

    @property
    def shown(self) -> bool:
        """Whether there is something in it."""
        return bool(self.label) or any(piece.html for piece in self.all_pieces)

    @property
    def all_pieces(self) -> list[Piece]:
        """Its pieces and the comment."""
        return [*self.pieces, *filter(None, [self.comment])]

    @property
    def sign(self) -> str:
        """A sign for the score."""
        return _look(self.mark)[0] if self.mark else ""

    @property
    def look(self) -> str:
        """The class of the sign."""
        return _look(self.mark)[1] if self.mark else ""


def page_cells(notebook: Notebook, marks: Marks) -> list[PageCell]:
    """The cells of a notebook that is harmless already; see `harmless.rebuilt`.

    What is short is rendered first: where time runs out, the cell pays that takes it.
    """
    titles = Titles(notebook)
    order = sorted(range(len(notebook.cells)), key=lambda k: len(str(notebook.cells[k])))
    made = {k: _cell(notebook.cells[k], k, marks, titles) for k in order}
    cells = [made[k] for k in range(len(made))]
    for answer, check in pairwise(cells):
        # The line of the exercise leads to the comment on its answer.
        if answer.comment and not answer.mark and check.title == answer.title:
            check.said_at, answer.title = answer.comment_place, ""
    return cells


def _cell(cell: Any, number: int, marks: Marks, titles: Titles) -> PageCell:
    about = cell.metadata.get("nbgrader", {})
    name = about.get("grade_id", "")
    mark = marks.cells.get(name) if about.get("grade") or about.get("task") else None
    place = f"cell-{number}"
    if cell.cell_type == "code" and about.get("grade") and not about.get("solution"):
        return _card(cell, place, titles.of(number), mark, titles)
    body = [Piece(_body(cell)), *map(Piece, _outputs(cell))]
    if not (about.get("grade") or about.get("solution") or about.get("task")):
        return PageCell("text" if cell.cell_type == "markdown" else "code", place, pieces=body)
    made = PageCell("answer", place, label=ANSWER, mark=mark, pieces=body)
    if mark is not None:
        made.title, made.state = titles.of(number), _state(mark, None)
    if comment := marks.comments.get(name):
        made.comment, made.comment_place = Piece(markdown_cell(comment, {})), f"comment-{number}"
        made.title = made.title or titles.of(number)
    return made


def _card(cell: Any, place: str, title: str, mark: CellMark | None, titles: Titles) -> PageCell:
    """A check: what it says, without its line of code; a test of another kind as it stands."""
    streams = [one for one in cell.outputs if one.output_type == "stream"]
    said = read_verdict("".join(one.text for one in streams if one.name == "stdout"))
    made = PageCell("card", place, title, title, mark=mark)
    if mark is not None:
        made.state = _state(mark, said)
    if said is None:
        made.pieces = [Piece(_body(cell)), *map(Piece, _outputs(cell))]
    else:
        made.pieces = [Piece(verdict_html(said, titles.places))]
    return made


def _state(mark: CellMark, said: Said | None) -> str:
    if mark.pending:
        return "waits to be graded"
    if not mark.points:
        return "does not count"
    return "scored by hand" if mark.by_hand else said.state if said else ""


def _look(mark: CellMark) -> tuple[str, str]:
    if mark.pending or not mark.points:
        return OPEN
    if mark.score >= mark.points:
        return FULL
    return PART if mark.score > 0 else NOTHING


def _body(cell: Any) -> str:
    if cell.cell_type == "markdown":
        return markdown_cell(cell.source, cell.get("attachments", {}))
    return f"<pre>{highlighted(cell.source)}</pre>" if cell.source.strip() else ""


def _outputs(cell: Any) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            yield f"<pre>{escape(output.text)}</pre>"
        elif output.output_type == "error":
            yield f"<pre>{escape(chr(10).join(output.traceback))}</pre>"
        else:
            yield _shown(output.data)


def _shown(data: Mapping[str, str]) -> str:
    """The best form of an output that a page can show."""
    if "text/html" in data:
        return data["text/html"]  # which `outputs.py` has cleaned
    for mime in SIGNATURES:
        if mime in data:
            alt = escape(data.get("text/plain", "") or "A picture")[:200]
            return f'<p><img alt="{alt}" src="data:{mime};base64,{data[mime]}"></p>'
    if "text/markdown" in data:
        return markdown_cell(data["text/markdown"], {})
    if "text/latex" in data:
        tex = data["text/latex"].strip()
        return f"<p>{mathml(tex.strip('$'), block=tex.startswith('$$'))}</p>"
    return f"<pre>{escape(data.get('text/plain', ''))}</pre>"
