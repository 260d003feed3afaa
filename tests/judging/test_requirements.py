"""What the questions ask for beyond right values on ordinary inputs is asked of answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import RIGHT

from autograder.boundary.answers import LocalAnswer
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed
from autograder.judging.judge import judge
from autograder.judging.message import render
from autograder.judging.probe_draws import Draws, own_draw
from autograder.judging.verdict import Verdict

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def computed(name: str) -> Computed:
    task = CATALOGUE[name].task
    assert isinstance(task, Computed)
    return task


def changed(name: str, change: Callable[..., Any]) -> Callable[..., Any]:
    """The first right answer, whose result goes through `change(result, *given)`."""
    return lambda *given: change(RIGHT[name][0](*given), *given)


def forward_with(exponentials: Callable[[Any], Any]) -> Callable[..., Any]:
    def answer(X: Any, W1: Any, b1: Any, W2: Any, b2: Any, W3: Any, b3: Any) -> Any:
        Z1 = X @ W1.T + b1
        Z2 = np.maximum(Z1, 0) @ W2.T + b2
        E = exponentials(np.maximum(Z2, 0) @ W3.T + b3)
        return Z1, np.maximum(Z1, 0), Z2, np.maximum(Z2, 0), E / E.sum(axis=1, keepdims=True)

    return answer


def walk(parents: Any, partials: Any, source: int, *, end: Any = None, none: Any = ()) -> Any:
    def up_to(node: int) -> list[float]:
        if node == (source if end is None else end):
            return [1.0]
        edges = zip(parents[node], partials[node], strict=True)
        return [d * product for parent, d in edges for product in up_to(parent)]

    return sorted(up_to(len(parents) - 1)) or list(none)


def nudged_in_place(f: Any, W: Any, h: float) -> Any:
    gradient = np.zeros(W.shape)
    for at in np.ndindex(W.shape):
        W[at] += h
        up = f(W)
        W[at] -= 2 * h
        gradient[at] = (up - f(W)) / (2 * h)
        W[at] += h
    W += 1.0
    return gradient


def stepped_in_place(name: str, X: Any, Y: Any, *old_and_rates: Any) -> Any:
    old, rates = old_and_rates[:6], old_and_rates[6:]
    new = RIGHT[name][0](X, Y, *[w.copy() for w in old], *rates)
    for w, moved in zip(old, new.values() if isinstance(new, dict) else new, strict=True):
        w[:] = moved
    return old


def scaled(given: Any) -> Any:
    """The gradients among the arguments, so long that they are clipped whatever the limit."""
    return [1e6 * gradient for gradient in given[:-1]]


def best_of(choose: Any, test: Any, first: int) -> Any:
    epoch, setting = np.unravel_index(np.argmax(choose.T), choose.T.shape)
    return setting, epoch + first, test[setting, epoch]


def without_duplicates(parents: Any, partials: Any) -> Any:
    edges = [
        dict(zip(mine, slopes, strict=True)) for mine, slopes in zip(parents, partials, strict=True)
    ]
    return RIGHT["reverse_sweep"][0]([[*e] for e in edges], [[*e.values()] for e in edges])


#: The exercise, words of its text, the slug of an answer that does not do it, and such answers.
#: Ordinary draws do not show these.
ASKED: list[tuple[str, str, str, list[Callable[..., Any]]]] = [
    (
        "digits_forward",
        "subtract the largest entry of each row",
        "softmax-overflow",
        [forward_with(np.exp), forward_with(lambda Z: np.exp(Z - Z.max()))],
    ),
    (
        "mini_batches",
        "the last one shorter if need be. Every sample is in exactly one batch",
        "batch-empty",
        [lambda o, s: [o[k * s : (k + 1) * s] for k in range(len(o) // s + 1)]],
    ),
    (
        "mini_batches",
        "consecutive pieces of `size` samples",
        "batch-empty number-of-batches-fixed",
        [
            lambda o, s: [o[k * s : (k + 1) * s] for k in range(4)],
            lambda o, s: [o[:s], o[s : 2 * s], o[2 * s : 3 * s], o[3 * s :]],
        ],
    ),
    (
        "path_products",
        "the node `source`",
        "source-ignored",
        [lambda parents, partials, source: walk(parents, partials, source, end=0)],
    ),
    (
        "path_products",
        "one number for each path",
        "no-path",
        [lambda *given: walk(*given, none=[0.0]), lambda *given: walk(*given, none=[1.0])],
    ),
    (
        "path_products",
        "one number for each path",
        "equal-paths-merged",
        [lambda *given: sorted(set(walk(*given)))],
    ),
    (
        "masked_layer",
        "may happen to be 0 on an edge",
        "zero-taken-for-missing",
        [lambda V, mask, h, delta: (np.outer(h, delta) * (V != 0), V @ delta)],
    ),
    (
        "unrolled_gradients",
        "| `T` | a whole number |",
        "fails-for-one-use",
        [changed("unrolled_gradients", lambda found, *given: found if given[-1] > 1 else None)],
    ),
    (
        "recurrent_gradients",
        "| `u` | `(T, n_in)` |",
        "fails-for-one-use",
        [changed("recurrent_gradients", lambda f, g, *_: [np.squeeze(v) for v in f])],
    ),
    (
        "step_in_place",
        "| `w` | `(D,)`",
        "fails-for-one-layer",
        [changed("step_in_place", lambda new, w, *_: new if len(w) > 1 else w)],
    ),
    (
        "rule_one",
        "| `i`, `j` | whole numbers, counted from 0 |",
        "equal-indices",
        [changed("rule_one", lambda found, W, x, b, i, j: found * (1 + (i == j)))],
    ),
    (
        "rule_two",
        "whole numbers, counted from 0, with `k != i`",
        "equal-indices",
        [changed("rule_two", lambda found, W, x, b, k, i, j: found * (1 + (i == j)))],
    ),
    (
        "numerical_gradient",
        "Leave `W` as you found it",
        "changes-its-input",
        [nudged_in_place],
    ),
    (
        "max_pool_backward",
        "if `stride` is greater than `size`, belong to no window",
        "fails-where-windows-leave-gaps",
        [
            changed(
                "max_pool_backward",
                lambda found, G, X, size, stride: found if stride <= size else found + G.mean(),
            )
        ],
    ),
    (
        "convolution",
        "for any stride and padding",
        "fails-without-padding",
        [changed("convolution", lambda z, *given: z if given[-1] else z[:0])],
    ),
    (
        "convolution_gradients",
        "with `n_out = n_in - K + 1`",
        "fails-for-one-place",
        [changed("convolution_gradients", lambda f, d, *_: f if len(d) > 1 else None)],
    ),
    (
        "strided_gradients",
        "Back to any stride and padding",
        "fails-without-padding",
        [changed("strided_gradients", lambda f, *given: (f[0], f[1] if given[-1] else f[1][:0]))],
    ),
    (
        "strided_gradients",
        "An input that is met nowhere gets the gradient 0",
        "fails-for-long-stride",
        [changed("strided_gradients", lambda f, *given: (f[0], np.where(f[1], f[1], 1.0)))],
    ),
    (
        "plane_gradients",
        "| `delta` | `(rows - K_h + 1, columns - K_w + 1)` |",
        "fails-for-one-place",
        [changed("plane_gradients", lambda f, d, *_: f if d.size > 1 else None)],
    ),
    (
        "truncated_gradients",
        "is any whole number from 1",
        "fails-for-window-of-one-step",
        [changed("truncated_gradients", lambda found, *given: found if given[-1] > 1 else None)],
    ),
    (
        "truncated_gradients",
        "it may be greater than $T$",
        "fails-for-one-window",
        [
            lambda g, u, h0, W, K: RIGHT["truncated_gradients"][0](
                g, u, h0, W, max(1, min(K, len(g) - 1))
            )
        ],
    ),
    (
        "truncated_gradients",
        "| `g`, `u` | `(T, n)` |",
        "fails-for-one-use",
        [changed("truncated_gradients", lambda found, g, *_: found if len(g) > 1 else None)],
    ),
    (
        "clipped_gradients",
        "If it is not, leave everything as it is",
        "scaled-although-short",
        [lambda *given: RIGHT["clipped_gradients"][0](*scaled(given), given[-1])],
    ),
    (
        "clipped_gradients",
        "A gradient of zeros stays a gradient of zeros",
        "fails-for-zero-gradient",
        [changed("clipped_gradients", lambda found, *_: [v / bool(v.any()) for v in found])],
    ),
    *(
        (name, "leave the old as they are", "changes-its-input", [partial(stepped_in_place, name)])
        for name in ("train_step", "decayed_step")
    ),
    (
        "repaired_training",
        "`(batches, N, n_in)`",
        "fails-for-one-batch",
        [changed("repaired_training", lambda new, X, Y, *old: new if len(X) > 1 else old[:6])],
    ),
    (
        "choose_setting",
        "one row for each setting and one column for each epoch",
        "fails-in-a-corner",
        [
            lambda learn, choose, test: best_of(choose[:, 1:], test[:, 1:], 2),
            lambda learn, choose, test: best_of(choose[:, :-1], test[:, :-1], 1),
        ],
    ),
]
#: What ordinary draws show: the exercise, words of its text, and answers that do not do it.
DRAWN: list[tuple[str, str, Callable[..., Any]]] = [
    ("cross_entropy_delta", "they need not sum to 1", lambda z, y: softmax(z) - y),
    (
        "log_sigmoid_slope",
        "others between 31 and 35 in absolute value",
        lambda z: np.log(1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))),
    ),
    ("reverse_sweep", "The same parent may be there twice", without_duplicates),
    (
        "reverse_sweep",
        "A node with no path to the loss keeps the adjoint 0",
        changed("reverse_sweep", lambda found, *_: [v if v else 1.0 for v in found]),
    ),
    (
        "graph_gradients",
        "numbered in no order",
        lambda parents, partials, sink: RIGHT["reverse_sweep"][0](parents, partials),
    ),
    (
        "check_direction",
        "The block may have one axis or two",
        changed("check_direction", lambda found, f, w, *_: found if w.ndim == 2 else None),
    ),
    (
        "check_direction",
        "Use $d$ as it is given, whatever its length",
        lambda f, w, g, d, h: RIGHT["check_direction"][0](f, w, g, d / np.linalg.norm(d), h),
    ),
    (
        "one_row",
        "a number from 0 to `n_out - 1`",
        lambda x, y, W1, W2, row: RIGHT["one_row"][0](x, y, W1, W2, 0),
    ),
    (
        "renumber_units",
        "**new unit $i$ is old unit `order[i]`**",
        lambda W1, W2, order: RIGHT["renumber_units"][0](W1, W2, np.argsort(order)),
    ),
    (
        "constant_start",
        "| `n_hidden` | a whole number |",
        lambda x, y, w, n: RIGHT["constant_start"][0](x, y, w, 6),
    ),
]
ONE_SAMPLE = [
    name
    for name, exercise in CATALOGUE.items()
    if isinstance(exercise.task, Computed)
    and any(required.slug == "fails-for-one-sample" for required in exercise.task.requires)
]


def softmax(z: Any) -> Any:
    return np.exp(z) / np.exp(z).sum()


def verdicts(name: str, answer: Callable[..., Any]) -> list[Verdict]:
    exercise = CATALOGUE[name]
    return [
        judge(exercise, LocalAnswer(answer), [seed], own=own_draw(exercise, seed))
        for seed in range(2)
    ]


def text_of(name: str) -> str:
    """What stands under the heading of an exercise."""
    (text,) = (
        part
        for path in SOLUTIONS.glob("*.md")
        for part in re.split(r"^(?=#{1,4} )", path.read_text(encoding="utf-8"), flags=re.M)
        if f'answer="{name}"' in part
    )
    return text


@pytest.mark.parametrize(
    ("name", "words", "slugs", "answer"),
    [
        pytest.param(name, words, slugs, answer, id=f"{name}-{slugs}-{k}")
        for name, words, slugs, answers in ASKED
        for k, answer in enumerate(answers)
    ],
)
def test_what_the_text_asks_for_is_judged_and_named(
    name: str, words: str, slugs: str, answer: Callable[..., Any]
) -> None:
    assert words in text_of(name)
    for verdict in verdicts(name, answer):
        assert verdict.score < verdict.points, render(verdict)
        assert len(verdict.slugs) == 1 and verdict.slugs[0] in slugs.split(), render(verdict)
        assert "Look again at: " in render(verdict)


@pytest.mark.parametrize("name", ONE_SAMPLE)
def test_a_batch_of_one_sample_is_a_batch(name: str) -> None:
    assert re.search(r"\(N, |, N\)|as above", text_of(name))

    def answer(*given: Any) -> Any:
        found = RIGHT[name][0](*given)
        single = any(1 in np.shape(one) for one in given if isinstance(one, np.ndarray))
        return None if single else found

    for verdict in verdicts(name, answer):
        assert verdict.score == 0 and verdict.slugs == ("fails-for-one-sample",), render(verdict)


@pytest.mark.parametrize(
    ("name", "words", "answer"), [pytest.param(*case, id="-".join(case[:2])) for case in DRAWN]
)
def test_what_ordinary_draws_show_is_judged(
    name: str, words: str, answer: Callable[..., Any]
) -> None:
    assert words in text_of(name)
    for verdict in verdicts(name, answer):
        assert verdict.score < verdict.points, render(verdict)


def test_every_requirement_of_the_catalogue_is_tried_here() -> None:
    tried = {(name, slug) for name, _, slugs, _ in ASKED for slug in slugs.split()}
    tried |= {(name, "fails-for-one-sample") for name in ONE_SAMPLE}
    declared = set()
    for name, exercise in CATALOGUE.items():
        if isinstance(exercise.task, Computed):
            declared |= {(name, required.slug) for required in exercise.task.requires}
            declared |= {(name, "changes-its-input")} if exercise.task.keeps_inputs else set()
    assert tried == declared


@pytest.mark.parametrize("name", sorted({name for name, *_ in ASKED} | {*ONE_SAMPLE}))
def test_the_truth_is_finite_on_the_inputs_of_requirements(name: str) -> None:
    for seed in range(5):
        for _, draw in Draws(computed(name), [seed]).requirement_draws():
            assert all(np.isfinite(block).all() for block in draw.right.values())


def test_what_is_wrong_elsewhere_comes_before_a_requirement() -> None:
    answer = forward_with(lambda Z: np.exp(Z.T).T ** 2)
    for verdict in verdicts("digits_forward", answer):
        assert "softmax-overflow" not in verdict.slugs
