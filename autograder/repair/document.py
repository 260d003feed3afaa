"""From the bytes of a file to a JSON object, whatever an editor or a download did to them."""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.boundary.errors import BackhandError

#: A notebook with its figures has a few megabytes; in memory, JSON can take 50 times its file.
MAX_BYTES = 32 << 20
#: Of a larger file the outputs are dropped before it is read; of one larger than this, not even
#: these.
LARGEST = 128 << 20
#: Objects, lists and their entries; this bounds the memory that reading takes.
MAX_PARTS = 3_000_000
PARTS, TOKENS = b"{[,", b'"[]'
#: More strings and lists than this take too long even to pass over.
MAX_TOKENS = 1_000_000
TOO_MUCH = "likely huge outputs, or pictures in its text: clear all outputs and save again"
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: How files begin that are not notebooks, and what they are.
STARTS = {
    b"PK\x03\x04": "a zip archive was handed in: unpack it first",
    b"\x1f\x8b": "a compressed file was handed in: unpack it first",
    b"BZh": "a compressed file was handed in: unpack it first",
    b"\xfd7zXZ": "a compressed file was handed in: unpack it first",
    b"7z\xbc\xaf": "a 7z archive was handed in: unpack it first",
    b"Rar!": "a rar archive was handed in: unpack it first",
    b"%PDF": "a PDF was handed in: hand in the notebook itself",
    b"{\\rtf": "a text document was handed in: hand in the notebook itself",
    b"\xd0\xcf\x11\xe0": "an Office document was handed in: hand in the notebook itself",
    b"\x89PNG": "a picture was handed in: hand in the notebook itself",
    b"\xff\xd8\xff": "a picture was handed in: hand in the notebook itself",
    b"version https://git-lfs": "git-lfs holds the file itself: git lfs pull fetches it",
}
#: A line that git leaves where two versions could not be merged; in JSON no line begins so.
CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>)( |$)", re.M)
WEB_PAGE = re.compile(r"<(!doctype|!--|\?xml|[a-z]+[\s>/])", re.I)
#: What Python code exported from a notebook begins with, after its comments.
PYTHON = re.compile(r"(#.*\n|\s)*(# %%|# In\[|import |from \w|def |\w+ = |\"\"\")|#!.*python")
OUTPUTS = re.compile(rb'"outputs"\s*:\s*')
#: The next string or bracket, as its group. An open string matches too, and so does the end: else
#: the search would begin again at every character before it.
TOKEN = re.compile(rb'[^"\[\]]*+("[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]]|\Z)', re.S)


def read_document(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """Read the JSON object of a notebook file; also one remark for each thing put right.

    Raises
    ------
    BackhandError
        If there is no such object; the text says why in one line.
    """
    content = compact(content)
    text, remarks = _decode(content)
    try:
        document = json.loads(text)
    except RecursionError:
        raise BackhandError(
            "expected a notebook, got JSON that is nested too deeply; likely not saved by Jupyter"
        ) from None
    except ValueError as error:
        # Not only JSONDecodeError: a number of thousands of digits raises a plain ValueError.
        raise BackhandError(f"expected JSON, got none; likely {_cause(text, error)}") from None
    if not isinstance(document, dict):
        raise BackhandError("expected a notebook, got other JSON; likely the wrong file")
    return document, remarks


def compact(content: bytes) -> bytes:
    """The content of a file that can be read; without its outputs if it is large.

    Raises
    ------
    BackhandError
        If it is too large all the same.
    """
    if kind := _kind(content):
        raise BackhandError(f"expected JSON, got none; likely {kind}")
    if len(content) <= MAX_BYTES and _count(content, PARTS) <= MAX_PARTS:
        return content
    if _count(content, TOKENS) <= MAX_TOKENS:
        content = without_outputs(content)
    if len(content) > MAX_BYTES:
        raise too_large(len(content), MAX_BYTES)
    if (parts := _count(content, PARTS)) > MAX_PARTS:
        raise BackhandError(f"expected at most {MAX_PARTS} pieces of JSON, got {parts}; {TOO_MUCH}")
    return content


def too_large(size: int, most: int) -> BackhandError:
    """The refusal of a file of so many bytes."""
    return BackhandError(f"expected at most {most >> 20} MB, got {-(-size >> 20)} MB; {TOO_MUCH}")


def without_outputs(content: bytes) -> bytes:
    """The JSON text of a notebook with every list `"outputs"` empty; it is not parsed."""
    pieces, begin, depth, before = list[bytes](), 0, 0, 0
    for token in TOKEN.finditer(content):
        start, end = token.span(1)
        depth_change = {b"[": 1, b"]": -1}.get(content[start : start + 1], 0)
        if depth:
            depth += depth_change
            begin = start
        elif depth_change > 0 and OUTPUTS.fullmatch(content, before, start):
            pieces.append(content[begin:end])
            depth = 1
        before = start
    # Cut off within an output, it is cut off still.
    return b"".join(pieces if depth else [*pieces, content[begin:]])


def _count(content: bytes, marks: bytes) -> int:
    return sum(map(content.count, marks))


def _kind(content: bytes) -> str:
    """What a file is whose first bytes tell that it is no notebook; empty if they do not."""
    return next((kind for start, kind in STARTS.items() if content.startswith(start)), "")


def _decode(content: bytes) -> tuple[str, list[str]]:
    """Decode UTF-8, or UTF-16 and UTF-32 as Windows programs write them."""
    remarks = []
    if content.startswith(BOMS):
        remarks.append("the file began with a byte order mark: ignored")
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        remarks.append("some characters were not UTF-8: replaced by \ufffd")
        text = content.decode("utf-8-sig", "replace")
    # A crash while saving leaves zeros at the end.
    return text.strip("\0 \t\r\n"), remarks


def _cause(text: str, error: ValueError) -> str:
    """Guess what happened to a file that is not JSON."""
    if not text:
        return "the upload failed: the file is empty"
    if CONFLICT.search(text):
        return "a merge in git was not resolved: conflict marks (<<<<<<<) are in the file"
    if WEB_PAGE.match(text):
        return "a web page was saved in place of the notebook: download the file itself"
    if PYTHON.match(text[:5000]):
        return "the code was exported to a Python file: hand in the notebook itself"
    if not text.startswith(("{", "[")):
        return "another kind of file was handed in, or the file was edited by hand"
    if not isinstance(error, json.JSONDecodeError):
        return "the file was edited by hand"
    if error.msg == "Extra data":
        return "the file was saved twice into one: more text follows the notebook"
    if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
        return "the file was cut off while it was saved or sent"
    return f"the file was edited by hand (line {error.lineno})"
