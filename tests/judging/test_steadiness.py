"""An answer that keeps something between calls is judged the same each time, and told so."""

from __future__ import annotations

import pytest
from judging.kept_forms import FORMS, HARMLESS, made

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.execution.engine import Engine
from autograder.execution.remote import RemoteAnswer
from autograder.judging.confirm import deciding_inputs
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import own_draw, shared_draws
from autograder.judging.verdict import Verdict

LEADS = (
    "A second call with the same inputs gives another value: it keeps something between calls",
    "Other inputs of the same sizes give the same value: it keeps something between calls",
)


def in_one_line(verdict: Verdict) -> str:
    return " ".join(render(verdict, width=1000).split())


@pytest.mark.parametrize("form", FORMS)
def test_the_first_check_and_later_ones_give_the_same_verdict(form: str) -> None:
    name, source, where = FORMS[form]
    answer, exercise = LocalAnswer(made(source)), CATALOGUE[name]
    own = [own_draw(exercise, seed) for seed in range(3)]
    verdicts = [judge(exercise, answer, [k], own=one) for k, one in enumerate(own)]
    for verdict in verdicts:
        assert (verdict.score, verdict.slugs) == (0.0, ("keeps-state",)), render(verdict)
        assert any(f"{lead} ({where})." in in_one_line(verdict) for lead in LEADS), render(verdict)


@pytest.mark.parametrize("form", FORMS)
def test_plain_nbgrader_gives_it_too(form: str) -> None:
    name, source, _ = FORMS[form]
    verdict = judge(CATALOGUE[name], LocalAnswer(made(source)), [7])
    assert (verdict.score, verdict.slugs) == (0.0, ("keeps-state",)), render(verdict)


def test_a_submission_in_its_own_process_is_told_the_same() -> None:
    with Engine(()) as engine:
        for name, source, where in FORMS.values():
            exercise = CATALOGUE[name]
            draws, own = shared_draws(exercise, [5]), own_draw(exercise, 5)
            assert draws is not None
            with engine.spawn() as process:
                process.request("run", 5, source=f"import numpy as np\n{source}", remember=True)
                first = deciding_inputs(draws, own)
                verdict = judge(exercise, RemoteAnswer(process, "f", 5, first), [5], draws, own)
            assert (verdict.score, verdict.slugs) == (0.0, ("keeps-state",)), render(verdict)
            assert f"({where})." in in_one_line(verdict), render(verdict)


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_what_is_kept_without_harm_is_right(source: str) -> None:
    answer, exercise = LocalAnswer(made(source)), CATALOGUE["weight_gradient"]
    for seed in range(3):
        verdict = judge(exercise, answer, [seed], own=own_draw(exercise, seed))
        assert verdict.state == "right", render(verdict)


def test_a_right_block_stays_right_beside_one_that_is_kept() -> None:
    source = """
total = {}
def f(Delta, X, W):
    total[X.shape] = total.get(X.shape, 0) + Delta.T @ X
    return np.einsum("no,ni->noi", Delta, X), total[X.shape], Delta.sum(axis=0), Delta @ W
"""
    answer, exercise = LocalAnswer(made(source)), CATALOGUE["batch_gradients"]
    for seed in range(3):
        verdict = judge(exercise, answer, [seed])
        assert [block.name for block in verdict.blocks if not block.right] == ["dW"]
        assert (verdict.score, verdict.slugs) == (3.0, ("keeps-state",))


@pytest.mark.parametrize("value", ["np.random.rand()", "rng.normal()"])
def test_what_may_be_random_is_not_said_to_be_kept(value: str) -> None:
    source = f"""
rng, calls = np.random.default_rng(0), []
def f(delta, x):
    calls.append(1)
    return np.outer(delta, x) + {value}
"""
    verdict = judge(CATALOGUE["weight_gradient"], LocalAnswer(made(source)), [1])
    assert (verdict.score, verdict.slugs) == (0.0, ())
    assert "gave two different results for the same inputs" in verdict.problem


def test_numbers_that_change_are_not_looked_at_for_a_slip() -> None:
    source = """
calls = []
def f(delta, x):
    calls.append(1)
    return -np.outer(delta, x) * (2 if len(calls) == 4 else 1)
"""
    verdict = judge(CATALOGUE["weight_gradient"], LocalAnswer(made(source)), [1])
    assert (verdict.score, verdict.slugs) == (0.0, ("keeps-state",))


def test_a_constant_answer_is_not_said_to_be_kept() -> None:
    source = "seen = []\ndef f(delta, x):\n    seen.append(1)\n    return np.zeros((3, 4))"
    assert judge(CATALOGUE["weight_gradient"], LocalAnswer(made(source)), [1]).slugs == ()


def test_an_answer_that_is_too_slow_for_other_inputs_is_not_said_to_be_kept() -> None:
    source = """
seen = []
def f(delta, x):
    seen.append(1)
    while len(x) == 3:
        pass
    return np.outer(delta, x)
"""
    verdict = judge(CATALOGUE["weight_gradient"], LocalAnswer(made(source), seconds=0.2), [1])
    assert verdict.problem.startswith("did not come back")
    assert (verdict.score, verdict.slugs) == (0.0, ())
