"""The loss and all gradients of one network, computed by Backhand and by its peers.

Each of them gets what it likes best: its arrays and its compiled function are made before the
clock starts, and it computes no gradient that nobody asks for.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Computes the loss, the gradients of all weights and those of all biases.
Run = Callable[[], tuple[Any, Sequence[Any], Sequence[Any]]]


@dataclass(frozen=True)
class Problem:
    """A network with tanh units and logits at the end, a batch, and its cross-entropy."""

    sizes: tuple[int, ...]
    batch: int

    @property
    def name(self) -> str:
        """Its layers, as in 64-64-10."""
        return "-".join(map(str, self.sizes))

    @cached_property
    def X(self) -> Array:
        """The inputs."""
        return np.random.default_rng(1).standard_normal((self.batch, self.sizes[0]))

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The class of each sample."""
        return np.random.default_rng(2).integers(self.sizes[-1], size=self.batch)

    @cached_property
    def Y(self) -> Array:
        """The classes as rows with a single 1."""
        return np.eye(self.sizes[-1])[self.labels]

    @cached_property
    def weights(self) -> list[Array]:
        """One matrix (n_out, n_in) for each layer."""
        rng = np.random.default_rng(3)
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        return [rng.standard_normal((n, m)) / np.sqrt(m) for m, n in pairs]

    @cached_property
    def biases(self) -> list[Array]:
        """One vector for each layer."""
        rng = np.random.default_rng(4)
        return [0.1 * rng.standard_normal(n) for n in self.sizes[1:]]


def products(problem: Problem) -> Run:
    """Nothing but the matrix products, on arrays of the right shapes: no method needs fewer."""
    weights = problem.weights
    rng = np.random.default_rng(5)
    A = [rng.standard_normal((problem.batch, n)) for n in problem.sizes]

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        for a, W in zip(A, weights, strict=False):
            a @ W.T
        dW = []
        for layer in reversed(range(len(weights))):
            dW.append(A[layer + 1].T @ A[layer])
            if layer:
                A[layer + 1] @ weights[layer]
        return None, dW, ()

    return run


def by_hand(problem: Problem) -> Run:
    """NumPy, written out for this network and this loss: in place, and without any check."""
    X, Y, weights, biases = problem.X, problem.Y, problem.weights, problem.biases

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        A = [X]
        for W, b in zip(weights, biases, strict=True):
            Z = A[-1] @ W.T
            Z += b
            if len(A) < len(weights):
                np.tanh(Z, out=Z)
            A.append(Z)
        Z -= Z.max(axis=1, keepdims=True)
        P = np.exp(Z)
        total = P.sum(axis=1, keepdims=True)
        loss = (np.log(total).sum() - (Y * Z).sum()) / len(X)
        P /= total
        P -= Y
        P /= len(X)
        delta, dW, db = P, [], []
        for layer in reversed(range(len(weights))):
            dW.append(delta.T @ A[layer])
            db.append(delta.sum(axis=0))
            if layer:
                delta = delta @ weights[layer]
                delta *= 1 - A[layer] ** 2
        return loss, dW[::-1], db[::-1]

    return run


def backhand(problem: Problem) -> Run:
    """Backhand: one call, with all its checks."""
    import backhand

    activations = ["tanh"] * (len(problem.weights) - 1) + ["identity"]

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        loss, gradients = backhand.network_loss_and_gradients(
            problem.X,
            problem.Y,
            problem.weights,
            problem.biases,
            activations,
            "softmax_cross_entropy",
        )
        return loss, gradients.weights, gradients.biases

    return run


def unchecked(problem: Problem) -> Run:
    """Backhand, blindfolded: nothing looks at entries of arrays, which shows what that costs."""
    validate: Any = importlib.import_module("backhand._validate")
    chain: Any = importlib.import_module("backhand._chain")
    whole = backhand(problem)
    seen = validate.is_finite, chain.squared_norm

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        validate.is_finite, chain.squared_norm = _yes, _nothing
        try:
            return whole()
        finally:
            validate.is_finite, chain.squared_norm = seen

    return run


def _yes(array: Array) -> bool:
    return True


def _nothing(array: Array) -> float:
    return 0.0


def pytorch(problem: Problem) -> Run:
    """PyTorch on the processor, not compiled."""
    import torch
    from torch.nn.functional import cross_entropy, linear

    X, labels = torch.from_numpy(problem.X), torch.from_numpy(problem.labels)
    weights = [torch.from_numpy(W).requires_grad_() for W in problem.weights]
    biases = [torch.from_numpy(b).requires_grad_() for b in problem.biases]
    last = len(weights) - 1

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        A = X
        for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
            A = linear(A, W, b)
            if layer < last:
                A = torch.tanh(A)
        loss = cross_entropy(A, labels)
        found = torch.autograd.grad(loss, [*weights, *biases])
        return loss.detach(), found[: last + 1], found[last + 1 :]

    return run


def jax(problem: Problem) -> Run:
    """JAX on the processor, compiled as a whole."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(weights: list[Any], biases: list[Any], X: Any, labels: Any) -> Any:
        A = X
        for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
            A = A @ W.T + b
            if layer < len(weights) - 1:
                A = jnp.tanh(A)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(A), labels[:, None], axis=1)
        return -chosen.mean()

    compiled = jax.jit(jax.value_and_grad(loss, argnums=(0, 1)))
    given = jax.device_put((problem.weights, problem.biases, problem.X, problem.labels))

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        value, (dW, db) = jax.block_until_ready(compiled(*given))
        return value, dW, db

    return run


def autograd(problem: Problem) -> Run:
    """HIPS/autograd."""
    import autograd
    import autograd.numpy as anp

    X, Y = problem.X, problem.Y
    count = len(problem.weights)
    parameters = (*problem.weights, *problem.biases)

    def loss(parameters: Sequence[Any]) -> Any:
        A = X
        for layer in range(count):
            A = anp.dot(A, parameters[layer].T) + parameters[count + layer]
            if layer < count - 1:
                A = anp.tanh(A)
        shifted = A - anp.max(A, axis=1, keepdims=True)
        log_sum = anp.log(anp.sum(anp.exp(shifted), axis=1))
        return (anp.sum(log_sum) - anp.sum(Y * shifted)) / len(X)

    both = autograd.value_and_grad(loss)

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        value, found = both(parameters)
        return value, found[:count], found[count:]

    return run


def mygrad(problem: Problem) -> Run:
    """MyGrad, without the guards of its memory, which its manual says to turn off for speed."""
    import mygrad
    from mygrad.nnet.losses import softmax_crossentropy

    mygrad.turn_memory_guarding_off()
    X, labels = problem.X, problem.labels

    def run() -> tuple[Any, Sequence[Any], Sequence[Any]]:
        weights = [mygrad.tensor(W, copy=False) for W in problem.weights]
        biases = [mygrad.tensor(b, copy=False) for b in problem.biases]
        A: Any = X
        for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
            A = mygrad.matmul(A, W.T) + b
            if layer < len(weights) - 1:
                A = mygrad.tanh(A)
        loss = softmax_crossentropy(A, labels)
        loss.backward()
        return loss.data, [W.grad for W in weights], [b.grad for b in biases]

    return run


#: What is compared: a name for tables, the package that it needs, and what sets it up.
CONTESTANTS: dict[str, tuple[str, Callable[[Problem], Run]]] = {
    "products": ("numpy", products),
    "NumPy by hand": ("numpy", by_hand),
    "unchecked": ("backhand", unchecked),
    "Backhand": ("backhand", backhand),
    "PyTorch": ("torch", pytorch),
    "JAX": ("jax", jax),
    "autograd": ("autograd", autograd),
    "MyGrad": ("mygrad", mygrad),
}


def installed(name: str) -> bool:
    """Whether the package of a contestant can be imported."""
    return importlib.util.find_spec(CONTESTANTS[name][0]) is not None


def versions(names: Sequence[str]) -> dict[str, str]:
    """The version of each package that takes part."""
    found = {}
    for name in names:
        package = CONTESTANTS[name][0]
        label = {"numpy": "NumPy", "backhand": "Backhand"}.get(package, name)
        module = importlib.import_module(package)
        found[label] = getattr(module, "__version__", "") or importlib.metadata.version(package)
    return found
