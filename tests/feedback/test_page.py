"""A feedback page shows the verdicts, the mathematics and the figures, and no test."""

from __future__ import annotations

import base64
import re
import time

import numpy as np
import pytest
from bs4 import BeautifulSoup
from feedback.pages import code, dangers, graded, markdown, notebook, output, rendered
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.feedback import Harmless
from autograder.feedback.page import MAX_BYTES, POLICY
from backhand.figures.draw import error_by_block

VERDICT = "weight_gradient: not yet. 0 of 2 points.\n  dW  wrong  shape (3, 4) ok\n"
RECORD = "[backhand] weight_gradient 0/2 slips=outer-order-swapped\n"


def text(page: str) -> str:
    return BeautifulSoup(page, "html.parser").body.get_text()


def test_the_verdict_is_shown_and_the_line_for_the_report_is_not() -> None:
    said = output("stream", name="stdout", text=VERDICT + RECORD)
    page = rendered([markdown("### A5. Weights"), code("check(...)", said, metadata=graded())])
    card = BeautifulSoup(page, "html.parser").find(class_="card")
    assert card.li.get_text() == "✗ dW wrong\nshape (3, 4) ok".replace("\n", "")
    assert "A5 · The weight gradient · not yet" in card.get_text()
    assert "Score: 0 / 2" in card.get_text() and "[backhand]" not in page
    assert "check(...)" not in page


def test_an_error_of_a_check_is_one_line_without_the_checking_code() -> None:
    trace = ["File judge.py, in judge", "right = task.reference(inputs)  # [[0.5, 0.25]]"]
    raised = output("error", ename="NotYet", evalue="earns 0 of 2 points", traceback=trace)
    page = rendered([code("check(...)", raised, metadata=graded())])
    assert "NotYet: earns 0 of 2 points" in text(page)
    assert "reference" not in page and "0.25" not in page


def test_a_traceback_of_the_students_own_cell_is_shown_without_terminal_codes() -> None:
    trace = ["\x1b[0;31mNameError\x1b[0m: \x1b[2J\x1b[1;1Hname 'W' is not defined\x07"]
    raised = output("error", ename="NameError", evalue="", traceback=trace)
    page = rendered([code("W", raised)])
    assert "NameError: name 'W' is not defined" in text(page) and "\x1b" not in page


def test_a_figure_is_shown_with_its_text_and_its_table() -> None:
    picture = error_by_block({"dW": (np.ones((2, 3)), np.eye(2, 3))})
    html = picture.to_html()
    shown = output(data={"text/html": html, "text/plain": str(picture)})
    soup = BeautifulSoup(rendered([code("draw", shown)]), "html.parser")
    image, table = soup.figure.img, soup.table
    assert image["alt"] == picture.alt
    assert image["width"] in html and table.find_parent("details").summary.get_text() == "Numbers"
    assert soup.figcaption.get_text() == picture.caption
    assert image["src"].startswith("data:image/webp;base64,UklGR")
    assert len(image["src"]) < len(html) * 0.8
    assert table.caption.get_text() == picture.caption
    assert len(table("tr")) == len(picture.table)
    assert [cell["scope"] for cell in table.thead("th")] == ["col"] * len(picture.table[0])


def test_a_plain_picture_is_shown() -> None:
    data = base64.encodebytes(error_by_block({"a": (np.ones(3), np.zeros(3))}).to_png()).decode()
    page = rendered([code("plot", output(data={"image/png": data}))])
    assert BeautifulSoup(page, "html.parser").img["src"].startswith("data:image/webp;base64,UklGR")


@pytest.mark.parametrize(
    ("mathematics", "said"),
    [
        (r"$\frac{\partial L}{\partial W} = \delta x^{\mathsf T}$", "∂L∂W=δx𝖳"),
        (r"$a < b$ and $c > d$ & $e \& f$", "a<b and c>d & e&f"),
        ("$$\n\\begin{aligned} a &= b \\\\ c &< d \\end{aligned}\n$$", "a=bc<d"),
        (r"$p_i = \sum_m e^{z_m}$, $w_{ij} * x_j * y$", "pi=∑mezm, wij∗xj∗y"),
        ("$$z = Wx + b$$", "z=Wx+b"),
        (r"\begin{aligned} a &= b \end{aligned}", "a=b"),
        (r"not `$x$`, and `$y$`", "not $x$, and $y$"),
    ],
)
def test_mathematics_is_shown_without_a_script(mathematics: str, said: str) -> None:
    page = rendered([markdown(mathematics)])
    cell = BeautifulSoup(page, "html.parser").find(class_="text")
    assert cell.get_text().strip() == said and dangers(page) == []
    assert bool(cell("math")) == ("not" not in mathematics)


def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written() -> None:
    page = rendered([markdown(r"before $\frac{a$ after $\nothing{x}$")])
    cell = BeautifulSoup(page, "html.parser").find(class_="text")
    assert [one.get_text() for one in cell("code")] == [r"$\frac{a$", r"$\nothing{x}$"]


def test_a_formula_in_an_attribute_stays_text() -> None:
    page = rendered([markdown('![$x < "y$](https://a.b/c.png) [$x$](https://a.b "$y$")')])
    soup = BeautifulSoup(page, "html.parser")
    assert soup.img["alt"] == 'x < "y' and soup.main.a.math and dangers(page) == []


def test_markdown_is_shown_as_markdown() -> None:
    source = (
        "## A heading\n\n**bold** `code` [a link](https://example.org/a?b=1&c=2)\n\n"
        "| a | b |\n| :-- | --: |\n| 1 | 2 |\n\n```python\ndef f(x):\n    return x\n```\n"
    )
    soup = BeautifulSoup(rendered([markdown(source)]), "html.parser")
    cell = soup.find(class_="text")
    assert cell.h3.get_text() == "A heading" and cell.strong.get_text() == "bold"
    assert cell.a["href"] == "https://example.org/a?b=1&c=2"
    assert re.sub(r"\s", "", cell("td")[1]["style"]).startswith("text-align:right")
    assert cell.find("i", class_="k").get_text() == "def"


def test_a_table_of_numbers_keeps_its_numbers_and_loses_its_style_sheet() -> None:
    html = (
        "<div><style scoped>.dataframe td { color: red }</style><table class='dataframe'>"
        "<thead><tr style='text-align: right;'><th>n</th></tr></thead>"
        "<tbody><tr><td>0.5</td></tr></tbody></table></div>"
    )
    page = rendered([code("df", output(data={"text/html": html}))])
    soup = BeautifulSoup(page, "html.parser")
    assert soup.td.get_text() == "0.5" and "dataframe" not in soup.body.get_text()


def test_a_pasted_picture_is_shown_and_a_missing_one_does_not_stop_the_page() -> None:
    png = base64.b64encode(error_by_block({"a": (np.ones(3), np.zeros(3))}).to_png()).decode()
    attached = {"page.png": {"image/png": png}}
    there = markdown("![my page](attachment:page.png)", attachments=attached)
    missing = markdown("before ![my page](attachment:other.png) after")
    soup = BeautifulSoup(rendered([there, missing]), "html.parser")
    shown, lost = soup("img")
    assert shown["src"].startswith("data:image/webp") and len(shown["src"]) < len(png)
    assert "src" not in lost.attrs and "after" in soup.get_text()


def test_the_page_begins_with_its_encoding_and_its_policy() -> None:
    page = rendered([markdown("δ")])
    head = page.partition("<head>")[2]
    assert head.startswith('<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"')
    assert page.index("charset") < 1024
    first = BeautifulSoup(page, "html.parser").find("meta", attrs={"http-equiv": True})
    assert first["content"] == POLICY


def test_nothing_may_be_loaded_or_run() -> None:
    page = rendered([markdown("$x$")])
    assert "http" not in page.replace("http-equiv", "") and "<script" not in page
    assert "unsafe" not in POLICY.replace("style-src 'unsafe-inline'", "")
    assert POLICY.startswith("default-src 'none'") and "script-src" not in POLICY


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 50_000, "<b><p>" * 20_000, "<a " + "a=1 " * 50_000 + ">", "<" * 10**5, "x" * 10**6],
    ids=["deep", "crossed", "attributes", "angles", "long"],
)
def test_too_much_of_anything_is_shown_as_plain_text_and_soon(bomb: str) -> None:
    started = time.process_time()
    page = rendered([code("1", output(data={"text/html": bomb}))])
    page += rendered([markdown(bomb), code(bomb)])
    assert time.process_time() - started < 10
    assert dangers(page.partition("</html>")[0]) == [] and len(page) < 2 * MAX_BYTES


def test_more_outputs_than_anybody_reads_are_counted() -> None:
    outputs = [output("stream", name="stdout", text=f"{k}\n") for k in range(5000)]
    shown = text(rendered([code("1", *outputs)]))
    assert "99\n" in shown and "100\n" not in shown and "(4900 more outputs)" in shown


def test_what_was_put_right_before_grading_comes_first() -> None:
    remarks = ["weight_gradient: the check was missing: put back", "<script>alert(1)</script>\nx"]
    page = rendered([markdown("later")], metadata={"backhand": {"remarks": remarks}})
    assert dangers(page) == []
    shown = text(page)
    assert shown.index("Put right before grading") < shown.index(remarks[0]) < shown.index("later")
    assert "<script>alert(1)</script> x" in shown


@pytest.mark.parametrize("noted", [None, "x", {}, {"remarks": []}, {"remarks": "x"}, []])
def test_where_nothing_was_put_right_nothing_is_said(noted: object) -> None:
    assert "Put right" not in rendered([markdown("x")], metadata={"backhand": noted})


def test_rebuilding_a_notebook_twice_changes_nothing_more() -> None:
    cells = [
        code("1", output(data={"text/html": "<b>x</b>"}), metadata=graded()),
        markdown("$a<b$", metadata=graded(solution=True, comment="good")),
    ]
    once, _ = Harmless().preprocess(notebook(cells), {})
    twice, _ = Harmless().preprocess(once, {})
    assert once == twice


def test_the_formgrader_shows_the_same_with_two_lines_of_configuration() -> None:
    config = Config()
    config.HTMLExporter.preprocessors = ["autograder.feedback.Harmless"]
    config.HTMLExporter.filters = {"markdown2html": "autograder.feedback.markdown_to_html"}
    config.HTMLExporter.template_name = "basic"
    evil = "<img src=x onerror=alert(1)><b>bold</b>"
    cells = [
        markdown(evil),
        code("1", output(data={"text/html": evil})),
    ]
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook(cells))
    assert "onerror" not in page and page.count("<b>bold</b>") == 2
