"""Lines of derivations and orders of proofs, written by people who saw the question's text alone.

The slips were declared without knowledge of these lines, and are not changed to fit them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.derivation import Derivation
from autograder.judging.judge import judge
from autograder.judging.verdict import BlockResult, Verdict

FILE = Path(__file__).parents[1] / "answers" / "derivations" / "heldout.json"
LINES = json.loads(FILE.read_text())
#: Right lines that are refused, each with one line that says what to write instead.
REFUSED = {
    "g[i] * f(z[i]) - g[i] * (f(z[i]) - fprime(z[i]))": "f makes no difference in this line",
    "delta[1, i] * h0[j] + sum(t, delta[t + 1, i] * h[t, j])": "an index is a letter",
    "sum(t, delta[t + 1, i] * h[t, j]) - delta[1, i] * (-h0[j])": "an index is a letter",
}
#: The least share of wrong lines that are named, and that are named or told by their form.
NAMED, TOLD = 0.6, 0.8


def handed_in(name: str, stage: str, line: Any) -> tuple[Verdict, BlockResult | None]:
    exercise = CATALOGUE[name]
    if not isinstance(exercise.task, Derivation):
        return judge(exercise, LocalAnswer(line), [7]), None
    verdict = judge(exercise, LocalAnswer(exercise.task.model() | {stage: line}), [7])
    return verdict, next(block for block in verdict.blocks if block.name == stage)


@pytest.mark.parametrize("name", LINES)
def test_right_lines_earn_full_points(name: str) -> None:
    for stage, lines in LINES[name].items():
        for line in lines["right"]:
            verdict, block = handed_in(name, stage, line)
            if isinstance(line, str) and line in REFUSED:
                assert block is not None and REFUSED[line] in block.problem
            else:
                assert verdict.state == "right", line


def test_wrong_lines_are_not_accepted_as_general_and_most_are_named_or_told_by_their_form() -> None:
    seen = Counter[str]()
    for name, stages in LINES.items():
        for stage, lines in stages.items():
            for line in lines["wrong"]:
                verdict, block = handed_in(name, stage, line)
                if block is None or not block.right:
                    assert verdict.score < verdict.points, line
                else:  # true only because entries of these derivatives are 0
                    assert any("of this question alone" in said for said in verdict.remarks), line
                named = any(cause.slugs for cause in verdict.causes)
                form = block is not None and not block.problem.startswith(("does not", "holds"))
                seen["all"] += 1
                seen["named"] += named
                seen["told"] += bool(named or verdict.causes or form)
    assert seen["named"] >= NAMED * seen["all"]
    assert seen["told"] >= TOLD * seen["all"]
