"""Every derivation is taught, most are graded, and the coverage is read from the notebooks."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from autograder.build.material import material
from autograder.catalogue import CATALOGUE
from autograder.devel import coverage
from autograder.devel.coverage import exposed, graded, table, taught
from autograder.exercises.items import ITEMS

#: The printed errors that are errors of substance, not mere misprints.
GENUINE = ("A-01", "A-04", "B-01", "B-02", "B-12", "C-01", "D-09")
ROOT = Path(__file__).parents[2]
#: Those with exercises; others are pages to read.
NOTEBOOKS = [
    file
    for file in sorted(material("solutions").glob("*.md"))
    if file.stem in {exercise.notebook for exercise in CATALOGUE.values()}
]


def test_all_115_derivations_are_taught() -> None:
    assert len(ITEMS) == 115
    assert [item for item, places in taught(material("solutions")).items() if not places] == []


TEXT = """\
# A notebook

### B1. A heading's label is not an item

`W1` and $W_2$ are variables, and so are $$W4$$ and `**W5**`. As in B2, the rest is (**S12**) prose.

```python check="weight_gradient"
check("weight_gradient", weight_gradient)
```

### What is written as code

```python answer="other"
# ### **B3**
```

<!-- #region written="explain" -->
### BEGIN SOLUTION
**B4**
### END SOLUTION
<!-- #endregion -->
"""


def test_an_item_is_named_by_the_prose_or_by_an_exercise(tmp_path: Path) -> None:
    (tmp_path / "09_made_up.md").write_text(TEXT, encoding="utf-8")
    found = {item: places for item, places in taught(tmp_path).items() if places}
    heading = "09 B1. A heading's label is not an item"
    assert found == {"S3": [heading], "S12": [heading]}


@pytest.mark.parametrize("item", ["W1", "W2", "B1", "B2", "B3", "B4"])
def test_an_item_that_no_exercise_is_about_is_not_taught(
    item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {name: e for name, e in CATALOGUE.items() if item not in e.items}
    monkeypatch.setattr(coverage, "CATALOGUE", others)
    assert taught(material("solutions"))[item] == []


def test_at_least_70_derivations_are_graded() -> None:
    assert sum(map(bool, graded().values())) >= 70


def test_genuine_errors_and_ten_more_are_repaired_or_exposed() -> None:
    used = {
        erratum
        for erratum, exercises in exposed().items()
        if any(e.kind in ("repair", "counterexample") for e in exercises)
    }
    assert set(GENUINE) <= used
    assert len(used - set(GENUINE)) >= 10


def test_every_item_and_need_of_an_exercise_exists() -> None:
    for exercise in CATALOGUE.values():
        assert set(exercise.items) <= set(ITEMS), exercise.id
        for need in exercise.needs:
            assert CATALOGUE[need].notebook <= exercise.notebook


def test_the_coverage_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert page == table(material("solutions")), "run backhand coverage"


def released_text(name: str) -> str:
    notebook = nbformat.read(material("course") / name / f"{name}.ipynb", as_version=4)
    return "\n\n".join(cell.source for cell in notebook.cells)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_the_line_under_a_heading_says_what_the_catalogue_says(file: Path) -> None:
    text = released_text(file.stem)
    exercises = [e for e in CATALOGUE.values() if e.notebook == file.stem]
    checks = re.findall(r'^check\("(\w+)", \w+, points=[\d.]+\)  #.*$', text, flags=re.M)
    assert checks == [e.id for e in exercises]
    lines = re.findall(r"^\*(\d+) points? · (\d+) minutes? · (.+)\*$", text, flags=re.M)
    automatic = [line for line in lines if "graded by a person" not in line[2]]
    written = file.read_text(encoding="utf-8").count('<!-- #region written="')
    assert len(automatic) == len(exercises) and len(lines) == len(exercises) + written
    for (points, minutes, rest), exercise in zip(automatic, exercises, strict=True):
        assert float(points) == exercise.points, exercise.id
        assert int(minutes) == exercise.minutes, exercise.id
        assert f"difficulty {exercise.difficulty} of 3" in rest, exercise.id


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_student_reads_no_number_of_an_item_or_of_an_erratum(file: Path) -> None:
    text = released_text(file.stem)
    # A part of a notebook may be called B1, and a variable W1.
    assert re.findall(r"\b[SNYG]\d{1,2}\b|\*\*[MWB]\d{1,2}\*\*|\b[A-D]-\d\d\b", text) == []


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_1_to_4_hours_with_one_title_and_headings_in_order(file: Path) -> None:
    line = r"^\*\d+ points? · (\d+) minutes?"
    minutes = sum(int(m) for m in re.findall(line, released_text(file.stem), flags=re.M))
    assert 60 <= minutes <= 240, minutes
    text = file.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    prose = prose.partition("\n---\n")[2]
    levels = [len(m) for m in re.findall(r"^(#+) ", prose, flags=re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert "**Resting point.**" in prose or "a good place to stop for today" in prose.lower()
    assert "## What you can now do" in prose


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_has_seven_graded_exercises_and_a_written_one(file: Path) -> None:
    exercises = [e for e in CATALOGUE.values() if e.notebook == file.stem]
    assert len(exercises) >= 7
    text = file.read_text(encoding="utf-8")
    explained = re.findall(r'<!-- #region written="', text)
    assert explained
    assert "Rubric" in text
