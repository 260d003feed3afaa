"""The benchmark of the library runs, and refuses to time what is wrong."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield importlib.import_module
    for name in ("library", "library_page", "library_plot", "peers"):
        sys.modules.pop(name, None)


def measured(benchmarks: Any) -> tuple[list[str], Any]:
    library, peers = benchmarks("library"), benchmarks("peers")
    # The others would take seconds to import, where they are installed.
    names = ["products", "NumPy by hand", "unchecked", "Backhand"]
    return names, library.measure(peers.Problem((4, 3, 2), 5), names, seconds=0.02)


def test_each_round_compares_with_numpy_by_hand(benchmarks: Any) -> None:
    names, row = measured(benchmarks)
    assert list(row.ratios) == names and row.rounds >= 3
    assert row.ratios["NumPy by hand"] == 1 and row.unit > 0
    assert row.ratios["products"] > 0 < row.ratios["Backhand"]


def test_wrong_gradients_are_not_timed(benchmarks: Any) -> None:
    library, peers = benchmarks("library"), benchmarks("peers")
    hand = peers.by_hand(peers.Problem((4, 3, 2), 5))
    loss, dW, db = hand()
    off = [dW[0] + 1e-6, dW[1]]
    with pytest.raises(SystemExit, match="JAX does not find"):
        library.agree({"NumPy by hand": hand, "JAX": lambda: (loss, off, db)})
    single = [array.astype(np.float32) for array in dW]
    with pytest.raises(SystemExit, match="PyTorch does not find"):
        library.agree({"NumPy by hand": hand, "PyTorch": lambda: (loss, single, db)})


def test_looking_blindfolded_ends_with_the_call(benchmarks: Any) -> None:
    from backhand import _chain, _validate

    seen = _validate.is_finite, _chain.squared_norm
    benchmarks("peers").unchecked(benchmarks("peers").Problem((4, 3, 2), 5))()
    assert (_validate.is_finite, _chain.squared_norm) == seen


def test_the_page_gets_a_table_goals_and_a_plot(benchmarks: Any, tmp_path: Path) -> None:
    names, row = measured(benchmarks)
    shutil.copy(ROOT / "docs" / "benchmarks.md", tmp_path)
    ratios = {**row.ratios, "Backhand": 1.4, "PyTorch": 2.0, "JAX": 1.2}
    rows = [row._replace(name="784-9-3", ratios=ratios)]
    page = benchmarks("library_page")
    for _ in range(2):  # the second time in place of the first
        page.write(tmp_path, rows, [*names, "PyTorch", "JAX"], {"PyTorch": "2.0"}, threads=1)
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert text.count("| 784-9-3, 5 |") == 2
    assert "- Ahead of PyTorch at every size: yes." in text
    assert "- Ahead of JAX from 64-64-10: not with 784-9-3, 5 (1.40 against 1.20)." in text
    assert "left out: autograd, MyGrad." in text
    picture = ElementTree.parse(tmp_path / "library.svg").getroot()
    assert "PyTorch 2.00 to 2.00" in "".join(picture.itertext())
