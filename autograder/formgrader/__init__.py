"""The formgrader as the class's configuration sets it up: a rubric stands beside its answer."""

from autograder.formgrader.set_up import set_up

__all__ = ["set_up"]
