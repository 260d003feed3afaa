"""A text notebook that cannot be read is one line; a byte order mark is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.build import build

REGION = '<!-- #region written="tiny-why" points=1 minutes=4 -->'
END = "<!-- #endregion -->"


def refused(checkout: Path, content: bytes) -> str:
    (checkout / "solutions" / "tiny.md").write_bytes(content)
    with pytest.raises(BackhandError) as refusal:
        build(checkout, {})
    assert not (checkout / "course").exists()
    (line,) = str(refusal.value).splitlines()
    return line


def test_a_file_in_another_encoding_is_one_line(checkout: Path, tiny: str) -> None:
    content = tiny.encode() + "größer".encode("latin-1")
    place = len(tiny.encode()) + 2
    assert refused(checkout, content) == (
        f"tiny.md: expected UTF-8, got the byte 0xf6 at position {place}; save the file as UTF-8"
    )


def test_a_byte_order_mark_changes_nothing(checkout: Path, tiny: str) -> None:
    tiny = f"---\njupyter:\n  jupytext: {{}}\n---\n\n{tiny}"
    file = checkout / "solutions" / "tiny.md"
    file.write_bytes(tiny.encode())
    build(checkout, {})
    notebook = checkout / "course" / "tiny" / "tiny.ipynb"
    without = notebook.read_bytes()
    notebook.unlink()
    file.write_bytes(b"\xef\xbb\xbf" + tiny.encode())
    build(checkout, {})
    assert notebook.read_bytes() == without


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "---\njupyter:\n  a: [\n---\n",
            "tiny.md, line 3: expected a YAML header, got an error: expected the node content",
        ),
        (
            "---\njupyter:\n  a: 1\n b: 2\n---\n",
            "tiny.md, line 4: expected a YAML header, got an error: ",
        ),
        ("---\njupyter\n---\n", "tiny.md, line 1: expected a YAML header with jupyter: and"),
        ("---\njupyter:\n  - a\n---\n", "tiny.md, line 1: expected a YAML header with jupyter: "),
        ("---\njupyter:\n  a: 1\n", "tiny.md, line 1: expected a line --- at the header's end"),
        (
            "---\njupyter:\n  kernelspec: {name: python3}\n---\n",
            "tiny.md: expected a YAML header that Jupytext can read, got an error: ",
        ),
    ],
)
def test_a_broken_header_is_one_line(checkout: Path, tiny: str, header: str, line: str) -> None:
    text = tiny[tiny.index("# A tiny") :]
    assert refused(checkout, f"{header}\n{text}".encode()).startswith(line)


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (END, "", "line {}: expected <!-- #endregion --> after this region, got none"),
        (REGION, "", "line {}: expected <!-- #region ... --> above <!-- #endregion -->, got none"),
        (
            END,
            f"<!-- #region -->\nMore.\n{END}",
            "line {}: expected <!-- #endregion --> before line ",
        ),
    ],
)
def test_a_region_without_its_end_or_start_is_one_line(
    checkout: Path, tiny: str, right: str, wrong: str, line: str
) -> None:
    assert tiny.count(right) == 1
    text = tiny.replace(right, wrong)
    marker = REGION if REGION in text else END
    number = text[: text.index(marker)].count("\n") + 1
    assert refused(checkout, text.encode()).startswith(f"tiny.md, {line.format(number)}")
