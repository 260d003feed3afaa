"""Make the students' wheel from the files of this installation, with the standard library alone.

An instructor's computer may have neither a checkout nor a build backend. The same files give the
same bytes, and nothing that belongs to instructors only is in an installation's own files.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from autograder.boundary.errors import BackhandError
from autograder.handout.copying import visible_files
from autograder.notebook.course import PACKAGE, course_folder
from backhand import __version__

WHEEL = """\
Wheel-Version: 1.0
Generator: backhand hand-out
Root-Is-Purelib: true
Tag: py3-none-any
"""
#: Of every entry, as the build backend dates them: the same files give the same bytes.
EPOCH = (2020, 2, 2, 0, 0, 0)


class Wheel(NamedTuple):
    """A wheel: the name of its file, and its bytes."""

    name: str
    content: bytes


def students_wheel() -> Wheel:
    """The wheel of this installation, with the course's notebooks and without model solutions.

    Raises
    ------
    BackhandError
        If this package is not installed, so that its dependencies are not known.
    """
    try:
        installed = distribution("backhand")
    except PackageNotFoundError:
        raise BackhandError(
            "expected backhand to be installed, got its source code alone; likely it was put on "
            "PYTHONPATH: install it with pip install"
        ) from None
    if installed.version != __version__:
        raise BackhandError(
            f"expected version {__version__}, as in the source code, got {installed.version} as "
            "installed; likely the checkout has changed: install it again"
        )
    name = f"backhand-{installed.version}"
    files = dict(_modules(installed)) | dict(_course())
    files |= {f"{name}.dist-info/{path}": text for path, text in _information(installed).items()}
    files[f"{name}.dist-info/RECORD"] = _record(files, f"{name}.dist-info/RECORD")
    return Wheel(f"{name}-py3-none-any.whl", zipped(files))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of some files by path, in this order; it depends on nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # As if made on Unix, wherever it is made: a plain file that all may read.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _modules(installed: Distribution) -> Iterator[tuple[str, bytes]]:
    listed = {file.as_posix() for file in installed.files or ()}
    # An editable installation lists none of them: its folder is the checkout's.
    checkout = "autograder/__init__.py" not in listed
    for package in ("autograder", "backhand"):
        for path, content in visible_files(PACKAGE.parent / package):
            # Another distribution may have put files into a package of this name.
            ours = checkout or f"{package}/{path}" in listed
            # Only what the build backend takes of a clean checkout: a folder may hold anything.
            suffixes = (".py", "py.typed", ".css", ".js", ".j2", ".json", ".json.bz2")
            if ours and path.endswith(suffixes):
                yield f"{package}/{path}", content
    yield "backhand_cli.py", (PACKAGE.parent / "backhand_cli.py").read_bytes()


def _course() -> Iterator[tuple[str, bytes]]:
    for path, content in visible_files(course_folder()):
        yield f"autograder/_material/course/{path}", content


def _information(installed: Distribution) -> dict[str, bytes]:
    """What an installer needs to know: dependencies, the command, the licence."""
    texts = {name: installed.read_text(name) or "" for name in ("METADATA", "entry_points.txt")}
    found = {name: text.encode() for name, text in (texts | {"WHEEL": WHEEL}).items()}
    for file in installed.files or ():
        if len(file.parts) > 2 and file.parts[1] == "licenses":
            found["/".join(file.parts[1:])] = file.read_binary()
    return found


def _record(files: Mapping[str, bytes], itself: str) -> bytes:
    """The digest and the size of each file, as pip checks them."""
    lines = []
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        lines.append(f"{path},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{itself},,\n"]).encode()
