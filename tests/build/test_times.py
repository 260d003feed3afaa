"""The time of a notebook and of its parts is computed, and written where the text has a marker."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.build.source import read_texts
from autograder.build.times import hours, minutes

TEXT = """\
# A notebook

**Time:** <!-- time -->, with a rest.

| part | minutes |
| --- | --- |
| A | <!-- minutes: A --> |
| B | <!-- minutes: B --> |

## A. The first

{words}

### A1. One

```python answer="one"
### BEGIN SOLUTION
one = 1
### END SOLUTION
```

```python check="one" points=1 minutes=50
check("one", one)
```

## B. The second

<!-- #region written="two" points=2 minutes=20 -->
### BEGIN SOLUTION
Many words that nobody reads.
### END SOLUTION
<!-- #endregion -->
"""


def test_reading_and_doing_count_by_part(tmp_path: Path) -> None:
    (file := tmp_path / "mine.md").write_text(TEXT.format(words="word " * 2000), "utf-8")
    notebook = read_texts([file], {})["mine"]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "**Time:** 1¼ to 2 hours, with a rest." in text
    assert "| A | 60 to 90 |\n| B | 20 to 30 |" in text


@pytest.mark.parametrize(
    ("least", "said"),
    [
        (20, "20 to 30 minutes"),
        (60, "1 to 1½ hours"),
        (150, "2½ to 3¾ hours"),
        (1, "5 to 5 minutes"),
    ],
)
def test_a_time_is_a_range_in_quarters_of_an_hour(least: float, said: str) -> None:
    assert hours(least) == said


def test_minutes_come_in_steps_of_five() -> None:
    assert minutes(52) == "50 to 80"
