"""The face of `backhand report`: the short form for a terminal, or files."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from autograder.classroom.folder import replace_file
from autograder.report.data import to_csv, to_json
from autograder.report.findings import ClassFindings, find, read_class
from autograder.report.page.write import make_folder, write_pages
from autograder.report.results import read_reports
from autograder.report.table import render


def run(arguments: argparse.Namespace) -> None:
    """Print the report, or write it into the files that are asked for."""
    # What is imported stays: the collector need not look at it again.
    gc.freeze()
    root, name = arguments.folder, arguments.notebook
    if not (arguments.html or arguments.csv or arguments.json):
        print("\n".join(render(report) for report in read_reports(root, name)), end="")
        return
    if arguments.html:
        found, said = write_pages(root, name, arguments.html)
    else:
        found, said = find(read_class(root, name)), []
    for out, write in ((arguments.csv, to_csv), (arguments.json, to_json)):
        if out:
            said += _put(found, out, write)
    # Where the data themselves are printed, nothing else is.
    print("".join(f"{line}\n" for line in said), end="", file=_beside_data(arguments))


def _put(found: ClassFindings, out: Path, write: Callable[[ClassFindings], str]) -> list[str]:
    text = write(found)
    if str(out) == "-":
        sys.stdout.write(text)
        return []
    make_folder(out.parent)
    replace_file(out, text)
    return [f"Wrote {out}."]


def _beside_data(arguments: argparse.Namespace) -> TextIO:
    return sys.stderr if "-" in (str(arguments.csv), str(arguments.json)) else sys.stdout
