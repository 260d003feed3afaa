"""Run the fast tests with the lowest and the newest versions that `pyproject.toml` allows.

    python tools/versions.py                              # every Python of this machine
    python tools/versions.py --python 3.11 --allow lowest # one of them
    python tools/versions.py --extra figures,test tests/backhand # less installed, fewer tests

`make versions` installs uv and runs this; it needs a package index.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from environments import PYTHONS, ROOT, called, environment, pythons

#: Versions before this one of a package with compiled parts may have no wheel for a new Python.
WHEELS = ("--only-binary", ":all:")
ALLOW = {
    "lowest": ("--resolution", "lowest-direct", *WHEELS),
    "newest": ("--resolution", "highest", *WHEELS),
}
#: Packages whose versions the table shows.
SHOWN = ("numpy", "matplotlib", "ipython", "nbgrader", "jupyterlab")
VERSIONS = f"""
from importlib.metadata import distributions
found = {{one.name.lower(): one.version for one in distributions()}}
print(*(f"{{name}} {{found[name]}}" for name in {SHOWN} if name in found))
"""


def tried(python: str, allow: str, asked: argparse.Namespace) -> tuple[bool, str]:
    """Whether the tests that are asked for pass, and a line about them."""
    project = f"{ROOT}[{asked.extra}]"
    # Not in /tmp, which a submission must not see, while it may read where its Python is.
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="versions-", dir=ROOT / "build") as folder:
        start = time.monotonic()
        ours = environment(Path(folder), python, *ALLOW[allow], "--editable", project)
        ready = time.monotonic()
        versions = called([ours, "-c", VERSIONS]).strip()
        command = [ours, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider"]
        try:
            said = called([*command, "-n", asked.jobs, *asked.tests], quiet=True)
        except SystemExit as failure:
            print(failure.code, flush=True)
            said = str(failure.code).rpartition("\nexpected")[0]
            passed = False
        else:
            passed = True
    last = said.strip().splitlines()[-1]
    return passed, f"{last}; installed in {ready - start:.0f} s\n    {versions}"


def main() -> int:
    """Try each combination that was asked for; the status is 1 if a test failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tests", nargs="*", help="default: all fast tests")
    parser.add_argument("--python", action="append", help="such as 3.12, or a path")
    parser.add_argument("--allow", action="append", choices=ALLOW, help="default: both")
    parser.add_argument("--extra", default="dev", help="what is installed (default: dev)")
    parser.add_argument("--jobs", default="2", help="tests at the same time (default: 2)")
    asked = parser.parse_args()
    results = []
    for version, path in pythons(asked.python or PYTHONS).items():
        for allow in asked.allow or ALLOW:
            passed, said = tried(path, allow, asked)
            results.append(passed)
            print(f"Python {version}, {allow}: {'pass' if passed else 'FAIL'}: {said}", flush=True)
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
