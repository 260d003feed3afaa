"""The arguments of the commands for contributors, and what they run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_for_contributors(commands: Commands) -> None:
    """Describe the commands that need a checkout, or print what `docs/` holds."""
    for add in (_add_demo, _add_build, _add_coverage, _add_slips, _add_mutants):
        add(commands)


def _add_demo(commands: Commands) -> None:
    one = commands.add_parser("demo", help="grade the sample class (in a checkout)")
    one.add_argument("--keep", type=Path, metavar="DIR", help="make the class in this folder")
    one.add_argument("--all", action="store_true", help="all notebooks (default: the first)")
    one.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> None:
    from autograder.batch.quick_start import import_nbformat

    import_nbformat()
    from autograder.devel.demo import demo

    demo(arguments.keep, say=lambda line: print(line, flush=True), everything=arguments.all)


def _add_build(commands: Commands) -> None:
    one = commands.add_parser("build", help="regenerate course/ from solutions/ (in a checkout)")
    one.add_argument("root", type=Path, nargs="?", default=Path(), metavar="CHECKOUT")
    one.set_defaults(run=_build)


def _build(arguments: argparse.Namespace) -> None:
    from autograder.build import build

    changed = build(arguments.root)
    print("\n".join(f"wrote {path}" for path in changed) or "course/ is up to date")


def _add_coverage(commands: Commands) -> None:
    one = commands.add_parser("coverage", help="print where each derivation is taught and graded")
    one.set_defaults(run=_coverage)


def _coverage(arguments: argparse.Namespace) -> None:
    from autograder.build.material import material
    from autograder.devel.coverage import table

    print(table(material("solutions")), end="")


def _add_slips(commands: Commands) -> None:
    one = commands.add_parser("slips", help="try every slip on every exercise and print a table")
    one.set_defaults(run=_slips)


def _slips(arguments: argparse.Namespace) -> None:
    from autograder.devel.slip_proof import page

    print(page(), end="")


def _add_mutants(commands: Commands) -> None:
    one = commands.add_parser(
        "mutants", help="judge small edits of all model answers and print a table"
    )
    one.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="default: all")
    one.add_argument("--most", type=int, default=25, metavar="N", help="edits of each answer (25)")
    one.add_argument("--seed", type=int, default=0, metavar="S", help="for the sample")
    one.set_defaults(run=_mutants)


def _mutants(arguments: argparse.Namespace) -> None:
    from autograder.devel.mutant_table import page

    print(page(arguments.notebooks, arguments.most, arguments.seed), end="")
