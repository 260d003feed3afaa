"""Which submissions have to be graded, and why."""

from __future__ import annotations

from collections.abc import Mapping, Set

from autograder.batch.dependencies import changed, digest_of
from autograder.batch.options import Options
from autograder.batch.tasks import Submission
from autograder.classroom.folder import ClassFolder
from autograder.classroom.records import EARLIER, SubmissionRecord


class Due:
    """Decides on the submissions of one assignment.

    Parameters
    ----------
    folder : ClassFolder
    assignment : str
    options : Options
    known : set of str
        The students of whom the gradebook has a submission.
    settings : mapping of str to str
        What scores depend on now, see `dependencies`.
    """

    def __init__(
        self,
        folder: ClassFolder,
        assignment: str,
        options: Options,
        known: Set[str],
        settings: Mapping[str, str],
    ) -> None:
        self._folder, self._assignment, self._options = folder, assignment, options
        self._known, self.settings = known, settings
        self._digest = digest_of(settings)

    def reasons(self, one: Submission, record: SubmissionRecord) -> list[str]:
        """Why a submission has to be graded; nothing if it need not be."""
        if one.student not in self._known and not record.content:
            return ["new submission"]
        graded = self._folder.autograded(one.student, self._assignment).is_dir()
        found = {
            "not in the gradebook": one.student not in self._known,
            "no graded notebook": not (graded or record.refused),
            "cut short, or graded by nbgrader autograde since": not record.content,
            "changed submission": record.content not in ("", one.digest),
            "--figures": self._options.figures and not record.figures,
            "--force": self._options.force,
        }
        reasons = [reason for reason, holds in found.items() if holds]
        return [*reasons, *(self._changed(record) if record.content else ())]

    def recorded(
        self, only: str, old: SubmissionRecord
    ) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The `settings` and `exercises` of the record of a submission that is graded now."""
        if only:
            return old.settings, {**old.exercises, only: self._digest}
        return self.settings, {}

    def kept(self, one: Submission, record: SubmissionRecord) -> dict[str, str]:
        """The notebooks as graded before, where one exercise is graded again and the rest kept."""
        known = one.student in self._known
        if not self._options.exercise or record.content != one.digest or not known:
            return {}
        graded = self._folder.autograded(one.student, self._assignment)
        paths = [graded / f"{name}.ipynb" for name in one.notebooks]
        return {path.stem: path.read_text("utf-8") for path in paths if path.is_file()}

    def _changed(self, record: SubmissionRecord) -> list[str]:
        """What has changed since the scores that are asked for were computed."""
        if EARLIER in record.settings:
            return [f"graded by {EARLIER}"]
        names = [f"{name} changed" for name in changed(record.settings, self.settings)]
        only, alone = self._options.exercise, record.exercises
        if only in alone:
            return [] if alone[only] == self._digest else names or ["other settings"]
        since = [f"{name} was graded alone" for name in alone if alone[name] != self._digest]
        return names if only else [*names, *since]
