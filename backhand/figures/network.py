"""A picture of a network of layers, with the names and sizes of what it consists of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhand._validate import as_count, as_texts, expect_length, expect_named
from backhand.figures.picture import Picture
from backhand.figures.render_network import network_of_layers


def network_picture(
    layers: Mapping[str, int],
    between: Sequence[str],
    errors: Sequence[str] = (),
    caption: str = "The network",
) -> Picture:
    """Draw the layers of a network as columns of units, and what lies between them.

    Parameters
    ----------
    layers : mapping of str to int
        The names of the layers' values with their numbers of units, the input first.
    between : sequence of str, one fewer than layers
        What leads from each layer to the next, such as `"W₁, b₁, ReLU"`.
    errors : sequence of str, as many as between
        The names of what comes back to each layer but the input, such as `"Δ₁"`.
    caption : str
        The title.

    Returns
    -------
    picture : Picture
        Of a layer with more than five units, the first two and the last two are drawn.

    Raises
    ------
    ValueError
        If there are fewer than two layers, a layer has no unit, or names do not fit.

    Examples
    --------
    >>> network_picture({"X": 2, "A": 3}, ["W, b"]).caption
    'The network'

    Derivation: M3.
    """
    expect_named("layers", layers)
    units = {name: as_count(f"layers[{name!r}]", units, 0) for name, units in layers.items()}
    between, errors = as_texts("between", between), as_texts("errors", errors)
    if len(layers) < 2 or min(units.values()) < 1:
        raise ValueError(
            f"expected two or more layers of at least one unit, got {dict(layers)}; "
            "likely the input is missing"
        )
    expect_length("between", between, len(layers) - 1, "step from a layer to the next")
    if errors:
        expect_length("errors", errors, len(layers) - 1, "layer but the input")
    shown = [{"name": str(name), "units": number} for name, number in units.items()]
    names = {"between": list(between), "errors": list(errors)}
    return Picture(network_of_layers, {"layers": shown, **names, "caption": caption})
