"""The page on own exercises leads from nothing to a graded exercise with two named slips."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from batch.classes import graded, rows
from bs4 import BeautifulSoup
from commands import run, succeed
from own.conftest import ANSWERS, ID, OWN, blocks, hand_in, run_block

from autograder.boundary.errors import BackhandError
from autograder.classroom.add_notebook import add_notebook
from autograder.own.load import catalogue_of
from autograder.own.template import commented_example, example
from autograder.report.results import Result, read_reports

pytestmark = pytest.mark.slow

#: An answer that is right if there is a file to read.
READING = "(open('exercises.py').close(), s * np.outer(delta, x), delta @ W @ x)[1:]"
#: Half of the three points where one of two blocks is right.
RESULTS = {
    "right": Result(3.0),
    "library": Result(1.5, slips=("outer-order-swapped",)),
    "own": Result(1.5, slips=("scale-left-out",)),
    "nonsense": Result(0.0),
}


def test_following_the_page_ends_with_scores_and_both_slips_in_the_report(
    spring: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block(blocks("sh")[2])
    said = capsys.readouterr().out
    assert "outer-order-swapped" in said and "scale-left-out" in said
    (report,) = read_reports(spring, OWN)
    assert {name: report.results[name][ID] for name in ANSWERS} == RESULTS
    assert not any(report.remarks.values())
    succeed(spring, "backhand_cli", "report", ".", "--html", "report")
    page = read(spring / "report" / "report.html")
    assert "the outer product is taken the other way round" in page and "scale-left-out" in page
    assert ID in page and "no s" in read(spring / "report" / "students" / "own.html")
    succeed(spring, "backhand_cli", "feedback", ".", OWN)
    page = read(spring / "feedback" / "own" / OWN / f"{OWN}.html")
    assert "Score: 1.5 of 3" in page and "Ask yourself" in page


def read(page: Path) -> str:
    """The text of a page."""
    return " ".join(BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text(" ").split())


@pytest.mark.whole
def test_nbgraders_autograde_with_our_judge_gives_the_same(spring: Path, tmp_path: Path) -> None:
    for student in ("library", "nonsense"):
        shutil.rmtree(spring / "submitted" / student)
    theirs = Path(shutil.copytree(spring, tmp_path / "theirs"))
    graded(spring, OWN)
    succeed(theirs, "nbgrader", "autograde", OWN)
    assert rows(spring) == rows(theirs)


def test_the_commented_example_is_the_one_on_the_page() -> None:
    assert list(catalogue_of(commented_example())) == list(catalogue_of(""))
    text = "".join(line[2:] or "\n" for line in commented_example().splitlines(True))
    assert text == example() and ID in catalogue_of(text)
    assert text.endswith('"""\n\n' + blocks("python")[0])


def test_a_broken_file_is_one_line_and_changes_nothing(spring: Path) -> None:
    before = (spring / "gradebook.db").read_bytes()
    text = (spring / "exercises.py").read_text("utf-8").replace("points=3", "points=-3")
    (spring / "exercises.py").write_text(text, "utf-8")
    with pytest.raises(BackhandError) as refused:
        graded(spring, OWN)
    ran = run(spring, "nbgrader", "autograde", OWN)
    (line,) = (one for one in ran.stderr.splitlines() if "expected" in one)
    for said in (str(refused.value), line):
        assert "exercises.py, line 17: expected points of scaled_layer" in said and "-3" in said
    assert ran.returncode == 1 and "Traceback" not in ran.stderr
    assert (spring / "gradebook.db").read_bytes() == before


def test_answers_are_graded_again_when_their_reference_has_changed(spring: Path) -> None:
    assert len(graded(spring, OWN).graded) == len(ANSWERS)
    file = spring / "exercises.py"
    file.write_text(
        file.read_text("utf-8").replace("delta @ W @ x}", "2 * delta @ W @ x}"), "utf-8"
    )
    assert len(graded(spring, OWN).graded) == len(ANSWERS)
    (report,) = read_reports(spring, OWN)
    assert report.results["right"][ID].score == 1.5


def test_no_file_of_exercises_lies_beside_an_answer_when_it_runs(spring: Path) -> None:
    for folder in (spring / "source" / OWN, hand_in(spring, "thief", READING).parent):
        shutil.copy(spring / "exercises.py", folder)
    graded(spring, OWN, students=["thief"])
    (report,) = read_reports(spring, OWN)
    assert report.results["thief"][ID] == Result(0.0)


def test_an_unknown_check_is_refused_with_the_nearest_id_of_the_classs_own(spring: Path) -> None:
    for old, new, said in (
        ("scaled_layer", "scaled_layers", "got 'scaled_layer'; likely 'scaled_layers' is meant"),
        (r"(?s).+", "", "got 'scaled_layer'; likely"),
    ):
        text = re.sub(old, new, (spring / "exercises.py").read_text("utf-8"), count=0)
        (spring / "exercises.py").write_text(text, "utf-8")
        with pytest.raises(BackhandError, match=said):
            graded(spring, OWN)


def test_a_notebook_is_not_added_twice_nor_from_where_it_would_be_handed_out(spring: Path) -> None:
    text = spring / f"{OWN}.md"
    text.write_text(blocks("markdown")[0].replace("# 8. Mine", "# Changed"), "utf-8")
    with pytest.raises(BackhandError, match="which exists; --force replaces it"):
        add_notebook(spring, text)
    inside = Path(shutil.copy(text, spring / "source" / OWN))
    with pytest.raises(BackhandError, match="would be handed out with its answers"):
        add_notebook(spring, inside, again=True)
    inside.unlink()
    text.write_text(text.read_text("utf-8").replace('answer="scaled', 'answer="scale'), "utf-8")
    with pytest.raises(BackhandError, match='08_mine.md: check="scaled_layer": expected a cell'):
        add_notebook(spring, text, again=True)
    text.write_text(text.read_text("utf-8").replace('answer="scale', 'answer="scaled'), "utf-8")
    shutil.rmtree(spring / "submitted")
    add_notebook(spring, text, again=True)
    released = (spring / "release" / OWN / f"{OWN}.ipynb").read_text("utf-8")
    assert "# Changed" in released and "return s *" not in released
