"""The table of slips in the teacher's guide is that of the sample class."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from autograder.devel.demo import demo

ROOT = Path(__file__).parents[2]


@pytest.mark.whole
def test_the_guide_has_the_slips_of_the_sample_class(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("common", ROOT / "tools" / "common_slips.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    root = demo(tmp_path / "class", say=lambda line: None, everything=True)
    guide = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    found = [f"| {' | '.join(row)} |" for row in tool.rows(root)]
    assert found == [line for line in guide.splitlines() if line.startswith("| 0")]
