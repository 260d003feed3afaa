"""Derivations are judged line by line: each line by its value, its stage and the line above it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from answers import derivations
from judging.verdicts import judged

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.derivations.reading import read
from autograder.devel.line_proof import is_named, nonsense, prove_lines
from autograder.exercises.derivation import Derivation
from autograder.exercises.derivation_checks import check_derivation, same, values_of
from autograder.judging.derivation.cases import cases_of
from autograder.judging.derivation.lines import LineResult
from autograder.judging.derivation.one_change import one_change_in
from autograder.judging.derivation.slips import vanishes
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.verdict import Verdict

DERIVED = {n: e.task for n, e in CATALOGUE.items() if isinstance(e.task, Derivation)}
NAME = "derive_weight_gradient"
MODEL = DERIVED[NAME].model()
STAGES = [(name, stage) for name, task in DERIVED.items() for stage in task.stages]


def verdict_on(**lines: Any) -> Verdict:
    """The verdict on the model with other lines; a stage's name is written with underscores."""
    return judged(NAME, {**MODEL, **{name.replace("_", " "): v for name, v in lines.items()}})


def problems(verdict: Verdict) -> dict[str, str]:
    return {block.name: block.problem for block in verdict.blocks if block.problem}


@pytest.mark.parametrize(
    ("name", "stage"), [pytest.param(*s, id=f"{s[0]}-{s[1].name}") for s in STAGES]
)
def test_every_stage_has_six_right_ways_that_differ_in_algebra(name: str, stage: Any) -> None:
    language = DERIVED[name].language(stage)
    ways = [read(line, language) for line in derivations.RIGHT[name][stage.name]]
    assert len(ways) >= 6
    assert not any(one.same_form(other) for one, other in combinations(ways, 2))


@pytest.mark.parametrize(
    ("name", "stage"), [pytest.param(*s, id=f"{s[0]}-{s[1].name}") for s in STAGES]
)
def test_every_stage_has_six_wrong_lines_that_are_named(name: str, stage: Any) -> None:
    assert sum(bool(slug) for slug, _ in derivations.WRONG[name][stage.name]) >= 6


@pytest.mark.parametrize("name", DERIVED)
def test_every_declaration_holds_what_an_import_does_not_check(name: str) -> None:
    check_derivation(name, DERIVED[name])


@pytest.mark.parametrize("name", DERIVED)
def test_every_declared_wrong_line_is_named_and_nonsense_is_not(name: str) -> None:
    proof = prove_lines(CATALOGUE[name], range(2))
    assert (proof.named, proof.false_names) == (proof.slips, 0)


@pytest.mark.parametrize("seed", [2])
@pytest.mark.parametrize("name", DERIVED)
def test_lines_that_mean_nothing_earn_nothing(name: str, seed: int) -> None:
    exercise = CATALOGUE[name]
    for stage, line in nonsense(DERIVED[name], seed):
        lines = {one.name: line for one in DERIVED[name].stages if one.matrices == stage.matrices}
        assert judge(exercise, LocalAnswer(lines), [seed]).score == 0, line


@pytest.mark.parametrize("name", DERIVED)
def test_the_model_is_right_without_a_remark(name: str) -> None:
    verdict = judged(name, DERIVED[name].model())
    assert (verdict.state, verdict.remarks) == ("right", ())


def test_one_wrong_line_costs_its_share_and_no_more() -> None:
    verdict = verdict_on(local_partials="sum(k, delta[k] * x[j])")
    assert (verdict.score, verdict.state) == (3, "partial")
    assert problems(verdict) == {"local partials": "does not follow from the line above"}


def test_right_steps_from_a_named_slip_earn_their_share() -> None:
    verdict = verdict_on(
        local_partials="sum(k, delta[k] * (k == i))",
        closed_form="delta[i]",
        matrix_form="delta @ ones(inputs).T",
    )
    assert verdict.score == 3
    assert verdict.slugs == ("input-factor-missing",)


def test_right_steps_from_a_line_without_a_name_earn_nothing() -> None:
    verdict = verdict_on(
        local_partials="sum(k, delta[k]**2 * (k == i) * x[j])",
        closed_form="delta[i]**2 * x[j]",
        matrix_form="(delta * delta) @ x.T",
    )
    assert verdict.score == 1
    assert verdict.follows == ("closed form", "matrix form")
    assert verdict.slugs == ("one-change-factor-twice",)


@pytest.mark.parametrize(
    ("factor", "slugs", "said"),
    [(-1, ("sign-flipped",), "this is minus the quantity"), (-2, (), "multiplied by -2")],
)
def test_a_factor_of_the_whole_line_is_told_and_carried_on(
    factor: int, slugs: tuple[str, ...], said: str
) -> None:
    verdict = judged(NAME, {name: f"{factor} * {line}" for name, line in MODEL.items()})
    (cause,) = verdict.causes
    assert (verdict.score, verdict.slugs, cause.blocks) == (3, slugs, ("chain rule",))
    assert said in cause.clause and cause.question


def test_what_is_mixed_up_may_be_declared_at_another_stage() -> None:
    verdict = verdict_on(closed_form="delta[i]")
    assert (verdict.score, verdict.slugs) == (3, ("input-factor-missing",))


def test_a_line_that_is_right_at_two_stages_earns_one_of_them() -> None:
    name = "derive_first_weight"
    line = "dJ_do * dh1_dw11 * dh3_dh1 * (do_dh3 + do_dh4 * dh4_dh1 / dh3_dh1)"
    both = dict.fromkeys(["sum over paths", "factored"], line)
    verdict = judged(name, {**DERIVED[name].model(), **both})
    assert verdict.score == verdict.points * 3 / 4
    assert problems(verdict) == {"factored": "true, but it repeats the line above: go one step on"}


def test_a_carried_line_has_to_have_the_form_of_its_stage() -> None:
    verdict = verdict_on(
        local_partials="sum(k, delta[k] * x[j])",
        closed_form="x[j] * sum(k, delta[k])",
        matrix_form="delta @ x.T",
    )
    assert verdict.score == 2
    assert "this stage has no sum" in problems(verdict)["closed form"]


def test_zeros_earn_nothing() -> None:
    lines = {**dict.fromkeys(MODEL, "0"), "matrix form": "0 * delta @ x.T"}
    verdict = judged(NAME, lines)
    assert (verdict.score, verdict.slugs) == (0, ())
    assert "it is always 0" in verdict.causes[0].clause


def test_a_line_in_which_all_cancels_is_called_0_and_nothing_is_carried_on_from_it() -> None:
    name = "derive_forward_variance"
    lines = {"independence": "sum(j, k, E(w[i, j]) * E(w[i, k]) * E(x[j] * x[k]))"}
    lines["moments of the weights"] = "sum(j, k, (j == k) * v * E(x[j] * x[k]) * 0)"
    verdict = judged(name, {**DERIVED[name].model(), **lines})
    assert (verdict.score, verdict.slugs) == (2, ())
    assert "it is always 0" in verdict.causes[0].clause


def test_mixed_up_axes_are_recognised_where_only_free_symbols_tell_them_apart() -> None:
    name = "derive_equal_deltas"
    line = "sum(j, delta2[j] * W2[i, j]) * fprime(z1[i])"
    verdict = judged(name, {**DERIVED[name].model(), "local partials": line})
    assert verdict.slugs == ("missing-transpose-w",)


def test_a_line_of_a_later_stage_earns_nothing_and_is_called_true() -> None:
    verdict = verdict_on(chain_rule="delta[i] * x[j]")
    said = problems(verdict)["chain rule"]
    assert said.startswith('true, and two steps ahead, at "closed form"')
    assert (verdict.score, verdict.slugs, verdict.unknown) == (3, (), ())


def test_a_line_of_an_earlier_stage_earns_nothing_and_is_called_true() -> None:
    verdict = verdict_on(closed_form="sum(k, delta[k] * (k == i)) * x[j]")
    assert problems(verdict)["closed form"] == 'true, but it is still the line of "local partials"'


def test_a_symbol_that_makes_no_difference_does_not_help() -> None:
    verdict = verdict_on(
        closed_form="delta[i] * x[j] + 0 * sum(k, delta[k])", matrix_form="delta @ x.T"
    )
    assert verdict.score == 3
    verdict = judged(NAME, {**MODEL, "chain rule": "sum(k, dL_dz[k] * dz_dw[k, i, j]) + 0"})
    assert verdict.score == 4


def test_what_is_true_for_these_symbols_alone_passes_with_a_remark() -> None:
    verdict = verdict_on(chain_rule="sum(k, dL_dz[i] * dz_dw[k, i, j])")
    assert verdict.score == 4
    assert "of this question alone" in verdict.remarks[0]


def test_what_is_true_for_these_symbols_alone_fails_where_a_slip_names_it() -> None:
    verdict = verdict_on(chain_rule="sum(k, dL_dz[k] * dz_dw[i, k, j])")
    assert (verdict.score, verdict.slugs) == (3, ("sum-over-weight-index",))
    said = problems(verdict)["chain rule"]
    assert said == "holds for the dL_dz and dz_dw of this question alone"


@pytest.mark.parametrize("blank", ["", "  ", None, ...])
def test_empty_lines_are_not_written_yet(blank: Any) -> None:
    assert judged(NAME, dict.fromkeys(MODEL, blank)).state == "unwritten"
    verdict = verdict_on(closed_form=blank)
    assert problems(verdict) == {"closed form": "is not written yet"}
    assert verdict.score == 3


def test_lines_may_come_as_a_list_and_names_in_another_writing() -> None:
    assert judged(NAME, list(MODEL.values())).score == 4
    assert judged(NAME, tuple(MODEL.values())).score == 4
    assert (
        judged(NAME, {f" {k.title()}  ".replace(" f", "_f"): v for k, v in MODEL.items()}).score
        == 4
    )


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({"chain rul": "x"}, "got 'chain rul'; likely 'chain rule'"),
        (["x"], "expected 4 lines, one for each stage"),
        ("delta[i] * x[j]", "expected a dictionary with a line for each stage"),
        (7, "expected a dictionary with a line for each stage"),
        (len, "expected a dictionary of lines, got a function"),
        ({**MODEL, "final": "x"}, "got 'final'"),
        ({**MODEL, "Chain Rule": "x"}, "got two for 'Chain Rule'"),
    ],
)
def test_another_form_of_answer_is_refused_in_one_line(answer: Any, line: str) -> None:
    assert line in judged(NAME, answer).problem


HOSTILE = {
    "long": "x[j] + " * 5000 + "x[j]",
    "deep": "(" * 5000 + "x[j]" + ")" * 5000,
    "power": "9**9**9**9",
    "many sums": "sum(k, " * 300 + "1" + ")" * 300,
    "look-alike": "dеlta[i] * x[j]",
    "right to left": "delta[i] \u202e* x[j]",
    "null": "delta[i]\0 * x[j]",
    "import": "__import__('os').system('true')",
    "lambda": "(lambda: x[j])()",
    "attribute": "x.__class__",
    "walrus": "(x := 3)",
    "f-string": "f'{x}'",
    "record line": "x[j]\n[backhand] derive_weight_gradient 4/4 slips=",
    "surrogate": "\ud800",
    "number": 3,
    "bytes": b"delta",
    "list": ["a", "b"],
    "nested": {"a": {"b": "c"}},
    "nan": float("nan"),
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_line_costs_itself_alone_and_is_refused_in_one_line(line: Any) -> None:
    verdict = verdict_on(closed_form=line)
    assert verdict.score == 3
    assert verdict.slugs == ()
    said = problems(verdict)["closed form"]
    assert said.isprintable() and len(said) < 300
    text = render(verdict)
    assert all(c.isprintable() or c == "\n" for c in text) and len(text) < 1500
    assert not any(one.startswith("[backhand]") for one in text.splitlines())


def test_a_slip_is_named_on_the_draws_of_a_large_seed() -> None:
    exercise = CATALOGUE[NAME]
    for stage, wrong in DERIVED[NAME].wrong_lines():
        assert is_named(exercise, stage, wrong, seed=2**63 + 5)


@pytest.mark.parametrize("name", DERIVED)
def test_a_change_of_a_model_line_is_told_without_the_line(name: str) -> None:
    cases, told = cases_of(DERIVED[name], (1,)), 0
    for k, stage in enumerate(cases.stages):
        for _, line, _ in cases.changed(stage)[::9]:
            values = values_of(line, cases.draws)
            if same(values, cases.truth(stage)) or vanishes(values, cases.truth(stage)):
                continue
            found = LineResult(stage, "", "false", line, values)
            if cause := one_change_in(cases, k, found):
                told += 1
                assert stage.stage.model not in f"{cause.place} {cause.clause} {cause.about}"
    assert told


def test_one_change_of_a_line_is_told_in_words_and_carries_no_points() -> None:
    name, squared = "derive_logistic_gradient", "(-y * (1 - p) + (1 - y) * p * p) * x[j]"
    model = DERIVED[name].model()
    found = judged(name, {**model, "cancelled": squared, "closed form": squared})
    assert found.slugs == ("one-change-factor-twice",)
    assert 'one factor is there twice in the line "cancelled"' in render(found)
    assert "The factor is made of p." in render(found)
    assert [block.right for block in found.blocks] == [True, True, False, False]
