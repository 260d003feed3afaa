"""Set-up of all tests: reproducible examples, slow tests first, and a tiny notebook to grade."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings

# A test that fails for one person fails for everyone; -n auto slows single examples down.
settings.register_profile("backhand", derandomize=True, deadline=None)
settings.load_profile("backhand")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option --whole, which includes the tests that take too long for every run."""
    parser.addoption(
        "--whole",
        action="store_true",
        help="run what takes too long for every run too: see the marker whole",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests that take too long for every run, and begin with the other slow ones."""
    slow, quick = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        skipped = item.get_closest_marker("whole") and not config.getoption("whole")
        if skipped:
            item.add_marker(pytest.mark.skip(reason="takes too long for every run: --whole"))
        (slow if item.get_closest_marker("slow") and not skipped else quick).append(item)
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    # At first each worker has an equal share in this order; what is left over is quick.
    shares = zip(_shares(slow, workers), _shares(quick, workers), strict=True)
    items[:] = [item for share in shares for part in share for item in part]


def _shares(items: list[pytest.Item], count: int) -> list[list[pytest.Item]]:
    ends = [len(items) * k // count for k in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


TINY = '''\
# A tiny notebook

The gradient is $\\delta x^\\top$.

```python locked="tiny-setup"
def check(exercise, answer):
    """Stand in for autograder.check: raise for zero, a float for a part, nothing for full."""
    score = answer() or 0
    print(f"[backhand] {exercise} {score}/2 slips={'' if score == 2 else 'factor-lost'}")
    assert score, "not yet"
    return float(score)
```

## Double

Twice one.

```python answer="double"
def double():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION
```

```python check="double" points=2 minutes=3
check("double", double)
```

```python answer="shapes"
### BEGIN SOLUTION
shapes = (4, 3)
### END SOLUTION
```

## Explain

Why is it so?

<!-- #region written="tiny-why" points=1 minutes=4 -->
Because.
<!-- #endregion -->
'''


@pytest.fixture(scope="session")
def tiny() -> str:
    """A text notebook with one exercise of 2 points and one explanation of 1 point.

    Its `check` is its own, so that no catalogue has the exercise.
    """
    return TINY


def tiny_checkout(folder: Path, tiny: str) -> Path:
    """A checkout that contains only solutions/tiny.md and a data file for it."""
    solutions = folder / "checkout" / "solutions"
    (solutions / "tiny").mkdir(parents=True)
    (solutions / "tiny.md").write_text(tiny, encoding="utf-8")
    (solutions / "tiny" / "points.csv").write_text("1,2\n", encoding="utf-8")
    return solutions.parent


@pytest.fixture
def checkout(tmp_path: Path, tiny: str) -> Path:
    """A checkout of the tiny notebook, to be changed by a test."""
    return tiny_checkout(tmp_path, tiny)


@pytest.fixture(scope="session")
def new_tiny_class(tmp_path_factory: pytest.TempPathFactory, tiny: str) -> Path:
    """A new class with the tiny notebook, made once as that takes seconds; not to be changed."""
    from autograder.classroom.new_class import new_class

    folder = tmp_path_factory.mktemp("new")
    root = folder / "a class"
    assert new_class(root, solutions=tiny_checkout(folder, tiny) / "solutions") == ["tiny"]
    return root


@pytest.fixture
def klass(new_tiny_class: Path, tmp_path: Path) -> Path:
    """A new class with the tiny notebook, to be changed by a test."""
    return Path(shutil.copytree(new_tiny_class, tmp_path / "a class"))
