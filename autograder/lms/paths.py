"""Paths in a download: their names, which of them are used, and why others are not."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import PurePosixPath

from autograder.classroom.handed_in import LITTER
from autograder.repair.files import COPIES

#: Folders within folders.
DEEPEST = 8


def odd_path(name: str) -> str:
    """Why a path in an archive is not used; empty if it can be."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or name[1:2] == ":":
        return "a path that leads out of its folder"
    if any(part in ("", ".") or part != part.strip() for part in parts):
        return "a path with an empty name, or one that begins or ends with a space"
    if not name.isprintable() or any(len(part.encode(errors="replace")) > 240 for part in parts):
        return "a name with control characters, or one that is too long"
    return "too many folders in each other" if len(parts) > DEEPEST else ""


def is_litter(name: str) -> bool:
    """Whether a file is only what a system or Jupyter has put there."""
    parts = PurePosixPath(name).parts
    return any(part in COPIES for part in parts) or (
        bool(parts) and (parts[-1].lower() in LITTER or parts[-1].startswith("."))
    )


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member, in UTF-8 even if the archive does not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode()
        except ValueError:
            name = info.orig_filename
    return unicodedata.normalize("NFC", name)
