"""A picture of one layer, with the name of every input, weight, bias and output."""

from __future__ import annotations

from backhand._validate import as_count
from backhand.figures.picture import Picture
from backhand.figures.render_layer import MOST, named_layer


def layer_picture(n_in: int = 2, n_out: int = 2) -> Picture:
    """Draw the layer z = Wx + b, the loss that follows it, and the δ that comes back.

    Parameters
    ----------
    n_in, n_out : int
        The numbers of inputs and outputs, each from 1 to 4.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there are too many units to name, or none.

    Examples
    --------
    >>> layer_picture(2, 1).table[1]
    ('z₁', 'z₁ = w₁₁ x₁ + w₁₂ x₂ + b₁', 'δ₁')

    Derivation: S1.
    """
    shown = {"n_in": as_count("n_in", n_in), "n_out": as_count("n_out", n_out)}
    for name, units in shown.items():
        if units > MOST:
            raise ValueError(
                f"expected {name} from 1 to {MOST}, got {units}; likely a whole layer: draw a "
                "smaller one"
            )
    return Picture(named_layer, shown)
