"""Making one page in a worker, without the class's folder and without its gradebook."""

from __future__ import annotations

import pickle

import nbformat

from autograder.batch.tasks import MadePage, PageTask
from autograder.execution.engines import renderer_for
from autograder.feedback.page import Names, make_page, prepared


def make(spec: bytes, task: PageTask) -> MadePage:
    """Make one page; see `worker_process.make_one_page`."""
    renderer = renderer_for(pickle.loads(spec))
    notebook = prepared(nbformat.reads(task.content.decode("utf-8"), as_version=4), renderer)
    names = Names(task.notebook, task.student, task.made_from)
    page = make_page(notebook, task.marks, names, renderer)
    return MadePage(task.student, task.notebook, page)
