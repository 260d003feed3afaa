"""The nbgrader configuration of a class; the build uses the same, so that stubs are said once."""

from __future__ import annotations

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

# The gradebook is the file gradebook.db in this folder. Another database:
# c.CourseDirectory.db_url = "postgresql://user@host/gradebook"

# -- What students see in place of an answer (generate_assignment) --------------------------

# No exception: a notebook that is half done still runs from top to bottom.
c.ClearSolutions.code_stub = {{"python": "...  # your code here"}}
c.ClearSolutions.text_stub = "*Your answer here.*"

# -- Grading (autograde) --------------------------------------------------------------------

# Seconds a cell may run. After that it is interrupted, and grading goes on with the next cell.
c.Execute.timeout = 30
c.Execute.interrupt_on_timeout = True

# A student of whom the gradebook has not heard is entered when the first submission comes.
c.Autograde.create_student = True

# -- Housekeeping ---------------------------------------------------------------------------

# To make a gradebook nbgrader starts a command, alembic, that lies beside it; so this
# Python's commands have to be found, also where the environment has not been activated.
_commands = sysconfig.get_path("scripts")
if _commands not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = _commands + os.pathsep + os.environ.get("PATH", "")
"""


def config_text(course_id: str) -> str:
    """Text of `nbgrader_config.py` for a class."""
    return TEMPLATE.format(course_id=course_id)
