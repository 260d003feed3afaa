"""A forward pass with nothing wrong in it is the right one; a slip changes the layers it names."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Computed
from autograder.reference.programs import forward_layers
from autograder.slips import SLIPS
from autograder.slips.forward import Network, forward_slips, run
from autograder.slips.one_layer import ONE_LAYER

RNG = np.random.default_rng(4)
NETWORK = Network(
    RNG.normal(size=(2, 4)),
    [RNG.normal(size=(3, 4)), RNG.normal(size=(5, 3))],
    [RNG.normal(size=3), RNG.normal(size=5)],
    ["tanh", "sigmoid"],
)


def test_nothing_wrong_gives_the_right_layers() -> None:
    for one, other in zip(run(NETWORK), forward_layers(*NETWORK), strict=True):
        assert np.array_equal(one.z, other.z) and np.array_equal(one.a, other.a)
        assert one.f is other.f


@pytest.mark.parametrize("at", [(0,), (1,), (0, 1)])
def test_a_wrong_layer_is_wrong_where_it_is_named(at: tuple[int, ...]) -> None:
    found = run(NETWORK, lambda x, W, b, f: (x @ W.T, f), at)
    for k, layer in enumerate(found):
        bias = 0 if k in at else layer.b
        assert np.allclose(layer.z, layer.x @ layer.W.T + bias)


def test_layers_of_one_activation_go_wrong_together() -> None:
    both = {s.clause for s in forward_slips("S1", lambda g: g, lambda *a: {}, ["tanh"] * 2)}
    mixed = {s.clause for s in forward_slips("S1", lambda g: g, lambda *a: {}, NETWORK.activations)}
    everywhere = "a sigmoid stands for the tanh (in every layer)"
    assert everywhere in both and everywhere not in mixed


def test_a_slip_at_one_layer_alone_needs_two_layers() -> None:
    from autograder.devel.slip_proof import applicable

    tasks = [CATALOGUE[name].task for name in ("layer_gradients", "network_gradients")]
    one, two = (applicable(task) for task in tasks if isinstance(task, Computed))
    assert not set(ONE_LAYER) & set(one)
    assert set(ONE_LAYER) & set(two)


def test_slips_that_are_rare_are_tried_alone() -> None:
    assert all(slip.alone for slip in ONE_LAYER)
    assert 0 < sum(not slip.alone for slip in SLIPS) < len(SLIPS) / 2
