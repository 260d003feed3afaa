"""What `library.py` has measured, as lines of a terminal and as a part of docs/benchmarks.md."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import library_plot
import peers
from library_plot import Row

#: Between these lines of docs/benchmarks.md stands what was measured.
MARKS = ("<!-- library: measured -->", "<!-- library: end -->")
PLOT = "library.svg"
#: Within this share of one another, two count as equal.
EQUAL = 0.02


def heading(names: Sequence[str]) -> str:
    """The first line of the table in a terminal."""
    columns = "".join(f"{name:>11}" for name in names if name != "NumPy by hand")
    return f"{'network, batch':<24}{'by hand (µs)':>13}{columns}   (multiples of NumPy by hand)"


def line(row: Row, names: Sequence[str]) -> str:
    """One more line of that table."""
    shown = "".join(f"{row.ratios[name]:>11.2f}" for name in names if name != "NumPy by hand")
    return f"{f'{row.name}, {row.batch}':<24}{1e6 * row.unit:>13.0f}{shown}   {row.rounds} rounds"


def write(
    docs: Path, rows: Sequence[Row], names: Sequence[str], versions: Mapping[str, str], threads: int
) -> None:
    """Put the table, the goals and the parts into docs/benchmarks.md, and the plot beside it."""
    page = docs / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(MARKS[0])
    _, found, after = rest.partition(MARKS[1])
    if not found:
        raise SystemExit(f"{page} has no lines {MARKS[0]} and {MARKS[1]}")
    shown = [name for name in names if name not in ("NumPy by hand", "unchecked")]
    parts = (
        _conditions(names, versions, threads),
        f"![{library_plot.described(rows, shown)}]({PLOT})",
        _table(rows, shown),
        _goals(rows, shown),
        _parts(rows),
    )
    page.write_text(before + "\n\n".join((MARKS[0], *parts, MARKS[1])) + after, encoding="utf-8")
    plotted = [name for name in shown if name != "products"]
    (docs / PLOT).write_text(library_plot.svg(rows, plotted), encoding="utf-8")


def _conditions(names: Sequence[str], versions: Mapping[str, str], threads: int) -> str:
    missing = [name for name in peers.CONTESTANTS if name not in names]
    left_out = f" Not installed, and left out: {', '.join(missing)}." if missing else ""
    pinned = "one processor" if threads == 1 else f"{threads} processors"
    threaded = "one thread" if threads == 1 else f"{threads} threads"
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"Measured on {pinned} ({platform.machine()}, {platform.system()}), with {threaded}, "
        f"Python {platform.python_version()}, {said}.{left_out}"
    )


def _table(rows: Sequence[Row], shown: Sequence[str]) -> str:
    labels = ("matrix products" if name == "products" else name for name in shown)
    lines = [
        f"| network, batch | NumPy by hand | {' | '.join(labels)} |",
        "| --- | " + " | ".join(["---:"] * (len(shown) + 1)) + " |",
    ]
    for row in rows:
        ratios = " | ".join(f"{row.ratios[name]:.2f}" for name in shown)
        lines.append(f"| {row.name}, {row.batch} | {_time(row.unit)} | {ratios} |")
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{1e6 * seconds:.0f} µs" if seconds < 1e-3 else f"{1e3 * seconds:.1f} ms"


def _goals(rows: Sequence[Row], shown: Sequence[str]) -> str:
    """One line for each goal: met, or where not."""
    wide = [row for row in rows if int(row.name.split("-")[0]) >= 64]
    large = [row for row in rows if int(row.name.split("-")[0]) >= 784]
    lines = [
        _goal(f"Ahead of {name} at every size", rows, _bound(name))
        for name in ("PyTorch", "autograd", "MyGrad")
        if name in shown
    ]
    if "JAX" in shown:
        lines.append(_goal("Ahead of JAX from 64-64-10", wide, _bound("JAX")))
    lines.append(_goal("At most 1.15 from 784-256-128-10", large, lambda row: 1.15))
    return "Goals, where a difference of 2 % counts as equal:\n\n" + "\n".join(lines)


def _bound(name: str) -> Callable[[Row], float]:
    return lambda row: row.ratios[name]


def _goal(text: str, rows: Sequence[Row], bound: Callable[[Row], float]) -> str:
    missed = [row for row in rows if row.ratios["Backhand"] > (1 + EQUAL) * bound(row)]
    if not missed:
        return f"- {text}: yes."
    where = "; ".join(
        f"{row.name}, {row.batch} ({row.ratios['Backhand']:.2f} against {bound(row):.2f})"
        for row in missed
    )
    return f"- {text}: not with {where}."


def _parts(rows: Sequence[Row]) -> str:
    """What the time of Backhand is made of, as differences of what was measured in turns."""
    lines = [
        "| network, batch | matrix products | elementwise | a general call | looks at entries |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        products, unchecked = row.ratios["products"], row.ratios["unchecked"]
        parts = (products, 1 - products, unchecked - 1, row.ratios["Backhand"] - unchecked)
        shares = " | ".join(f"{100 * part / row.ratios['Backhand']:.0f} %" for part in parts)
        lines.append(f"| {row.name}, {row.batch} | {shares} |")
    return "What Backhand's time is made of:\n\n" + "\n".join(lines)
