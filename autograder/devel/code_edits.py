"""Make mutants of the model answers, by one edit of their text or by two."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from autograder.devel.cuts import Cut, Text, cuts
from autograder.mutations.model import Model
from autograder.mutations.places import parts


@dataclass(frozen=True)
class Edit:
    """A model answer after an edit, or after two.

    Attributes
    ----------
    kinds : tuple of str
        The kind of each edit.
    said : str
        The edited lines, before and after.
    places : tuple of str
        The quantity that is computed where the edit is, for each edit; empty if it has no name.
    source : str
        The edited source.
    """

    kinds: tuple[str, ...]
    said: str
    places: tuple[str, ...]
    source: str


def editable(model: Model, left_alone: Collection[str]) -> Model:
    """The model answer with nothing in its source that an edit could not spoil.

    Docstrings and lines that are never reached are dropped. The answers of other exercises are
    given.
    """
    tree = ast.parse(model.source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = _reached(node.body)
    others = [line for line in tree.body if getattr(line, "name", "") in left_alone]
    own = [line for line in tree.body if line not in others]
    given = "\n\n".join([model.given, *map(ast.unparse, others)])
    return replace(model, source="\n\n".join(map(ast.unparse, own)), given=given)


def _reached(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    kept: list[ast.stmt] = []
    for line in body:
        if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)):
            kept.append(line)
        if isinstance(line, ast.Return):
            break
    return kept or [ast.Pass()]


def edits(model: Model) -> Iterator[Edit]:
    """Every edit of an answer that gives another text, once; some are no valid Python."""
    text, seen = Text(model.source), {model.source}
    places = list(_places(text, model))
    for cut in cuts(text):
        kind, start, end, new = cut
        edited = model.source[:start] + new + model.source[end:]
        if edited not in seen:
            seen.add(edited)
            inside = [name for first, last, name in places if first <= start < last]
            # Of two lines that are exchanged, either may be meant.
            place = inside[-1] if inside and kind != "lines exchanged" else ""
            yield Edit((kind,), _said(model.source, cut, edited), (place,), edited)


def sampled(model: Model, most: int, rng: np.random.Generator) -> list[Edit]:
    """At most so many edits, of each kind in turn."""
    every = list(edits(model))
    turns = Counter[str]()
    ranked = []
    for k in rng.permutation(len(every)):
        turns.update(every[k].kinds)
        ranked.append((turns[every[k].kinds[0]], k))
    codes = (every[k] for _, k in sorted(ranked) if _is_code(every[k].source))
    return list(islice(codes, most))


def pairs(model: Model, most: int, rng: np.random.Generator) -> Iterator[Edit]:
    """At most so many answers after two edits, each one of a sample and then one at random."""
    for one in sampled(model, most, rng) if most else ():
        after = list(edits(replace(model, source=one.source)))
        other = next(after[k] for k in rng.permutation(len(after)) if _is_code(after[k].source))
        if other.source != model.source:
            said = f"{one.said}, then {other.said}"
            yield Edit(one.kinds + other.kinds, said, one.places + other.places, other.source)


def _places(text: Text, model: Model) -> Iterator[tuple[int, int, str]]:
    """Where a quantity is computed: the beginning, the end and its name; inner places come last."""
    for function in ast.walk(text.tree):
        if isinstance(function, ast.FunctionDef):
            returned = model.blocks if function.name == model.entry else ()
            for line in ast.walk(function):
                if isinstance(line, ast.Assign | ast.AugAssign | ast.Return | ast.Expr):
                    found = list(parts(line, returned))
                    if len(found) == 1:
                        yield *text.span(line), found[0][0]
                    else:
                        yield from ((*text.span(node), name) for name, node in found)


def _is_code(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _said(source: str, cut: Cut, edited: str) -> str:
    """The lines in which a cut is, before and after."""
    _, start, end, _ = cut
    first, last = source.rfind("\n", 0, start) + 1, source.find("\n", end)
    last = len(source) if last < 0 else last
    was, now = source[first:last], edited[first : last + len(edited) - len(source)]
    return " → ".join(f"`{' '.join(lines.split())}`" for lines in (was, now))
