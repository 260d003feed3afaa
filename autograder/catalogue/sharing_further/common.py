"""What the parts of `07_sharing_further` share."""

from __future__ import annotations

from autograder.exercises.declare import Notebook

SHARING_FURTHER = Notebook("07_sharing_further", proven=True)
