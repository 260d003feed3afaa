"""The page on answers that the judge had not seen says what the judge makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.website.held_out import page

PAGE = Path(__file__).parents[2] / "docs" / "held_out.md"


@pytest.mark.whole
def test_the_page_is_as_it_is_written_now() -> None:
    assert page() == PAGE.read_text(encoding="utf-8")
