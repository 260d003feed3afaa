"""The exercises of `07_sharing_further`: one weight, many uses, from convolution to symmetries."""

from __future__ import annotations

from autograder.catalogue.sharing_further.common import SHARING_FURTHER

# isort: off
# Importing a module declares its exercises, so this is the order of the course.
from autograder.catalogue.sharing_further import convolution, convolution_lines  # noqa: F401
from autograder.catalogue.sharing_further import convolution_uses, strided  # noqa: F401
from autograder.catalogue.sharing_further import tied, embedding  # noqa: F401
from autograder.catalogue.sharing_further import routing, dropping  # noqa: F401
from autograder.catalogue.sharing_further import normalization, normalization_fused  # noqa: F401
from autograder.catalogue.sharing_further import normalization_unseen  # noqa: F401
from autograder.catalogue.sharing_further import normalization_evaluated  # noqa: F401
from autograder.catalogue.sharing_further import long_chains, clipping  # noqa: F401
from autograder.catalogue.sharing_further import balance, rescaling, symmetries  # noqa: F401

__all__ = ["SHARING_FURTHER"]
