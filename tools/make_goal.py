"""Draw what the course works towards: digits, and what a network of the last notebook reads.

The picture stands at the beginning of `01_single_layer`, and is in the repository. It only has to
be drawn again if it is to show something else: `python tools/make_goal.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from backhand import curves, network_backward, network_forward, softmax_cross_entropy_gradient
from backhand.figures.picture import Picture

SOLUTIONS = Path(__file__).parents[1] / "solutions"
DIGITS = SOLUTIONS / "06_training_by_hand" / "digits.npz"
TARGET = SOLUTIONS / "pictures" / "goal.png"
#: How many digits there are to train with; the others are read.
SEEN = 1437
WIDTHS, ACTIVATIONS = (64, 48, 32, 10), ("relu", "relu", "identity")
EPOCHS, STEPS, BATCH, RATE = 20, 44, 32, 0.2


class Reading(NamedTuple):
    """Digits that the network has not seen: images, what they are, and what it reads."""

    images: np.ndarray
    labels: np.ndarray
    read: np.ndarray


def reading() -> Reading:
    """Train on some of the digits by gradient descent, and read the others, as 06 does."""
    digits, rng = np.load(DIGITS), np.random.default_rng(1)
    images, labels = digits["images"] / 16, digits["labels"].astype(int)
    X, Y = images.reshape(-1, 64), np.eye(10)[labels]
    seen, others = np.split(np.random.default_rng(0).permutation(len(X)), [SEEN])
    sizes = list(zip(WIDTHS[1:], WIDTHS[:-1], strict=True))
    weights = [rng.normal(size=size) * np.sqrt(2 / size[1]) for size in sizes]
    biases = [np.zeros(n_out) for n_out, _ in sizes]
    for _ in range(EPOCHS):
        for rows in rng.permutation(seen)[: STEPS * BATCH].reshape(STEPS, BATCH):
            trace = network_forward(X[rows], weights, biases, ACTIVATIONS)
            delta = softmax_cross_entropy_gradient(trace.post[-1], Y[rows])
            found = network_backward(delta, trace, weights, ACTIVATIONS)
            for parameters, gradients in ((weights, found.weights), (biases, found.biases)):
                for w, dw in zip(parameters, gradients, strict=True):
                    w -= RATE * dw
    logits = network_forward(X[others], weights, biases, ACTIVATIONS).post[-1]
    return Reading(images[others], labels[others], logits.argmax(axis=1))


def goal(made: Reading) -> Picture:
    """The first sixteen digits that are read rightly, and the first four that are not."""
    right = made.read == made.labels
    shown = [*np.flatnonzero(right)[:16], *np.flatnonzero(~right)[:4]]
    titles = [
        str(read) if read == label else f"{read} ({label})"
        for read, label in zip(made.read[shown], made.labels[shown], strict=True)
    ]
    return curves.weight_images(made.images[shown], titles, columns=10, caption="Digits read")


def main() -> None:
    """Write the picture."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(goal(reading()).to_png())


if __name__ == "__main__":
    main()
