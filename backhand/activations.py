"""Activations, each beside its derivative; softmax, whose Jacobian is not diagonal, comes last.

All of them accept complex input and branch on its real part, so that the complex step of
`backhand.gradcheck` differentiates them to rounding error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from backhand._elementwise import OVERWRITING, PULLED, UNCHECKED
from backhand._elementwise import exp as _exp
from backhand._elementwise import exp_derivative as _exp_derivative
from backhand._elementwise import identity as _identity
from backhand._elementwise import identity_derivative as _identity_derivative
from backhand._elementwise import leaky_relu as _leaky_relu
from backhand._elementwise import leaky_relu_derivative as _leaky_relu_derivative
from backhand._elementwise import relu as _relu
from backhand._elementwise import relu_derivative as _relu_derivative
from backhand._elementwise import sigmoid as _sigmoid
from backhand._elementwise import sigmoid_derivative as _sigmoid_derivative
from backhand._elementwise import sin as _sin
from backhand._elementwise import sin_derivative as _sin_derivative
from backhand._elementwise import softplus as _softplus
from backhand._elementwise import softplus_derivative as _softplus_derivative
from backhand._elementwise import square as _square
from backhand._elementwise import square_derivative as _square_derivative
from backhand._elementwise import tanh as _tanh
from backhand._elementwise import tanh_derivative as _tanh_derivative
from backhand._validate import Array, as_array, as_number, expect_shape, likely_name, public


@public
def identity(z: ArrayLike) -> Array:
    """Return a copy of z.

    f(z) = z

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> identity([-1, 2])
    array([-1.,  2.])

    Derivation: M2.
    """
    return _identity(as_array("z", z))


@public
def identity_derivative(z: ArrayLike) -> Array:
    """Return ones.

    f'(z) = 1

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> identity_derivative([-1, 2])
    array([1., 1.])

    Derivation: M2.
    """
    return _identity_derivative(as_array("z", z))


@public
def sigmoid(z: ArrayLike) -> Array:
    """Squash z into (0, 1).

    f(z) = 1 / (1 + e^-z)

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> sigmoid([0, 2, -800])
    array([0.5       , 0.88079708, 0.        ])

    Derivation: S7.
    """
    return _sigmoid(as_array("z", z))


@public
def sigmoid_derivative(z: ArrayLike) -> Array:
    """Return the slope of `sigmoid`, exact also where 1 - f(z) would round to 0.

    f'(z) = f(z) (1 - f(z)) = f(z) f(-z)

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> sigmoid_derivative([0, 2])
    array([0.25      , 0.10499359])

    Derivation: S7.
    """
    return _sigmoid_derivative(as_array("z", z))


@public
def tanh(z: ArrayLike) -> Array:
    """Squash z into (-1, 1).

    f(z) = tanh z

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> tanh([0, 1])
    array([0.        , 0.76159416])

    Derivation: S8.
    """
    return _tanh(as_array("z", z))


@public
def tanh_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = 1 - tanh² z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> tanh_derivative([0, 1])
    array([1.        , 0.41997434])

    Derivation: S8.
    """
    return _tanh_derivative(as_array("z", z))


@public
def relu(z: ArrayLike) -> Array:
    """Keep what is positive, and set the rest to 0.

    f(z) = max(z, 0)

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> relu([-1, 0, 2])
    array([0., 0., 2.])

    Derivation: S8.
    """
    return _relu(as_array("z", z))


@public
def relu_derivative(z: ArrayLike) -> Array:
    """Return 1 where z > 0 and 0 elsewhere.

    f'(0) is taken as 0

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> relu_derivative([-1, 0, 2])
    array([0., 0., 1.])

    Derivation: S8, Y8.
    """
    return _relu_derivative(as_array("z", z))


@public
def leaky_relu(z: ArrayLike, slope: float = 0.01) -> Array:
    """Keep what is positive, and shrink the rest.

    f(z) = z if z > 0, and slope·z elsewhere

    Parameters
    ----------
    z : ndarray, any shape
    slope : float
        f' where z ≤ 0.

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> leaky_relu([-1, 2], slope=0.1)
    array([-0.1,  2. ])

    Derivation: S8.
    """
    return _leaky_relu(as_array("z", z), as_number("slope", slope))


@public
def leaky_relu_derivative(z: ArrayLike, slope: float = 0.01) -> Array:
    """Return 1 where z > 0 and `slope` elsewhere.

    f'(0) is taken as `slope`

    Parameters
    ----------
    z : ndarray, any shape
    slope : float
        f' where z ≤ 0.

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> leaky_relu_derivative([-1, 2], slope=0.1)
    array([0.1, 1. ])

    Derivation: S8.
    """
    return _leaky_relu_derivative(as_array("z", z), as_number("slope", slope))


@public
def softplus(z: ArrayLike) -> Array:
    """Return the smooth ReLU f(z) = log(1 + e^z).

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> softplus([0, 800])
    array([6.93147181e-01, 8.00000000e+02])

    Derivation: S7.
    """
    return _softplus(as_array("z", z))


@public
def softplus_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = sigmoid(z).

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> softplus_derivative([0, 800])
    array([0.5, 1. ])

    Derivation: S7.
    """
    return _softplus_derivative(as_array("z", z))


@public
def square(z: ArrayLike) -> Array:
    """Return f(z) = z², without a ½.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite, or overflows.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> square([-1, 3])
    array([1., 9.])

    Derivation: B12.
    """
    return _square(as_array("z", z))


@public
def square_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = 2 z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite, or overflows.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> square_derivative([-1, 3])
    array([-2.,  6.])

    Derivation: B12.
    """
    return _square_derivative(as_array("z", z))


@public
def exp(z: ArrayLike) -> Array:
    """Return f(z) = e^z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite, or overflows.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> exp([0, 1])
    array([1.        , 2.71828183])

    Derivation: W3.
    """
    return _exp(as_array("z", z))


@public
def exp_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = e^z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite, or overflows.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> exp_derivative([0, 1])
    array([1.        , 2.71828183])

    Derivation: W3.
    """
    return _exp_derivative(as_array("z", z))


@public
def sin(z: ArrayLike) -> Array:
    """Return f(z) = sin z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    a : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> sin([0, 1])
    array([0.        , 0.84147098])

    Derivation: W3.
    """
    return _sin(as_array("z", z))


@public
def sin_derivative(z: ArrayLike) -> Array:
    """Return f'(z) = cos z.

    Parameters
    ----------
    z : ndarray, any shape

    Returns
    -------
    slopes : ndarray, shape of z

    Raises
    ------
    ValueError
        If an entry is not finite.
    TypeError
        If `z` does not consist of numbers.

    Examples
    --------
    >>> sin_derivative([0, 1])
    array([1.        , 0.54030231])

    Derivation: W3.
    """
    return _sin_derivative(as_array("z", z))


class Activation(NamedTuple):
    """An elementwise function and its derivative, both of the pre-activation z.

    Examples
    --------
    >>> cube = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
    >>> elementwise_vjp([1, 10], [2, 3], cube)
    array([ 12., 270.])
    """

    name: str
    function: Callable[[ArrayLike], Array]
    derivative: Callable[[ArrayLike], Array]


#: An activation: by its name, as a function of this module, or one of your own.
AnyActivation: TypeAlias = str | Activation | Callable[[ArrayLike], Array]

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Activation("identity", identity, identity_derivative),
            Activation("sigmoid", sigmoid, sigmoid_derivative),
            Activation("tanh", tanh, tanh_derivative),
            Activation("relu", relu, relu_derivative),
            Activation("leaky_relu", leaky_relu, leaky_relu_derivative),
            Activation("softplus", softplus, softplus_derivative),
            Activation("square", square, square_derivative),
            Activation("exp", exp, exp_derivative),
            Activation("sin", sin, sin_derivative),
        )
    }
)


#: What others call them.
SHORT = {"linear": "identity", "logistic": "sigmoid", "none": "identity"}


def as_activation(activation: AnyActivation) -> Activation:
    """Look up an activation by its name or its function; an `Activation` is returned as is.

    Raises
    ------
    TypeError
        If `activation` is none of these.
    ValueError
        If there is no activation of that name.

    Examples
    --------
    >>> as_activation("tanh") is as_activation(tanh)
    True
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str):
        return _of_function(activation)
    if activation not in ACTIVATIONS:
        if activation.lower() == "softmax":
            return _of_function(softmax)  # which says what to do
        other = "a function of your own: pass Activation(name, function, derivative)"
        likely = likely_name(activation, {name: name for name in ACTIVATIONS} | SHORT, other)
        raise ValueError(
            f"expected activation to be one of {', '.join(ACTIVATIONS)}, got {activation!r}; "
            f"{likely}"
        )
    return ACTIVATIONS[activation]


def _of_function(function: object) -> Activation:
    for known in ACTIVATIONS.values():
        if function is known.function:
            return known
        if function is known.derivative and callable(function):
            raise TypeError(
                f"expected an activation, got its derivative {function.__name__}; likely "
                f'pass "{known.name}": the derivative is found by itself'
            )
    if function is softmax:
        raise TypeError(
            "expected an activation that acts entry by entry, got softmax; likely a last layer: "
            'leave it "identity", and use softmax_cross_entropy or softmax_vjp'
        )
    likely = "two arguments were swapped, or one was left out"
    if function is None:
        likely = 'a layer without an activation: pass "identity"'
    elif callable(function):
        likely = "a bare function: wrap it as Activation(name, function, derivative)"
    raise TypeError(
        f"expected an activation name or an Activation, got {type(function).__name__}; "
        f"likely {likely}"
    )


def apply(activation: Activation, z: Array, overwrite: bool = False) -> Array:
    """Return f(z) for z that was checked: without a check where f is one of this library's.

    With `overwrite`, f(z) takes the place of z where `pull` finds f'(z) from f(z) alone.
    """
    if activation is not ACTIVATIONS.get(activation.name):
        return _made_outside(activation.name, activation.function, z)
    if overwrite and activation.name in OVERWRITING:
        return OVERWRITING[activation.name](z)
    return UNCHECKED[activation.name][0](z)


def slopes(activation: Activation, z: Array) -> Array:
    """Return f'(z) for z that was checked: without a check where f is one of this library's."""
    if activation is ACTIVATIONS.get(activation.name):
        return UNCHECKED[activation.name][1](z)
    return _made_outside(f"the derivative of {activation.name}", activation.derivative, z)


def pull(activation: Activation, g: Array, z: Array, a: Array) -> Array:
    """Return g ∘ f'(z) for g, z and a = f(z) that were checked, as `slopes` returns f'(z).

    Examples
    --------
    >>> import numpy as np
    >>> z = np.array([-1.0, 2.0])
    >>> pull(as_activation("relu"), np.array([1.0, 10.0]), z, relu(z))
    array([ 0., 10.])

    Derivation: S8.
    """
    if activation.name in PULLED and activation is ACTIVATIONS[activation.name]:
        return PULLED[activation.name](g, z, a)
    return g * slopes(activation, z)


def _made_outside(name: str, function: Callable[[ArrayLike], Array], z: Array) -> Array:
    if not callable(function):
        raise TypeError(
            f"expected {name} as a function, got {type(function).__name__}; "
            "likely use Activation(name, function, derivative)"
        )
    # A copy, as a function that works in place would change the trace.
    found = as_array(f"what {name} returns", function(z.copy()))
    expect_shape(f"what {name} returns", found, z.shape, "it does not act entry by entry")
    return found


@public
def elementwise_vjp(upstream: ArrayLike, z: ArrayLike, activation: AnyActivation) -> Array:
    """Pull ∂L/∂a back through a = f(z), entry by entry.

    ∂L/∂z = ∂L/∂a ∘ f'(z)

    Parameters
    ----------
    upstream : ndarray, shape of z
        ∂L/∂a.
    z : ndarray, any shape
        The pre-activation.
    activation : str, Activation or function of this library

    Returns
    -------
    delta : ndarray, shape of z
        ∂L/∂z.

    Raises
    ------
    ValueError
        If `upstream` and `z` differ in shape.

    Examples
    --------
    >>> elementwise_vjp([1, 10], [-1, 2], "relu")
    array([ 0., 10.])

    Derivation: S8, B4, M11.
    """
    upstream, z = as_array("upstream", upstream), as_array("z", z)
    expect_shape("upstream", upstream, z.shape, "upstream and z belong to different layers")
    return upstream * slopes(as_activation(activation), z)


@public
def softmax(Z: ArrayLike) -> Array:
    """Turn each row of logits into probabilities.

    p_k = e^{z_k} / Σ_j e^{z_j}

    Parameters
    ----------
    Z : ndarray, shape (N, K) or (K,)

    Returns
    -------
    P : ndarray, shape of Z
        Positive, and each row sums to 1.

    Raises
    ------
    ValueError
        If `Z` has other axes, no entry, or one that is not finite.

    Examples
    --------
    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])

    Derivation: S11.
    """
    Z = _logits(Z)
    # The largest logit becomes e^0 = 1; a common shift of a row cancels in the fraction.
    shifted = np.exp(Z - Z.real.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


@public
def softmax_vjp(upstream: ArrayLike, Z: ArrayLike) -> Array:
    """Pull ∂L/∂P back through softmax, row by row.

    δ = p ∘ g - p (pᵀ g)

    Parameters
    ----------
    upstream : ndarray, shape of Z
        ∂L/∂P.
    Z : ndarray, shape (N, K) or (K,)
        The logits.

    Returns
    -------
    delta : ndarray, shape of Z
        ∂L/∂Z; each row sums to 0.

    Raises
    ------
    ValueError
        If `upstream` and `Z` differ in shape.

    Examples
    --------
    >>> softmax_vjp([[4, 0]], [[0, 0]])
    array([[ 1., -1.]])

    Derivation: S11.
    """
    Z, upstream = _logits(Z), as_array("upstream", upstream)
    expect_shape("upstream", upstream, Z.shape, "upstream and Z belong to different layers")
    P = softmax(Z)
    return P * (upstream - (P * upstream).sum(axis=-1, keepdims=True))


@public
def softmax_jacobian(z: ArrayLike) -> Array:
    """Write out the Jacobian of softmax for one sample.

    ∂p/∂z = diag(p) - p pᵀ

    Parameters
    ----------
    z : ndarray, shape (K,)

    Returns
    -------
    J : ndarray, shape (K, K)
        Symmetric; its rows sum to 0.

    Raises
    ------
    ValueError
        If `z` is not a single sample.

    Examples
    --------
    >>> softmax_jacobian([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])

    Derivation: S11, M12.
    """
    z = as_array("z", z, ("K",))
    if len(z) == 0:
        raise ValueError("expected z with entries, got none; likely an empty slice")
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def _logits(Z: ArrayLike) -> Array:
    Z = as_array("Z", Z)
    if Z.ndim not in (1, 2) or Z.shape[-1] == 0:
        raise ValueError(
            f"expected Z of shape (N, K) or (K,), got {Z.shape}; "
            "likely an axis was dropped or added"
        )
    return Z
