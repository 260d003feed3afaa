"""Pictures of networks with shared weights, in which every unit and every arrow has its name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from backhand._validate import as_count
from backhand.figures.picture import Picture
from backhand.figures.render_labelled import labelled_network

Arrow = tuple[str, str, str]
Places = dict[str, tuple[float, float]]


def two_uses() -> Picture:
    """Draw two units whose weights are used twice, with the name of the weight on each arrow.

    z⁽¹⁾ = Wx + b,  z⁽²⁾ = Wz⁽¹⁾ + b

    Returns
    -------
    picture : Picture

    Examples
    --------
    >>> two_uses().caption
    'Two units used twice: the same four weights, two times'

    Derivation: N1.
    """
    columns = [(f"{v[0]}₁{v[1:]}", f"{v[0]}₂{v[1:]}") for v in ("x", "z⁽¹⁾", "z⁽²⁾")]
    places: Places = {
        name: (1.6 * x, 1.1 * y) for x, pair in enumerate(columns) for y, name in enumerate(pair)
    }
    places["L"] = (4.3, 0.55)
    arrows = [
        (column[j], following[i], f"w{'₁₂'[i]}{'₁₂'[j]}")
        for column, following in pairwise(columns)
        for i in (0, 1)
        for j in (0, 1)
    ]
    arrows += [(name, "L", "") for name in columns[-1]]
    return _picture(places, arrows, "Two units used twice: the same four weights, two times")


def tied_autoencoder() -> Picture:
    """Draw an autoencoder whose decoder is the transpose of its encoder.

    z = Wx + b,  a = tanh z,  x̂ = Wᵀa + c

    Returns
    -------
    picture : Picture

    Examples
    --------
    >>> tied_autoencoder().caption
    'A tied autoencoder: one W, used as W and as its transpose'

    Derivation: N9.
    """
    names = ("x", "z", "a", "x̂", "L")
    places: Places = {name: (1.35 * x, 0.0) for x, name in enumerate(names)}
    steps = ("W, b", "tanh", "Wᵀ, c", "")
    arrows = [
        (left, right, step) for left, right, step in zip(names, names[1:], steps, strict=False)
    ]
    return _picture(places, arrows, "A tied autoencoder: one W, used as W and as its transpose")


def batch_norm_graph() -> Picture:
    """Draw the graph of batch normalisation for one feature, a node for each stage.

    c = x − μ,  v = mean of c²,  r = 1/√(v + ε),  x̂ = c r,  y = γ x̂ + β

    Returns
    -------
    picture : Picture

    Examples
    --------
    >>> batch_norm_graph().caption
    'Batch normalisation of one feature, stage by stage'

    Derivation: F10.
    """
    places: Places = {
        "x": (0.0, 1.0),
        "μ": (1.0, 0.0),
        "c": (2.0, 1.0),
        "v": (3.0, 0.0),
        "r": (4.0, 0.0),
        "x̂": (4.7, 1.0),
        "y": (5.8, 1.0),
    }
    arrows = [
        ("x", "μ", "mean"),
        ("x", "c", ""),
        ("μ", "c", "−μ"),
        ("c", "v", "mean c²"),
        ("v", "r", "1/√"),
        ("c", "x̂", ""),
        ("r", "x̂", "times r"),
        ("x̂", "y", "γ, β"),
    ]
    return _picture(places, arrows, "Batch normalisation of one feature, stage by stage")


def unrolled(steps: int = 3, losses: Literal["last", "every"] = "last") -> Picture:
    """Draw a layer that is used at every step, one step beside the other.

    h⁽ᵗ⁾ = tanh(W h⁽ᵗ⁻¹⁾ + b), with U u⁽ᵗ⁾ added in tanh where every step has a loss

    Parameters
    ----------
    steps : int
        How many of them are drawn, from 1 to 4.
    losses : str
        "last": the loss is computed from the last state alone. "every": each step reads an input
        and has a loss of its own.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If the number of steps or the losses are others.

    Examples
    --------
    >>> unrolled(2).table[1]
    ('h⁽⁰⁾', 'h⁽¹⁾', 'W, b')

    Derivation: N11, N12.
    """
    if (
        as_count("steps", steps) > 4
        or not isinstance(losses, str)
        or losses not in ("last", "every")
    ):
        raise ValueError(
            f"expected 1 to 4 steps and losses 'last' or 'every', got {steps} and "
            f"{str(losses)[:20]!r}; likely a whole sequence: draw its beginning"
        )
    numbers, wide = "⁰¹²³⁴"[: steps + 1], min(1.5, 5.8 / (steps + 0.8))
    places: Places = {f"h⁽{n}⁾": (wide * t, 0.0) for t, n in enumerate(numbers)}
    if losses == "last":
        places["L"] = (wide * (steps + 0.8), 0.0)
        arrows = [*_through_time(numbers), (f"h⁽{numbers[-1]}⁾", "L", "")]
        return _picture(places, arrows, "One layer used at every step, and a loss at the end")
    places |= {f"u⁽{n}⁾": (wide * t, 0.95) for t, n in enumerate(numbers) if t}
    places |= {f"ℓ⁽{n}⁾": (wide * t, -0.8) for t, n in enumerate(numbers) if t}
    arrows = list(_through_time(numbers))
    for n in numbers[1:]:
        arrows += [(f"u⁽{n}⁾", f"h⁽{n}⁾", "U"), (f"h⁽{n}⁾", f"ℓ⁽{n}⁾", "")]
    return _picture(places, arrows, "A recurrent layer: at every step an input and a loss")


def _through_time(numbers: str) -> Iterator[Arrow]:
    for before, now in pairwise(numbers):
        yield f"h⁽{before}⁾", f"h⁽{now}⁾", "W, b"


def _picture(places: Places, arrows: list[Arrow], caption: str) -> Picture:
    """A picture of units at places in inches; y grows downwards."""
    shown: dict[str, Any] = {name: list(place) for name, place in places.items()}
    listed = [list(arrow) for arrow in arrows]
    return Picture(labelled_network, {"places": shown, "arrows": listed, "caption": caption})
