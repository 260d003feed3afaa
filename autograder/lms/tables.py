"""CSV files of learning management systems: read in whatever form they come, written safely."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.boundary.errors import BackhandError
from autograder.boundary.printable import printable

#: Bytes of a table; a class of 5,000 has about one megabyte.
LARGEST = 32 << 20
DELIMITERS = ",;\t"
#: A spreadsheet takes a cell that begins with one of these for a formula, in either width.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
#: What begins so and is none: a number, or Moodle's mark for no grade.
NUMBER = re.compile(r"[+-]?\d*[.,]?\d*%?|-")
#: A formula that could do something has a call, a command or text in it.
HARMLESS = re.compile(r"[\w.@+\-]*")


@dataclass(frozen=True)
class Table:
    """A header, and rows of the same length."""

    header: list[str]
    rows: list[list[str]]

    def find(self, *names: str) -> int | None:
        """The first column with one of these names, the first name first; case plays no part."""
        folded = [fold(name) for name in self.header]
        return next((folded.index(fold(name)) for name in names if fold(name) in folded), None)


def fold(text: str) -> str:
    """A header or a name, without what may differ between two ways of writing it."""
    return " ".join(text.replace("_", " ").split()).casefold()


def read_table(path: Path) -> Table:
    """Read a CSV file: any of three delimiters, UTF-8, UTF-16 or Windows' own encoding.

    Raises
    ------
    BackhandError
        If it cannot be read, or has no header.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as failure:
        raise BackhandError(f"expected a CSV file {path}, got {failure.strerror}") from None
    if len(content) > LARGEST or content.startswith(b"PK\x03\x04"):
        likely = "likely a spreadsheet or another file: export it as CSV"
        raise BackhandError(f"expected a CSV file, got {path}; {likely}")
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter) if any(row)]
    except csv.Error as failure:
        raise BackhandError(f"expected a CSV file, got {path}: {failure}") from None
    if not rows:
        raise BackhandError(f"expected a CSV file with a header, got {path}, which is empty")
    header, width = [name.strip() for name in rows[0]], len(rows[0])
    return Table(header, [(row + [""] * width)[:width] for row in rows[1:]])


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula."""
    return bool(FORMULA.match(text)) and not NUMBER.fullmatch(text)


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that could be begins with an apostrophe.

    Line breaks and control characters are replaced.
    """
    text = printable(text)
    return f"'{text}" if is_formula(text) else text


def safe_key(text: str) -> bool:
    """Whether a cell that has to be written as it is, to be recognised, can do no harm."""
    return text == printable(text) and (not is_formula(text) or bool(HARMLESS.fullmatch(text)))


def number(value: float, decimals: int = 2) -> str:
    """A score with no more decimals than it needs."""
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parsed_number(text: str) -> float | None:
    """The number in a cell, with a point or a comma; None if there is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
