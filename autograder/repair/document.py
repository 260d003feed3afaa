"""From the bytes of a file to a JSON object, whatever an editor or a download did to them."""

from __future__ import annotations

import json
from typing import Any

from autograder.boundary.errors import BackhandError

#: A notebook with its figures has a few megabytes; in memory, JSON can take 50 times its file.
MAX_BYTES = 32 * 2**20
#: Objects, lists and their entries; this bounds the memory that reading takes.
MAX_PARTS = 3_000_000
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: How files begin that are not notebooks, and what they are.
STARTS = {
    "<": "a web page was saved in place of the notebook: download the file itself",
    "PK\x03\x04": "a zip archive was handed in: unpack it first",
    "\x1f\ufffd": "a compressed file was handed in: unpack it first",
    "%PDF": "a PDF was handed in: hand in the notebook itself",
}


def read_document(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """Read the JSON object of a notebook file; also one remark for each thing put right.

    Raises
    ------
    BackhandError
        If there is no such object; the text says why in one line.
    """
    _check_size(content)
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


def _check_size(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise BackhandError(
            f"expected at most {MAX_BYTES >> 20} MB, got {len(content) >> 20} MB; "
            "likely huge outputs: clear all outputs and save again"
        )
    parts = sum(content.count(mark) for mark in (b"{", b"[", b","))
    if parts > MAX_PARTS:
        raise BackhandError(
            f"expected at most {MAX_PARTS} pieces of JSON, got {parts}; "
            "likely huge outputs: clear all outputs and save again"
        )


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
    for start, cause in STARTS.items():
        if text.startswith(start):
            return cause
    if "<<<<<<<" in text and ">>>>>>>" in text:
        return "a merge in git was not resolved: conflict marks are in the file"
    if not isinstance(error, json.JSONDecodeError):
        return "the file was edited by hand"
    if error.msg == "Extra data":
        return "the file was saved twice into one: more text follows the notebook"
    if error.pos >= len(text) or error.msg.startswith("Unterminated string"):
        return "the file was cut off while it was saved or sent"
    return f"the file was edited by hand (line {error.lineno})"
