"""Importing nbformat in a fraction of the time, for processes that grade.

nbformat imports jsonschema, and where the package rfc3987_syntax is installed, jsonschema imports
it to check internationalized addresses. Building its grammar takes more than a second in each
process, and no notebook has such an address to check.
"""

from __future__ import annotations

import sys
from importlib import import_module

GRAMMAR = "rfc3987_syntax"


def import_nbformat() -> None:
    """Import nbformat without that grammar; for the start of a process of our own.

    jsonschema goes without it in this process from then on; others can still import the package.
    """
    if "jsonschema" in sys.modules or GRAMMAR in sys.modules:
        return
    # None makes an import fail; jsonschema takes that for a package that is not installed.
    sys.modules[GRAMMAR] = None  # type: ignore[assignment]
    try:
        import_module("nbformat")
    finally:
        sys.modules.pop(GRAMMAR, None)
