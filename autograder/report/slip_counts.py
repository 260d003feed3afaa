"""Which slips a class made, where, and what the answers with them look like without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from autograder.exercises.exercise import Exercise
from autograder.report.anonymous import anonymous
from autograder.report.slip_words import Meaning, meaning_of

#: Answers that are shown below a slip.
EXAMPLES = 2
#: Characters of an answer that can be an example.
LONGEST = 4000


@dataclass(frozen=True)
class Example:
    """An answer with a slip, without names, and how many students have it but for names."""

    exercise: str
    code: str
    count: int


@dataclass(frozen=True)
class SlipCount:
    """A slip, and who made it.

    Attributes
    ----------
    slug : str
    meaning : Meaning or None
        None where nothing is known of it, as of a slip of an exercise that is gone.
    look_at : str
        The heading to teach again; empty where none is known.
    exercises : dict of str to int
        How many students made it in which exercise, the most frequent first.
    students : tuple of str
    examples : tuple of Example
    """

    slug: str
    meaning: Meaning | None
    look_at: str
    exercises: dict[str, int]
    students: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass
class _Found:
    students: dict[str, None] = field(default_factory=dict)
    exercises: Counter[str] = field(default_factory=Counter)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)


class SlipCounts:
    """Counts slips, student by student."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}
        self._sources: dict[tuple[str, int], str] = {}

    def add(self, student: str, exercise: str, slug: str, source: str, digest: int) -> None:
        """Add a slip that a student made."""
        found = self._found.setdefault(slug, _Found())
        found.students[student] = None
        found.exercises[exercise] += 1
        if 0 < len(source) <= LONGEST:
            found.answers[exercise, digest] += 1
            self._sources.setdefault((exercise, digest), source)

    def counts(self, catalogue: Mapping[str, Exercise], known: Set[str]) -> list[SlipCount]:
        """Each slip; what most students made comes first."""
        ordered = sorted(self._found.items(), key=lambda one: (-len(one[1].students), one[0]))
        return [self._count(slug, found, catalogue, known) for slug, found in ordered]

    def _count(
        self, slug: str, found: _Found, catalogue: Mapping[str, Exercise], known: Set[str]
    ) -> SlipCount:
        exercises = dict(found.exercises.most_common())
        most = next(iter(exercises))
        meanings = (meaning_of(slug, catalogue.get(name)) for name in exercises)
        meaning = next(filter(None, meanings), None)
        heading = meaning.heading(most) if meaning else None
        look_at = f"{heading.title} (in {heading.notebook})" if heading else ""
        examples = tuple(self._examples(found, known))
        return SlipCount(slug, meaning, look_at, exercises, tuple(found.students), examples)

    def _examples(self, found: _Found, known: Set[str]) -> list[Example]:
        shown: list[Example] = []
        for (exercise, digest), count in found.answers.most_common(3 * EXAMPLES):
            code = anonymous(self._sources[exercise, digest], known)
            if code and len(shown) < EXAMPLES:
                shown.append(Example(exercise, code, count))
        return shown
