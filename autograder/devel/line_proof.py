"""Prove a derivation: each declared wrong line is named, and lines without meaning are not.

Named is the slip of the line itself, also where several slips of the stage have the same values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from autograder.boundary.answers import LocalAnswer
from autograder.derivations.language import Language
from autograder.devel.proof import Proof
from autograder.exercises.derivation import Derivation, Stage, Wrong
from autograder.exercises.derivation_checks import same
from autograder.exercises.exercise import Exercise
from autograder.judging.derivation.cases import Cases
from autograder.judging.judge import judge
from autograder.judging.verdict import Verdict

#: How many lines without meaning are tried in each stage.
LINES = 8


def prove_lines(exercise: Exercise, seeds: Sequence[int] = (0,)) -> Proof:
    """Hand in every wrong line, and lines without meaning, on the given seeds."""
    task = exercise.task
    assert isinstance(task, Derivation)
    wrong = list(task.wrong_lines())
    named = sum(all(is_named(exercise, *one, seed) for seed in seeds) for one in wrong)
    pairs = sum(
        one.slug != other.slug
        for stage in task.stages
        for one, other in combinations(stage.wrong, 2)
    )
    tries = [(stage, line) for seed in seeds for stage, line in nonsense(task, seed)]
    false = sum(bool(handed_in(exercise, *one, 1).slugs) for one in tries)
    tied = tuple(dict.fromkeys(ties(task)))
    return Proof(exercise.id, len(wrong), named, tied, pairs, len(tries), false)


def handed_in(exercise: Exercise, stage: Stage, line: str, seed: int) -> Verdict:
    """The verdict on the model derivation with another line in one stage."""
    task = exercise.task
    assert isinstance(task, Derivation)
    answer = task.model() | {stage.name: line}
    return judge(exercise, LocalAnswer(answer), [seed])


def is_named(exercise: Exercise, stage: Stage, wrong: Wrong, seed: int) -> bool:
    """Whether a wrong line earns less than full points and is named as itself."""
    verdict = handed_in(exercise, stage, wrong.line, seed)
    return verdict.score < exercise.points and wrong.slug in verdict.slugs


def ties(task: Derivation) -> Iterator[tuple[str, str]]:
    """Slips of one stage that have different names and the same values, also on free draws."""
    cases = Cases(task, [0])
    for stage in cases.stages:
        frees = tuple(dict.fromkeys([(), stage.free]))
        for one, other in combinations(stage.wrong, 2):
            if one.wrong.slug == other.wrong.slug or not (one.line and other.line):
                continue
            pairs = [(cases.wrong(one, free), cases.wrong(other, free)) for free in frees]
            if all(a is not None and b is not None and same(a, b) for a, b in pairs):
                yield one.wrong.slug, other.wrong.slug


def nonsense(task: Derivation, seed: int) -> Iterator[tuple[Stage, str]]:
    """Lines that can be read and mean nothing."""
    rng = np.random.default_rng(seed)
    for stage in task.stages:
        language = task.language(stage)
        for _ in range(LINES):
            if stage.matrices:
                yield stage, _matrices(stage, rng)
            else:
                yield stage, _entries(language, rng)


def _matrices(stage: Stage, rng: np.random.Generator) -> str:
    one, other = (f"{number:.3f}" for number in rng.uniform(0.2, 3, 2))
    forms = ["{m} * ({m}) + {a}", "{a} * ({m}) - {b} * ({m}) * ({m})", "{a} - ({m})", "{a} + {b}"]
    return str(rng.choice(forms)).format(m=stage.model, a=one, b=other)


def _entries(language: Language, rng: np.random.Generator) -> str:
    """A sum of products of random symbols, with a number in each."""
    terms = [_term(language, rng) for _ in range(rng.integers(2, 4))]
    return f" {rng.choice(['+', '-'])} ".join(terms)


def _term(language: Language, rng: np.random.Generator) -> str:
    """A random product, summed over those of its indices that are not the answer's."""
    names = [
        name for name in language.symbols if name not in {*language.chance, *language.positions}
    ]
    summed: list[str] = []
    factors = [f"{rng.uniform(0.2, 3):.3f}"]
    for name in rng.choice(names, rng.integers(1, 4)) if names else ():
        letters = [_letter(axis, language, rng, summed) for axis in language.symbols[name]]
        factors.append(f"{name}[{', '.join(letters)}]" if letters else str(name))
    product = " * ".join(factors)
    for letter in summed:
        product = f"sum({letter}, {product})"
    return product


def _letter(axis: str, language: Language, rng: np.random.Generator, summed: list[str]) -> str:
    """An index of the answer along this axis, or a new one that is summed over."""
    own = [letter for letter, of in language.answer.items() if of == axis]
    if own and rng.random() < 0.7:
        return str(rng.choice(own))
    taken = {*language.answer, *language.symbols, *language.counts, *language.indices, *summed}
    summed.append(next(letter for letter in "pqrsuvwcdgabefhmnoyz" if letter not in taken))
    return summed[-1]
