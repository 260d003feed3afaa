"""Feedback pages for the tests: rendered as nbgrader does it, and looked at for what could run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.feedback import FeedbackExporter
from autograder.feedback.mathml import TAGS

#: Of formulas; none of them loads or runs anything.
ATTRIBUTES = set(
    re.findall(
        r"\w+",
        """
        accent accentunder class display displaystyle fence form largeop linethickness lspace
        mathvariant maxsize minsize movablelimits rspace scriptlevel stretchy symmetric tabindex
        width
        """,
    )
)
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
FORBIDDEN = re.findall(
    r"\w+",
    """
    iframe object embed svg form input button textarea select base link video audio source
    marquee template noscript frame frameset applet isindex plaintext xmp image portal dialog
    """,
)


def rendered(cells: list[Any], exporter: type[HTMLExporter] = FeedbackExporter, **nb: Any) -> str:
    """The page that nbgrader's feedback template makes of these cells."""
    config = Config()
    config.Exporter.default_preprocessors = []
    config.HTMLExporter.template_name = "feedback"
    config.HTMLExporter.extra_template_basedirs = [str(FORMGRADER / "templates")]
    # Its folder differs from one version of nbgrader to the next.
    css = next((FORMGRADER / "static").rglob("bootstrap.min.css"))
    config.HTMLExporter.extra_template_paths = [str(css.parent)]
    about = {"notebook": "sheet", "score": 1.0, "max_score": 2.0, "late_penalty": 0}
    exporting = exporter(config=config)
    exporting.register_preprocessor(_scores, enabled=True)
    page, _ = exporting.from_notebook_node(
        notebook(cells, **nb), resources={"nbgrader": about, "inlining": {"css": []}}
    )
    return str(page)


def _scores(nb: Any, resources: Any) -> tuple[Any, Any]:
    """Stand in for nbgrader, which takes scores and points from its gradebook."""
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.update(score=0.0, points=2.0)
    return nb, resources


def notebook(cells: list[Any], **fields: Any) -> Any:
    """A notebook as it may come: nothing in it is checked."""
    cells = [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells)]
    made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields}
    return nbformat.from_dict(made)


def code(source: str, *outputs: Any, **fields: Any) -> Any:
    """A code cell as it may come."""
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1}
    return nbformat.from_dict({**cell, "source": source, "outputs": list(outputs), **fields})


def markdown(source: str, **fields: Any) -> Any:
    """A Markdown cell as it may come."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    return nbformat.from_dict({**cell, **fields})


def raw(source: str, **fields: Any) -> Any:
    """A raw cell as it may come."""
    return markdown(source, cell_type="raw", **fields)


def graded(**keys: Any) -> dict[str, Any]:
    """Metadata of a cell that nbgrader grades."""
    cell = {"grade": True, "grade_id": "weight_gradient", "locked": True, "schema_version": 3}
    return {"nbgrader": {**cell, "solution": False, "points": 2, **keys}}


def output(kind: str = "display_data", **fields: Any) -> Any:
    """An output as it may come: nothing in it is checked."""
    return {"output_type": kind, "metadata": {}, **fields}


def dangers(page: str) -> list[str]:
    """Everything in a page that could run, load, cover it, or ask for input."""
    soup = BeautifulSoup(page, "html.parser")
    found = [f"<{tag.name}>" for tag in soup([*FORBIDDEN, "script"])]
    for formula in soup("math"):
        found += [f"<{tag.name}> in math" for tag in formula(True) if tag.name not in TAGS]
        found += [str(tag) for tag in (formula, *formula(True)) if not {*tag.attrs} <= ATTRIBUTES]
    if any(tag.find_parent("body") for tag in soup(["style", "meta", "title"])):
        found.append("a style in the body")
    for tag in soup.body(True) if soup.body else []:
        found += [
            f"{tag.name} {name}={value}" for name, value in tag.attrs.items() if _bad(tag, name)
        ]
    return found


def _bad(tag: Any, name: str) -> bool:
    value = tag[name] if isinstance(tag[name], str) else " ".join(tag[name])
    if name == "href":
        return not re.match(r"(https?://|mailto:|#)", value)
    if name == "src":
        return not re.fullmatch(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", value)
    if name == "style":
        return not re.fullmatch(r"\s*text-align:\s*\w+;?\s*", value)
    if name in ("class", "id"):
        return bool(re.search("modal|navbar", value)) or (name == "id" and value == "evil")
    return name.startswith("on") or name in ("action", "formaction", "srcdoc", "srcset", "data")
