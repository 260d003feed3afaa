"""A page is a limited amount of work and of bytes, whatever was handed in."""

from __future__ import annotations

import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from feedback.pages import code, dangers, graded, markdown, output, rendered

from autograder.feedback import effort
from autograder.feedback.mathml import MAX_DEPTH, mathml
from autograder.feedback.page import MAX_BYTES

VERDICT = "weight_gradient: not yet. 0 of 2 points.\n  dW  wrong  shape (3, 4) ok\n"
CHECK = code("check()", output("stream", name="stdout", text=VERDICT), metadata=graded())
#: Seconds of computing for a page where it may take as good as none.
PATIENCE = 6.0


def written(text: str) -> Any:
    return markdown(text, metadata=graded(solution=True, locked=False, grade_id="why"))


FLOODS: dict[str, list[Any]] = {
    "brackets of formulas": [markdown("\\\\(" * 6600 + str(k)) for k in range(15)],
    "formulas": [markdown("$x^2$ " * 3000 + str(k)) for k in range(15)],
    "environments": [markdown("\\begin{a}" * 2000 + str(k)) for k in range(15)],
    "lists": [markdown("- a\n" * 4000 + str(k)) for k in range(15)],
    "quotes": [markdown(">" * 900 + f" a\n{k}") for k in range(15)],
    "links": [markdown("[a](" * 600 + str(k)) for k in range(15)],
    "emphasis": [markdown("*a **b " * 300 + str(k)) for k in range(15)],
    "nested HTML": [markdown("<div>" * 400 + str(k)) for k in range(15)],
    "HTML outputs": [
        code("1", *[output(data={"text/html": f"<b>{k}{n}</b>" * 700}) for n in range(20)])
        for k in range(5)
    ],
    "tables": [
        code("1", output(data={"text/html": "<table>" + f"<tr><td>{k}</td></tr>" * 700}))
        for k in range(20)
    ],
    "cells": [markdown(f"cell {k}") for k in range(1500)],
    "code": [code("x = [" + "'a', 1, " * 2400 + f"{k}]") for k in range(12)],
    "prints": [code("1", output("stream", name="stdout", text="x" * 50_000)) for k in range(12)],
    "pictures": [
        code("1", output(data={"image/png": "iVBORw0KGgoA" + "A" * 40_000})) for k in range(40)
    ],
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_little_work_and_few_bytes_and_leaves_the_verdict(
    flood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort, "SECONDS", 0.3)
    started = time.process_time()
    page = rendered([*FLOODS[flood], CHECK, written("Because.")])
    assert time.process_time() - started < PATIENCE
    assert len(page.encode()) <= MAX_BYTES and dangers(page) == []
    soup = BeautifulSoup(page, "html.parser")
    assert "wrong" in soup.find(class_="card").li.get_text()
    assert "Because." in soup.find_all(class_="answer")[-1].get_text()


def test_what_is_left_out_of_a_large_page_is_not_what_others_have_said() -> None:
    aside = [markdown(f"aside {k} " + "word " * 900) for k in range(40)]
    comment = markdown("An answer.", metadata=graded(solution=True, comment="A **comment**."))
    page = rendered([*aside, comment, CHECK])
    text = BeautifulSoup(page, "html.parser").get_text()
    assert len(page.encode()) <= MAX_BYTES
    assert "A comment." in text and "An answer." in text and "not repeated here" in text
    assert 0 < text.count("aside ") < 40


@pytest.mark.parametrize(
    "tex",
    [
        "x" * 3000,
        r"\frac{" * 80 + "x" + "}{y}" * 80,
        r"\def\a{\a\a}\a",
        r"\def\a{xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}" + r"\a" * 900,
        r"\href{javascript:alert(1)}{x}",
        "<script>alert(1)</script>",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\hspace{99999em}x",
        r"\color{red}{x}",
        r"\class{modal}{x}",
        '" onload="alert(1)',
    ],
)
def test_a_formula_is_harmless_and_of_limited_size(tex: str) -> None:
    made = mathml(tex)
    assert len(made) < 25_000
    assert dangers(f"<html><head></head><body><p>{made}</p></body></html>") == []
    assert all(
        len(list(one.parents)) < MAX_DEPTH + 5 for one in BeautifulSoup(made, "html.parser")(True)
    )
