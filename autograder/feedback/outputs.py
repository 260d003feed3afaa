"""A cell's outputs for a feedback page, rebuilt from the few things that are shown."""

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
    """The outputs, rebuilt; of a check the verdict, without a traceback through its code."""
    found = outputs if isinstance(outputs, list) else []
    rebuilt = (_rebuilt(one, is_check) for one in found[:MAX_OUTPUTS] if isinstance(one, dict))
    kept = [output for output in rebuilt if output is not None]
    if len(found) > MAX_OUTPUTS:
        kept.append(_stream("stdout", f"({len(found) - MAX_OUTPUTS} more outputs)\n"))
    return kept


def _rebuilt(output: Mapping[str, Any], is_check: bool) -> Output | None:
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
    shown = [plain_text(x) for x in lines[:100]] if isinstance(lines, list) and not is_check else []
    return {
        "output_type": "error",
        "ename": name,
        "evalue": value,
        "traceback": shown or [f"{name}: {value}"],
    }


def _display(output: Mapping[str, Any], kind: str, is_check: bool) -> Output | None:
    data = output.get("data")
    shown = dict(_shown(data)) if isinstance(data, dict) else {}
    if is_check:
        shown = {mime: text for mime, text in shown.items() if mime == "text/plain"}
    if not shown:
        return None
    rebuilt: Output = {"output_type": kind, "data": shown, "metadata": {}}
    if kind == "execute_result":
        rebuilt["execution_count"] = None
    return rebuilt


def _shown(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a page can show of an output, without anything that could run."""
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
