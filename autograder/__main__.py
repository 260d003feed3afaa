"""`python -m autograder`: the command `backhand`, where that is not found."""

from __future__ import annotations

import sys

from backhand_cli import main

if __name__ == "__main__":
    sys.exit(main())
