"""Names that a cell defines, even if its code cannot be parsed."""

from __future__ import annotations

import re

#: What a line at the left margin defines: a function, a class, or a name.
DEFINITION = re.compile(r"^(?:(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]+)?=(?!=))", re.M)


def defined(source: str) -> frozenset[str]:
    """Names that code defines, even code that cannot be parsed."""
    return frozenset(function or name for function, name in DEFINITION.findall(source))
