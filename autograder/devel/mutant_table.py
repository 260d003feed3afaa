"""The table of mutants: what the judge makes of small edits of all model answers.

`backhand mutants` prints it; a test judges a small sample in every run.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from autograder.boundary.answers import quiet
from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.catalogue.models import course_models
from autograder.devel.code_edits import editable, pairs, sampled
from autograder.devel.mutant_classes import CLASSES, Judge, Sorted

#: The edits of an exercise in the page; there are more than 15,000 in all.
MOST = 25
#: One answer with two edits for so many with one.
ONE_PAIR_FOR = 5
#: The bytes of memory that a process may use: an edited line may ask for any number.
MEMORY = 4 << 30
_NAMED = ("slip", "one change")
_OF_VALUE = (*_NAMED, "partly", "unknown", "elsewhere", "false")


def sort_all(notebooks: Sequence[str] = (), most: int = MOST, seed: int = 0) -> list[Sorted]:
    """Judge the mutants of the exercises of some notebooks, by default of all, in parallel."""
    names = [n for n in course_models() if not notebooks or CATALOGUE[n].notebook in notebooks]
    if not names:
        known = sorted({CATALOGUE[name].notebook for name in course_models()})
        raise BackhandError(
            f"expected a notebook with functions in its answers, got {', '.join(notebooks)}; "
            f"likely one of {', '.join(known)}"
        )
    context = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else None)
    with ProcessPoolExecutor(os.cpu_count(), context, _limit_memory) as pool:
        judged = pool.map(partial(sort_mutants, most=most, seed=seed), names)
        return [one for several in judged for one in several]


def sort_mutants(name: str, most: int = MOST, seed: int = 0) -> list[Sorted]:
    """Judge the mutants of one exercise: of the edits at most so many, then pairs of edits."""
    exercise, models = CATALOGUE[name], course_models()
    model = models[name].model
    others = {one.model.entry for one in models.values()} - {model.entry}
    with quiet():
        model = editable(model, others)
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        edits = sampled(model, most, rng)
        edits += pairs(model, len(edits) // ONE_PAIR_FOR, rng)
        judge = Judge(exercise, model)
        return [judge.sort(edit) for edit in edits]


def _limit_memory() -> None:
    try:
        import resource
    except ModuleNotFoundError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def page(notebooks: Sequence[str] = (), most: int = MOST, seed: int = 0) -> str:
    """The table of mutants, as a page of Markdown."""
    return written(sort_all(notebooks, most, seed), most, seed)


def written(judged: Sequence[Sorted], most: int, seed: int) -> str:
    """The page of these mutants."""
    single = [one for one in judged if len(one.edit.kinds) == 1]
    double = [one for one in judged if len(one.edit.kinds) > 1]
    lines = [
        "# What the judge makes of small edits",
        "",
        "Written by `backhand mutants`. Each model answer that is a function is edited in one",
        "place: one operator, name, number, index, axis, key or function is another one, a",
        "transpose, a call, an operand or a line is left out, arguments or lines are exchanged.",
        "The edits are of the text, and made without what the diagnosis knows of changes.",
        f"At most {most} edits of each answer are drawn from seed {seed}, of each kind in turn;",
        f"for {ONE_PAIR_FOR} answers with one edit, there is one with two.",
        "",
        "*Equal* answers give the truth on many draws of many sizes. *Accepted* and *rejected*",
        "count errors of the judge: wrong answers with full points, and right ones without. The",
        "wrong ones are named as a *slip*, as *one change* of the model answer, or *partly*: the",
        "cause of some blocks only; or told by *form*: something raises, has another shape or",
        "does not come back; or *unknown*. Two columns count names that the edit shows not to be",
        "its own: *elsewhere*, one change in another quantity or of another kind gives the same",
        "numbers; *false*, two slips are named for one edit, or a right block contradicts the",
        "slip.",
        "",
        f"| exercise | edits | {' | '.join(CLASSES)} | named |",
        f"| --- |{' --- |' * (len(CLASSES) + 2)}",
        *(_row(f"`{name}`", of) for name, of in _by_exercise(single).items()),
        _row("**one edit**", single),
        _row("**two edits**", double),
        "",
        f"Of {len(single)} answers with one edit, {_share(single)} of those with wrong values are",
        f"named; with two edits, {_share(double)}. Names that are not the edit's:",
        "",
    ]
    reasons = Counter(one.why for one in single if one.why).most_common()
    lines += [f"- {reason}: {count}" for reason, count in reasons] or ["- none"]
    return "\n".join(lines) + "\n"


def _by_exercise(judged: Iterable[Sorted]) -> dict[str, list[Sorted]]:
    found: dict[str, list[Sorted]] = {}
    for one in judged:
        found.setdefault(one.exercise, []).append(one)
    return found


def _row(title: str, judged: Sequence[Sorted]) -> str:
    counts = Counter(one.sort for one in judged)
    cells = [title, len(judged), *(counts[sort] for sort in CLASSES), _share(judged)]
    return f"| {' | '.join(map(str, cells))} |"


def _share(judged: Sequence[Sorted]) -> str:
    """The part of the answers with wrong values that are named."""
    of_value = sum(one.sort in _OF_VALUE for one in judged)
    return f"{named_share(judged):.0%}" if of_value else "—"


def named_share(judged: Sequence[Sorted]) -> float:
    """The part of the answers with wrong values that are named; 1 if there are none."""
    counts = Counter(one.sort for one in judged)
    return sum(counts[s] for s in _NAMED) / (sum(counts[s] for s in _OF_VALUE) or 1)
