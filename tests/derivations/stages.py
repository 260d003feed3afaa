"""Languages of stages, and draws for them, for the tests of this package."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.derivations.language import ELEMENTARY, Function, Language

SIZES = {"outputs": 3, "inputs": 4, "samples": 5}

LAYER = Language(
    answer={"i": "outputs", "j": "inputs"},
    symbols={
        "delta": ("outputs",),
        "x": ("inputs",),
        "W": ("outputs", "inputs"),
        "V": ("outputs", "outputs"),
        "dz_dw": ("outputs", "outputs", "inputs"),
        "eta": (),
    },
    functions={**ELEMENTARY, "f": Function("f"), "fprime": Function("f'")},
    latex={"dz_dw[k, i, j]": r"\frac{\partial z_k}{\partial w_{ij}}"},
    counts={"N": "samples"},
    indices={"n": "samples"},
)
MATRICES = Language(
    answer=LAYER.answer,
    symbols={name: axes for name, axes in LAYER.symbols.items() if len(axes) < 3},
    functions=LAYER.functions,
    matrices=True,
)


def layer(seed: int = 0) -> dict[str, Any]:
    """A draw of the layer's symbols: dz_dw as x makes it, f a function of this draw."""
    rng = np.random.default_rng(seed)
    slope = rng.uniform(0.5, 1.5)
    draw = {
        name: rng.normal(size=[SIZES[axis] for axis in axes])
        for name, axes in LAYER.symbols.items()
    }
    draw["dz_dw"] = np.einsum("ki,j->kij", np.eye(SIZES["outputs"]), draw["x"])
    draw["f"] = lambda z: np.tanh(slope * z)
    draw["fprime"] = lambda z: slope / np.cosh(slope * z) ** 2
    return draw
