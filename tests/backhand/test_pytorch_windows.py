"""Convolutions and pooling give what PyTorch gives, forward and backward, where it is installed."""

from __future__ import annotations

import numpy as np
import pytest

import backhand as bh

torch = pytest.importorskip("torch")
from torch.nn import functional  # noqa: E402


def tensors(*arrays):
    return [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in arrays]


def close(mine, theirs):
    theirs = theirs.detach().numpy()
    assert mine.shape == theirs.shape
    np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)


def same_convolution(rng, forward, vjp, theirs, shapes, stride, padding):
    X, W, b = at = [rng.normal(size=shape) for shape in shapes]
    given = tensors(*at)
    Z = theirs(*given, stride=stride, padding=padding)
    close(forward(X, W, b, stride, padding), Z)
    G = rng.normal(size=Z.shape)
    Z.backward(torch.tensor(G))
    back = vjp(G, X, W, stride, padding)
    for mine, tensor in zip((back.inputs, back.W, back.b), given, strict=True):
        close(mine, tensor.grad)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("k", [1, 2, 4, 10])
def test_a_line(rng, k, stride, padding):
    shapes = (5, 3, 10), (4, 3, k), (4,)
    functions = bh.convolution1d, bh.convolution1d_vjp, functional.conv1d
    same_convolution(rng, *functions, shapes, stride, padding)


@pytest.mark.parametrize("stride", [1, 2, (3, 2)])
@pytest.mark.parametrize("padding", [0, 2, (0, 1)])
@pytest.mark.parametrize("k", [(1, 1), (2, 3), (6, 7)])
def test_a_plane(rng, k, stride, padding):
    shapes = (5, 3, 6, 7), (4, 3, *k), (4,)
    functions = bh.convolution2d, bh.convolution2d_vjp, functional.conv2d
    same_convolution(rng, *functions, shapes, stride, padding)


POOLS = {
    "max_pool1d": (bh.max_pool1d, bh.max_pool1d_vjp, functional.max_pool1d, (5, 3, 10)),
    "mean_pool1d": (bh.mean_pool1d, bh.mean_pool1d_vjp, functional.avg_pool1d, (5, 3, 10)),
    "max_pool2d": (bh.max_pool2d, bh.max_pool2d_vjp, functional.max_pool2d, (5, 3, 6, 7)),
    "mean_pool2d": (bh.mean_pool2d, bh.mean_pool2d_vjp, functional.avg_pool2d, (5, 3, 6, 7)),
}


def same_pool(rng, name, X, size, stride):
    forward, vjp, theirs, _ = POOLS[name]
    (given,) = tensors(X)
    Y = theirs(given, size, stride)
    close(forward(X, size, stride), Y)
    G = rng.normal(size=Y.shape)
    Y.backward(torch.tensor(G))
    close(vjp(G, X, size, stride), given.grad)


@pytest.mark.parametrize("name", POOLS)
@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("stride", [None, 1, 3])
def test_pooling(rng, name, size, stride):
    same_pool(rng, name, rng.normal(size=POOLS[name][3]), size, stride)


@pytest.mark.parametrize("name", ["max_pool2d", "mean_pool2d"])
@pytest.mark.parametrize("stride", [None, (1, 2), (4, 1)])
def test_windows_that_are_not_square(rng, name, stride):
    same_pool(rng, name, rng.normal(size=(5, 3, 6, 7)), (2, 3), stride)


@pytest.mark.parametrize("name", ["max_pool1d", "max_pool2d"])
def test_ties(rng, name):
    shape = POOLS[name][3]
    same_pool(rng, name, rng.integers(0, 2, size=shape).astype(float), 3, 1)
    same_pool(rng, name, np.zeros(shape), 2, None)
