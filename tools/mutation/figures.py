"""The tables of `docs/mutation.md`: mutants by package and outcome, and coverage by package."""

from __future__ import annotations

from collections import Counter
from typing import Any

from coverage.python import PythonParser

from tools.mutation.covering import Covering
from tools.mutation.mutants import ROOT, SHARES, Mutant, files, package_of

HEAD = """\
| package | mutants | run | killed | survived | not covered | score |
| --- | --: | --: | --: | --: | --: | --: |"""
COVERED = """\
| package | statements | run by a test | |
| --- | --: | --: | --: |"""


def _outcomes(package: str, drawn: list[Mutant], done: dict[str, Any]) -> Counter[str]:
    """How often each outcome came."""
    names = [m.name for m in drawn if package in ("", package_of(m.path))]
    found = Counter(done[name]["outcome"].partition(" by")[0] for name in names if name in done)
    # The compiler makes the same code of both.
    found.pop("unchanged", None)
    return found


def _row(package: str, total: int, found: Counter[str]) -> str:
    run, killed = found.total(), found["killed"]
    numbers = f"{total:,} | {run} | {killed} | {found['survived']} | {found['not covered']}"
    return f"| {package} | {numbers} | {killed / max(run, 1):.0%} |"


def _statements(path: str, covering: Covering) -> tuple[int, int]:
    """The statements of a file, and how many of them ran, at import or in a test."""
    parser = PythonParser(text=(ROOT / path).read_text(encoding="utf-8"))
    parser.parse_source()
    ran = parser.first_lines(covering.lines(path))
    return len(parser.statements), len(parser.statements & ran)


def _covered(covering: Covering) -> list[str]:
    """A row for each package."""
    counts = {package: [0, 0] for package in SHARES}
    for path in files():
        for k, number in enumerate(_statements(path, covering)):
            counts[package_of(path)][k] += number
    return [
        f"| `{package}/` | {total:,} | {ran:,} | {ran / total:.1%} |"
        for package, (total, ran) in counts.items()
    ]


def figures(
    everything: dict[str, list[Mutant]],
    drawn: list[Mutant],
    done: dict[str, Any],
    covering: Covering,
) -> str:
    """Both tables, and a line for each mutant that survived."""
    rows = [
        _row(f"`{package}/`", len(found), _outcomes(package, drawn, done))
        for package, found in everything.items()
    ]
    total = sum(map(len, everything.values()))
    rows.append(_row("all", total, _outcomes("", drawn, done)))
    lines = [HEAD, *rows, "", COVERED, *_covered(covering), ""]
    for mutant in drawn:
        line = done.get(mutant.name, {"outcome": "not run"})
        if line["outcome"] in ("survived", "not covered"):
            edit = f"{line['before']!r} → {line['after']!r}"
            lines.append(f"{mutant.path}:{mutant.first}: {line['outcome']}: {edit}")
    return "\n".join(lines)
