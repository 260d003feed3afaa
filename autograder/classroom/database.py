"""Opening nbgrader's gradebook in any database, or saying in one line why that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError

from autograder.boundary.errors import BackhandError

#: Seconds to wait for a PostgreSQL server; its client would wait for minutes.
PATIENCE = "10"


def open_gradebook(db_url: str, course_id: str, kind: type[Gradebook] = Gradebook) -> Gradebook:
    """Open a gradebook; nbgrader creates the tables if there are none.

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
    """Turn whatever a database's driver raises into one line.

    Raises
    ------
    BackhandError
        In place of the driver's own exceptions, except for values that it does not take.
    """
    try:
        yield
    except ArgumentError as failure:
        # Without the URL: if that cannot be parsed, a password may be anywhere in it.
        raise BackhandError(
            f"expected c.CourseDirectory.db_url to name a database, got {_line(failure)}"
        ) from None
    except DataError:
        raise  # about one value, such as a name that is too long: it concerns one student alone
    except (DBAPIError, InvalidEntry) as failure:
        # nbgrader turns whatever keeps it from adding a student into an InvalidEntry.
        why = getattr(failure, "orig", None) or failure
        raise BackhandError(
            f"expected the gradebook at {_shown(db_url)}, got {_line(why)}"
        ) from failure


def _shown(db_url: str) -> str:
    """A database's URL without its password."""
    return make_url(db_url).render_as_string(hide_password=True)


def _line(failure: BaseException) -> str:
    return " ".join(str(failure).split())
