"""From the text of a line to the line."""

from __future__ import annotations

from autograder.derivations.entries import EntriesReader
from autograder.derivations.language import Language
from autograder.derivations.line import Line
from autograder.derivations.matrices import MatrixReader
from autograder.derivations.parsing import parsed


def read(text: object, language: Language) -> Line:
    """Read a line in the language of its stage.

    Parameters
    ----------
    text : object
        What the student wrote: a string, if it is right.
    language : Language
        What the stage is written in.

    Raises
    ------
    Unreadable
        If it is no line of this language; the message is one line, with the place.
    """
    line, tree = parsed(text)
    if language.matrices:
        return Line(line, language, MatrixReader(line, language).read(tree), {})
    return Line(line, language, *EntriesReader(line, language).read(tree))
