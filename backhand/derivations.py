"""The derivations that docstrings name, such as "Derivation: S7": what each is about."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

#: Item to title. The course proves all of them; docs/coverage.md says where.
DERIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "S1": "the forward map z = Wx + b",
        "S2": "local partials and the terms that vanish",
        "S3": "the weight gradient",
        "S4": "the input gradient",
        "S5": "the bias gradient",
        "S6": "the error that squared error starts with",
        "S7": "the sigmoid and its slope",
        "S8": "through an elementwise nonlinearity",
        "S9": "what δ is",
        "S10": "the rank of a weight gradient",
        "S11": "softmax, where elementwise ends",
        "S12": "what a step of gradient descent promises",
        "M1": "two linear layers",
        "M2": "many linear layers",
        "M3": "the full δ recursion",
        "M4": "the chain with one output",
        "M5": "the recursion after the activation",
        "M6": "the closed form",
        "M7": "several outputs in one pass",
        "M8": "the output side of a sigmoid network",
        "M9": "the gradient of the hidden layer",
        "M10": "the first layer's gradient",
        "M11": "diagonal matrices and elementwise products",
        "M12": "the chain rule in two forms",
        "M13": "what the forward pass already knows",
        "M14": "both gradients at the old weights",
        "N1": "the same W used twice",
        "N2": "the first use",
        "N3": "Rule 1, the unit's own row",
        "N4": "Rule 2, the other rows",
        "N5": "both rules in one formula",
        "N6": "the 2×2 expansion",
        "N7": "the gradient of a shared W",
        "N8": "the gradients of a shared b and of x",
        "N9": "the tying principle: sum over uses",
        "N10": "a nonlinearity between the uses",
        "N11": "T uses, loss at the end",
        "N12": "the recurrent network, a loss at each step",
        "N13": "vanishing and exploding",
        "N14": "the differential of W²",
        "N15": "shared weights and a batch",
        "W1": "one neuron",
        "W2": "messages accumulate over children",
        "W3": "the worksheet's forward pass",
        "W4": "the worksheet's output layer",
        "W5": "the worksheet's second layer",
        "W6": "the worksheet's first layer",
        "W7": "two paths, one factored sum",
        "W8": "counting paths",
        "W9": "the cost of paths and of edges",
        "W10": "why the printed instance gives nine zeros",
        "W11": "zero weights with a target that is not zero",
        "W12": "zeros that the structure forces",
        "W13": "when to update",
        "W14": "the gradients of the inputs",
        "W15": "the worksheet in matrices, with a mask",
        "W16": "an instance that hides nothing",
        "B1": "moving factors in an inner product of matrices",
        "B2": "the linear module in columns",
        "B3": "the linear module in rows",
        "B4": "the elementwise module",
        "B5": "the differential of a layer",
        "B6": "a batch is a sum of samples",
        "B7": "broadcasting forward, summing backward",
        "B8": "the backward pass of a batch",
        "B9": "outer product and Kronecker product",
        "B10": "which product comes first",
        "B11": "weights stored input by output",
        "B12": "the constants of losses",
        "Y1": "constant weights, equal activations",
        "Y2": "constant weights, equal δ",
        "Y3": "δ at the output follows the targets",
        "Y4": "one step from constant weights",
        "Y5": "symmetry by induction",
        "Y6": "why symmetry stays: permutations",
        "Y7": "a network of one unit in disguise",
        "Y8": "starting from zero",
        "Y9": "random weights break the symmetry",
        "Y10": "logistic regression from zero",
        "Y11": "convexity of logistic regression",
        "Y12": "what convexity does not promise",
        "Y13": "softmax regression from zero",
        "Y14": "a hidden layer is not convex",
        "Y15": "twins among other units",
        "G1": "the graph and its order",
        "G2": "any topological order will do",
        "G3": "the recursion of adjoints",
        "G4": "reverse accumulation",
        "G5": "fan-out adds",
        "G6": "the table of backward rules",
        "G7": "the four sources as graphs",
        "G8": "the cost of the backward pass",
        "G9": "sum over paths",
        "G10": "forward and reverse mode",
        "G11": "the two classic bugs",
        "G12": "no path, no gradient",
        "G13": "checking a gradient by numbers",
        "F1": "convolution as a matrix with shared entries",
        "F2": "the gradients of a kernel and of its bias",
        "F3": "the input's gradient, with the kernel turned round",
        "F4": "stride and padding",
        "F5": "convolution in two dimensions",
        "F6": "W and its transpose in one loss, over a batch",
        "F7": "the gradient of a table of rows",
        "F8": "max-pooling routes the gradient",
        "F9": "dropout, forward and backward",
        "F10": "batch normalisation in stages",
        "F11": "batch normalisation in one formula",
        "F12": "batch normalisation when evaluating",
        "F13": "what truncation through time drops",
        "F14": "clipping a gradient by its norm",
        "F15": "rescaling a ReLU unit",
        "F16": "flipping the sign of a tanh unit",
        "F17": "weight decay",
        "F18": "gradients that add up from step to step",
    }
)


def derivation(item: str) -> str:
    """Say what a derivation is about, and which functions rest on it.

    Parameters
    ----------
    item : str
        As a docstring names it: a letter and a number.

    Returns
    -------
    text : str

    Raises
    ------
    TypeError
        If `item` is not text.
    ValueError
        If there is no such derivation.

    Examples
    --------
    >>> derivation("N13")
    'N13: vanishing and exploding. Rest on it: initialization.orthogonal.'
    """
    if not isinstance(item, str):
        raise TypeError(
            f"expected item as text such as 'S7', got {type(item).__name__}; "
            "likely the number without its letter"
        )
    if item not in DERIVATIONS:
        letters = ", ".join(dict.fromkeys(known[0] for known in DERIVATIONS))
        likely = repr(item.upper()) if item.upper() in DERIVATIONS else "a misspelling"
        raise ValueError(
            f"expected item as one of {letters} and a number, such as 'S7', got {item!r}; "
            f"likely {likely}"
        )
    functions = ", ".join(_resting_on(item)) or "none of this library's functions"
    told = f"{item}: {DERIVATIONS[item]}. Rest on it: {functions}."
    page = address(item)
    return f"{told} Read it at {page}." if page else told


def address(item: str) -> str:
    """The address of a derivation's page, from the installed package's metadata.

    Empty while no address of the documentation is known: nothing needs the page.

    Parameters
    ----------
    item : str
        As in `derivation`.

    Returns
    -------
    address : str

    Examples
    --------
    >>> address("S7") == "" or address("S7").endswith("/derivations/s.html#s7")
    True
    """
    site = _site()
    return f"{site}/derivations/{item[0].lower()}.html#{item.lower()}" if site else ""


@cache
def _site() -> str:
    """Where the documentation is, without a slash at the end; empty if nobody has said."""
    # Imported here, as it takes longer than the library itself would to import.
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        links = metadata("backhand").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    found = [link.partition(", ")[2] for link in links if link.startswith("Documentation, ")]
    return found[0].rstrip("/") if found else ""


def _resting_on(item: str) -> Iterator[str]:
    """Functions and classes whose docstring ends with this item among its derivations."""
    for name in sorted(module for module in sys.modules if module.startswith("backhand.")):
        for label, thing in sorted(vars(sys.modules[name]).items()):
            home = getattr(thing, "__module__", None) == name and not label.startswith("_")
            if home and (inspect.isfunction(thing) or inspect.isclass(thing)):
                _, _, items = (thing.__doc__ or "").rpartition("Derivation: ")
                if item in items.strip().rstrip(".").split(", "):
                    yield f"{name}.{label}".removeprefix("backhand.")
