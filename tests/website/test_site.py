"""The documentation site builds without a warning, and says what it is to say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from autograder.catalogue import CATALOGUE
from autograder.exercises.items import ITEMS

pytestmark = pytest.mark.whole


def test_the_site_has_a_page_for_each_part(site: Path) -> None:
    for name in ("index", "tutorials/student", "judge", "threat_model", "CHANGELOG", "search"):
        assert (site / f"{name}.html").is_file(), name


def test_every_derivation_has_an_address(site: Path) -> None:
    for item in ITEMS:
        page = (site / "derivations" / f"{item[0].lower()}.html").read_text(encoding="utf-8")
        assert f'id="{item.lower()}"' in page, item


def test_docstrings_link_to_derivations_and_show_formulas_as_mathml(site: Path) -> None:
    page = (site / "api" / "affine.html").read_text(encoding="utf-8")
    assert "derivations/s.html#s3" in page and "<math" in page
    assert "Derivation: S" not in page


def test_no_page_needs_a_script_for_its_formulas(site: Path) -> None:
    page = (site / "notebooks" / "01_single_layer.html").read_text(encoding="utf-8")
    assert page.count("<math") > 100 and "MathJax" not in page
    assert not re.search(r"\$[^$<\n]{1,40}\$", re.sub(r"<pre>.*?</pre>", "", page, flags=re.S))


def test_notebooks_are_shown_without_their_answers(site: Path) -> None:
    page = (site / "notebooks" / "01_single_layer.html").read_text(encoding="utf-8")
    assert "your code here" in page and "BEGIN SOLUTION" not in page


def test_every_named_slip_of_a_derivation_or_a_step_has_an_address(site: Path) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (site / "slips").glob("*.html"))
    for slug in ("outer-order-swapped", "missing-transpose-w", "shared-same-delta"):
        assert f'id="slip-{slug}"' in pages, slug


def test_no_number_is_left_to_be_filled_in(site: Path) -> None:
    for name in ("index", "judge", "threat_model"):
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "{{" not in text
    assert f"{len(CATALOGUE)} exercises" in (site / "index.html").read_text(encoding="utf-8")


def test_the_search_finds_words_without_a_server(site: Path) -> None:
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert "derivations/s" in index["docnames"] and "sigmoid" in index["terms"]
