"""Nothing in a submission runs in the reader's browser, wherever it was put."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from feedback.pages import code, dangers, graded, markdown, output, raw, rendered
from feedback.vectors import RUN, SVG, VECTORS
from nbconvert.exporters import HTMLExporter

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"


def ran(*outputs: Any, **metadata: Any) -> Any:
    """A code cell with these outputs, and metadata of its own."""
    return code("1", *outputs, metadata=metadata)


PLACES: dict[str, Callable[[str], Any]] = {
    "markdown": lambda text: markdown(text),
    "markdown, indented": lambda text: markdown(f"- a\n\n  {text}\n\n1. b {text}"),
    "markdown table": lambda text: markdown(f"| a |\n| --- |\n| {text} |\n"),
    "markdown mathematics": lambda text: markdown(f"$x {text} y$ $$\n{text}\n$$"),
    "markdown code": lambda text: markdown(f"```html\n{text}\n```\n`{text}`"),
    "mermaid": lambda text: markdown(f"```mermaid\n{text}\n```"),
    "written answer": lambda text: markdown(text, metadata=graded(solution=True)),
    "raw": lambda text: raw(text),
    "raw HTML": lambda text: raw(text, metadata={"raw_mimetype": "text/html"}),
    "raw with fences": lambda text: raw(f"```\n~~~\n````\n{text}"),
    "code": lambda text: code(text),
    "magic": lambda text: code(f"%%html\n{text}"),
    "HTML": lambda text: ran(output(data={"text/html": text})),
    "HTML in lines": lambda text: ran(output(data={"text/html": [text[:7], text[7:]]})),
    "HTML in a frame": lambda text: ran(
        output(data={"text/html": text}, metadata={"text/html": {"isolated": True}})
    ),
    "HTML of a check": lambda text: ran(output(data={"text/html": text}), **graded()),
    "SVG": lambda text: ran(output(data={"image/svg+xml": text})),
    "JavaScript": lambda text: ran(output(data={"application/javascript": text})),
    "Markdown": lambda text: ran(output(data={"text/markdown": text})),
    "LaTeX": lambda text: ran(output(data={"text/latex": text})),
    "text": lambda text: ran(output("execute_result", data={"text/plain": text})),
    "PNG": lambda text: ran(output(data={"image/png": text})),
    "PDF": lambda text: ran(output(data={"application/pdf": text})),
    "Mermaid": lambda text: ran(output(data={"text/vnd.mermaid": text})),
    "unknown": lambda text: ran(output(data={f"text/{text}": text})),
    "widget": lambda text: ran(
        output(data={"application/vnd.jupyter.widget-view+json": {"model_id": text}})
    ),
    "printed": lambda text: ran(output("stream", name="stdout", text=text)),
    "to stderr": lambda text: ran(output("stream", name="stderr", text=text)),
    "stream": lambda text: ran(output("stream", name=text, text=text)),
    "error": lambda text: ran(output("error", ename=text, evalue=text, traceback=[text])),
    "error of a check": lambda text: ran(
        output("error", ename=text, evalue=text, traceback=[text]), **graded()
    ),
    "coloured": lambda text: ran(
        output("error", ename="", evalue="", traceback=[f"\x1b[38;2;1;2;3m{text}\x1b[0m\x1b[1m"])
    ),
    "terminal link": lambda text: ran(
        output("stream", name="stdout", text=f"\x1b]8;;{text}\x07x\x1b]8;;\x07\x1b[{text}m")
    ),
    "picture's size": lambda text: ran(
        output(data={"image/png": PNG}, metadata={"image/png": {"width": f"1 {text}"}})
    ),
    "picture's handler": lambda text: ran(
        output(data={"image/png": PNG}, metadata={"image/png": {"height": f"1 onload={RUN}"}})
    ),
    "picture's file": lambda text: ran(
        output(data={"image/png": PNG}, metadata={"filenames": {"image/png": text}})
    ),
    "picture's text": lambda text: ran(
        output(data={"image/png": PNG}, metadata={"image/png": {"alt": text}})
    ),
    "tags": lambda text: ran(tags=[text, "x modal-backdrop"]),
    "execution count": lambda text: code("1", execution_count=text),
    "cell id": lambda text: code("1", id=f'x" {text}'),
    "grade id": lambda text: code("1", metadata=graded(grade_id=text)),
    "points": lambda text: code("1", metadata=graded(points=text, score=text)),
    "comment": lambda text: code("1", metadata=graded(solution=True, comment=text)),
    "alt": lambda text: ran(alt=text, magics_language=text),
    "attachment": lambda text: markdown(
        "![a](attachment:a)", attachments={"a": {"image/svg+xml": text, text: text}}
    ),
    "attachment as PNG": lambda text: markdown(
        "![a](attachment:a)", attachments={"a": {"image/png": f'" {text} x="'}}
    ),
    "name of an attachment": lambda text: markdown(
        f"![{text}](attachment:{text})", attachments={text: {"image/png": PNG}}
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_vector_survives_in(place: str) -> None:
    page = rendered([PLACES[place](vector) for vector in VECTORS])
    assert dangers(page) == []


def test_no_vector_survives_in_the_metadata_of_the_notebook() -> None:
    for vector in VECTORS[:5]:
        state = {"state": {"x": vector}, "version_major": 2}
        metadata = {
            "title": vector,
            "language": vector,
            "widgets": {"application/vnd.jupyter.widget-state+json": state},
            "language_info": {"name": vector, "pygments_lexer": vector},
            "kernelspec": {"name": vector, "display_name": vector, "language": vector},
        }
        assert dangers(rendered([ran(output(data={"text/html": vector}))], metadata=metadata)) == []


def test_the_same_vectors_are_found_in_a_page_that_is_not_cleaned() -> None:
    page = rendered([markdown(vector) for vector in VECTORS], HTMLExporter)
    assert len(dangers(page)) > len(VECTORS) / 2


def test_a_vector_that_is_code_is_shown_as_it_stands() -> None:
    text = f"<script>{RUN}</script>"
    soup = BeautifulSoup(rendered([raw(text), code(text)]), "html.parser")
    assert [tag.get_text().strip() for tag in soup("pre")] == [text, text]


def test_an_svg_is_not_shown_but_what_it_says_in_text_is() -> None:
    cell = ran(output(data={"image/svg+xml": SVG, "text/plain": "<Figure>"}))
    page = rendered([cell])
    assert "&lt;Figure&gt;" in page and base64.b64encode(SVG.encode()).decode() not in page


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        "text",
        [None, 1, "x", []],
        [{}],
        [{"output_type": "new"}],
        [{"output_type": "stream"}],
        [{"output_type": "stream", "text": 3}],
        [{"output_type": "error"}],
        [{"output_type": "error", "traceback": [None, {}, 3]}],
        [{"output_type": "display_data"}],
        [{"output_type": "display_data", "data": []}],
        [{"output_type": "display_data", "data": {"text/html": {"a": 1}}}],
        [{"output_type": "display_data", "data": {"image/png": 5}}],
        [{"output_type": "stream", "name": "stdout", "text": "\x1b[38m\x1b[48;5m\x1b[;;;m\x1b["}],
        [{"output_type": "stream", "name": "stdout", "text": "\ud800"}],
    ],
    ids=json.dumps,
)
def test_outputs_of_no_known_form_do_not_stop_the_page(outputs: object) -> None:
    assert dangers(rendered([code("1", outputs=outputs)])) == []
