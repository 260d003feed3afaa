"""Hard links: files that have more names than the one in a student's folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path


class HardLinks:
    """Decides which files with several names may be read as part of a submission.

    Nothing tells who made the second name, so it must harm nobody. A file whose names all lie in
    submissions counts in each of them. With a name elsewhere, as in a backup made of hard links, a
    notebook still counts, unless it is one of the class's own files, such as a source notebook;
    any other file is left out, as it may be anybody's.

    Parameters
    ----------
    submitted : Path
        The folder of all submissions.
    own : sequence of Path
        Folders with files of the class that no student may have.
    public : Path
        The folder in these of what was handed out.
    """

    def __init__(self, submitted: Path, own: Sequence[Path], public: Path) -> None:
        self._submitted_folder, self._own_folders, self._public = submitted, own, public

    def only_submitted(self, status: os.stat_result) -> bool:
        """Whether all names of a file lie in submissions."""
        return status.st_nlink <= self._submitted[status.st_dev, status.st_ino]

    def of_the_class(self, status: os.stat_result) -> bool:
        """Whether a file is one of the class's own."""
        return (status.st_dev, status.st_ino) in self._own

    @cached_property
    def _submitted(self) -> Counter[tuple[int, int]]:
        return Counter(_linked(self._submitted_folder))

    @cached_property
    def _own(self) -> set[tuple[int, int]]:
        without = {self._submitted_folder, self._public}
        return {one for folder in self._own_folders for one in _linked(folder, without)}


def _linked(folder: Path, without: Iterable[Path] = ()) -> Iterator[tuple[int, int]]:
    """The identity of each file with several names below a folder, once for each name."""
    skipped = {str(path) for path in without}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(where, name) not in skipped]
        for name in names:
            try:
                status = os.lstat(os.path.join(where, name))
            except OSError:
                continue
            if status.st_nlink > 1:
                yield status.st_dev, status.st_ino
