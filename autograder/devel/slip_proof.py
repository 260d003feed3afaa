"""Prove that the diagnosis names every slip on every exercise, and finds no slip in nonsense.

`backhand slips` prints the result as a table; the tests run the proof on many more draws. A bug in
a slip shows here: any exception that does not mean "does not apply" aborts the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.devel.line_proof import prove_lines
from autograder.devel.order_proof import prove_order
from autograder.devel.proof import Proof
from autograder.exercises.derivation import Derivation
from autograder.exercises.exercise import SQUARE, Computed, Exercise
from autograder.exercises.ordering import Ordering
from autograder.judging.diagnosis.candidates import Candidates
from autograder.judging.diagnosis.diagnose import diagnose
from autograder.judging.diagnosis.mutants import mutant
from autograder.judging.judge import judge
from autograder.judging.observations import Observation, equal
from autograder.judging.probe_draws import Draw, Draws, draw_inputs
from autograder.own.slip_trial import acting
from autograder.reference.rules import RIGHT
from autograder.slips import Slip

Function = Callable[..., Any]


def prove(exercise: Exercise) -> Proof:
    """Try every slip that applies to an exercise, and nonsense."""
    task = exercise.task
    assert isinstance(task, Computed)
    slips = applicable(task)
    draws = Draws(task, [0])
    named = sum(is_named(exercise, slip, draws) for slip in slips)
    tied = tuple(ties(task, slips))
    pairs = sum(one.slug != other.slug for one, other in combinations(slips, 2))
    tries = [function for _, function in nonsense(task, 0)]
    draws = Draws(task, [1])
    false = sum(bool(judge(exercise, LocalAnswer(f), [1], draws).slugs) for f in tries)
    return Proof(exercise.id, len(slips), named, tied, pairs, len(tries), false)


def applicable(task: Computed) -> list[Slip]:
    """The slips that make a difference to the exercise."""
    return Candidates(task, [Observation(_draw(task, 0), {})]).effective()


def is_named(exercise: Exercise, slip: Slip, draws: Draws) -> bool:
    """Whether an answer with this slip earns less than full points and the slip is named."""
    answer = LocalAnswer(acting(draws.task, slip))
    verdict = judge(exercise, answer, draws.seed, draws)
    return verdict.score < exercise.points and slip.slug in verdict.slugs


def unnamed(task: Computed, slips: Sequence[Slip], seed: int) -> list[str]:
    """The slips that are not named, although an answer gives their numbers on one seed's draws."""
    draws = Draws(task, [seed])
    square = [draws.at(k, sizes) for k, sizes in enumerate(SQUARE)]
    missed = []
    for slip in slips:
        observations = [Observation(draw, mutant(task, (slip,), draw) or {}) for draw in square]
        blocks = [b.name for b in task.blocks]
        wrong = tuple(b for b in blocks if not all(o.is_right(b) for o in observations))
        found = diagnose(task, observations, wrong)
        if slip.slug not in {slug for cause in found.causes for slug in cause.slugs}:
            missed.append(f"{slip.slug}: {slip.clause}")
    return missed


def ties(task: Computed, slips: Sequence[Slip]) -> Iterator[tuple[str, str]]:
    """Pairs of slips with different names that give the same numbers on every draw."""
    draws = [_draw(task, k) for k in range(len(SQUARE))]
    table = [(slip, [mutant(task, (slip,), draw) for draw in draws]) for slip in slips]
    for (one, ones), (other, others) in combinations(table, 2):
        if one.slug != other.slug and all(
            a is not None
            and b is not None
            and a.keys() == b.keys()
            and all(equal(a[name], b[name]) for name in a)
            for a, b in zip(ones, others, strict=True)
        ):
            yield one.slug, other.slug


def nonsense(task: Computed, seed: int) -> Iterator[tuple[str, Function]]:
    """Meaningless answers: zeros, random numbers, right values shifted or changed."""
    names = list(draw_inputs(task, [0], 0, SQUARE[0]))

    def answer(change: Callable[[Any], Any]) -> Function:
        def function(*given: Any) -> Any:
            right = task.reference(dict(zip(names, given, strict=True)), RIGHT)
            return {name: change(np.asarray(value, dtype=float)) for name, value in right.items()}

        return function

    def shifted(value: Any) -> Any:
        return np.roll(value, 1)

    def random(value: Any) -> Any:
        # The same for the same inputs: otherwise nobody would look for a cause.
        return np.random.default_rng([seed, crc32(value.tobytes())]).normal(size=value.shape)

    yield "zeros", answer(np.zeros_like)
    yield "random", answer(random)
    if any(value.size > 1 for value in _draw(task, 0).right.values()):
        yield "shifted", answer(shifted)
    yield "offset", answer(lambda value: value + 0.37)
    yield "squared", answer(lambda value: value**2 + 0.1)


def page() -> str:
    """The proof of every function, derivation and proof put in order, as a page of Markdown."""
    computed = [e for e in CATALOGUE.values() if isinstance(e.task, Computed)]
    derived = [e for e in CATALOGUE.values() if isinstance(e.task, Derivation)]
    ordered = [e for e in CATALOGUE.values() if isinstance(e.task, Ordering)]
    proofs = [*map(prove, computed), *map(prove_lines, derived), *map(prove_order, ordered)]
    lines = [
        "# What the diagnosis knows",
        "",
        "Written by `backhand slips`. Every slip that an exercise has room for is put into its",
        "reference and handed in; so are answers that mean nothing. *Named* counts the slips that",
        "earn less than full points and are named as themselves. *Ties* are slips of different",
        "names that give the same numbers on every input. *Pairs* are told apart but for the ties.",
        "In a derivation, every declared wrong line is handed in, and lines that mean nothing;",
        "in a proof to be put in order, every line that does not belong, at every place.",
        "",
        "| exercise | slips | named | pairs told apart | ties | false names on nonsense |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for p in proofs:
        tied = "; ".join(" = ".join(f"`{slug}`" for slug in tie) for tie in p.ties) or "none"
        apart = f"{p.pairs - len(p.ties)} of {p.pairs}"
        false = f"{p.false_names} of {p.nonsense}"
        lines.append(f"| `{p.exercise}` | {p.slips} | {p.named} | {apart} | {tied} | {false} |")
    total = [sum(getattr(p, name) for p in proofs) for name in ("slips", "named", "false_names")]
    tasks = [e.task for e in computed if isinstance(e.task, Computed)]
    slugs = {slip.slug for task in tasks for slip in applicable(task)}
    lines_of = [e.task for e in derived if isinstance(e.task, Derivation)]
    slugs |= {wrong.slug for task in lines_of for _, wrong in task.wrong_lines()}
    slugs |= {
        stray.slug for e in ordered if isinstance(e.task, Ordering) for stray in e.task.strays
    }
    lines += [
        "",
        f"{len(proofs)} exercises, {len(slugs)} different slips in {total[0]} places, "
        f"{total[1]} named, {total[2]} false names.",
    ]
    return "\n".join(lines) + "\n"


def _draw(task: Computed, k: int) -> Draw:
    return Draws(task, [0]).at(k, SQUARE[k])
