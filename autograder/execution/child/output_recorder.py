"""Recording the outputs of a cell as a notebook keeps them, as long as there is room."""

from __future__ import annotations

import io
from typing import Any

#: The most characters of output of a whole notebook, and the most outputs of one cell.
MOST, OUTPUTS = 2_000_000, 200
#: The characters of an output that decides a score for which there is always room.
ALWAYS = 1000
#: MIME type of the JSON text from which a picture is drawn.
PICTURE = "application/x-backhand-picture"
Output = dict[str, Any]


def decides(output: Any) -> bool:
    """Whether nbgrader would take a score from this output of a test, if none before it decides."""
    kind = output["output_type"]
    return kind in ("error", "execute_result") or output.get("name") == "stderr"


class OutputRecorder:
    """The outputs of the running cell, in nbformat's form.

    Attributes
    ----------
    outputs : list of dict
        The cell's outputs so far.
    left : int
        The characters for which there is room left in the notebook.
    shown : dict of str to dict
        The cell's displays by their id, so that they can be updated.
    clear_next : bool
        Whether the next output replaces those before it.
    """

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.left = MOST
        self.shown: dict[str, Output] = {}
        self.clear_next = False

    def begin(self) -> None:
        """Begin a cell."""
        self.outputs, self.shown, self.clear_next = [], {}, False

    def text(self, name: str, text: str) -> None:
        """Add text to the stream called `name`."""
        kept = self._cut(text)
        text = kept or (text[:ALWAYS] if name == "stderr" and self._undecided() else "")
        last = self.outputs[-1] if self.outputs else {}
        if text and last.get("name") == name:
            last["text"].append(text)
        elif text:
            self.add({"output_type": "stream", "name": name, "text": [text]})

    def taken(self) -> list[Output]:
        """The outputs so far, with the text of each stream joined."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        return self.outputs

    def add(self, output: Output) -> None:
        """Add an output of any kind."""
        if self.clear_next:
            self.begin()
        if len(self.outputs) < OUTPUTS or (decides(output) and self._undecided()):
            self.outputs.append(output)

    def shows(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Add a display or a value, if there is room for it."""
        self.left -= sum(len(v) for v in data.values() if isinstance(v, str))
        texts = {mime: v for mime, v in data.items() if isinstance(v, str)}
        if self.left < 0:
            plain = texts.get("text/plain", "")
            short = kind == "execute_result" and len(plain) <= ALWAYS
            texts = {"text/plain": plain if short else "(no room for more output)"}
        output = {"output_type": kind, "data": texts, "metadata": {}, **more}
        self.add(output)
        if isinstance(identity := metadata.get("display_id"), str):
            self.shown[identity] = output

    def _undecided(self) -> bool:
        return not any(map(decides, self.outputs))

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
        """Record text."""
        if not isinstance(text, str):
            raise TypeError(f"expected text, got {type(text).__name__}")
        self._record.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True
