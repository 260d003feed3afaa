"""The pages that Sphinx reads are complete, have a place each, and link to what is there."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import backhand
from autograder.catalogue import CATALOGUE
from autograder.report.slip_words import meanings
from tools.website.known_slips import Known, known
from tools.website.navigation import SECTIONS, contents
from tools.website.readable import readable
from tools.website.repository import at_home
from tools.website.slip_source import source

ROOT = Path(__file__).parents[2]
#: A place in Markdown or in reStructuredText.
PLACE = re.compile(r"^(?:\((\S+)\)=|\.\. _(\S+):)$", re.M)
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)")
FENCED = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.M | re.S)


def texts(folder: Path) -> dict[Path, str]:
    files = (*folder.rglob("*.md"), *folder.rglob("*.rst"))
    return {path: path.read_text(encoding="utf-8") for path in files}


def test_links_lead_to_pages_and_places_that_are_there(pages: Path) -> None:
    found = texts(pages)
    places = {name for text in found.values() for groups in PLACE.findall(text) for name in groups}
    broken = []
    for path, text in found.items():
        for file, anchor in LINK.findall(FENCED.sub("", text)):
            missing = file and not (path.parent / file).is_file()
            # The anchors of headings are Sphinx's, and checked when the site is built.
            if missing or (anchor and not file and anchor not in places):
                broken.append((path.relative_to(pages), file, anchor))
    assert broken == []


def test_every_page_of_docs_has_a_place_in_the_contents() -> None:
    written = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    placed = {name for names in SECTIONS.values() for name in names}
    assert written <= placed


def test_a_page_that_is_not_there_is_left_out_of_the_contents(pages: Path) -> None:
    assert "judge" in contents({"judge"}) and "mutants" not in contents({"judge"})
    listed = re.findall(r"^[\w/]+$", contents(placed := {"judge", "api/index"}), flags=re.M)
    assert set(listed) == placed
    assert "tutorials/student" in (pages / "index.md").read_text(encoding="utf-8")


def test_no_number_is_left_to_be_filled_in(pages: Path) -> None:
    assert [path for path, text in texts(pages).items() if re.search(r"(?<!`)\{\{\w", text)] == []


def test_every_name_of_the_library_has_an_entry(pages: Path) -> None:
    text = "".join((pages / "api" / path.name).read_text() for path in pages.glob("api/*.rst"))
    entries = re.findall(
        r"^\.\. (?:autofunction|autoclass|py:data):: backhand\.(\w+)$", text, flags=re.M
    )
    given = [n for n in backhand.__all__ if not isinstance(getattr(backhand, n), ModuleType)]
    assert set(given) <= set(entries)
    assert len(entries) == len(set(entries))


def test_every_exercise_has_a_place_in_its_notebook(pages: Path) -> None:
    for name, exercise in CATALOGUE.items():
        text = (pages / "notebooks" / f"{exercise.notebook}.md").read_text(encoding="utf-8")
        assert text.count(f"(exercise-{name})=\n#") == 1, name


@pytest.fixture(scope="module")
def slips() -> dict[str, Known]:
    return known()


def test_every_slip_has_a_question_and_a_formula_or_the_line_itself(
    slips: dict[str, Known],
) -> None:
    for slug, one in slips.items():
        assert one.words and all(one.words.values()), slug
        assert one.formulas or "the line" in one.example, slug


def test_every_slip_but_one_of_special_inputs_has_an_example(slips: dict[str, Known]) -> None:
    special = {
        need.slug
        for exercise in CATALOGUE.values()
        for need in getattr(exercise.task, "requires", ())
    }
    assert [slug for slug, one in slips.items() if not one.example and slug not in special] == []


def test_every_name_that_a_check_can_say_has_an_address(pages: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in pages.glob("slips/*.md"))
    assert [slug for slug in meanings(CATALOGUE) if f"(slip-{slug})=" not in text] == []


def test_a_formula_is_what_was_declared_even_if_a_function_made_the_slip() -> None:
    def made(wrong: object, factor: float) -> object:
        return lambda right: factor * wrong(right)  # type: ignore[operator]

    def doubled(right: float) -> float:
        """It is doubled"""
        return 2 * right

    assert source(doubled) == "return 2 * right"
    assert source(made(doubled, 3.0)) == "return 2 * right"  # type: ignore[arg-type]
    assert source(made(None, 3.0)) == "factor = 3.0\nfactor * wrong(right)"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('if p.last:\n    raise NotApplicable("none")\nreturn g', "return g"),
        ("_expect_samples(delta)\nreturn np.asarray(right(p, delta))", "return right_rule(delta)"),
        ("return -right(p) * need(p.here.x)", "return -right_rule() * x"),
        ("if p.last:\n    return delta\nreturn g", "if p.last:\n    return delta\nreturn g"),
        ('W, b = given["W"], given["b"]\nreturn W @ given["δ"] + b', "return W @ δ + b"),
        ("a, b = given.values()\nreturn a - b", "return a - b"),
        ("sum(k = 1, delta[k]) x", "sum(k = 1, delta[k]) x"),
    ],
)
def test_formulas_of_slips_are_shown_without_what_only_the_judge_needs(
    code: str, expected: str
) -> None:
    assert readable(code) == expected


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("docs/judge.md", "[a](slips.md#b)", "[a](slips.md#b)"),
        ("docs/judge.md", "[a](../README.md#b)", "[a](index.md#b)"),
        ("docs/tutorials/student.md", "[a](../../README.md)", "[a](../index.md)"),
        ("docs/judge.md", "[a](../benchmarks/library.py)", "a"),
        ("CONTRIBUTING.md", "[a](docs/exam.md)", "[a](exam.md)"),
        ("CONTRIBUTING.md", "[a](https://example.org) [b](#c)", "[a](https://example.org) [b](#c)"),
        ("docs/judge.md", "![a](../check.png)", "![a](../check.png)"),
    ],
)
def test_links_of_the_repository_are_those_of_the_site(
    name: str, written: str, expected: str
) -> None:
    assert at_home(written, name) == expected
