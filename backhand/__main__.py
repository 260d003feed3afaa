"""`python -m backhand`: say which version this is, and where to begin."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from backhand import __version__

BEGIN = """\
Backhand {version}: backprop by hand.

  as a library     import backhand; help(backhand)
  as a student     backhand start
  as an instructor backhand --help

If the command backhand is not found, type python -m backhand_cli in its place.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print where to begin, or with `--version` the version alone."""
    parser = argparse.ArgumentParser(
        prog="python -m backhand",
        description="Say which version of Backhand this is, and where to begin.",
        epilog="The course and the grader have a command of their own: backhand --help",
    )
    parser.add_argument("--version", action="version", version=f"backhand {__version__}")
    parser.parse_args(arguments)
    print(BEGIN.format(version=__version__), end="")


if __name__ == "__main__":
    main()
