"""From text to Python's syntax tree, within bounds; what cannot be parsed is said in one line."""

from __future__ import annotations

import ast
import keyword
import re
import warnings

from autograder.derivations.characters import checked, place
from autograder.derivations.language import Unreadable

MOST_NODES = 750
DEEPEST = 60
#: Mistakes that are named before Python sees them, each as a pattern and what to do.
MISTAKES = (
    (r"[-+*/=<>!@,.]\s*$|[-+*/=<>!@,.(\[]\s*(?=[)\]])", "something is missing after it"),
    (r"(?<![=<>!])=(?![=])", "write what the line equals alone; a condition has two, (k == i)"),
    (r"//", "write / for a division"),
    (r"<<|>>|<>|=<|=>|!(?!=)|={3}", "write ==, <, <=, > or >="),
    (r"(?<![\w.])\d+(?:\.\d*)?(?![eE][+-]?\d)[A-Za-z_]", "write * between a number and a name"),
    (r"\w+\s+\w+", "write * between two factors, and parentheses after a function"),
    (r"[\])]\s*[\w(]|\b\d+\s*\(", "write * between two factors"),
)
WORDS = re.compile(r"\b(" + "|".join([*keyword.kwlist, "print"]) + r")\b")


def parsed(text: object) -> tuple[str, ast.expr]:
    """The line, and its expression as Python parses it."""
    line = checked(text)
    _common_mistakes(line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(line.lstrip(), mode="eval").body
    except SyntaxError as error:
        raise _unparsed(line, error) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise Unreadable("the line is nested too deeply") from None
    _within_bounds(tree)
    return line.lstrip(), tree


def _common_mistakes(line: str) -> None:
    word = WORDS.search(line)
    if word:
        raise Unreadable(
            f'"{word[0]}" at {place(line, word.start())} has no meaning here: '
            "a line has symbols, numbers, + - * / **, sums and functions"
        )
    for pattern, remedy in MISTAKES:
        found = re.search(pattern, line)
        if found:
            raise Unreadable(f'"{found[0]}" at {place(line, found.start())}: {remedy}')


def _unparsed(line: str, error: SyntaxError) -> Unreadable:
    """The error with its place in the line."""
    at = min((error.offset or 1) - 1 + len(line) - len(line.lstrip()), len(line))
    rest = line[at : at + 12].strip()
    what = f'"{rest}" is not expected' if rest else "something is missing"
    return Unreadable(f"{what} at {place(line, at)}")


def _within_bounds(tree: ast.expr) -> None:
    """Refuse a tree that is too large or too deep, without recursion."""
    level: list[ast.AST] = [tree]
    nodes = depth = 0
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MOST_NODES or depth > DEEPEST:
            raise Unreadable("the line is too long: it has too many parts, or too deeply nested")
        level = [child for node in level for child in ast.iter_child_nodes(node)]
