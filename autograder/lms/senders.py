"""Whose a file in a download is, by its path: Canvas, Moodle, nbgrader's exchange, or folders."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from nbgrader.utils import parse_utc

from autograder.lms.tables import fold

#: doejane_LATE_12345_67890_01_single_layer-1.ipynb: the name, who, which upload, the file's name.
CANVAS = re.compile(
    r"(?P<name>[^/]+?)_(?:(?P<late>late)_)?(?P<number>\d+)_(?P<upload>\d+)_(?P<rest>[^/]+)", re.I
)
#: What was typed into Canvas's own field.
CANVAS_TEXT = re.compile(
    r"(?P<name>[^/]+?)_(?:(?P<late>late)_)?(?P<number>\d+)_(?P<rest>(?:text|link)\.html)", re.I
)
#: Jane Doe_4711_assignsubmission_file_/01_single_layer.ipynb, with or without folders.
MOODLE = re.compile(
    r"(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_/|/|_)(?P<rest>.+)"
)
#: jdoe+01_single_layer+2026-11-05 14:03:11.123456 UTC+random/01_single_layer.ipynb
EXCHANGE = re.compile(
    r"(?P<name>[^/+]+)\+(?P<assignment>[^/+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^/+]*"
    r"(?:[+-]\d{4})?)(?:\+[^/]*)?/(?P<rest>.+)"
)
#: Where nbgrader's exchange, or the folder of a course in it, holds what was handed in.
INBOUND = re.compile(r"(?:[^/]+/)?inbound/")
#: In the LMS's forms, the part of a path that a student has chosen.
FORMS = {"canvas": CANVAS, "canvas text": CANVAS_TEXT, "moodle": MOODLE, "exchange": EXCHANGE}


@dataclass(frozen=True)
class Sender:
    """Who handed a file in, as far as its path says.

    Attributes
    ----------
    form : str
        `canvas`, `moodle`, `exchange` or `folder`.
    name, number : str
        What the download calls the student; the number is empty where there is none.
    """

    form: str
    name: str
    number: str = ""


@dataclass(frozen=True)
class Sent:
    """A file of a sender.

    Attributes
    ----------
    path : str
        What the student called it, with folders.
    assignment : str
        To which it belongs, where the path says that; else empty.
    upload : int
        Canvas's number of the upload: later ones are greater.
    late : bool
        Whether the LMS says so.
    time : datetime, optional
        When it was handed in.
    """

    sender: Sender
    path: str
    assignment: str = ""
    upload: int = 0
    late: bool = False
    time: datetime | None = None


def senders(paths: Sequence[str], notebooks: Collection[str]) -> list[Sent | None]:
    """Whose each file of a download is; None where its path does not say.

    Parameters
    ----------
    paths : sequence of str
    notebooks : collection of str
        The names of the assignments, which are no students' names.
    """
    if tops := _inbound(paths):
        # Beside it lies what was handed out, and feedback; other courses are other classes.
        top = tops.pop()
        ours = [path.removeprefix(top) if path.startswith(top) else "" for path in paths]
        return [None if tops else _of_lms(path) for path in ours]
    paths = [path.removeprefix(_wrapper(paths)) for path in paths]
    found = [_of_lms(path) for path in paths]
    if any(found):
        return found
    inner = _wrapping_folder(paths, notebooks)
    return [_of_folder(path.removeprefix(inner), notebooks) for path in paths]


def _inbound(paths: Sequence[str]) -> set[str]:
    """The beginnings of paths, up to `inbound/`, that hold submissions of nbgrader's exchange."""
    found = ((path, match.group()) for path in paths if (match := INBOUND.match(path)))
    return {top for path, top in found if EXCHANGE.fullmatch(path.removeprefix(top))}


def _wrapper(paths: Sequence[str]) -> str:
    """The folder in which all files of an LMS lie, as unpacking makes one; empty if none."""
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    if len(tops) != 1 or not all("/" in path for path in paths):
        return ""
    top = f"{tops.pop()}/"
    if any(_of_lms(path) for path in paths):
        return ""
    return top if any(_of_lms(path.removeprefix(top)) for path in paths) else ""


def _wrapping_folder(paths: Sequence[str], notebooks: Collection[str]) -> str:
    """The same for students' folders: it holds several folders, none of an assignment's name."""
    split = [path.split("/") for path in paths]
    tops, below = {parts[0] for parts in split}, {parts[1] for parts in split if len(parts) > 2}
    wraps = len(tops) == 1 and len(below) > 1 and not below & set(notebooks)
    return f"{tops.pop()}/" if wraps and all(len(parts) > 2 for parts in split) else ""


def _of_lms(path: str) -> Sent | None:
    for form, pattern in FORMS.items():
        if not (match := pattern.fullmatch(path)):
            continue
        found = match.groupdict()
        time = _time(found["time"]) if form == "exchange" else None
        return Sent(
            Sender(form.split()[0], found["name"], found.get("number") or ""),
            found["rest"],
            found.get("assignment") or "",
            int(found.get("upload") or 0),
            bool(found.get("late")),
            time,
        )
    return None


def _of_folder(path: str, notebooks: Collection[str]) -> Sent | None:
    first, _, rest = path.partition("/")
    if rest:
        # STUDENT/NOTEBOOK/..., as in submitted/; or whatever the student called it.
        second, _, more = rest.partition("/")
        known = more and second in notebooks
        return Sent(Sender("folder", first), more if known else rest, second if known else "")
    stem, ending = PurePosixPath(path).stem, PurePosixPath(path).suffix.lower()
    if ending not in (".ipynb", ".zip"):
        return None
    for name in sorted(notebooks, key=len, reverse=True):
        if match := re.fullmatch(rf"(.*?)[-_ ]*{re.escape(name)}[-_ ]*(.*)", stem, re.I):
            student = match[1] or match[2]
            return Sent(Sender("folder", student), path, name) if student else None
    return Sent(Sender("folder", stem), path)


def shown_as(sender: Sender) -> str:
    """What a download calls a student, for a line."""
    return f"{sender.name} ({sender.number})" if sender.number else sender.name


def _time(text: str) -> datetime | None:
    try:
        return parse_utc(text).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def same_name(file: str, notebook: str) -> bool:
    """Whether a file is called like a notebook, but for what a browser or an LMS adds."""
    stem = PurePosixPath(file).name
    stem = re.sub(r"(\.ipynb)?(\.txt|\.json)?$", "", stem, flags=re.I)
    stem = re.sub(r"[-_ ]*(\(\d+\)|-\d+|copy\d*)$", "", stem, flags=re.I)
    return fold(stem) == fold(notebook)
