"""The examples in the docstrings run and print what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import backhand

MODULES = [module.name for module in pkgutil.iter_modules(backhand.__path__, "backhand.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    example = importlib.import_module("backhand.embedding")
    assert doctest.testmod(example).attempted > 0
