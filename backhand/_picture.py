"""A figure that also speaks: alternative text and the same numbers as a table."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A figure with its alternative text and its numbers.

    In a notebook it shows as an image and a table below it; as text, as the alternative
    text and the same table.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the figure shows, for those who do not see it.
    table : tuple of tuple of str
        The header, then one tuple per row.
    caption : str
        Names the table.

    Derivation: G13.
    """

    figure: Figure
    alt: str
    table: Table
    caption: str

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
