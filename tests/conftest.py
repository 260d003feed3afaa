"""What all tests share: the same examples every time, and a tiny notebook to build and grade."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A test that fails for one person fails for everyone; -n auto slows single examples down.
settings.register_profile("backhand", derandomize=True, deadline=None)
settings.load_profile("backhand")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer what takes too long for every run."""
    parser.addoption(
        "--whole",
        action="store_true",
        help="run what takes too long for every run too: see the marker whole",
    )


#: One worker begins with the longest, while the others take over the rest of what it has to do.
LONGEST = "test_sample_class.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and leave out what takes too long for every run."""
    items.sort(key=lambda item: item.path.name != LONGEST)
    if not config.getoption("whole"):
        for item in items:
            if item.get_closest_marker("whole"):
                item.add_marker(pytest.mark.skip(reason="takes too long for every run: --whole"))


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


@pytest.fixture
def tiny() -> str:
    """A text notebook with one exercise of 2 points and one explanation of 1 point.

    Its `check` is its own, so that no catalogue has the exercise.
    """
    return TINY


@pytest.fixture
def checkout(tmp_path: Path, tiny: str) -> Path:
    """A folder with solutions/tiny.md and a data file for it."""
    solutions = tmp_path / "checkout" / "solutions"
    (solutions / "tiny").mkdir(parents=True)
    (solutions / "tiny.md").write_text(tiny, encoding="utf-8")
    (solutions / "tiny" / "points.csv").write_text("1,2\n", encoding="utf-8")
    return solutions.parent
