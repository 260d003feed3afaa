"""The nbgrader configuration of a class; the build uses it too, so that stubs are defined once."""

from __future__ import annotations

from autograder.notebook.checking import STUB
from autograder.notebook.memory import FILE as MEMORY

CONFIG_FILE = "nbgrader_config.py"
#: After a header is put before the notebook, and before its cells are saved in the gradebook.
WRITE_POINTS = 'c.GenerateAssignment.preprocessors.insert(1, "autograder.plugin.WritePoints")'

TEMPLATE = """\
# nbgrader's configuration of this class, read by every nbgrader command started in this folder.
# All options: nbgrader generate_config, or https://nbgrader.readthedocs.io

import os
import sysconfig

from backhand_cli import expect_own

c = get_config()  # noqa: F821 (nbgrader puts it here)

# Ends with one line where another package named `autograder` is in the place of Backhand's.
expect_own()

# -- The class ------------------------------------------------------------------------------

c.CourseDirectory.course_id = {course_id!r}

# This folder, wherever it is moved to. It contains source/, release/, submitted/ ...
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))

# The gradebook is the file gradebook.db in this folder. To use another database, change this before
# anything is graded, after pip install 'backhand[postgresql]'; then generate_assignment --force.
# c.CourseDirectory.db_url = "postgresql+psycopg2://user@host/gradebook"

# What checks remember beside a notebook is neither handed out nor collected.
c.CourseDirectory.ignore.append("{memory}*")

# -- What students see in place of an answer (generate_assignment) --------------------------

# The stub raises no exception, so a half-finished notebook still runs from top to bottom.
c.ClearSolutions.code_stub = {{"python": "{stub}"}}
c.ClearSolutions.text_stub = "*Your answer here.*"

# Each check says what it is worth: the points of its cell in source/, which you can change.
{write_points}

# A check of an exercise that does not exist is refused.
c.GenerateAssignment.preprocessors.insert(3, "autograder.plugin.KnownChecks")
{imports}
# -- Grading (autograde) --------------------------------------------------------------------

{grading}
# Students who are not in the gradebook yet are added with their first submission.
c.Autograde.create_student = True

# -- Housekeeping ---------------------------------------------------------------------------

# To create a gradebook, nbgrader runs the command alembic. So that it is found even if the
# environment is not activated, the folder of this Python's commands is added to PATH.
_commands = sysconfig.get_path("scripts")
if _commands not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = _commands + os.pathsep + os.environ.get("PATH", "")
"""


# Only where submissions are confined does something lack that a test may import.
IMPORTS = """
# An import in a test that would fail where submissions run is refused.
c.GenerateAssignment.preprocessors.insert(4, "autograder.plugin.KnownImports")
"""

# Repair before grading, and judging outside the process that runs the answers.
JUDGED = """\
# A submission is repaired from the released notebook, its cells run in a confined process, and its
# answers are judged in another process, which nothing in a submission can reach. Without these
# lines nbgrader runs all cells itself, including the checks.
c.Autograde.exporter_class = "autograder.plugin.Submissions"
c.Autograde.pre_convert_hook = "autograder.plugin.expect_released_names"
c.Autograde.autograde_preprocessors = [
    "autograder.plugin.Judged",  # in place of nbgrader's Execute step
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Seconds that one cell may run, and that all cells of a notebook together may run.
c.Judged.timeout = 30
c.Judged.notebook_timeout = 150

# Error carried forward: an answer that is wrong only because it calls an earlier one that is wrong
# gets the points of its own work, and the message says so. Stock nbgrader knows no such thing.
# c.Judged.carry_forward = True

# -- Feedback (generate_feedback, formgrader): nothing of a submission runs in a browser -----

c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
# nbgrader would keep a page that is older than the scores.
c.GenerateFeedback.force = True
c.HTMLExporter.preprocessors = ["autograder.feedback.Figures", "autograder.feedback.Harmless"]
c.HTMLExporter.filters = {"markdown2html": "autograder.feedback.markdown_to_html"}

# The formgrader: a rubric stands beside its answer, and nothing is loaded from the network. Start
# it with `backhand formgrader` and this folder; in a Jupyter that was started elsewhere, open it
# at the address /formgrader?path=FOLDER.
from autograder.formgrader import set_up  # noqa: E402

set_up(c)

# -- Students -------------------------------------------------------------------------------
"""

PLAIN = """\
# Seconds that a cell may run. Then it is interrupted, and grading goes on with the next cell.
c.Execute.timeout = 30
c.Execute.interrupt_on_timeout = True
"""


def config_text(course_id: str, *, plain: bool = False) -> str:
    """Text of `nbgrader_config.py` for a class; `plain` lets nbgrader run the cells itself."""
    grading = PLAIN if plain else JUDGED
    return TEMPLATE.format(
        course_id=course_id,
        memory=MEMORY,
        stub=STUB,
        write_points=WRITE_POINTS,
        imports="" if plain else IMPORTS,
        grading=grading,
    )
