"""Cells that the forking process runs once, so that no submission is the first to need a thing."""

#: Figures of the kinds the notebooks draw: fonts, layouts and formulas take long the first time.
WARMING = """
import numpy as np, matplotlib.pyplot as plt
_ = np.linalg.norm(np.random.default_rng(0).normal(size=(3, 3)) @ np.ones((3, 3)))
plt.plot([1, 2], [3, 4], label="a"); plt.title("$x$"); plt.legend(); plt.show()
figure, (left, right) = plt.subplots(1, 2, layout="constrained")
left.loglog([1e-9, 1e3], [1e-9, 1e3], "--o", label="a"); left.legend(framealpha=0.9)
image = right.imshow(np.eye(2), cmap="cividis"); figure.colorbar(image, ax=[left, right])
right.text(0, 0, "a", style="italic", bbox={"boxstyle": "round"}); plt.show()
"""


#: The course's own figures, as a notebook shows them.
FIGURES = """
import numpy as np
from backhand import draw
from IPython.display import display
one = np.ones(2)
display(draw.error_by_block({"a": (one, 2 * one), "b": (one, one)}))
display(draw.loss_slice(lambda x: np.sum(x**2), one, direction=one, gradient=2 * one))
display(draw.step_size_sweep(lambda x: np.sum(x**2), one, 2 * one))
"""
