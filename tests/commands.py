"""Run commands of this Python in a class's folder, as an instructor does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any


def run(folder: Path, module: str, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a module with some arguments, and return the finished process."""
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **options
    )


def succeed(folder: Path, module: str, *words: str, **options: Any) -> None:
    """Run a module with some arguments; it must succeed."""
    ran = run(folder, module, *words, **options)
    assert ran.returncode == 0, ran.stderr[-3000:]


def only_line(said: str) -> str:
    """The single line that a command leaves behind, without the progress bar, which it erases."""
    lines = [line.strip() for line in said.splitlines()]
    (line,) = (line for line in lines if line.startswith("backhand: "))
    return line
