"""A file that some program wrote in its own way is read; what is not a notebook is one line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from repair.notebooks import FIXED, RELEASED, Document, cell, code, content, fixed, released

from autograder.repair import Repaired, repair
from autograder.repair.document import MAX_BYTES, without_outputs
from autograder.repair.submitted_cell import MAX_CELLS, MAX_SOURCE

TEXT = json.dumps(RELEASED, ensure_ascii=False)


@pytest.mark.parametrize(
    ("file", "remark"),
    [
        (TEXT.encode("utf-8-sig"), "byte order mark"),
        (TEXT.encode("utf-16"), "byte order mark"),
        (TEXT.encode("utf-16-le"), ""),
        (json.dumps(RELEASED, indent=1).replace("\n", "\r\n").encode(), ""),
        (TEXT.encode() + b"\r\n\0\0\0\0", ""),
        (json.dumps(RELEASED).encode("ascii"), ""),
    ],
    ids=["utf-8 with mark", "utf-16", "utf-16 without mark", "CRLF", "zeros at the end", "ascii"],
)
def test_other_encodings_of_the_same_notebook_are_the_same_notebook(
    file: bytes, remark: str
) -> None:
    done = repair(file, RELEASED)
    assert done.notebook == RELEASED
    assert [remark in one for one in done.remarks] == [True] * bool(remark)


def test_bytes_that_are_not_utf_8_are_replaced() -> None:
    document = released()
    cell(document, "explain_delta")["source"] = "gr\u00f6\u00dfer"
    file = (
        json.dumps(document, ensure_ascii=False).replace("\u03b4", "d").encode("cp1252", "ignore")
    )
    done = repair(file, RELEASED)
    assert cell(done.notebook, "explain_delta")["source"] == "gr\ufffd\ufffder"
    assert "some characters were not UTF-8: replaced by \ufffd" in done.remarks


def test_half_a_surrogate_pair_can_be_written_afterwards() -> None:
    document = released()
    cell(document, "explain_delta")["source"] = "half \ud83d of it"
    done = repair(content(document), RELEASED)
    assert "half ? of it" in nbformat.writes(done.notebook)


def test_line_ends_of_windows_do_not_change_a_cell() -> None:
    document = released()
    for one in document["cells"]:
        one["source"] = one["source"].replace("\n", "\r\n")
    done = repair(content(document), RELEASED)
    assert done.notebook == RELEASED and done.remarks == ()


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (b"", "got none; likely the upload failed: the file is empty"),
        (b" \n\n", "the file is empty"),
        (TEXT.encode()[:5000], "the file was cut off"),
        (TEXT.encode()[:-3], "the file was cut off"),
        (TEXT.encode() + TEXT.encode(), "the file was saved twice into one"),
        (TEXT.encode() + b"garbage", "more text follows the notebook"),
        (b"<!DOCTYPE html><html></html>", "a web page was saved in place of the notebook"),
        (b"PK\x03\x04rest", "a zip archive was handed in"),
        (b"\x1f\x8b\x08rest", "a compressed file was handed in"),
        (b"%PDF-1.7", "a PDF was handed in"),
        (b'{"cells": [\n<<<<<<< HEAD\n=======\n>>>>>>> x\n]}', "a merge in git was not resolved"),
        (b"<<<<<<< HEAD\n{}\n=======\n[]\n>>>>>>> x\n", "a merge in git was not resolved"),
        (b'{"a": 1,\n>>>>>>> theirs\n "b": 2}', "a merge in git was not resolved"),
        (b"<html lang=en><<<<<<< x", "a web page was saved"),
        (b"<?xml version='1.0'?><x/>", "a web page was saved"),
        (b"7z\xbc\xaf'\x1c", "a 7z archive was handed in"),
        (b"\x89PNG\r\n", "a picture was handed in"),
        (b"\xd0\xcf\x11\xe0", "an Office document was handed in"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"#!/usr/bin/env python\n# coding: utf-8\n", "exported to a Python file"),
        (b"# ---\n# jupyter: x\n\n# %%\nimport numpy as np\n", "exported to a Python file"),
        (b"# My notes\n\nSome text.", "another kind of file was handed in"),
        (b'{"cells": [,]}', "the file was edited by hand (line 1)"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", "the file was edited by hand"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b"[]", "expected a notebook, got other JSON"),
        (b"null", "expected a notebook, got other JSON"),
        (b"{}", "expected a notebook, got JSON without cells"),
        (b'{"worksheets": 3}', "expected a notebook, got JSON without cells"),
        (b'{"cells": []}', "expected the released notebook with answers, got none of its cells"),
        (b"\xff\xfe\xff", "the file was edited by hand"),
        (b" " * (MAX_BYTES + 1), "expected at most 32 MB"),
        (b"[" * 3_000_001, "pieces of JSON"),
    ],
)
def test_what_is_not_a_notebook_is_one_line(file: bytes, line: str) -> None:
    done = repair(file, RELEASED)
    assert done.notebook is None and done.remarks == ()
    assert line in done.refused and "\n" not in done.refused


def with_outputs(outputs: object) -> bytes:
    document = released()
    for one in document["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = outputs
    return content(document)


@pytest.mark.parametrize(
    "outputs",
    [
        [{"output_type": "display_data", "data": {"image/png": "AAAA"}}],
        [{"text": ['["]\\', "]]", '"outputs": [', "\\"]}, {"outputs": [[]]}],
        [],
    ],
)
def test_outputs_are_cut_out_of_the_text_of_a_notebook(outputs: object) -> None:
    document = json.loads(without_outputs(with_outputs(outputs)))
    assert document == json.loads(with_outputs([]))


def test_a_notebook_that_is_large_for_its_outputs_is_graded() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * (2 << 20)}}
    file = with_outputs([picture])
    assert len(file) > MAX_BYTES
    assert repair(file, RELEASED) == Repaired(RELEASED)


def test_a_notebook_that_is_large_without_outputs_says_its_size(tmp_path: Path) -> None:
    document = released()
    cell(document, "weight_gradient-answer")["source"] = "#" * (33 << 20)
    line = "expected at most 32 MB, got 34 MB; likely huge outputs, or pictures in its text"
    assert repair(content(document), RELEASED).refused.startswith(line)
    assert "got 33 MB" in repair(b" " * (MAX_BYTES + 1), RELEASED).refused
    with (tmp_path / "x.ipynb").open("wb") as file:
        file.truncate(700 << 20)
    assert "expected at most 128 MB, got 700 MB" in repair(tmp_path / "x.ipynb", RELEASED).refused


@pytest.mark.parametrize("text", [b'"' + b'\\"' * (17 << 20), b"[" * (33 << 20), b"x" * (33 << 20)])
def test_a_large_file_that_is_no_notebook_is_refused_in_a_moment(text: bytes) -> None:
    began = time.monotonic()
    assert "expected at most 32 MB" in repair(text, RELEASED).refused
    assert time.monotonic() - began < 10


def test_another_notebook_is_refused() -> None:
    other = {"cells": [code("import numpy as np")], "nbformat": 4, "nbformat_minor": 5}
    assert "likely another notebook" in repair(content(other), RELEASED).refused


def version_3(document: Document) -> Document:
    """The notebook as version 3 of the format had it, with answers kept in `input`."""
    cells: list[dict[str, Any]] = []
    for one in document["cells"]:
        old = {"cell_type": one["cell_type"], "metadata": one["metadata"]}
        if one["cell_type"] == "code":
            old |= {"input": one["source"], "outputs": [], "prompt_number": 1, "language": "python"}
        else:
            old |= {"source": one["source"].splitlines(keepends=True)}
        cells.append(old)
    return {
        "worksheets": [{"cells": cells[:20]}, {"cells": cells[20:]}],
        "metadata": {"name": ""},
        "nbformat": 3,
    }


@pytest.mark.parametrize("version", [2, 3])
def test_older_formats_are_converted_to_the_current_one(version: int) -> None:
    old = version_3(released()) | {"nbformat": version}
    done = repair(content(old), RELEASED)
    nbformat.validate(done.notebook)
    assert [c.source for c in done.notebook.cells] == [c.source for c in RELEASED.cells]
    assert (
        f"expected version 4 of the notebook format, got {version}: converted to 4.5"
        in done.remarks
    )
    assert "the notebook named no kernel: Python's is used" in done.remarks


def test_headings_of_version_3_are_headings() -> None:
    old = version_3(released())
    heading = {"cell_type": "heading", "level": 2, "source": "Mine", "metadata": {}}
    old["worksheets"][0]["cells"].insert(0, heading)
    assert repair(content(old), RELEASED).notebook.cells[0].source == "## Mine"


@pytest.mark.parametrize(
    ("metadata", "remark"),
    [
        ({}, "the notebook named no kernel: Python's is used"),
        ("text", "the notebook named no kernel: Python's is used"),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "is not Python's"),
        ({"kernelspec": {"name": "conda-env-x-py", "language": "python"}}, ""),
        ({"kernelspec": {"name": "python3"}}, ""),
        ({"kernelspec": {"name": ["python3"]}}, "is not Python's"),
    ],
)
def test_the_kernel_is_the_released_one(metadata: object, remark: str) -> None:
    done = repair(content(released() | {"metadata": metadata}), RELEASED)
    assert done.notebook == RELEASED
    assert [remark in one for one in done.remarks] == [True] * bool(remark)


@pytest.mark.parametrize("value", [None, 1, True, float("nan"), "text", [], {}, [1], {"a": 1}])
@pytest.mark.parametrize(
    "name", ["cell_type", "metadata", "source", "outputs", "id", "attachments", "execution_count"]
)
def test_a_field_that_is_not_what_it_should_be_costs_its_own_cell_at_most(
    name: str, value: object
) -> None:
    document = released()
    cell(document, "weight_gradient-answer")["source"] = "kept = 1"
    for one in document["cells"][:2]:
        one[name] = value
    done = repair(content(document), RELEASED)
    nbformat.validate(done.notebook)
    assert fixed(done.notebook) == FIXED
    assert cell(done.notebook, "weight_gradient-answer")["source"] == "kept = 1"


@pytest.mark.parametrize("name", ["cell_type", "metadata", "source", "outputs", "id"])
def test_a_field_that_is_missing_costs_its_own_cell_at_most(name: str) -> None:
    document = released()
    del document["cells"][1][name]
    done = repair(content(document), RELEASED)
    nbformat.validate(done.notebook)
    assert fixed(done.notebook) == FIXED


def test_what_is_not_a_cell_is_left_out() -> None:
    document = released()
    document["cells"][5:5] = [None, "cell", 3, [], True]
    done = repair(content(document), RELEASED)
    assert done.notebook == RELEASED
    assert done.remarks == ("something that is not a cell: left out (5 times)",)


def test_a_thousand_cells_too_many_are_left_out() -> None:
    document = released()
    document["cells"] += [code("pass")] * (MAX_CELLS + 1000)
    done = repair(content(document), RELEASED)
    assert len(done.notebook.cells) == MAX_CELLS
    assert done.remarks == (f"more than {MAX_CELLS} cells: the rest is left out",)


def test_a_cell_of_a_million_characters_is_empty() -> None:
    document = released()
    cell(document, "weight_gradient-answer")["source"] = "x" * 10**6
    done = repair(content(document), RELEASED)
    assert cell(done.notebook, "weight_gradient-answer")["source"] == ""
    assert done.remarks == (f"text of more than {MAX_SOURCE} characters: taken as empty",)


@pytest.mark.parametrize(
    "attachments",
    [
        {"a.svg": {"image/svg+xml": "<svg onload=alert(1)>"}},
        {"a.png": {"image/png": "not base64"}},
        {"a.png": {"image/png": "PHNjcmlwdD4="}},
        {"a.html": {"text/html": "<script>"}},
        {"a.png": {"image/png": "iVBORw0KGgo" + "A" * 10**7}},
        {"a.png": "text"},
    ],
)
def test_an_attachment_that_is_not_an_image_is_left_out(attachments: dict[str, object]) -> None:
    document = released()
    document["cells"][0]["attachments"] = attachments
    done = repair(content(document), RELEASED)
    assert done.notebook == RELEASED
    assert done.remarks == ("an attachment that is not an image, or too large: left out",)


@pytest.mark.parametrize("attachments", [{}, {"goal.png": {"image/png": "not base64"}}])
def test_a_picture_of_the_release_comes_back(attachments: dict[str, object]) -> None:
    document = released()
    document["cells"][0]["attachments"] = attachments
    assert RELEASED["cells"][0]["attachments"]
    assert repair(content(document), RELEASED).notebook == RELEASED


def test_a_picture_of_the_release_goes_with_the_text_that_shows_it() -> None:
    document = released()
    document["cells"][0] |= {"source": "My notes.", "attachments": {}}
    (mine,) = [c for c in repair(content(document), RELEASED).notebook.cells[:1]]
    assert mine.source == "My notes." and "attachments" not in mine
