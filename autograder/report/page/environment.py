"""The templates, and what keeps text of others from being more than text in a page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.boundary.printable import printable
from autograder.report.table import number

HERE = Path(__file__).parent
#: In each page, so that a page of an earlier report can be told from other files.
GENERATOR = "backhand report"
#: Bytes of a file name, before its ending.
LONGEST = 120


@cache
def environment() -> Environment:
    """The templates; everything they show is escaped, and without control characters."""
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["n"] = number
    made.globals.update(
        generator=GENERATOR,
        style=(HERE / "style.css").read_text("utf-8"),
        script=_script(),
        policy=_policy(),
    )
    return made


def file_of(student: str, taken: Iterable[str] = ()) -> str:
    """The name of a student's page; a file system that mixes up capitals keeps them apart."""
    name = quote(student, safe=" ()@+,='!", errors="replace").replace("%", "_").strip(" .")
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if name != student or len(name) > LONGEST or name.casefold() in {*taken}:
        name = f"{name[:LONGEST]}~{digest}"
    return f"{name}.html"


def _shown(value: Any) -> Any:
    """A value as the page shows it: without what is not printable, but for line breaks."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    return "\n".join(map(printable, value.split("\n")))


def _script() -> str:
    return (HERE / "script.js").read_text("utf-8")


def _policy() -> str:
    """What the page allows: its own style and script, and nothing from anywhere else."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
