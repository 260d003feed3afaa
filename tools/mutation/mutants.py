"""The mutants of a file, by mutmut's operators, and a sample of those of several packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[2]
#: The packages that are mutated, with their share of a sample, in hundredths.
SHARES = {
    "backhand": 32,
    "backhand/figures": 8,
    "autograder/judging": 32,
    "autograder/judging/diagnosis": 28,
}


@dataclass(frozen=True)
class Mutant:
    """One edit of one file; `first` to `last` are the lines of the statement that it is in."""

    path: str
    number: int
    first: int
    last: int
    edit: str

    def place(self, seed: int) -> bytes:
        """Its place in a sample, which stays when code elsewhere changes."""
        return sha256(f"{seed} {self.path} {self.edit}".encode()).digest()

    @property
    def name(self) -> str:
        """A name that changes when the file does."""
        digest = sha256((ROOT / self.path).read_bytes()).hexdigest()[:8]
        return f"{self.path}:{digest}:{self.number}"


class _Edits(cst.CSTVisitor):
    """Collects (node, edited node, first line, last line) of everything inside functions."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, int]] = []
        self.functions = 0
        self.statements: list[tuple[int, int | None]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        # Annotations are never evaluated here; decorators and defaults run at import.
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Param):
            return False
        lines = self.get_metadata(PositionProvider, node, None)
        if isinstance(node, cst.SimpleStatementLine):
            self.statements.append((lines.start.line, lines.end.line))
        elif isinstance(node, cst.BaseCompoundStatement):
            self.statements.append((lines.start.line, None))
        if self.functions:
            first, last = self.statements[-1]
            for kind, operator in mutation_operators:
                if isinstance(node, kind):
                    end = last or (lines.end.line if lines else first)
                    self.found += [(node, edited, first, end) for edited in operator(node)]
        self.functions += isinstance(node, cst.FunctionDef)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        self.functions -= isinstance(node, cst.FunctionDef)
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self.statements.pop()


@cache
def _edits(path: str) -> tuple[cst.Module, _Edits]:
    """The parsed file, and its edits in the order of the text."""
    wrapper = MetadataWrapper(cst.parse_module((ROOT / path).read_text(encoding="utf-8")))
    visitor = _Edits()
    wrapper.visit(visitor)
    return wrapper.module, visitor


def mutants(path: str) -> list[Mutant]:
    """All mutants of a file."""
    module, visitor = _edits(path)
    found: list[Mutant] = []
    times = Counter[str]()
    for number, (old, new, first, last) in enumerate(visitor.found):
        edit = f"{module.code_for_node(old)} → {module.code_for_node(new)}"
        found.append(Mutant(path, number, first, last, f"{edit} ({times[edit]})"))
        times[edit] += 1
    return found


def mutated(mutant: Mutant) -> tuple[str, str, str]:
    """The text of the file with this edit, and the edit: what there was and what there is."""
    module, visitor = _edits(mutant.path)
    old, new, _, _ = visitor.found[mutant.number]
    text = module.deep_replace(old, new)
    assert isinstance(text, cst.Module)
    return text.code, module.code_for_node(old), module.code_for_node(new)


def package_of(path: str) -> str:
    """The innermost of the mutated packages that a file is in."""
    return max((name for name in SHARES if path.startswith(f"{name}/")), key=len)


def files() -> Iterator[str]:
    """The files of the mutated packages."""
    for path in sorted(ROOT.glob("backhand/**/*.py")):
        yield path.relative_to(ROOT).as_posix()
    for path in sorted(ROOT.glob("autograder/judging/**/*.py")):
        yield path.relative_to(ROOT).as_posix()


def population() -> dict[str, list[Mutant]]:
    """All mutants, by package."""
    found: dict[str, list[Mutant]] = {name: [] for name in SHARES}
    for path in files():
        found[package_of(path)] += mutants(path)
    return found


def sample(everything: dict[str, list[Mutant]], size: int, seed: int) -> list[Mutant]:
    """A random sample with each package's share, in random order; a larger one goes on with it.

    An edit that stays in the sample when other code changes can be followed up.
    """
    drawn: list[tuple[float, Mutant]] = []
    for name, share in SHARES.items():
        shuffled = sorted(everything[name], key=lambda mutant: mutant.place(seed))
        drawn += [((k + 0.5) / share, mutant) for k, mutant in enumerate(shuffled)]
    return [mutant for _, mutant in sorted(drawn, key=lambda pair: pair[0])][:size]
