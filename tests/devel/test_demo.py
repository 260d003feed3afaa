"""The demo grades the sample class in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.boundary.errors import BackhandError
from autograder.classroom import new_class
from autograder.devel import demo


def test_without_a_checkout_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "sample_class", lambda: None)
    with pytest.raises(
        BackhandError, match="expected the sample class .*: the demo needs a checkout$"
    ):
        demo.demo()


@pytest.mark.slow
def test_the_demo_ends_with_the_table_and_the_feedback_pages(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = tmp_path / "sample"
    (sample / "tiny").mkdir(parents=True)
    (sample / "tiny" / "ada.py").write_text("# %% double\ndef double():\n    return 2\n")
    (sample / "tiny" / "ben.py").write_text("# Handed in as released.\n")
    monkeypatch.setattr(demo, "sample_class", lambda: sample)
    monkeypatch.setattr(new_class, "material", lambda kind: checkout / kind)
    said: list[str] = []

    root = demo.demo(tmp_path / "class", said.append)

    text = "\n".join(said)
    assert "  1 of 2  ada" in text or "  1 of 2  ben" in text
    assert "tiny: 2 students, 2 exercises" in text
    assert "ada     2" in text and "ben     0" in text, text
    assert f"Feedback pages: {root / 'feedback'}" in text
    assert (root / "feedback" / "ben" / "tiny" / "tiny.html").is_file()
