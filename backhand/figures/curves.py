"""Two figures of training: loss and accuracy over the epochs, and rows of numbers as images.

Like the figures of `backhand.draw`, they return a `Picture` and do not rely on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from backhand._validate import (
    Array,
    as_array,
    as_count,
    as_list,
    as_text,
    expect_length,
    expect_shape,
    holds_mask,
)
from backhand.figures.picture import Picture, rounded
from backhand.figures.render_training import images_in_rows, training_by_epoch

Runs = Mapping[str, ArrayLike]


def training_curve(losses: ArrayLike | Runs, accuracies: ArrayLike | Runs | None = None) -> Picture:
    """Draw the loss, and the accuracy if there is one, over the epochs of one or several runs.

    Parameters
    ----------
    losses : ndarray, shape (epochs,), or mapping of str to such arrays
        The loss after each epoch; by name if there are several runs. A loss that is not
        finite is left out of the plot and listed as such in the table. A history of `train`
        has one more, from before the first step: pass ``history.losses[1:]``.
    accuracies : the same, optional
        The accuracy after each epoch, from 0 to 1; for each run that has a loss.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no run, losses and accuracies do not belong to the same epochs, or an accuracy
        is not from 0 to 1.

    Examples
    --------
    >>> print(training_curve([2.0, 1.0, 0.5]))
    Loss from 2 after epoch 1 to 0.5 after epoch 3.
    <BLANKLINE>
    Loss after each epoch
    epoch  loss
    1      2
    2      1
    3      0.5

    Derivation: S12.
    """
    lost = _runs("losses", losses)
    right = None if accuracies is None else _runs("accuracies", accuracies)
    if right is not None:
        _same_epochs(lost, right)
        _expect_shares(right)
    shown = [
        None if runs is None else {name: rounded(values) for name, values in runs.items()}
        for runs in (lost, right)
    ]
    return Picture(training_by_epoch, dict(zip(("losses", "accuracies"), shown, strict=True)))


def weight_images(
    images: ArrayLike,
    titles: Sequence[object] | None = None,
    columns: int = 8,
    caption: str = "Images",
) -> Picture:
    """Draw rows of numbers as small images: a unit's incoming weights, or a handwritten digit.

    If any number is negative, all images share a scale with 0 in the middle, and `+` and `-`
    mark the entries of at least half the largest magnitude, which are in full colour; otherwise
    0 is transparent and the largest number in full grey.

    Parameters
    ----------
    images : ndarray, shape (n, h, w) or (n, h * h)
        Rows of a weight matrix are folded into squares.
    titles : sequence, length n, optional
        By default the images are numbered from 0.
    columns : int
        How many images there are in a row.
    caption : str
        The title.

    Returns
    -------
    picture : Picture

    Raises
    ------
    ValueError
        If there is no image, a row does not fold into a square, or titles do not fit.

    Examples
    --------
    >>> weight_images(np.eye(4).reshape(1, 4, 4)).table[0]
    ('image', 'smallest', 'at', 'largest', 'at', 'mean')

    Derivation: S3, Y9.
    """
    stack, columns = _folded(images), as_count("columns", columns)
    if titles is not None:
        titles = as_list("titles", titles, "image", "titles")
    names = [str(title) for title in (range(len(stack)) if titles is None else titles)]
    expect_length("titles", names, len(stack), "image")
    shown = {"images": rounded(stack), "titles": names, "columns": columns}
    return Picture(images_in_rows, {**shown, "caption": as_text("caption", caption)})


def _runs(name: str, given: ArrayLike | Runs) -> dict[str, Array]:
    several = given.items() if isinstance(given, Mapping) else [("", given)]
    named = {str(run): values for run, values in several}
    if not named:
        raise ValueError(f"expected at least one run in {name}, got none; likely an empty dict")
    # A run that diverged contains inf or nan, and its picture should show that.
    finite = {run: _with_gaps(f"{name} {run}".strip(), runs) for run, runs in named.items()}
    for run, values in finite.items():
        as_array(f"{name} {run}".strip(), np.where(np.isfinite(values), values, 0.0), ("epochs",))
        if values.size == 0:
            raise ValueError(f"expected {name} of at least one epoch, got none; likely no training")
    return finite


def _expect_shares(accuracies: Mapping[str, Array]) -> None:
    for values in accuracies.values():
        other = values[np.isfinite(values) & ((values < 0) | (values > 1))]
        if other.size:
            likely = "percentages: divide them by 100" if other[0] > 1 else "they are losses"
            raise ValueError(f"expected accuracies from 0 to 1, got {other[0]:g}; likely {likely}")


def _with_gaps(name: str, values: ArrayLike) -> Array:
    """Numbers that may be infinite or NaN."""
    if not holds_mask(values):
        try:
            array = np.asarray(values)
        except Exception:  # whatever the __array__ of a foreign object raises
            array = np.array(None)
        if array.dtype.kind in "biuf":
            return array.astype(float)
    as_array(name, values)  # which says what is wrong with them
    raise TypeError(f"expected real {name}, got complex; likely a complex step: take real parts")


def _same_epochs(losses: Mapping[str, Array], accuracies: Mapping[str, Array]) -> None:
    if set(losses) != set(accuracies):
        raise ValueError(
            f"expected accuracies of the runs {sorted(losses)}, got {sorted(accuracies)}; "
            "likely a run was left out or misspelled"
        )
    for run, loss in losses.items():
        likely = "one of the two was recorded before the first epoch as well"
        expect_shape(f"accuracies {run}".strip(), accuracies[run], loss.shape, likely)


def _folded(images: ArrayLike) -> Array:
    stack = as_array("images", images)
    if stack.ndim == 2:
        side = round(stack.shape[1] ** 0.5)
        if side * side != stack.shape[1]:
            raise ValueError(
                f"expected images as rows of h * h numbers, got {stack.shape[1]} in a row; "
                "likely a transpose, or pass images of shape (n, h, w)"
            )
        stack = stack.reshape(len(stack), side, side)
    if stack.ndim != 3 or stack.size == 0:
        raise ValueError(
            f"expected images of shape (n, h, w) or (n, h * h), got {stack.shape}; "
            f"likely {'a single image: pass image[None]' if stack.size else 'an empty slice'}"
        )
    return stack
