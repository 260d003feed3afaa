"""The numbers that hand-written pages name as `{{name}}`: counted or read, never typed."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

from autograder.catalogue import CATALOGUE
from autograder.exercises.items import ITEMS
from autograder.mutations.words import KINDS
from autograder.sandbox import ESSENTIAL, WALLS
from autograder.sandbox.limits import MIB, Limits

#: The last line of docs/slips.md.
PROVEN = re.compile(
    r"(?P<exercises>\d+) exercises, (?P<slips>\d+) different slips in (?P<places>\d+) places, "
    r"(?P<named>\d+) named, (?P<false>\d+) false names"
)
#: The totals of docs/mutants.md.
EDITS = re.compile(r"^\| \*\*(one|two) edits?\*\* \| (.*) \|$", re.M)
COLUMNS = "edits equal accepted rejected slip change partly form unknown elsewhere false share"
LEAST = re.compile(r"^(?:SINGLES, PAIRS|NAMED, TOLD) = ([\d.]+), ([\d.]+)$", re.M)


def numbers(root: Path) -> dict[str, str]:
    """Name → text of every number."""
    found = {"exercises": len(CATALOGUE), "items": len(ITEMS), "kinds": len(KINDS)}
    found["notebooks"] = len({exercise.notebook for exercise in CATALOGUE.values()})
    parts = (
        *(proven(root), edits(root), held_out(root), held_out_lines(root), hostile(root)),
        sandbox(),
    )
    return {name: f"{value}" for part in (found, *parts) for name, value in part.items()}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def proven(root: Path) -> dict[str, str]:
    """The proof of the slips, as `backhand slips` wrote it."""
    row = PROVEN.search(_read(root / "docs" / "slips.md"))
    assert row
    return {f"slips_{name}": value for name, value in row.groupdict().items()}


def edits(root: Path) -> dict[str, str]:
    """The totals over small edits, as `backhand mutants` wrote them."""
    return {
        f"{number}_{name}": value
        for number, row in EDITS.findall(_read(root / "docs" / "mutants.md"))
        for name, value in zip(COLUMNS.split(), row.split(" | "), strict=True)
    }


def held_out(root: Path) -> dict[str, str | int]:
    """Answers written from the text alone, and the shares that the tests hold the judge to."""
    answers = json.loads(_read(root / "tests" / "answers" / "heldout_from_text.json"))
    singles, pairs = _least(root / "tests" / "judging" / "test_heldout_from_text.py")
    kinds = Counter(one["kind"] for one in answers)
    return {
        "held_out": len(answers),
        "held_out_exercises": len({one["exercise"] for one in answers}),
        **{f"held_out_{kind}": count for kind, count in kinds.items()},
        "least_singles": singles,
        "least_pairs": pairs,
    }


def held_out_lines(root: Path) -> dict[str, str | int]:
    """The same of lines of derivations."""
    lines = json.loads(_read(root / "tests" / "answers" / "derivations" / "heldout.json"))
    stages = [stage for exercise in lines.values() for stage in exercise.values()]
    named, told = _least(root / "tests" / "judging" / "test_heldout_lines.py")
    return {
        "lines_right": sum(len(stage["right"]) for stage in stages),
        "lines_wrong": sum(len(stage["wrong"]) for stage in stages),
        "least_named": named,
        "least_told": told,
    }


def _least(test: Path) -> list[str]:
    """The two shares that a test demands, as percentages."""
    found = LEAST.search(_read(test))
    assert found, test
    return [f"{float(share):.0%}" for share in found.groups()]


def hostile(root: Path) -> dict[str, int]:
    """The corpus of attacks and accidents."""
    folder = root / "tests" / "hostile"
    files = list(folder.glob("*/*.txt"))
    with open(folder / "expected.csv", encoding="utf-8", newline="") as file:
        scores = sum(row["exercise"] != "*" for row in csv.DictReader(file))
    threats = Counter(file.parent.name for file in files)
    return {
        "hostile": len(files),
        "threats": len(threats),
        "hostile_scores": scores,
        **{f"hostile_{threat}": count for threat, count in threats.items()},
    }


def sandbox() -> dict[str, str | int]:
    """The walls, as rows of a table, and the limits."""
    rows = (
        f"| {name} | {prevents} | {'yes' if name in ESSENTIAL else 'no'} |"
        for name, prevents in WALLS.items()
    )
    limits = Limits()
    return {
        "walls": "\n".join(rows),
        "limit_memory": limits.memory // MIB,
        "limit_scratch": limits.scratch // MIB,
        "limit_cpu": limits.cpu,
        "limit_threads": limits.threads,
        "limit_files": limits.files,
    }
