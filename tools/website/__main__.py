"""Build the documentation site: `python -m tools.website [--output build/site]`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from tools.website.gather import gather
from tools.website.links import broken_links

ROOT = Path(__file__).parents[2]
OPTIONS = ("--quiet", "--fail-on-warning", "--keep-going", "--jobs", "auto", "-d")


def main(arguments: list[str] | None = None) -> int:
    """Gather the pages, build them with warnings as errors, and check the links."""
    parser = argparse.ArgumentParser(prog="python -m tools.website", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", metavar="DIR")
    site: Path = parser.parse_args(arguments).output.absolute()
    pages, read = (site.with_name(f"{site.name}-{kind}") for kind in ("pages", "read"))
    for folder in (site, pages, read):
        shutil.rmtree(folder, ignore_errors=True)
    gather(ROOT, pages)
    if sphinx([*OPTIONS, *map(str, (read, pages, site))]):
        return 1
    broken = broken_links(site)
    for line in broken:
        print(line, file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
