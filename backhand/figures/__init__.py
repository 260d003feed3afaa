"""The course's figures: `draw` and `curves` make them, the other modules draw them.

Matplotlib is imported when a figure is first shown, not before.
"""
