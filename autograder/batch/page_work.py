"""Making one page in a worker, without the class's folder and without its gradebook."""

from __future__ import annotations

import pickle

import nbformat

from autograder.batch.tasks import MadePage, PageTask
from autograder.execution.engines import renderer_for
from autograder.feedback.page import make_page


def make(spec: bytes, task: PageTask) -> MadePage:
    """Make one page; see `worker_process.make_one_page`."""
    page = make_page(
        nbformat.reads(task.content.decode("utf-8"), as_version=4),
        task.marks,
        name=task.notebook,
        student=task.student,
        made_from=task.made_from,
        renderer=renderer_for(pickle.loads(spec)),
    )
    return MadePage(task.student, task.notebook, page)
