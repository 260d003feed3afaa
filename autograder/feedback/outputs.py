"""Outputs of a cell for a feedback page: made anew from the few things that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.feedback.clean import clean_html
from autograder.feedback.text import plain_text
from autograder.judging.record_line import without_record_lines
from autograder.repair.images import SIGNATURES, is_image

MAX_OUTPUTS = 100
TEXTS = ("text/markdown", "text/latex", "text/plain")

Output = dict[str, Any]


def harmless_outputs(outputs: Any, *, is_check: bool) -> list[Output]:
    """Outputs made anew. Of a check: the verdict, and no traceback through the checking code."""
    found = outputs if isinstance(outputs, list) else []
    made = (_made(one, is_check) for one in found[:MAX_OUTPUTS] if isinstance(one, dict))
    kept = [output for output in made if output is not None]
    if len(found) > MAX_OUTPUTS:
        kept.append(_stream("stdout", f"({len(found) - MAX_OUTPUTS} more outputs)\n"))
    return kept


def _made(output: Mapping[str, Any], is_check: bool) -> Output | None:
    kind = output.get("output_type")
    if kind == "stream":
        text = plain_text(output.get("text"))
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return _stream(name, without_record_lines(text) if is_check else text)
    if kind == "error":
        return _error(output, is_check)
    if kind in ("display_data", "execute_result"):
        return _display(output, kind, is_check)
    return None


def _stream(name: str, text: str) -> Output:
    return {"output_type": "stream", "name": name, "text": text}


def _error(output: Mapping[str, Any], is_check: bool) -> Output:
    name, value = plain_text(output.get("ename"), 200), plain_text(output.get("evalue"), 2000)
    lines = output.get("traceback")
    said = [] if is_check or not isinstance(lines, list) else [plain_text(x) for x in lines[:100]]
    return {
        "output_type": "error",
        "ename": name,
        "evalue": value,
        "traceback": said or [f"{name}: {value}"],
    }


def _display(output: Mapping[str, Any], kind: str, is_check: bool) -> Output | None:
    data = output.get("data")
    shown = dict(_shown(data)) if isinstance(data, dict) else {}
    if is_check:
        shown = {mime: text for mime, text in shown.items() if mime == "text/plain"}
    if not shown:
        return None
    made: Output = {"output_type": kind, "data": shown, "metadata": {}}
    if kind == "execute_result":
        made["execution_count"] = None
    return made


def _shown(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a page can show of an output, without what could run there."""
    html = _joined(data.get("text/html"))
    if html and (cleaned := clean_html(html)).strip():
        yield "text/html", cleaned
    for mime in SIGNATURES:
        image = "".join(_joined(data.get(mime)).split())
        if is_image(mime, image):
            yield mime, image
    for mime in TEXTS:
        if mime in data:
            yield mime, plain_text(data[mime])


def _joined(value: Any) -> str:
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode()
