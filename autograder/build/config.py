"""The nbgrader configuration of a class; the build uses the same, so that stubs are said once."""

from __future__ import annotations

from autograder.notebook.checking import STUB

CONFIG_FILE = "nbgrader_config.py"

TEMPLATE = """\
# nbgrader's configuration of this class, read by every nbgrader command started in this folder.
# All options: nbgrader generate_config, or https://nbgrader.readthedocs.io

import os
import sysconfig

c = get_config()  # noqa: F821 (nbgrader puts it here)

# -- The class ------------------------------------------------------------------------------

c.CourseDirectory.course_id = {course_id!r}

# This folder, wherever it is moved to; source/, release/, submitted/ ... are in it.
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))

# The gradebook is the file gradebook.db in this folder. Another database, after
# pip install 'backhand[postgresql]' (before anything is graded; then generate_assignment --force):
# c.CourseDirectory.db_url = "postgresql+psycopg2://user@host/gradebook"

# -- What students see in place of an answer (generate_assignment) --------------------------

# No exception: a notebook that is half done still runs from top to bottom.
c.ClearSolutions.code_stub = {{"python": "{stub}"}}
c.ClearSolutions.text_stub = "*Your answer here.*"

# -- Grading (autograde) --------------------------------------------------------------------

{grading}
# A student of whom the gradebook has not heard is entered when the first submission comes.
c.Autograde.create_student = True

# -- Housekeeping ---------------------------------------------------------------------------

# To make a gradebook nbgrader starts a command, alembic, that lies beside it; so this
# Python's commands have to be found, also where the environment has not been activated.
_commands = sysconfig.get_path("scripts")
if _commands not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = _commands + os.pathsep + os.environ.get("PATH", "")
"""


# What is put right before grading, and judging outside the process that runs the answers.
JUDGED = """\
# A submission is put right from the released notebook, its cells run in a confined process, and
# its answers are judged in another one, which nothing in a submission can reach. Without these
# lines nbgrader runs all cells itself, checks among them.
c.Autograde.exporter_class = "autograder.plugin.Submissions"
c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
c.Autograde.autograde_preprocessors = [
    "autograder.plugin.Judged",  # nbgrader has its Execute step here
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Seconds that a cell, and that all cells of a notebook may run.
c.Judged.timeout = 30
c.Judged.notebook_timeout = 150

# -- Feedback (generate_feedback, formgrader): nothing of a submission runs in a browser -----

# The formgrader reads this file where Jupyter is started in this folder, and only there.
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.HTMLExporter.preprocessors = ["autograder.feedback.Figures", "autograder.feedback.Harmless"]
c.HTMLExporter.filters = {"markdown2html": "autograder.feedback.markdown_to_html"}

# -- Students -------------------------------------------------------------------------------
"""

PLAIN = """\
# Seconds a cell may run. After that it is interrupted, and grading goes on with the next cell.
c.Execute.timeout = 30
c.Execute.interrupt_on_timeout = True
"""


def config_text(course_id: str, *, plain: bool = False) -> str:
    """Text of `nbgrader_config.py` for a class; plain where nbgrader runs the cells itself."""
    grading = PLAIN if plain else JUDGED
    return TEMPLATE.format(course_id=course_id, stub=STUB, grading=grading)
