"""The `exercises.py` of a new class: an example in which every line is a comment."""

from __future__ import annotations

from pathlib import Path


def example() -> str:
    """The example, as Python that can be used."""
    return Path(__file__).with_name("example.py").read_text(encoding="utf-8")


def commented_example() -> str:
    """The example with `# ` in front of each line, so that it declares nothing."""
    return "".join(f"# {line}".rstrip() + "\n" for line in example().splitlines())
