"""Backhand: backpropagation by hand, forward and backward side by side, in NumPy alone.

Samples are rows: X (N, n_in), W (n_out, n_in), Z = X Wᵀ + b. A gradient has the same shape as
the array that it is taken with respect to. The scalar graph and its functions are in
`backhand.graph`; the figures, which alone need Matplotlib, in `backhand.draw` and
`backhand.curves`. The last line of a docstring names derivations, such as "Derivation: S7":
`backhand.derivation("S7")` says what is proved there, and what else rests on it.

>>> import numpy as np
>>> X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
>>> rng = np.random.default_rng(1)
>>> weights = [initialization.xavier_normal(3, 2, rng), initialization.xavier_normal(1, 3, rng)]
>>> biases = [np.zeros(3), np.zeros(1)]
>>> activations = ["tanh", "identity"]
>>> def loss(p):
...     return network_loss_and_gradients(X, Y, p[:2], p[2:], activations, "mean_squared_error")
>>> _, gradients = loss([*weights, *biases])
>>> numeric = numerical_gradients(lambda p: loss(p).loss, [*weights, *biases])
>>> max(relative_error(a, n) for a, n in zip(gradients.weights, numeric[:2])) < 1e-8
True
"""

from __future__ import annotations

import difflib
import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from backhand import graph as graph
from backhand import initialization as initialization
from backhand import symmetry as symmetry
from backhand import worksheet as worksheet
from backhand.activations import (
    ACTIVATIONS,
    Activation,
    elementwise_vjp,
    exp,
    exp_derivative,
    identity,
    identity_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    sin,
    sin_derivative,
    softmax,
    softmax_jacobian,
    softmax_vjp,
    softplus,
    softplus_derivative,
    square,
    square_derivative,
    tanh,
    tanh_derivative,
)
from backhand.affine import affine, affine_vjp, bias_gradient, input_gradient, weight_gradient
from backhand.clipping import clip_by_norm, clip_by_norm_vjp
from backhand.convolution import (
    ConvolutionGradients,
    banded_matrix,
    convolution1d,
    convolution1d_vjp,
    convolution2d,
    convolution2d_vjp,
)
from backhand.derivations import DERIVATIONS, derivation
from backhand.dropout import dropout, dropout_vjp
from backhand.embedding import embedding, embedding_vjp
from backhand.gradcheck import (
    BlockReport,
    Report,
    central_difference,
    check_gradients,
    complex_step,
    entry_errors,
    forward_difference,
    numerical_gradients,
    relative_error,
)
from backhand.graph import Node
from backhand.losses import (
    LOSSES,
    Loss,
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    half_squared_error,
    half_squared_error_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
    squared_error,
    squared_error_gradient,
)
from backhand.network import (
    Gradients,
    LossAndGradients,
    Trace,
    network_backward,
    network_forward,
    network_loss_and_gradients,
)
from backhand.normalization import (
    BatchNormGradients,
    BatchNormTrace,
    LayerNormGradients,
    LayerNormTrace,
    batch_norm,
    batch_norm_evaluate,
    batch_norm_evaluate_vjp,
    batch_norm_vjp,
    layer_norm,
    layer_norm_vjp,
)
from backhand.pooling import (
    max_pool1d,
    max_pool1d_vjp,
    max_pool2d,
    max_pool2d_vjp,
    mean_pool1d,
    mean_pool1d_vjp,
    mean_pool2d,
    mean_pool2d_vjp,
)
from backhand.recurrent import RecurrentGradients, recurrent_backward, recurrent_forward
from backhand.shared import SharedGradients, shared_backward, shared_forward
from backhand.symmetry import History, descend, different_units, spread
from backhand.worksheet import INSTANCES, worksheet_network

if TYPE_CHECKING:
    from backhand.figures import curves as curves
    from backhand.figures import draw as draw

__version__ = "0.1.0"
#: Modules of `backhand.figures` that can be imported from here, and are loaded only then.
FIGURES = ("curves", "draw")

__all__ = [
    "ACTIVATIONS",
    "DERIVATIONS",
    "INSTANCES",
    "LOSSES",
    "Activation",
    "BatchNormGradients",
    "BatchNormTrace",
    "BlockReport",
    "ConvolutionGradients",
    "Gradients",
    "History",
    "LayerNormGradients",
    "LayerNormTrace",
    "Loss",
    "LossAndGradients",
    "Node",
    "RecurrentGradients",
    "Report",
    "SharedGradients",
    "Trace",
    "affine",
    "affine_vjp",
    "banded_matrix",
    "batch_norm",
    "batch_norm_evaluate",
    "batch_norm_evaluate_vjp",
    "batch_norm_vjp",
    "bias_gradient",
    "binary_cross_entropy",
    "binary_cross_entropy_gradient",
    "central_difference",
    "check_gradients",
    "clip_by_norm",
    "clip_by_norm_vjp",
    "complex_step",
    "convolution1d",
    "convolution1d_vjp",
    "convolution2d",
    "convolution2d_vjp",
    "derivation",
    "descend",
    "different_units",
    "dropout",
    "dropout_vjp",
    "elementwise_vjp",
    "embedding",
    "embedding_vjp",
    "entry_errors",
    "exp",
    "exp_derivative",
    "forward_difference",
    "graph",
    "half_squared_error",
    "half_squared_error_gradient",
    "identity",
    "identity_derivative",
    "initialization",
    "input_gradient",
    "layer_norm",
    "layer_norm_vjp",
    "leaky_relu",
    "leaky_relu_derivative",
    "max_pool1d",
    "max_pool1d_vjp",
    "max_pool2d",
    "max_pool2d_vjp",
    "mean_pool1d",
    "mean_pool1d_vjp",
    "mean_pool2d",
    "mean_pool2d_vjp",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "network_backward",
    "network_forward",
    "network_loss_and_gradients",
    "numerical_gradients",
    "recurrent_backward",
    "recurrent_forward",
    "relative_error",
    "relu",
    "relu_derivative",
    "shared_backward",
    "shared_forward",
    "sigmoid",
    "sigmoid_derivative",
    "sin",
    "sin_derivative",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_gradient",
    "softmax_jacobian",
    "softmax_vjp",
    "softplus",
    "softplus_derivative",
    "spread",
    "square",
    "square_derivative",
    "squared_error",
    "squared_error_gradient",
    "symmetry",
    "tanh",
    "tanh_derivative",
    "weight_gradient",
    "worksheet",
    "worksheet_network",
]


def __getattr__(name: str) -> ModuleType:
    if name in FIGURES:
        return importlib.import_module(f"backhand.figures.{name}")
    near = [known for known in __all__ if known.endswith(f"_{name}")]
    near += [
        f"{module.__name__.partition('.')[2]}.{name}"
        for module in (graph, initialization, symmetry)
        if name in vars(module) and name[0] != "_"
    ]
    near = near or difflib.get_close_matches(name, __all__, n=2)
    likely = f"; likely {' or '.join(near)}" if near else ""
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}{likely}")


def __dir__() -> list[str]:
    return sorted({*globals(), *FIGURES})
