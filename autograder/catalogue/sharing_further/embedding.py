"""Part B: rows of a table, read once, twice or never (F7); one table at both ends (F6, F7)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograder.catalogue.sharing_further.common import SHARING_FURTHER
from autograder.exercises.declare import Answer
from autograder.exercises.derivation import Extras, Stage, Wrong
from autograder.exercises.draws import values
from autograder.exercises.edge_sizes import ONE_SAMPLE
from autograder.exercises.exercise import Condition, Inputs, Sizes
from autograder.reference.programs import forward_layers
from autograder.reference.rules import Adjoints, Array, Context, Layer, Rules, need
from autograder.slips.slip import own_slip

Rng = np.random.Generator


def _ids(rng: Rng, N: int, rows: int) -> Array:
    """N reads of a table: one row often, some twice or once, at least one never; in no order."""
    distinct = min(rows - 1, N, max(2, N // 2))
    read = rng.permutation(rows)[:distinct]
    again = np.resize([read[0], read[0], read[-1]], N - distinct)
    return rng.permutation(np.concatenate([read, again]))


def _one_hot(ids: Array, rows: int) -> Array:
    return np.eye(rows)[ids]


def _scattered(G: Array, ids: Array, rows: int) -> Array:
    dE = np.zeros((rows, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def _last_wins(G: Array, ids: Array, rows: int) -> Array:
    """What `dE[ids] += G` does: the last read of a row is stored."""
    dE = np.zeros((rows, G.shape[1]))
    for n, row in enumerate(ids):
        dE[row] = G[n]
    return dE


# ---- how often each row is read --------------------------------------------------------------

_WORDS = ("a", "cat", "dog", "mat", "sat", "saw", "the")
_SENTENCES = ("the cat saw the dog", "the dog saw the mat")
_WIDTH = 4
_NOT_ZERO = "entries that are not 0"
_LAST = "Which word does the last word of a sentence predict?"


def _counted(reads: list[str]) -> Answer:
    """How often each word is among the reads, and how many entries of the gradient that makes."""
    counts: Answer = {word: reads.count(word) for word in _WORDS}
    return {**counts, _NOT_ZERO: _WIDTH * len(set(reads))}


@own_slip("read-without-a-loss", "F7", question=_LAST)
def _last_words_too(right: Answer) -> Answer:
    """the last word of each sentence is counted like the others"""
    return _counted([word for sentence in _SENTENCES for word in sentence.split()])


@own_slip("path-missing", "F7", question="Two positions read the same row. Do both send something?")
def _each_once(right: Answer) -> Answer:
    """a row that is read several times is counted once"""
    return {word: min(right[word], 1) for word in _WORDS}


@own_slip(
    "path-double-counted",
    "F7",
    question="A gradient has one entry for each entry of the table. Does a second read add one?",
)
def _entries_of_reads(right: Answer) -> Answer:
    """the entries are counted once for each read, not once for each row"""
    return {_NOT_ZERO: _WIDTH * sum(right[word] for word in _WORDS)}


@own_slip(
    "first-use-only", "F7", question="What does a word that is predicted, not read, do with E?"
)
def _predicted(right: Answer) -> Answer:
    """the words that are predicted are counted, and not those that are read"""
    return _counted([word for sentence in _SENTENCES for word in sentence.split()[1:]])


@SHARING_FURTHER.entries(
    "predict",
    points=1,
    minutes=3,
    difficulty=1,
    items="F7",
    guesses=lambda right: [
        *({**dict.fromkeys(right, n), _NOT_ZERO: _WIDTH * 7} for n in (0, 1, 2)),
        {**dict.fromkeys(right, 1), "a": 0, "sat": 0, _NOT_ZERO: 20},
    ],
    own=[_last_words_too, _each_once, _entries_of_reads, _predicted],
)
def count_reads() -> Answer:
    """How many contributions each row of the table gets from two sentences."""
    return _counted([word for sentence in _SENTENCES for word in sentence.split()[:-1]])


# ---- the derivation --------------------------------------------------------------------------

_upstream = partial(
    Wrong,
    "upstream-missing",
    clause="what comes back to H is left out",
    question="If G were twice as large, would this be?",
    item="F7",
)
_crossed = partial(
    Wrong,
    "uses-crossed",
    clause="each factor is summed over the samples by itself, so that every read meets the errors "
    "of all",
    question="Sample n read one row. Whose error does it send there?",
    item="F7",
)
_averaged = partial(
    Wrong,
    "shared-averaged",
    clause="the contributions of the samples are averaged",
    question="Is there a 1/N in the chain rule? Where a loss has one, which symbol holds it?",
    item="F7",
)
_OTHER_ROW = "Sample n has read row 2. What does a nudge of row 5 do to it?"
_for_all = partial(
    Wrong,
    "read-condition-missing",
    clause="every row gets the errors of all samples, whatever they have read",
    question=_OTHER_ROW,
    item="F7",
)
_others = partial(
    Wrong,
    "read-condition-turned",
    clause="a row gets the errors of the samples that have not read it",
    question=_OTHER_ROW,
    item="F7",
)
_AXES = "A gradient has the shape of the thing. What does a row of E belong to, and what a column?"


def _positions(rng: Rng, sizes: Any) -> dict[str, Array]:
    return {"ids": _ids(rng, sizes["samples"], sizes["words"])}


@SHARING_FURTHER.derivation(
    points=4,
    minutes=7,
    difficulty=2,
    items="F7",
    answer="v: words, j: features",
    symbols="dL_dH: samples features, dH_dE: samples features words features, "
    "O: samples words, G: samples features, ids: samples",
    where={
        "O[n, v]": "(ids[n] == v)",
        "dL_dH[n, k]": "G[n, k]",
        "dH_dE[n, k, v, j]": "O[n, v] * (k == j)",
    },
    latex={
        "dL_dH[n, k]": r"\frac{\partial L}{\partial H_{nk}}",
        "dH_dE[n, k, v, j]": r"\frac{\partial H_{nk}}{\partial E_{vj}}",
        "ids[n]": r"\mathrm{ids}_{n}",
    },
    extras=Extras(indices={"n": "samples"}, counts={"N": "samples"}, positions={"ids": "words"}),
    draw=_positions,
    stages=[
        Stage(
            "chain rule",
            "dL_dH dH_dE N",
            "sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j])",
            form="sum, dH_dE",
            free="dL_dH dH_dE",
            wrong=[
                _upstream("sum(n, k, dH_dE[n, k, v, j])"),
                _crossed("sum(k, sum(n, dL_dH[n, k]) * sum(n, dH_dE[n, k, v, j]))"),
                _averaged("sum(n, k, dL_dH[n, k] * dH_dE[n, k, v, j]) / N"),
                Wrong(
                    "summed-separately",
                    "sum(n, k, dL_dH[n, k]) * sum(n, k, dH_dE[n, k, v, j])",
                    "the two factors are summed one by one, and then multiplied",
                    "Is (a + b)(c + d) the same as ac + bd?",
                    "F7",
                ),
                Wrong(
                    "chain-rule-adds",
                    "sum(n, k, dL_dH[n, k] + dH_dE[n, k, v, j])",
                    "the two partials are added where the chain rule multiplies them",
                    "If E moved H twice as far, what would happen to the slope of L?",
                    "F7",
                ),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(n, k, m, dL_dH[n, m] * dH_dE[n, k, v, j])",
                    "the error of every entry of H is paired with the motion of every other",
                    "Entry k of row n moves. Which derivative of L tells what that does?",
                    "F7",
                ),
            ],
        ),
        Stage(
            "a layer",
            "G O N",
            "sum(n, k, G[n, k] * O[n, v] * (k == j))",
            form="sum, kronecker",
            wrong=[
                _upstream("sum(n, k, O[n, v] * (k == j))"),
                _crossed("sum(k, m, n, G[n, k] * O[m, v] * (k == j))"),
                _averaged("sum(n, k, G[n, k] * O[n, v] * (k == j)) / N"),
                Wrong(
                    "vanishing-terms-kept",
                    "sum(n, k, G[n, k] * O[n, v])",
                    "every entry of a row of H is taken to move with E_vj",
                    "H_nk is a sum. Which column of E stands in it?",
                    "F7",
                ),
                Wrong(
                    "input-factor-missing",
                    "sum(n, k, G[n, k] * (k == j))",
                    "the input of the layer is left out",
                    "By what is E_vj multiplied in H_nj?",
                    "F7",
                ),
            ],
        ),
        Stage(
            "closed form",
            "G O N",
            "sum(n, O[n, v] * G[n, j])",
            form="sum, no kronecker",
            wrong=[
                _upstream("sum(n, O[n, v])"),
                _crossed("sum(n, O[n, v]) * sum(n, G[n, j])"),
                _averaged("sum(n, O[n, v] * G[n, j]) / N"),
                Wrong(
                    "outer-order-swapped",
                    "sum(n, O[n, j] * G[n, v])",
                    "v and j have changed places: the gradient has a row for each feature",
                    _AXES,
                    "F7",
                ),
            ],
        ),
        Stage(
            "looked up",
            "G ids N",
            "sum(n, (ids[n] == v) * G[n, j])",
            form="sum",
            wrong=[
                _upstream("sum(n, (ids[n] == v))"),
                _crossed("sum(n, (ids[n] == v)) * sum(n, G[n, j])"),
                _averaged("sum(n, (ids[n] == v) * G[n, j]) / N"),
                _for_all("sum(n, G[n, j])"),
                _others("sum(n, (1 - (ids[n] == v)) * G[n, j])"),
            ],
        ),
        Stage(
            "matrix form",
            "G O N",
            "O.T @ G",
            matrices=True,
            wrong=[
                Wrong(
                    "outer-order-swapped",
                    "G.T @ O",
                    "the gradient is taken to have a row for each feature",
                    _AXES,
                    "F7",
                ),
                _averaged("O.T @ G / N"),
                _crossed("O.T @ ones(samples) @ ones(samples).T @ G"),
                _for_all("ones(words) @ ones(samples).T @ G"),
                _others("(1 - O).T @ G"),
            ],
        ),
    ],
)
def derive_table_gradient() -> None:
    """∂L/∂E_vj of H = OE, with one-hot rows of O: the sum of G over the samples that read row v."""


# ---- the gradient of a table -----------------------------------------------------------------

_TWO_READS = "A row is read twice. Its entry moves: at how many places does H move?"
_UNREAD = "A row that no sample reads: what does a nudge of it do to the loss?"


def _draw_table(rng: Rng, s: Sizes) -> Answer:
    rows = s.n_more
    return {"G": values(rng, s.N, s.n_in), "ids": _ids(rng, s.N, rows), "rows": rows}


@own_slip("scatter-overwrites", "F7", question=_TWO_READS)
def _last_read(given: Inputs) -> Answer:
    """each row keeps what its last read sends, and forgets what the reads before it sent"""
    return {"dE": _last_wins(given["G"], given["ids"], given["rows"])}


@own_slip("scatter-overwrites", "F7", question=_TWO_READS)
def _first_read(given: Inputs) -> Answer:
    """each row keeps what its first read sends, and takes nothing from later reads"""
    return {"dE": _last_wins(given["G"][::-1], given["ids"][::-1], given["rows"])}


@own_slip("shared-averaged", "F7", question="Does the loss divide by the number of reads of a row?")
def _mean_of_row(given: Inputs) -> Answer:
    """each row gets the mean of what its reads send, not their sum"""
    counts = np.bincount(given["ids"], minlength=given["rows"])
    return {"dE": _scattered(*given.values()) / np.maximum(counts, 1)[:, None]}


@own_slip("unread-rows-not-zero", "F7", question=_UNREAD)
def _from_one(given: Inputs) -> Answer:
    """the sums begin at 1, not at 0"""
    return {"dE": 1 + _scattered(*given.values())}


@own_slip("unread-rows-not-zero", "F7", question=_UNREAD)
def _mean_elsewhere(given: Inputs) -> Answer:
    """the rows that nobody reads get the mean of G"""
    dE = _scattered(*given.values())
    dE[np.bincount(given["ids"], minlength=given["rows"]) == 0] = given["G"].mean(axis=0)
    return {"dE": dE}


@own_slip("read-condition-missing", "F7", question=_UNREAD)
def _same_for_all(given: Inputs) -> Answer:
    """every row gets the sum of G over all samples, whatever they have read"""
    return {"dE": np.tile(given["G"].sum(axis=0), (given["rows"], 1))}


@own_slip(
    "table-rows-out-of-order",
    "F7",
    question="Row 5 is read, rows 3 and 4 are not. Where is its sum?",
)
def _compact(given: Inputs) -> Answer:
    """the sums of the rows that are read stand one below the other, without gaps between them"""
    dE, read = _scattered(*given.values()), np.unique(given["ids"])
    return {"dE": np.concatenate([dE[read], np.zeros((len(dE) - len(read), dE.shape[1]))])}


@own_slip(
    "table-rows-out-of-order", "F7", question="Which row of the table did the first sample read?"
)
def _by_sample(given: Inputs) -> Answer:
    """row n gets what sample n sends, as if sample n had read row n"""
    G, _, rows = given.values()
    return {"dE": _scattered(G, np.arange(len(G)) % rows, rows)}


@own_slip("upstream-missing", "F7", question="If G were twice as large, would your result be?")
def _reads_counted(given: Inputs) -> Answer:
    """the reads of each row are counted: G itself is left out"""
    return {"dE": _scattered(np.ones_like(given["G"]), given["ids"], given["rows"])}


@SHARING_FURTHER.computed(
    "implement",
    points=2,
    minutes=5,
    difficulty=2,
    items="F7",
    takes="G: N n_in, ids: N, rows",
    gives="dE: rows features",
    draw=_draw_table,
    own=[
        _last_read,
        _first_read,
        _mean_of_row,
        _from_one,
        _mean_elsewhere,
        _same_for_all,
        _compact,
        _by_sample,
        _reads_counted,
    ],
    requires=[ONE_SAMPLE],
)
def table_gradient(given: Inputs, rules: Rules) -> Array:
    """∂L/∂E_v = Σ_n [ids_n = v] G_n: one use of Eᵀ for each sample, with a one-hot input."""
    G, ids, rows = given.values()
    found = Adjoints(delta={n: G[n : n + 1] for n in range(len(G))})
    reads = tuple(Layer(x=row[None]) for row in _one_hot(ids, rows))
    # Not `rules.weight`: its slips speak of outputs and inputs, and a table has neither.
    terms = [
        delta.T @ need(read.x) for delta, read in zip(found.delta.values(), reads, strict=True)
    ]
    return rules.uses_weight(Context(reads, len(G) - 1, adjoints=found), terms).T


# ---- reads that are lost, and a check that does not see it -----------------------------------


def _is_read(ids: Array) -> bool:
    """Whether these are places in a table of two rows, and both rows are read."""
    return set(np.asarray(ids).ravel().tolist()) == {0.0, 1.0}


def _lost(example: Inputs, name: str) -> Array:
    """What `dE[ids] += G` leaves out of each row; all of it where the ids are no places."""
    if not _is_read(example[name]):
        return np.full((2, 2), np.nan)
    ids = np.asarray(example[name]).astype(int)
    return _scattered(example["G"], ids, 2) - _last_wins(example["G"], ids, 2)


@SHARING_FURTHER.example(
    "counterexample",
    points=2,
    minutes=6,
    difficulty=3,
    items="F7",
    shapes={"G": (4, 2), "unnoticed": (4,), "noticed": (4,)},
    conditions=(
        Condition(
            "no entry of G is less than 0.1 or more than 10 in absolute value",
            lambda e: bool((np.abs(e["G"]) >= 0.1).all() and (np.abs(e["G"]) <= 10).all()),
        ),
        Condition(
            "both lists of ids hold 0s and 1s, and in each of them both rows are read",
            lambda e: _is_read(e["unnoticed"]) and _is_read(e["noticed"]),
        ),
        Condition(
            "with `unnoticed`, the line gives the gradient (to 1e-9)",
            lambda e: bool((np.abs(_lost(e, "unnoticed")) <= 1e-9).all()),
        ),
        Condition(
            "with `noticed`, some entry is wrong by at least 0.1",
            lambda e: bool((np.abs(_lost(e, "noticed")) >= 0.1).any()),
        ),
        Condition(
            "and yet the two rows of its result add up to the right sum (to 1e-9)",
            lambda e: bool((np.abs(_lost(e, "noticed").sum(axis=0)) <= 1e-9).all()),
        ),
    ),
    guesses=lambda: [
        {"G": np.array(G), "unnoticed": np.array(one), "noticed": np.array(other)}
        for G, one, other in (
            (np.ones((4, 2)), [0.0, 1, 0, 1], [0.0, 0, 1, 1]),
            ([[1.0, 2], [3, 4], [5, 6], [7, 8]], [0.0, 1, 0, 1], [0.0, 0, 1, 1]),
            ([[1.0, 1], [-1, -1], [1, 1], [-1, -1]], [0.0, 1, 0, 1], [0.0, 0, 1, 1]),
            ([[1.0, 2], [3, 4], [5, 6], [7, 8]], [0.0, 0, 0, 0], [1.0, 1, 1, 1]),
            (np.zeros((4, 2)), [0.0, 1, 0, 1], [0.0, 1, 0, 1]),
            ([[1.0, 2], [3, 4], [5, 6], [7, 8]], [0.0, 1, 2, 3], [0.0, 0, 1, 1]),
        )
    ],
)
def lost_reads() -> Answer:
    """Reads of which the first two cancel: unseen in one row, and in the sum of two rows."""
    return {
        "G": np.array([[1.0, 2], [-1, -2], [3, 1], [2, 5]]),
        "unnoticed": np.array([0.0, 0, 0, 1]),
        "noticed": np.array([0.0, 1, 0, 1]),
    }


# ---- one table at both ends ------------------------------------------------------------------

_BOTH_ENDS = "Where does E stand in the forward pass? Give each place a copy of its own."


def _draw_ends(rng: Rng, s: Sizes) -> Answer:
    rows = s.n_more
    E = values(rng, rows, s.n_in)
    return {"Delta": values(rng, s.N, rows), "ids": _ids(rng, s.N, rows), "E": E}


@own_slip("scatter-overwrites", "F7", question=_TWO_READS)
def _ends_last_read(given: Inputs) -> Answer:
    """at the reading end, each row keeps what its last read sends, and nothing from before"""
    Delta, ids, E = given.values()
    return {"dE": _last_wins(Delta @ E, ids, len(E)) + Delta.T @ E[ids]}


@own_slip("path-missing", "F6", question=_BOTH_ENDS)
def _rows_replaced(given: Inputs) -> Answer:
    """in the rows that are read, what the reads send replaces the part of the other end"""
    Delta, ids, E = given.values()
    dE = Delta.T @ E[ids]
    dE[np.unique(ids)] = _scattered(Delta @ E, ids, len(E))[np.unique(ids)]
    return {"dE": dE}


@own_slip("use-sign-turned", "F6", question="How do the effects of two copies combine?")
def _ends_subtracted(given: Inputs) -> Answer:
    """the part of one end is subtracted from that of the other"""
    Delta, ids, E = given.values()
    return {"dE": Delta.T @ E[ids] - _scattered(Delta @ E, ids, len(E))}


@own_slip("error-not-carried-back", "F6", question="What lies between H and Z?")
def _from_logits(given: Inputs) -> Answer:
    """the rows that are read get the error of their own score alone, once for each entry"""
    Delta, ids, E = given.values()
    own = Delta[np.arange(len(ids)), ids][:, None] * np.ones(E.shape[1])
    return {"dE": _scattered(own, ids, len(E)) + Delta.T @ E[ids]}


@SHARING_FURTHER.computed(
    "implement",
    points=3,
    minutes=5,
    difficulty=3,
    items="F6 F7",
    takes="Delta: N n_more, ids: N, E: n_more n_in",
    gives="G: N features, dE: rows features",
    needs="table_gradient",
    draw=_draw_ends,
    carry_forward={"G": 0},
    own=[_ends_last_read, _rows_replaced, _ends_subtracted, _from_logits],
    requires=[ONE_SAMPLE],
)
def table_at_both_ends(given: Inputs, rules: Rules) -> tuple[Array, Array]:
    """G = Δ E, and ∂L/∂E = Δᵀ H plus row n of G added to row ids_n, for Z = H Eᵀ, H = E[ids]."""
    Delta, ids, E = given.values()
    (output,) = forward_layers(E[ids], [E])
    reading = Layer(x=_one_hot(ids, len(E)), z=E[ids], a=E[ids])
    found = Adjoints(delta={1: Delta})
    last = Context((reading, output), 1, adjoints=found)
    found.weight[1] = rules.weight(last, Delta)
    found.delta[0] = rules.carry_forward.get(0, rules.input(last, Delta))
    terms = [rules.weight(last.at(0), found.delta[0]).T, found.weight[1]]
    return found.delta[0], rules.uses_weight(last, terms)
