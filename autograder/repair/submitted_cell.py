"""The cells that a student handed in, as far as a repair reads them.

Whatever is not read here (outputs, other metadata, unknown fields) never reaches the grader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.boundary.errors import BackhandError
from autograder.repair.images import is_image

Kind = Literal["code", "markdown", "raw"]
#: Cell types of all versions of the format. Versions 2 and 3 had `heading` and `html`.
KINDS: dict[str, Kind] = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
}
#: Cells of a notebook; a released one has about 60.
MAX_CELLS = 2000
#: Characters of a cell; an answer has a few hundred.
MAX_SOURCE = 200_000
#: Bytes of one image in a written answer, such as a photograph of a page.
MAX_IMAGE = 3 * 2**20


@dataclass
class SubmittedCell:
    """One cell as handed in; its `id` and nbgrader's metadata are empty where there are none."""

    kind: Kind
    source: str
    id: str = ""
    graded: Mapping[str, Any] = field(default_factory=dict)
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def grade_id(self) -> str:
        """The nbgrader id that it claims."""
        return _text(self.graded.get("grade_id"))


def read_cells(document: Mapping[str, Any]) -> tuple[list[SubmittedCell], list[str]]:
    """Read the cells of a notebook of any version; also one remark for each thing put right.

    Raises
    ------
    BackhandError
        If it has no cells.
    """
    odd: Counter[str] = Counter()
    found = [raw for raw in _raw_cells(document) if _is_cell(raw, odd)]
    if len(found) > MAX_CELLS:
        odd[f"more than {MAX_CELLS} cells: the rest is left out"] = 1
    cells = [_read(raw, odd) for raw in found[:MAX_CELLS]]
    remarks = [f"{text} ({n} times)" if n > 1 else text for text, n in odd.items()]
    version = document.get("nbformat")
    if version != 4:
        shown = version if isinstance(version, int) and 0 < version < 100 else "none"
        remarks.append(f"expected version 4 of the notebook format, got {shown}: converted to 4.5")
    return cells, remarks


def _raw_cells(document: Mapping[str, Any]) -> list[Any]:
    if isinstance(document.get("cells"), list):
        return list(document["cells"])
    # Up to version 3 the cells were in work sheets.
    sheets = document.get("worksheets")
    cells = [
        cell
        for sheet in (sheets if isinstance(sheets, list) else ())
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
        for cell in sheet["cells"]
    ]
    if not cells:
        raise BackhandError("expected a notebook, got JSON without cells; likely the wrong file")
    return cells


def _is_cell(raw: Any, odd: Counter[str]) -> bool:
    if isinstance(raw, dict):
        return True
    odd["something that is not a cell: left out"] += 1
    return False


def _read(raw: Mapping[str, Any], odd: Counter[str]) -> SubmittedCell:
    name = raw.get("cell_type")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        odd["an unknown cell type: taken as plain text"] += 1
    metadata = _mapping(raw, "metadata", odd)
    return SubmittedCell(
        kind or "raw",
        _source(raw, odd),
        _text(raw.get("id")),
        _mapping(metadata, "nbgrader", odd),
        _images(_mapping(raw, "attachments", odd), odd),
    )


def _mapping(owner: Mapping[str, Any], name: str, odd: Counter[str]) -> Mapping[str, Any]:
    value = owner.get(name)
    if value is not None and not isinstance(value, dict):
        odd[f"{name} that cannot be read: ignored"] += 1
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _source(raw: Mapping[str, Any], odd: Counter[str]) -> str:
    # Up to version 3 the text of a code cell was its `input`.
    value = raw.get("source", raw.get("input", ""))
    lines = value if isinstance(value, list) else [value]
    if not all(isinstance(line, str) for line in lines):
        odd["text that cannot be read: taken as empty"] += 1
        return ""
    if sum(map(len, lines)) > MAX_SOURCE:
        odd[f"text of more than {MAX_SOURCE} characters: taken as empty"] += 1
        return ""
    text = _clean("".join(lines))
    if raw.get("cell_type") != "heading":
        return text
    level = raw.get("level")
    return f"{'#' * (level if isinstance(level, int) and 0 < level < 7 else 1)} {text}"


def _clean(text: str) -> str:
    """Text with Unix line ends that can be encoded as UTF-8, as half a surrogate pair cannot."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _images(attachments: Mapping[str, Any], odd: Counter[str]) -> dict[str, dict[str, str]]:
    """The attached images, which belong to a written answer; nothing else can be shown."""
    kept = {}
    for name, bundle in attachments.items():
        attached = bundle if isinstance(bundle, dict) else {}
        images = {mime: data for mime, data in attached.items() if _is_small_image(mime, data)}
        if images:
            kept[_clean(name)] = images
        if len(images) < max(1, len(attached)):
            odd["an attachment that is not an image, or too large: left out"] += 1
    return kept


def _is_small_image(mime: str, data: Any) -> bool:
    return isinstance(data, str) and len(data) <= MAX_IMAGE * 4 / 3 and is_image(mime, data)
