"""The entry point of the command `backhand`: check that `autograder` is ours, then run its CLI.

Other packages are called `autograder` too, and Python imports the one that it finds first. This
check is outside the package, because code in a package that is never imported cannot complain.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

FOREIGN = (
    "expected Backhand's own package `autograder`, got {found}; likely another package of that "
    "name is installed in this environment: uninstall it, or install backhand in an environment "
    "of its own"
)


def own_cli() -> ModuleType | None:
    """Backhand's command line; None where another package named `autograder` is in its place.

    Two packages of that name installed into one folder overwrite each other in part, so both the
    package itself and its command line have to be ours.
    """
    try:
        package, cli = import_module("autograder"), import_module("autograder.cli")
    except ModuleNotFoundError as missing:
        if missing.name not in {"autograder", "autograder.cli"}:
            raise
        return None
    ours = hasattr(package, "check") and getattr(cli, "PROJECT", None) == "backhand"
    return cli if ours else None


def main() -> int:
    """Run the command line; if another package is in its place, say so in one line."""
    cli = own_cli()
    if cli is None:
        found = getattr(sys.modules.get("autograder"), "__file__", None) or "none"
        print(f"backhand: {FOREIGN.format(found=found)}", file=sys.stderr)
        return 2
    return int(cli.main())


if __name__ == "__main__":
    sys.exit(main())
