"""Attempts at what a wall forbids, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox import available

PACKAGE = Path(__file__).resolve().parents[2] / "autograder"
BEGINNING = f"""
import errno, os, signal, sys, typing
from types import ModuleType
sys.modules["autograder"] = package = ModuleType("autograder")
package.__path__ = [{str(PACKAGE)!r}]

def attempt(name, function):
    try:
        function()
        print(name, "allowed", flush=True)
    except OSError as refused:
        print(name, errno.errorcode[refused.errno], flush=True)
"""

Attempts = Callable[[str], dict[str, str]]


@pytest.fixture
def attempts(request: pytest.FixtureRequest) -> Attempts:
    """Run code that calls `attempt(name, function)`; name to `allowed` or to the error's code.

    The test's module may say as `WALL` which wall this system has to have, or the test is
    skipped, and as `BEGIN` which code runs first.
    """
    wall = getattr(request.module, "WALL", None)
    if wall and wall not in available():
        pytest.skip(f"no {wall} on this system")
    begin = BEGINNING + getattr(request.module, "BEGIN", "")

    def run(code: str) -> dict[str, str]:
        command = [sys.executable, "-E", "-P", "-c", begin + code]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return dict(line.split() for line in done.stdout.splitlines())

    return run
