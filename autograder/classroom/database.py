"""nbgrader's gradebook in whichever database it is, or one line that says why it is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from autograder.boundary.errors import BackhandError

#: Seconds to wait for a PostgreSQL server; by itself its client waits for minutes.
PATIENCE = "10"


def open_gradebook(db_url: str, course_id: str, kind: type[Gradebook] = Gradebook) -> Gradebook:
    """Open a gradebook; nbgrader makes the tables where there are none.

    Parameters
    ----------
    db_url, course_id : str
        As in nbgrader's configuration.
    kind : type, optional
        nbgrader's class, or one derived from it.

    Raises
    ------
    BackhandError
        If the database cannot be reached.
    """
    os.environ.setdefault("PGCONNECT_TIMEOUT", PATIENCE)
    try:
        with in_one_line(db_url):
            return kind(db_url, course_id)
    except ModuleNotFoundError as missing:
        raise BackhandError(
            f"expected the package {missing.name} for the gradebook at {_shown(db_url)}, got none; "
            "for PostgreSQL: pip install 'backhand[postgresql]' and postgresql+psycopg2://..."
        ) from None


@contextmanager
def in_one_line(db_url: str) -> Iterator[None]:
    """Say in one line what is wrong with a database, whatever its driver raises.

    Raises
    ------
    BackhandError
        In place of what was raised.
    """
    try:
        yield
    except ArgumentError as failure:
        # Nothing of the URL: where it cannot be read, a password may be anywhere in it.
        raise BackhandError(
            f"expected c.CourseDirectory.db_url to name a database, got {_line(failure)}"
        ) from None
    except (DBAPIError, InvalidEntry) as failure:
        # nbgrader hands on as an invalid entry whatever keeps it from adding a student.
        why = getattr(failure, "orig", None) or failure
        raise BackhandError(
            f"expected the gradebook at {_shown(db_url)}, got {_line(why)}"
        ) from failure


def _shown(db_url: str) -> str:
    """A database's URL without its password."""
    return make_url(db_url).render_as_string(hide_password=True)


def _line(failure: BaseException) -> str:
    return " ".join(str(failure).split())
