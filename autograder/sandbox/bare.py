"""Run a module of `autograder` without the rest of it: `python bare.py autograder.MODULE ...`.

Importing `autograder` in the ordinary way imports every exercise with its reference. A process
that will run students' code, or that will fork such processes, must never have held one.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    package = ModuleType("autograder")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["autograder"] = package
    importlib.import_module(sys.argv[1]).main(sys.argv[2:])
