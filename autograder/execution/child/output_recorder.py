"""The outputs of the cell that runs, as a notebook keeps them, as far as there is room."""

from __future__ import annotations

import io
from typing import Any

#: Characters of output of a whole notebook, and outputs of one cell.
MOST, OUTPUTS = 2_000_000, 200
#: Type of what a picture is drawn from.
PICTURE = "application/x-backhand-picture"
Output = dict[str, Any]


class OutputRecorder:
    """The outputs of the cell that runs, in nbformat's terms, and how much there may still be."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.left = MOST
        self.shown: dict[str, Output] = {}
        self.clear_next = False

    def begin(self) -> None:
        """Begin a cell."""
        self.outputs, self.shown, self.clear_next = [], {}, False

    def text(self, name: str, text: str) -> None:
        """Add to a stream."""
        text = self._cut(text)
        last = self.outputs[-1] if self.outputs else {}
        if text and last.get("name") == name:
            last["text"].append(text)
        elif text:
            self.add({"output_type": "stream", "name": name, "text": [text]})

    def taken(self) -> list[Output]:
        """The outputs so far, each stream's texts put together."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self.outputs

    def add(self, output: Output) -> None:
        """Add an output of any kind."""
        if self.clear_next:
            self.begin()
        if len(self.outputs) < OUTPUTS:
            self.outputs.append(output)

    def shows(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Add something displayed, as far as there is room for it."""
        self.left -= sum(len(v) for v in data.values() if isinstance(v, str))
        texts = {mime: v for mime, v in data.items() if isinstance(v, str)}
        if self.left < 0:
            texts = {"text/plain": "(no room for more output)"}
        output = {"output_type": kind, "data": texts, "metadata": {}, **more}
        self.add(output)
        if isinstance(identity := metadata.get("display_id"), str):
            self.shown[identity] = output

    def _cut(self, text: str) -> str:
        if self.left <= 0:
            return ""
        kept = text[: self.left]
        self.left -= len(text)
        return kept if self.left > 0 else kept + "\n(no room for more output)\n"


class Stream(io.TextIOBase):
    """What `print` writes to."""

    encoding = "utf-8"

    def __init__(self, record: OutputRecorder, name: str) -> None:
        self._record, self._name = record, name

    def write(self, text: str) -> int:
        """Record a text."""
        if not isinstance(text, str):
            raise TypeError(f"expected text, got {type(text).__name__}")
        self._record.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """As every stream for output."""
        return True
