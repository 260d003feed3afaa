"""Requirements of texts that name a size by a letter: they hold for the smallest sizes too."""

from __future__ import annotations

from autograder.exercises.exercise import RECTANGULAR
from autograder.exercises.requirement import Requirement

#: A batch of N samples may be a batch of one.
ONE_SAMPLE = Requirement(
    "fails-for-one-sample",
    "it is wrong for a batch of one sample, N = 1",
    "Which axis has the length 1 then, and which line of yours loses it, or takes it for another?",
    lambda rng, draw: draw(rng, RECTANGULAR[0]._replace(N=1)),
)
#: T uses may be one use.
ONE_USE = Requirement(
    "fails-for-one-use",
    "it is wrong for T = 1",
    "With one use alone, which steps of yours are there still?",
    lambda rng, draw: draw(rng, RECTANGULAR[0]._replace(T=1)),
)
