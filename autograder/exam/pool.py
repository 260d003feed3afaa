r"""The questions that an exam can be made of, content only."""

from __future__ import annotations

import numpy as np

from autograder.exam.question import Pool
from autograder.exercises.exercise import Inputs

POOL = Pool()

# ---- 01_single_layer -------------------------------------------------------------------------

POOL.ask(
    "layer_gradients",
    "A layer with a sigmoid",
    r"""
One sample passes through $z = Wx + b$ and $a = \sigma(z)$, and $L = \tfrac12 \sum_i (a_i - y_i)^2$.
Work out $\delta = \partial L / \partial z$, and the gradients of $W$, $b$ and $x$.
""",
)
POOL.ask(
    "cross_entropy_delta",
    "Softmax and cross-entropy",
    r"""
Let $p$ be the softmax of $z$, and $L = -\sum_i y_i \log p_i$. The $y_i$ are positive and need not
sum to 1. Work out $\delta = \partial L / \partial z$.
""",
    {"n_out": 3},
)
POOL.ask(
    "batch_gradients",
    "A batch of rows",
    r"""
Samples are rows: $Z = X W^{\mathsf T} + \mathbf 1 b^{\mathsf T}$. The loss of the batch is the sum
of the samples' losses, and row $n$ of `Delta` is $\partial L / \partial z$ of sample $n$. Work out
`per_sample`, the gradient of $W$ of each sample by itself, and `dW`, `db` and `dX` of the batch.
""",
)

# ---- 02_multi_layer --------------------------------------------------------------------------

POOL.ask(
    "two_linear_layers",
    "Two linear layers",
    r"""
Let $z_1 = W_1 x + b_1$ and $z_2 = W_2 z_1 + b_2$, with $\delta_2 = \partial L / \partial z_2$
given. Work out $\delta_1 = \partial L / \partial z_1$ and the gradients of $W_2$ and $W_1$.
""",
)
POOL.ask(
    "forward_pass",
    "Forward through two layers",
    r"""
Let $z_1 = W_1 x$, $a_1 = \sigma(z_1)$, $z_2 = W_2 a_1$ and $a_2 = \sigma(z_2)$, and
$L = \tfrac12 \sum_k (a_{2,k} - y_k)^2$. Work out every value after $x$, and the loss.
""",
)
POOL.ask(
    "network_gradients",
    "A network and a batch",
    r"""
Samples are rows:

$$Z_1 = X W_1^{\mathsf T} + \mathbf 1 b_1^{\mathsf T}, \quad A_1 = \tanh(Z_1), \qquad
Z_2 = A_1 W_2^{\mathsf T} + \mathbf 1 b_2^{\mathsf T}, \quad A_2 = \sigma(Z_2),$$

$$L = \frac{1}{2N} \sum_{n=1}^{N} \sum_k \bigl( (A_2)_{nk} - Y_{nk} \bigr)^2 .$$

Work out `delta2` $= \partial L / \partial Z_2$ and `delta1` $= \partial L / \partial Z_1$, with one
row for each sample, and the gradients of both layers' weights and biases.
""",
)

# ---- 03_weight_sharing -----------------------------------------------------------------------

POOL.ask(
    "nested_bias_input",
    "One layer, used twice",
    r"""
Let $z^{(1)} = W x + b$ and $z^{(2)} = W z^{(1)} + b$, with the same $W$ and $b$ in both uses, and
$\delta = \partial L / \partial z^{(2)}$. Work out the gradients of $b$ and of $x$.
""",
)
POOL.ask(
    "tied_gradients",
    "A tied autoencoder",
    r"""
Let $\hat x = W^{\mathsf T} a + c$ with $a = \tanh(z)$ and $z = W x + b$: one $W$, used twice. Given
$e = \partial L / \partial \hat x$, work out $\delta = \partial L / \partial z$ and the gradient of
$W$.
""",
)
POOL.ask(
    "unrolled_gradients",
    "T uses of one layer",
    r"""
Let $h^{(0)} = x$, $z^{(t)} = W h^{(t-1)} + b$ and $h^{(t)} = \tanh z^{(t)}$ for $t = 1, \dots, T$.
The loss is computed from $h^{(T)}$ alone, and $g = \partial L / \partial h^{(T)}$. Work out
`deltas`, whose rows are the $\delta^{(t)} = \partial L / \partial z^{(t)}$, first use first, and
the gradients of $W$ and $b$.
""",
)

# ---- 04_computational_graph ------------------------------------------------------------------

POOL.ask(
    "one_neuron",
    "One neuron",
    r"""
A neuron forms $z = \sum_k w_k h_k$ and outputs $\sin z$; the adjoint of its output is $g$. Work out
what it sends back to its weights and to its inputs.
""",
    {"n_in": 3},
)
POOL.ask(
    "worksheet_gradients",
    "The worksheet's network",
    r"""
Let $z_1 = w_{11} x_1 + w_{21} x_2$ and $z_2 = w_{12} x_1 + w_{22} x_2$, then $h_1 = z_1$ and
$h_2 = \tfrac12 z_2^2$, then $h_3 = 2\, v_{11} h_1$ and $h_4 = e^{v_{12} h_1 + v_{22} h_2}$, then
$o = \sin(u_1 h_3 + u_2 h_4)$ and $J = \tfrac12 (o - t)^2$. Work out the derivative of $J$ with
respect to each of the nine weights and the two inputs.
""",
)
POOL.ask(
    "step_in_place",
    "One step of a chain",
    r"""
A chain of layers of one unit each: $a_0 = x$, $a_l = \sin(w_l\, a_{l-1})$, and
$J = \tfrac12 (a_D - t)^2$. `w` holds the weights, that of the first layer first. Work out all
weights after one step of gradient descent with this rate.
""",
    {"n_in": 3},
)

# ---- 05_symmetry_breaking --------------------------------------------------------------------

POOL.ask(
    "constant_start",
    "A start from constant weights",
    r"""
A network $h = \sigma(W_1 x)$, $\hat y = \sigma(W_2 h)$ without biases has `n_hidden` hidden units;
every weight of both layers is the same number $w$, and $L = \tfrac12 \sum_k (\hat y_k - y_k)^2$.
Work out `h`, and the $\delta$ of both layers.
""",
    {"n_in": 3},
)
# ---- 06_training_by_hand ---------------------------------------------------------------------


def _rows_sum_to_one(given: Inputs) -> bool:
    return all(np.allclose(given[name].sum(axis=1), 1) for name in ("P", "Y"))


POOL.ask(
    "digits_loss",
    "The loss of a classifier",
    r"""
Each row of $P$ is the softmax of a row of $Z$, and each row of $Y$ holds the probabilities that are
the target. The loss is the mean over the samples of the cross-entropy. Work out the loss, and
`Delta3` $= \partial L / \partial Z$.
""",
    {"N": 2, "n_out": 3},
    _rows_sum_to_one,
)

# ---- 07_sharing_further ----------------------------------------------------------------------

POOL.ask(
    "convolution_gradients",
    "A convolution",
    r"""
Let $z_i = \sum_k w_k\, x_{i+k} + b$, with stride 1 and no padding, and
$\delta = \partial L / \partial z$. Work out the gradients of the kernel $w$, of $b$, and of $x$.
""",
    {"n_in": 3},
)


def _row_read_twice(given: Inputs) -> bool:
    return len(set(given["ids"].tolist())) < len(given["ids"])


POOL.ask(
    "table_gradient",
    "A table of rows",
    r"""
Row $n$ of $H$ is row `ids[n]` of a table $E$ with that many `rows`, counted from 0, and
$G = \partial L / \partial H$. Work out the gradient of $E$.
""",
    {"N": 4, "n_more": 4},
    _row_read_twice,
)

#: About 90 minutes.
DEFAULT = (
    *("layer_gradients", "cross_entropy_delta", "two_linear_layers", "network_gradients"),
    *("tied_gradients", "unrolled_gradients", "worksheet_gradients", "constant_start"),
    *("digits_loss", "convolution_gradients", "table_gradient"),
)
