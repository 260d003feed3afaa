"""A figure that also speaks: alternative text, and its numbers as a table.

A picture holds numbers and is drawn when it is first shown. It can be saved as JSON and drawn
later, by another program; pictures of equal numbers are equal.
"""

from __future__ import annotations

import base64
import importlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from backhand.figures.blank import Blank
from backhand.figures.canvas import PAGE, PIXELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Table = tuple[tuple[str, ...], ...]
#: For text that is not to be broken in a narrow table.
WHOLE = ' style="white-space:nowrap"'


class Drawing(NamedTuple):
    """What a renderer makes: a figure, its alternative text, its numbers and their caption."""

    figure: Figure
    alt: str
    table: Table
    caption: str


Renderer = Callable[..., Drawing]
#: What a notebook shows where Matplotlib is not installed, or does not work.
NO_PICTURE = "(No figure here: {missing}. Install Matplotlib, then restart the kernel.)"
#: All renderers by name, so that a picture can be read from JSON.
RENDERERS: dict[str, Renderer] = {}
#: Functions that compute numbers of pictures, by name, where they may be called earlier or later.
COMPUTED: dict[str, Callable[..., dict[str, Any]]] = {}
UNDRAWN = "expected a figure that can be drawn while grading, got one that is drawn later"


def renderer(function: Renderer) -> Renderer:
    """Register a function that draws pictures of one kind."""
    RENDERERS[function.__name__] = function
    return function


def later(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Register a function that may be called no earlier than when a picture is drawn."""
    COMPUTED[function.__name__] = function
    return function


def completed(numbers: Any) -> Any:
    """A picture's numbers, with those computed that were left for later.

    A mapping with the key "later" holds the name of a function and its arguments, in place of the
    numbers that the function returns.
    """
    if isinstance(numbers, Mapping):
        found = {key: completed(value) for key, value in numbers.items() if key != "later"}
        if "later" in numbers:
            name, *arguments = numbers["later"]
            if name not in COMPUTED:
                raise ValueError(UNDRAWN)
            found |= COMPUTED[name](*arguments)
        return found
    return [completed(item) for item in numbers] if isinstance(numbers, list) else numbers


@dataclass(frozen=True)
class Picture:
    """A figure with its alternative text and its numbers.

    A notebook shows it as an image with a table folded away below it; as text it is the
    alternative text and the same table. Elsewhere, `print` it, or save it with
    ``picture.figure.savefig(path)``.

    Parameters
    ----------
    render : callable
        Draws the picture when it is first shown.
    numbers : mapping of str to numbers, text, or lists and mappings of these
        The arguments of `render`.

    Examples
    --------
    >>> from backhand.figures.curves import training_curve
    >>> picture = training_curve([2.0, 1.0])
    >>> picture.alt
    'Loss from 2 after epoch 1 to 1 after epoch 2.'
    >>> Picture.from_json(picture.to_json()) == picture
    True
    """

    render: Renderer
    numbers: Mapping[str, Any]

    @cached_property
    def drawing(self) -> Drawing:
        """All that the renderer makes."""
        return self.render(**completed(self.numbers))

    @property
    def figure(self) -> Figure:
        """The figure, to be changed or saved with Matplotlib.

        Raises
        ------
        ImportError
            If Matplotlib is not installed; the text, the table and `str` need none.
        """
        if isinstance(self.drawing.figure, Blank):
            try:
                importlib.import_module("matplotlib.figure")
            except ImportError as missing:
                raise ImportError(
                    f"expected Matplotlib to draw with, got none ({missing}); likely it is not "
                    "installed: pip install matplotlib, or print the picture: text needs none"
                ) from missing
        return self.drawing.figure

    @property
    def alt(self) -> str:
        """A description of the figure, for readers who cannot see it."""
        return self.drawing.alt

    @property
    def table(self) -> Table:
        """The header, then one tuple per row."""
        return self.drawing.table

    @property
    def caption(self) -> str:
        """The title of the figure and of the table."""
        return self.drawing.caption

    def to_json(self) -> str:
        """Write the picture's numbers, and the name of its renderer, as JSON."""
        return json.dumps({"render": self.render.__name__, "numbers": self.numbers})

    @classmethod
    def from_json(cls, text: str) -> Picture:
        """Read a picture from what `to_json` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            If the text does not describe a picture.
        """
        read = json.loads(text)
        return cls(RENDERERS[read["render"]], read["numbers"])

    def to_png(self) -> bytes:
        """Render the figure without metadata, so that equal pictures have equal bytes."""
        figure = self.figure  # which says what to do without Matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        # savefig would draw the figure twice.
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba()))
        buffer = io.BytesIO()
        # With 256 colours the file has a third of the size, and is written in less time.
        image.quantize(256, Image.Quantize.FASTOCTREE).save(buffer, "png")
        return buffer.getvalue()

    def to_html(self) -> str:
        """Render the title, the figure at half its pixels, and the folded table, as escaped HTML.

        There is no SVG: JupyterLab and feedback pages remove it from what they do not trust.
        """
        data = base64.b64encode(self.to_png()).decode("ascii")
        width = round(self.figure.get_figwidth() * PIXELS)
        # What is wider than a page shrinks only as far as its text can be read.
        least = round(width * 0.85) if self.figure.get_figwidth() > PAGE + 0.01 else 0
        head = "".join(f'<th scope="col"{WHOLE}>{escape(cell)}</th>' for cell in self.table[0])
        body = "".join(f"<tr>{_html_row(row)}</tr>" for row in self.table[1:])
        caption = escape(self.caption)
        return (
            '<figure style="margin:0;overflow-x:auto">'
            f'<figcaption style="margin-bottom:.5em"><strong>{caption}</strong></figcaption>'
            f'<img alt="{escape(self.alt)}" width="{width}" '
            f'style="max-width:100%;min-width:{least}px;height:auto" '
            f'src="data:image/png;base64,{data}"></figure>'
            f"<details><summary>Numbers</summary><table><caption{WHOLE}>{caption}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
        )

    def __str__(self) -> str:
        """Return the alternative text and the table as plain text."""
        widths = [max(map(len, column)) for column in zip(*self.table, strict=True)]
        rows = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in self.table)
        return "\n".join((self.alt, "", self.caption, *rows))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            return {"text/html": self.to_html(), "text/plain": str(self)}
        except ImportError as missing:
            said = NO_PICTURE.format(missing=missing.__cause__ or missing)
            return {"text/plain": f"{said}\n\n{self}"}


def rounded(values: ArrayLike, digits: int = 9) -> Any:
    """Round to a number of significant digits, and return nested lists.

    Without the last digits, sums taken in another order give the same picture.
    """
    array = np.real(np.asarray(values))
    return np.reshape([float(f"{value:.{digits}g}") for value in array.flat], array.shape).tolist()


def short(value: Any) -> str:
    """A number with three digits."""
    return f"{float(value):.3g}"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Make a table of text: floats in five significant digits, everything else as it prints."""
    return (tuple(header), *(tuple(number(cell) for cell in row) for row in rows))


def number(cell: object) -> str:
    """Format a float in five significant digits, and anything else as it prints."""
    return f"{cell:.5g}" if isinstance(cell, float) else str(cell)


def _html_row(row: tuple[str, ...]) -> str:
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<th scope="row">{escape(row[0])}</th>{rest}'
