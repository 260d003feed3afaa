"""A picture of a network as a row of modules: what goes forward, and what is passed back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import as_array, as_list, as_texts, expect_length, expect_named
from backhand.figures.canvas import signed
from backhand.figures.picture import Picture
from backhand.figures.render_modules import row_of_modules


def modules_picture(
    modules: Sequence[str],
    values: Sequence[str],
    enters: Mapping[int, str],
    back: Sequence[str] = (),
    gives: Mapping[int, str] | None = None,
    numbers: Sequence[ArrayLike] = (),
    caption: str = "The network as a row of modules",
) -> Picture:
    """Draw modules in a row, with the values that go forward between them.

    Parameters
    ----------
    modules : sequence of str
        The names in the boxes, first module first.
    values : sequence of str, one more than modules
        The names of what goes into the first module, between two modules, and out of the last.
    enters : mapping of int to str
        What enters a module from above, such as its weights, by the module's number from 0.
    back : sequence of str, as many as values, optional
        What is passed back where these values went forward; empty text for nothing.
    gives : mapping of int to str, optional
        What a module hands out below on the way back, such as the gradient of its weights.
    numbers : sequence of ndarray, as many as values, optional
        The numbers to write below the names of the values, one below the other.
    caption : str
        The title.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no module, or names do not fit.

    Examples
    --------
    >>> modules_picture(["f", "loss"], ["x", "a", "L"], {1: "y"}).caption
    'The network as a row of modules'

    Derivation: G7.
    """
    modules, values = as_texts("modules", modules), as_texts("values", values)
    back, numbers = as_texts("back", back), as_list("numbers", numbers, "arrow")
    expect_named("enters", enters)
    gives = {} if gives is None else gives
    expect_named("gives", gives)
    if not modules:
        raise ValueError("expected at least one module, got none; likely an empty list")
    expect_length("values", values, len(modules) + 1, "arrow")
    if back:
        expect_length("back", back, len(modules) + 1, "arrow")
    if len(numbers):
        expect_length("numbers", numbers, len(values), "arrow")
        values = [_with_numbers(*pair) for pair in zip(values, numbers, strict=True)]
    for name, sides in (("enters", enters), ("gives", gives)):
        if outside := [k for k in sides if k not in range(len(modules))]:
            raise ValueError(
                f"expected numbers from 0 to {len(modules) - 1} in {name}, got {outside}; "
                "likely modules were counted from 1"
            )
    shown = [
        {"name": name, "enters": enters.get(k, ""), "gives": gives.get(k, "")}
        for k, name in enumerate(modules)
    ]
    arrows = {"values": list(values), "back": list(back)}
    return Picture(row_of_modules, {"modules": shown, **arrows, "caption": caption})


def _with_numbers(name: str, numbers: ArrayLike) -> str:
    entries = np.atleast_1d(as_array(name, numbers)).ravel()
    return "\n".join([name, *(signed(f"{entry:.3g}") for entry in entries)])
