"""`progress`: what is right, partly right and open, in this notebook and in the course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from autograder.catalogue import CATALOGUE
from autograder.notebook import memory
from autograder.notebook.card import STYLE
from autograder.notebook.links import bar, link
from autograder.notebook.memory import Remembered
from autograder.notebook.nbgrader_mode import mode
from autograder.notebook.places import NOTEBOOKS, current_notebook, folders
from autograder.notebook.progress import (
    OPEN,
    PARTLY,
    RIGHT,
    Progress,
    Run,
    name_of_run,
    parts_of,
    progress_in,
)
from autograder.notebook.shown import show

_MARKS = {
    RIGHT: '<span class="mark ok" aria-hidden="true">✓</span>',
    PARTLY: '<span class="mark" aria-hidden="true">◐</span>',
    OPEN: '<span class="mark new" aria-hidden="true">○</span>',
}


def progress() -> None:
    """Show what is right, partly right and open, in this notebook and in the course.

    It counts the latest check of each exercise. When nbgrader grades, nothing is shown.
    """
    if mode():
        return
    overview = Overview(current_notebook(), memory.recall(folders()))
    show(overview.text(), "text/html", overview.html)


@dataclass(frozen=True)
class Overview:
    """The progress in the course.

    Attributes
    ----------
    notebook : str
        The one that is shown part by part; may be empty.
    checked : mapping
        The latest check of each exercise.
    """

    notebook: str
    checked: Mapping[str, Remembered]

    def text(self) -> str:
        """As plain text."""
        lines = [f"{self.notebook}: {self._points(self.notebook)}"] if self.notebook else []
        for part, words in self._parts():
            said = [f"{word}: {', '.join(map(name_of_run, runs))}" for word, runs in words]
            lines.append(f"  {part}  {' · '.join(said)}")
        lines.append(f"The course: {self._total()}")
        width = max(map(len, NOTEBOOKS))
        lines += [f"  {name:<{width}}  {one}" for name, one in self._notebooks()]
        if own := self._own():
            lines.append(f"Other exercises: {own}")
        return "\n".join(lines)

    def html(self) -> str:
        """As a card that looks like the card of a check."""
        edge = "border-left:4px solid #8a8f98;padding:.6rem .9rem"
        body = "".join(self._body())
        open_div = f'<div class="bh" role="group" aria-label="Progress" style="{edge}">'
        return f"<style>{STYLE}</style>{open_div}{body}</div>"

    def _body(self) -> Iterator[str]:
        if self.notebook:
            yield _head(self.notebook, self._points(self.notebook))
        for part, words in self._parts():
            said = " · ".join(f"{_MARKS[word]} {word}: {self._links(runs)}" for word, runs in words)
            yield f"<p><strong>{part}</strong> {said}</p>"
        yield _head("The course", self._total())
        yield from (self._row(name, one) for name, one in self._notebooks())
        if own := self._own():
            yield f"<p>Other exercises: {escape(own)}</p>"

    def _row(self, name: str, one: Progress) -> str:
        words, _, _ = str(one).partition("open: ")
        still = f"open: {self._links(one.open)}" if one.open else ""
        return f'<p class="foot">{bar(one)} <span>{name}: {escape(words)}{still}</span></p>'

    def _links(self, runs: list[Run] | tuple[Run, ...]) -> str:
        return ", ".join(link(run[0], self.notebook, name_of_run(run)) for run in runs)

    def _parts(self) -> Iterator[tuple[str, list[tuple[str, list[Run]]]]]:
        for part, words in parts_of(self.notebook, self.checked).items():
            yield part, [(word, runs) for word, runs in words.items() if runs]

    def _notebooks(self) -> Iterator[tuple[str, Progress]]:
        for name in NOTEBOOKS:
            if found := progress_in(name, self.checked):
                yield name, found

    def _points(self, notebook: str) -> str:
        found = progress_in(notebook, self.checked)
        return f"{found.points:g} of {found.total:g} points" if found else ""

    def _total(self) -> str:
        every = [one for _, one in self._notebooks()]
        points, total = sum(one.points for one in every), sum(one.total for one in every)
        return f"{points:g} of {total:g} points"

    def _own(self) -> str:
        """The exercises of the class's own that were checked."""
        own = {name: one for name, one in self.checked.items() if name not in CATALOGUE}
        return ", ".join(f"{name} {one.score:g} of {one.points:g}" for name, one in own.items())


def _head(title: str, points: str) -> str:
    return (
        f'<p class="head"><strong>{escape(title)}:</strong> <span class="score">{points}</span></p>'
    )
