"""The truths of `07_sharing_further` are what the library computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import backhand as bh
from autograder.catalogue import CATALOGUE
from autograder.judging.probe_draws import own_draw

Given = Mapping[str, Any]


def convolution(g: Given) -> Mapping[str, Any]:
    z = bh.convolution1d(_one(g["x"]), _one(g["w"]), [g["b"]], g["stride"], g["padding"])
    return {"z": z[0, 0]}


def convolution_gradients(g: Given, stride: int = 1, padding: int = 0) -> Mapping[str, Any]:
    found = bh.convolution1d_vjp(_one(g["delta"]), _one(g["x"]), _one(g["w"]), stride, padding)
    return {"dw": found.W[0, 0], "db": found.b[0], "dx": found.inputs[0, 0]}


def strided_gradients(g: Given) -> Mapping[str, Any]:
    found = convolution_gradients(g, g["stride"], g["padding"])
    return {"dw": found["dw"], "dx": found["dx"]}


def plane_gradients(g: Given) -> Mapping[str, Any]:
    found = bh.convolution2d_vjp(_one(g["delta"]), _one(g["x"]), _one(g["w"]))
    return {"dw": found.W[0, 0], "dx": found.inputs[0, 0]}


def table_gradient(g: Given) -> Mapping[str, Any]:
    return {"dE": bh.embedding_vjp(g["G"], g["ids"], g["rows"])}


def max_pool_backward(g: Given) -> Mapping[str, Any]:
    G, X = np.asarray(g["G"])[:, None], np.asarray(g["X"])[:, None]
    return {"dX": bh.max_pool1d_vjp(G, X, g["size"], g["stride"])[:, 0]}


def dropout(g: Given) -> Mapping[str, Any]:
    return {
        "dX": bh.dropout_vjp(g["G"], g["mask"], g["rate"]),
        "Y_eval": g["X"],
        "dX_eval": g["G"],
    }


def batch_norm_stages(g: Given) -> Mapping[str, Any]:
    _, trace = bh.batch_norm(g["X"], g["gamma"], np.zeros(len(g["gamma"])), g["eps"])
    return {"dX": bh.batch_norm_vjp(g["G"], trace, g["gamma"]).inputs}


def batch_norm_evaluate(g: Given) -> Mapping[str, Any]:
    constants = g["mean"], g["var"], g["eps"]
    return {"Y": bh.batch_norm_evaluate(g["X"], g["gamma"], g["beta"], *constants)}


def clipped_gradients(g: Given) -> Mapping[str, Any]:
    names = ("dW1", "db1", "dW2")
    clipped, _ = bh.clip_by_norm([g[n] for n in names], g["limit"])
    return dict(zip(names, clipped, strict=True))


def _one(array: Any) -> Any:
    """One sample, or one kernel, with one channel."""
    return np.asarray(array)[None, None]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "library",
    [
        convolution,
        convolution_gradients,
        strided_gradients,
        plane_gradients,
        table_gradient,
        max_pool_backward,
        dropout,
        batch_norm_stages,
        batch_norm_evaluate,
        clipped_gradients,
    ],
)
def test_a_truth_is_what_the_library_computes(
    library: Callable[[Given], Mapping[str, Any]], seed: int
) -> None:
    draw = own_draw(CATALOGUE[library.__name__], seed)
    assert draw is not None
    for block, value in library(draw.inputs).items():
        np.testing.assert_allclose(draw.right[block], value, rtol=1e-10, atol=1e-12)
