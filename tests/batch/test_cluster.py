"""A class graded by a Dask cluster gets what it gets on one machine, also where a part dies."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from batch.classes import NAME, STUDENTS, copy_of, graded, rows
from batch.dask_cluster import cluster
from commands import only_line, run

from autograder.batch import workers
from autograder.batch.feedback import PageProgress, make_pages
from autograder.batch.options import Options
from autograder.batch.progress import Progress
from autograder.boundary.errors import BackhandError
from autograder.classroom.folder import ClassFolder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def local(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class as it is graded here, with its pages; not to be changed."""
    root = copy_of(fresh, tmp_path_factory.mktemp("local") / "class")
    graded(root)
    assert pages(root).made == len(STUDENTS)
    return root


@pytest.fixture
def waiting(local: Path, tmp_path: Path) -> Path:
    """A copy of it without its pages."""
    root = copy_of(local, tmp_path / "waiting")
    shutil.rmtree(root / "feedback")
    return root


@pytest.fixture(scope="module")
def expected(local: Path) -> object:
    """What the gradebook holds when the class is graded here."""
    return rows(local)


def pages(
    root: Path, show: Callable[[PageProgress], None] = lambda progress: None, **options: object
) -> PageProgress:
    """Make the class's pages."""
    chosen = Options(**options)  # type: ignore[arg-type]
    return make_pages(ClassFolder.open(root), NAME, chosen, show)


def made(root: Path) -> dict[str, bytes]:
    """Every page."""
    found = {student: root / "feedback" / student / NAME / f"{NAME}.html" for student in STUDENTS}
    return {student: path.read_bytes() for student, path in found.items() if path.exists()}


def command(root: Path, address: str, step: str = "grade") -> subprocess.CompletedProcess[str]:
    words = (step, ".", NAME, "--scheduler", address)
    return run(root, "backhand_cli", *words, timeout=300)


def after_the_first(kill: Callable[[], None]) -> Callable[[Progress], None]:
    """Kill something once a submission has been graded."""
    return lambda progress: kill() if progress.graded else None


def after_the_first_page(kill: Callable[[], None]) -> Callable[[PageProgress], None]:
    """Kill something once a page has been made."""
    return lambda progress: kill() if progress.made else None


@pytest.mark.whole
def test_a_cluster_enters_the_same_and_makes_the_same_pages(
    root: Path, local: Path, expected: object, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        ran = command(root, running.address)
        assert ran.returncode == 0, ran.stderr[-3000:]
        assert "Traceback" not in ran.stderr
        assert "4 unchanged" in command(root, running.address).stdout
        ran = command(root, running.address, "feedback")
        assert ran.returncode == 0 and "4 made" in ran.stdout, ran.stderr[-3000:]
    assert rows(root) == expected
    assert made(root) == made(local) and len(made(root)) == len(STUDENTS)


@pytest.mark.whole
def test_a_worker_that_is_killed_on_the_way_leaves_nobody_out(
    root: Path, expected: object, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first(running.workers[0].kill)
        progress = graded(root, show=kill, scheduler=running.address)
        assert running.workers[0].wait(10) != 0
    assert sorted(progress.graded) == sorted(STUDENTS) and not progress.refused
    assert rows(root) == expected


@pytest.mark.whole
def test_a_scheduler_that_is_killed_on_the_way_costs_nobody_a_point(
    root: Path, expected: object, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first(running.scheduler.kill)
        with pytest.raises(BackhandError, match="Dask"):
            graded(root, show=kill, scheduler=running.address)
    progress = graded(root)
    assert progress.unchanged and len(progress.unchanged) + len(progress.graded) == len(STUDENTS)
    assert rows(root) == expected


@pytest.mark.whole
def test_a_cluster_without_workers_keeps_nobody_waiting(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 2.0)
    with cluster(tmp_path) as running:

        def kill_both() -> None:
            for worker in running.workers:
                worker.kill()

        kill = after_the_first(kill_both)
        with pytest.raises(BackhandError, match="expected workers at the Dask scheduler, got none"):
            graded(root, show=kill, scheduler=running.address)
        with pytest.raises(BackhandError, match=f"dask worker {running.address}"):
            graded(root, show=kill, scheduler=running.address)


@pytest.mark.whole
def test_a_worker_that_is_killed_on_the_way_leaves_no_page_out(
    waiting: Path, local: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first_page(running.workers[0].kill)
        progress = pages(waiting, show=kill, scheduler=running.address)
        assert running.workers[0].wait(10) != 0
    assert progress.made == len(STUDENTS) and not progress.refused
    assert made(waiting) == made(local)


@pytest.mark.whole
def test_pages_that_a_killed_scheduler_leaves_out_are_made_by_the_next_run(
    waiting: Path, local: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        kill = after_the_first_page(running.scheduler.kill)
        with pytest.raises(BackhandError, match="Dask"):
            pages(waiting, show=kill, scheduler=running.address)
    kept = made(waiting)
    assert kept and all(made(local)[student] == page for student, page in kept.items())
    progress = pages(waiting)
    assert progress.unchanged == len(kept) and progress.made + len(kept) == len(STUDENTS)
    assert made(waiting) == made(local)


@pytest.mark.whole
def test_pages_on_a_cluster_that_are_interrupted_go_on(
    waiting: Path, local: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path) as running:
        words = ("feedback", ".", NAME, "--scheduler", running.address)
        command = [sys.executable, "-m", "backhand_cli", *words]
        with subprocess.Popen(command, cwd=waiting, stderr=subprocess.PIPE, text=True) as begun:
            while not made(waiting) and begun.poll() is None:
                time.sleep(0.01)
            begun.send_signal(signal.SIGINT)
            said = begun.stderr.read() if begun.stderr else ""
        assert "Traceback" not in said
        assert only_line(said).startswith("backhand: interrupted") or begun.returncode == 0
        assert pages(waiting, scheduler=running.address).refused == {}
    assert made(waiting) == made(local)


#: What keeps a worker from having this version of the package, as files on its path.
OTHERS = {
    "0.0.1": {
        "backhand-0.0.1.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: backhand\nVersion: 0.0.1\n"
        )
    },
    "none": {
        "sitecustomize.py": """
import importlib.metadata as found
real = found.distribution
def distribution(name):
    if name == "backhand":
        raise found.PackageNotFoundError(name)
    return real(name)
found.distribution = distribution
"""
    },
}


@pytest.mark.whole
@pytest.mark.parametrize("version", ["0.0.1", "none"])
def test_workers_with_another_backhand_or_none_are_refused(
    waiting: Path, root: Path, tmp_path: Path, version: str
) -> None:
    for name, text in OTHERS[version].items():
        (tmp_path / "other" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "other" / name).write_text(text)
    says = rf"on every Dask worker, got {re.escape(version)};"
    with cluster(tmp_path, {"PYTHONPATH": str(tmp_path / "other")}) as running:
        with pytest.raises(BackhandError, match=says):
            graded(root, scheduler=running.address)
        with pytest.raises(BackhandError, match=says):
            pages(waiting, scheduler=running.address)
    assert not made(waiting)


@pytest.mark.parametrize(
    ("step", "address"),
    [("grade", "tcp://127.0.0.1:9"), ("feedback", "tcp://127.0.0.1:9"), ("grade", "no-address")],
)
def test_nobody_at_the_address_is_one_line_within_seconds(
    root: Path, waiting: Path, step: str, address: str
) -> None:
    began = time.monotonic()
    ran = command(root if step == "grade" else waiting, address, step)
    assert ran.returncode == 2 and time.monotonic() - began < 100
    line = only_line(ran.stderr)
    assert "Dask scheduler" in line and address in line
    assert not (root / "autograded").exists()
