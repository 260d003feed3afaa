"""Every submission of the corpus gets what it deserves, and the next one notices nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from every import every
from hostile.corpus import Submission, expected, submissions
from hostile.grading import IMPORTS, grade, grade_honest, outside
from processes import descendants

from autograder.execution.engine import Engine
from autograder.sandbox import ESSENTIAL, available
from autograder.sandbox.limits import MIB, Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ESSENTIAL.issubset(available()), reason="submissions need walls here"),
]
EXPECTED = expected()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(IMPORTS, Limits(memory=400 * MIB, scratch=16 * MIB, cpu=30)) as made:
        yield made


@pytest.mark.parametrize("one", every(3, submissions(), lambda one: f"{one.threat}-{one.name}"))
def test_a_submission_gets_what_it_deserves_and_harms_nobody(
    one: Submission, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "gradebook.db").write_bytes(b"SQLite format 3\0")
    folder = one.hand_in(tmp_path / "submitted")
    engine.spawn().close()
    server, before = engine.process, outside(tmp_path)
    assert server is not None
    serving = descendants(server)

    scores = grade(one, folder, engine)

    deserved = EXPECTED[one.name]
    assert (scores is None) == (deserved is None)
    if scores is not None and deserved is not None:
        # What is not in the table was not answered.
        assert scores == {**dict.fromkeys(scores, 0.0), **deserved}
    assert outside(tmp_path) == before
    assert (engine.process, descendants(server)) == (server, serving)
    assert grade_honest(engine) == 2.0
