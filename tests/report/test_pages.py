"""The page of a class shows what went wrong; a student's page nothing of anybody else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from report.small_class import NAME, SWAPPED, Handed, make_class

from autograder.boundary.errors import BackhandError
from autograder.cli import main
from autograder.report.alike import Pair
from autograder.report.data import COLUMNS, SCHEMA, _pair, to_csv, to_json
from autograder.report.explain import explain
from autograder.report.findings import find, read_class
from autograder.report.page.environment import file_of
from autograder.report.page.write import write_pages
from backhand import derivations

#: The same answer but for names, blanks and comments; one comment, name and string is a person's.
MINE = "def weight_gradient(delta, x):  # by ada\n    ada = np.outer(x, delta)\n    return ada\n"
THEIRS = "def weight_gradient(d, v):\n    out = np.outer(v,d)\n\n    return out"
SLIP = {"weight_gradient": "outer-order-swapped"}
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "a\x1b[2J",
    '"><img src=x onerror=alert(2)>',
    "=cmd()",
    "{{ 7*7 }}",
)


def wrong(answer: str, **more: object) -> Handed:
    return Handed({"weight_gradient": answer}, {"weight_gradient": 0}, SLIP, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    students = {
        "ada": wrong(MINE, remarks=("cell 5 was put back",), seconds=0.5),
        "ben": wrong(THEIRS, hand={"weight_gradient": 1.5, "explain_delta": 2}),
        "cem": wrong(SWAPPED),
        "dora": Handed(text="my own words"),
        "emil": Handed(text="other words"),
        "fay": Handed(refused="expected a notebook, got <b>a web page</b>"),
        "gil": Handed(),
    }
    return make_class(tmp_path_factory.mktemp("class"), students)


@pytest.fixture(scope="module")
def page(root: Path) -> BeautifulSoup:
    write_pages(root, None, root / "out")
    return BeautifulSoup((root / "out" / "report.html").read_text("utf-8"), "html.parser")


def test_answers_that_are_the_same_but_for_names_are_one_example(root: Path) -> None:
    (slip,) = find(read_class(root)).notebooks[0].slips
    assert slip.students == ("ada", "ben", "cem") and slip.meaning is not None
    assert [(one.count, "ada" in one.code) for one in slip.examples] == [(2, False), (1, False)]
    assert "np.outer(x, delta)" in slip.examples[0].code and "#" not in slip.examples[0].code


def test_a_slip_stands_with_what_it_means_and_what_to_teach_again(page: BeautifulSoup) -> None:
    text = page.select_one("details.slip").get_text(" ", strip=True)
    assert "outer product is taken the other way round" in text
    assert "A4 · Derive the weight gradient" in text and "Which index of the weight matrix" in text
    assert "Derivation: S3, the weight gradient" in text


def test_a_derivation_is_a_link_once_the_documentation_has_an_address(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derivations, "_site", lambda: "https://example.org/docs")
    write_pages(root, None, tmp_path / "out")
    page = BeautifulSoup((tmp_path / "out" / "report.html").read_text("utf-8"), "html.parser")
    (link,) = page.select("details.slip a")
    assert link["href"] == "https://example.org/docs/derivations/s.html#s3" and link.text == "S3"
    assert "https://example.org/docs/derivations/s.html#s3\n" in explain("outer-order-swapped")


def test_the_map_is_a_table_with_headings_whose_cells_say_the_slip(page: BeautifulSoup) -> None:
    table = page.select_one("table.map")
    assert [th.text for th in table.select("thead th")] == ["student", "A5", "B5", "C5", "total"]
    rows = {tr.th.get_text(strip=True): tr.select("td") for tr in table.select("tbody tr")}
    assert len(rows) == 7 and all(th["scope"] for th in table.select("th"))
    assert rows["ada"][0].get_text() == "0 outer-order-swapped"
    assert [td.get_text() for td in rows["fay"]] == ["–"] * 4


def test_what_waits_was_changed_was_put_right_and_could_not_be_graded(page: BeautifulSoup) -> None:
    text = page.get_text(" ", strip=True)
    assert "C5 · Explain: 5 answers" in text and "cell 5 was put back" in text
    assert "fay : expected a notebook, got <b>a web page</b>" in text
    row = next(r for r in page.select("tr") if r.th and r.th.text == "A5 · A question")
    assert [td.text for td in row.select("td")] == ["ben", "0", "1.5"]


def test_a_page_loads_nothing_and_runs_no_script_but_its_own(page: BeautifulSoup) -> None:
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and "script-src 'sha256-" in policy
    assert not page.select("[src], link, iframe") and len(page.select("script")) == 1


def test_the_page_of_a_student_has_nothing_of_anybody_else(root: Path, page: object) -> None:
    for student, others in (("ada", "ben cem dora fay"), ("gil", "ada ben cem dora")):
        text = (root / "out" / "students" / f"{student}.html").read_text("utf-8")
        body = BeautifulSoup(text, "html.parser").body.get_text(" ")
        assert student in body and not any(re.search(rf"\b{o}\b", body) for o in others.split())
        assert "mean" not in body


def test_a_page_of_a_student_who_is_gone_is_removed_and_other_files_stay(root: Path) -> None:
    folder = root / "again" / "students"
    write_pages(root, None, root / "again")
    (folder / "ada.html").rename(folder / "gone.html")
    (folder / "notes.html").write_text("my notes")
    write_pages(root, None, root / "again")
    names = {path.name for path in folder.iterdir()}
    assert "gone.html" not in names and {"ada.html", "notes.html"} <= names


def test_nothing_of_others_is_more_than_text(tmp_path: Path) -> None:
    answer = SWAPPED.replace("return", f"'''{HOSTILE[1]}'''\n    return")
    # A folder's name has no slash; a gradebook takes any.
    names = [name.replace("/", "∕") for name in HOSTILE]
    hostile = {name: wrong(answer, remarks=(HOSTILE[0], HOSTILE[2])) for name in names}
    klass = make_class(tmp_path / "class", hostile)
    found, _ = write_pages(klass, None, tmp_path / "out")
    pages = [tmp_path / "out" / "report.html", *(tmp_path / "out" / "students").iterdir()]
    assert len(pages) == 1 + len(HOSTILE)
    for path in pages:
        text = path.read_text("utf-8")
        assert all(c.isprintable() or c == "\n" for c in text)
        soup = BeautifulSoup(text, "html.parser")
        assert not soup.select("img") and len(soup.select("script")) <= 1
        assert "49" not in soup.body.get_text() or path.name == "report.html"
    rows = list(csv.reader(io.StringIO(to_csv(found))))
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert json.loads(to_json(found))["schema"] == SCHEMA


def test_the_table_has_a_row_for_each_student_and_exercise(root: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(find(read_class(root))))))
    assert len(rows) == 7 * 3 and tuple(rows[0]) == COLUMNS
    ada = rows[0]
    assert (ada["notebook"], ada["student"], ada["exercise"]) == (NAME, "ada", "weight_gradient")
    assert (ada["score"], ada["share"], ada["status"]) == ("0", "0", "graded")
    assert (ada["slips"], ada["remarks"]) == ("outer-order-swapped", "cell 5 was put back")
    assert {row["status"] for row in rows if row["student"] == "fay"} == {"not graded"}


def test_the_data_have_the_names_that_the_documentation_says(root: Path) -> None:
    (book,) = json.loads(to_json(find(read_class(root))))["notebooks"]
    doc = (Path(__file__).parents[2] / "docs" / "report.md").read_text("utf-8")
    parts = [book, book["exercises"][0], book["students"][0], book["slips"][0]]
    parts.append(_pair(Pair(("ada", "ben"), 12, 0.8, (), ())))
    parts += [book["students"][0]["exercises"]["weight_gradient"], book["disagreements"][0]]
    names = {name for part in parts for name in part} | set(COLUMNS)
    assert [name for name in names if f"`{name}`" not in doc] == []
    assert f"`{SCHEMA}`" in doc
    assert book["students"][0]["grading_seconds"] == 0.5


def test_the_page_says_how_long_grading_took_where_that_is_known(page: BeautifulSoup) -> None:
    took = "Grading took 0.50 s a submission (median of 1), 0.5 s for the slowest, ada."
    assert took in " ".join(page.get_text(" ").split())


def test_the_commands_write_and_print(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(root), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["class"] == "spring"
    assert main(["report", str(root), "--html", str(root / "one.html")]) == 0
    assert capsys.readouterr().out == f"Wrote {root / 'one.html'}.\n"
    assert main(["report", str(root), "--html", str(root / "one.html" / "x")]) == 2
    assert "expected a folder" in capsys.readouterr().err


@pytest.mark.parametrize("one", ["ada", "..", "CON", "x" * 200, "a/b", "é", "\udce9", *HOSTILE])
def test_a_page_has_a_name_that_any_file_system_takes(one: str) -> None:
    name = file_of(one)
    assert name.endswith(".html") and len(name) < 200 and "/" not in name and name.isascii()
    assert not name.startswith((".", " ")) and not set(name) & set('<>:"|?*\\')
    assert file_of(one, {name.removesuffix(".html").casefold()}) != name or "~" in name


def test_a_class_without_grades_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BackhandError, match="likely backhand grade"):
        write_pages(make_class(tmp_path / "class", {}), None, tmp_path / "out")
    assert not (tmp_path / "out").exists()
