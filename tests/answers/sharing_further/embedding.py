"""Answers about tables whose rows are looked up."""

from __future__ import annotations

import numpy as np

from answers.derivatives import complex_step, differences

_COUNTS = {"a": 0, "cat": 1, "dog": 1, "mat": 0, "sat": 0, "saw": 2, "the": 4}
_READS = {**_COUNTS, "entries that are not 0": 16}


def table_at(G, ids, rows):
    """NumPy's unbuffered addition."""
    dE = np.zeros((rows, G.shape[1]))
    np.add.at(dE, ids, G)
    return dE


def table_loop(G, ids, rows):
    """Sample after sample."""
    dE = np.zeros((rows, G.shape[1]))
    for n in range(len(ids)):
        dE[ids[n]] += G[n]
    return dE


def table_one_hot(G, ids, rows):
    """The product with the one-hot matrix."""
    O = np.eye(rows)[ids]  # noqa: E741
    return O.T @ G


def table_masks(G, ids, rows):
    """Row by row, the sum of what its readers send."""
    return [G[np.asarray(ids) == v].sum(axis=0) for v in range(rows)]


def table_columns(G, ids, rows):
    """Column by column, with weighted counts."""
    return np.column_stack([np.bincount(ids, weights=g, minlength=rows) for g in G.T])


def table_sorted(G, ids, rows):
    """Reads sorted by row; differences of running sums."""
    order = np.argsort(ids, kind="stable")
    sums = np.vstack([np.zeros(G.shape[1]), np.cumsum(G[order], axis=0)])
    ends = np.searchsorted(np.asarray(ids)[order], np.arange(rows + 1))
    return sums[ends[1:]] - sums[ends[:-1]]


def table_complex(G, ids, rows):
    """The complex step on the sum of G times what is looked up."""
    return complex_step(lambda E: (G * E[ids]).sum(), np.zeros((rows, G.shape[1])))


def table_buffered(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    dE[ids] += G
    return dE


def table_first(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    for n in reversed(range(len(ids))):
        dE[ids[n]] = G[n]
    return dE


def table_mean(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    for v in set(ids.tolist()):
        dE[v] = G[ids == v].mean(axis=0)
    return dE


def table_unread(G, ids, rows):
    dE = table_at(G, ids, rows)
    for v in range(rows):
        if v not in ids:
            dE[v] = G.mean(axis=0)
    return dE


def table_compact(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    for k, v in enumerate(sorted(set(ids.tolist()))):
        dE[k] = G[ids == v].sum(axis=0)
    return dE


def table_by_sample(G, ids, rows):
    dE = np.zeros((rows, G.shape[1]))
    for n in range(len(G)):
        dE[n % rows] += G[n]
    return dE


def ends(Delta, ids, E):
    """Both parts, added in one array."""
    G = Delta @ E
    dE = Delta.T @ E[ids]
    np.add.at(dE, ids, G)
    return G, dE


def ends_one_hot(Delta, ids, E):
    """Both ends as layers: one-hot inputs, and the scores."""
    O = np.eye(len(E))[ids]  # noqa: E741
    return Delta @ E, O.T @ Delta @ E + Delta.T @ O @ E


def ends_loops(Delta, ids, E):
    """Sample after sample, score after score."""
    G, dE = np.zeros((len(ids), E.shape[1])), np.zeros_like(E)
    for n, read in enumerate(ids):
        for v in range(len(E)):
            G[n] += Delta[n, v] * E[v]
            dE[v] += Delta[n, v] * E[read]
        dE[read] += G[n]
    return {"G": G, "dE": dE}


def ends_complex(Delta, ids, E):
    """The complex step on the sum of Delta times the scores."""
    dE = complex_step(lambda V: (Delta * (V[ids] @ V.T)).sum(), E)
    return complex_step(lambda H: (Delta * (H @ E.T)).sum(), E[ids]), dE


def ends_by_copies(Delta, ids, E):
    """Central differences, with a copy of the table for each end."""
    reading = differences(lambda V: (Delta * (V[ids] @ E.T)).sum(), E)
    scoring = differences(lambda V: (Delta * (E[ids] @ V.T)).sum(), E)
    return np.einsum("nv,vd->nd", Delta, E), reading + scoring


def change_dE(formula):
    """The right G with another dE, from the part of the reads and the part of the scores."""

    def wrong(Delta, ids, E):
        G = Delta @ E
        return G, formula(table_at(G, ids, len(E)), Delta.T @ E[ids])

    return wrong


def ends_replaced(Delta, ids, E):
    G = Delta @ E
    dE = Delta.T @ E[ids]
    dE[ids] = 0
    np.add.at(dE, ids, G)
    return G, dE


def ends_own_score(Delta, ids, E):
    dE = Delta.T @ E[ids]
    for n, read in enumerate(ids):
        dE[read] += Delta[n, read]
    return Delta @ E, dE


RIGHT = {
    "count_reads": [
        _READS,
        {name: float(n) for name, n in _READS.items()},
        {name: np.array([n])[0] for name, n in _READS.items()},
        dict(reversed(_READS.items())),
    ],
    "table_gradient": [
        table_at,
        table_loop,
        table_one_hot,
        table_masks,
        table_columns,
        table_sorted,
        table_complex,
    ],
    "lost_reads": [
        {
            "G": [[1, 2], [-1, -2], [3, 1], [2, 5]],
            "unnoticed": [0, 0, 0, 1],
            "noticed": [0, 1, 0, 1],
        },
        {
            "G": [[1, -1], [-1, 1], [2, 3], [5, 5]],
            "unnoticed": [1, 1, 1, 0],
            "noticed": [1, 0, 0, 1],
        },
        {
            "G": np.array([[0.5, 2.5], [-0.5, -2.5], [4.0, 4.0], [3.0, 3.0]]),
            "unnoticed": np.array([1, 1, 0, 1]),
            "noticed": np.array([1, 0, 1, 0]),
        },
        {
            "G": [[2.0, 3.0], [-2.0, -3.0], [1.0, 1.0], [1.0, 1.0]],
            "unnoticed": [0.0, 0.0, 1.0, 0.0],
            "noticed": [0.0, 1.0, 1.0, 0.0],
        },
    ],
    "table_at_both_ends": [ends, ends_one_hot, ends_loops, ends_complex, ends_by_copies],
}

WRONG = {
    "count_reads": [
        ("read-without-a-loss", {**_READS, "dog": 2, "mat": 1, "entries that are not 0": 20}),
        ("path-missing", {**_READS, "saw": 1, "the": 1}),
        ("path-double-counted", {**_READS, "entries that are not 0": 32}),
        (
            "first-use-only",
            {**_READS, "the": 2, "dog": 2, "mat": 1, "entries that are not 0": 20},
        ),
        (None, {**_READS, "a": 1}),
        (None, {**_READS, "entries that are not 0": 4}),
    ],
    "table_gradient": [
        ("scatter-overwrites", table_buffered),
        ("scatter-overwrites", table_first),
        ("shared-averaged", table_mean),
        ("shared-averaged", lambda G, ids, rows: table_at(G, ids, rows) / len(ids)),
        ("unread-rows-not-zero", lambda G, ids, rows: 1 + table_at(G, ids, rows)),
        ("unread-rows-not-zero", table_unread),
        ("read-condition-missing", lambda G, ids, rows: np.zeros((rows, 1)) + G.sum(axis=0)),
        ("table-rows-out-of-order", table_compact),
        ("table-rows-out-of-order", table_by_sample),
        ("upstream-missing", lambda G, ids, rows: table_at(np.ones_like(G), ids, rows)),
        ("shared-one-application", lambda G, ids, rows: table_at(G[-1:], ids[-1:], rows)),
        ("sign-flipped", lambda G, ids, rows: -table_at(G, ids, rows)),
        (None, lambda G, ids, rows: table_at(G**2, ids, rows)),
        (None, lambda G, ids, rows: np.zeros((rows, G.shape[1]))),
    ],
    "lost_reads": [
        # No row is wrong.
        (
            None,
            {
                "G": [[1, 2], [-1, -2], [3, 1], [2, 5]],
                "unnoticed": [0, 0, 0, 1],
                "noticed": [0, 0, 0, 1],
            },
        ),
        # One row is never read.
        (
            None,
            {
                "G": [[1, 2], [-1, -2], [3, 1], [2, 5]],
                "unnoticed": [0, 0, 0, 0],
                "noticed": [0, 1, 0, 1],
            },
        ),
        # The reads that are lost do not cancel.
        (
            None,
            {
                "G": [[1, 2], [3, 4], [3, 1], [2, 5]],
                "unnoticed": [0, 0, 0, 1],
                "noticed": [0, 1, 0, 1],
            },
        ),
        # Counted from 1.
        (
            None,
            {
                "G": [[1, 2], [-1, -2], [3, 1], [2, 5]],
                "unnoticed": [1, 1, 1, 2],
                "noticed": [1, 2, 1, 2],
            },
        ),
        (None, {"G": np.zeros((4, 2)), "unnoticed": [0, 0, 0, 1], "noticed": [0, 1, 0, 1]}),
    ],
    "table_at_both_ends": [
        ("shared-one-application", change_dE(lambda reads, scores: reads)),
        ("shared-one-application", change_dE(lambda reads, scores: scores)),
        ("shared-times-count", change_dE(lambda reads, scores: 2 * scores)),
        ("shared-averaged", change_dE(lambda reads, scores: (reads + scores) / 2)),
        ("use-sign-turned", change_dE(lambda reads, scores: scores - reads)),
        (
            "scatter-overwrites",
            lambda Delta, ids, E: (
                Delta @ E,
                table_buffered(Delta @ E, ids, len(E)) + Delta.T @ E[ids],
            ),
        ),
        ("path-missing", ends_replaced),
        ("error-not-carried-back", ends_own_score),
        (None, change_dE(lambda reads, scores: reads * scores + 1)),
        (None, lambda Delta, ids, E: (0 * E[ids], 0 * E)),
    ],
}
