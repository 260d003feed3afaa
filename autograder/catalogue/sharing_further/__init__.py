"""The exercises of `07_sharing_further`: one weight, many uses, from convolution to symmetries."""

from __future__ import annotations

from autograder.catalogue.sharing_further.common import SHARING_FURTHER

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.sharing_further import convolution, tied, embedding  # noqa: F401
from autograder.catalogue.sharing_further import routing, normalization  # noqa: F401
from autograder.catalogue.sharing_further import long_chains, clipping  # noqa: F401
from autograder.catalogue.sharing_further import balance, rescaling, symmetries  # noqa: F401

__all__ = ["SHARING_FURTHER"]
