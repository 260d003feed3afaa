"""A picture of one layer, with the name of every input, weight, bias and output."""

from __future__ import annotations

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
    for name, units in (("n_in", n_in), ("n_out", n_out)):
        if not 1 <= units <= MOST:
            raise ValueError(f"expected {name} from 1 to {MOST}, got {units}; draw a smaller layer")
    return Picture(named_layer, {"n_in": int(n_in), "n_out": int(n_out)})
