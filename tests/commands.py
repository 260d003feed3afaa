"""Commands of this Python's, run in a class's folder as an instructor runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any


def run(folder: Path, module: str, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a module with some arguments, and return what became of it."""
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **options
    )


def succeed(folder: Path, module: str, *words: str, **options: Any) -> None:
    """Run a module with some arguments, which has to succeed."""
    ran = run(folder, module, *words, **options)
    assert ran.returncode == 0, ran.stderr[-3000:]


def only_line(said: str) -> str:
    """The one line of a command's own, without the progress bar, which is wiped out."""
    lines = [line.strip() for line in said.splitlines()]
    (line,) = (line for line in lines if line.startswith("backhand: "))
    return line
