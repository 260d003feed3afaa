"""The exercises of this class's own, graded like the course's.

To use this example, remove the "# " in front of each line. docs/own_exercises.md leads from
here to a graded notebook in ten minutes. What cannot be used is refused in one line, before
anybody is graded.
"""

import numpy as np

from autograder.own import Answer, Context, Inputs, Layer, Notebook, Rules, own_slip

MINE = Notebook("08_mine")


# A mistake of this exercise alone. The docstring completes "This equals what you get if ...".
@own_slip("scale-left-out", question="Make s twice as large. What happens to z, and to dW?")
def _scale_left_out(given: Inputs) -> Answer:
    """the gradient of W is taken as if there were no s"""
    return {"dW": np.outer(given["delta"], given["x"])}


# The function's name is the exercise's id, and the name of the student's function. Where it calls
# `rules`, the course's slips of that step are named too: here those of rules.weight, δ to dW.
@MINE.computed(
    "implement",
    points=3,
    minutes=8,
    difficulty=2,
    items="S3",
    takes="delta: n_out, x: n_in, W: n_out n_in, s",
    gives="dW: n_out n_in, ds",
    draw={"s": lambda rng, sizes: rng.uniform(1.5, 2.5)},
    own=[_scale_left_out],
)
def scaled_layer(given: Inputs, rules: Rules) -> Answer:
    """dW = s δ xᵀ and ds = δ · W x, for z = s W x."""
    delta, x, W, s = given["delta"], given["x"], given["W"], given["s"]
    layer = Context((Layer(W=W, x=x[None]),))
    return {"dW": rules.weight(layer, s * delta[None]), "ds": delta @ W @ x}
