"""Formulas as docstrings write them, in Unicode, turned into LaTeX: Δᵀ X = Σ_s δ_s x_sᵀ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

COMBINING = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar"}
SIGNS = {
    "Σ": r"\sum ",
    "·": r"\cdot ",
    "∘": r"\circ ",
    "↦": r"\mapsto ",
    "←": r"\leftarrow ",
    "≤": r"\le ",
    "≈": r"\approx ",
    "‖": r"\Vert ",
    "⟨": r"\langle ",
    "⟩": r"\rangle ",
    "∞": r"\infty ",
    "½": r"\tfrac{1}{2} ",
    "∂": r"\partial ",
    "|": r"\vert ",
    "φ": r"\varphi ",
    "…": r"\dots ",
    "≥": r"\ge ",
    "−": "-",
}
POWERS = {"ᵀ": r"{\mathsf T}", "²": "2", "³": "3"}
#: Words that are functions, and stand upright beside what they are taken of.
FUNCTIONS = r"softmax|softplus|sigmoid|tanh|sin|log|max|min|mean|diag|gradients|Im"
WORD = r"[A-Za-z]{2,}(?:['-][a-z]+)?"
AFTER = r"(?![A-Za-z0-9])"
TOKENS = re.compile(
    rf"""
      (?P<code>`[^`]*`|"[^"]*")
    | (?P<name>(?:\b(?:stride|padding|rate|slope|size|floor|limit|tolerance|ids)|(?<=‖)all){AFTER})
    | (?P<function>\b(?:{FUNCTIONS}){AFTER})
    | (?P<words>\b{WORD}\b(?:[ ]+{WORD}\b)*(?![·]))
    | (?P<below>_(?:{{[^}}]*}}|∞|·?\w+?(?=[ᵀ²]|\W|_|$)))
    | (?P<above>\^-?\w+|\^{{[^}}]*}})
    | (?P<ones>(?<=ᵀ[ ])1(?!\w)|\b1(?=ᵀ|[ ]?[a-z]ᵀ))
    | (?P<power>[ᵀ²³])
    | (?P<root>√\w)
    | (?P<hat>\w[\u0302-\u0304])
    | (?P<indexed>[A-Za-z](?=\d(?![\d_])))
    | (?P<spaces>[ ]{{2,}})
    | (?P<sign>[{re.escape("".join(SIGNS))}])
    """,
    re.VERBOSE,
)


def latex(formula: str) -> str:
    """One formula of a docstring as LaTeX."""
    return _rooted(TOKENS.sub(_token, unicodedata.normalize("NFD", formula)))


def _rooted(formula: str) -> str:
    """A root with the parentheses that belong together, in LaTeX."""
    before, root, after = formula.partition("√(")
    if not root:
        return formula
    depth, end = 1, 0
    while depth:
        depth += {"(": 1, ")": -1}.get(after[end], 0)
        end += 1
    return f"{before}\\sqrt{{{_rooted(after[: end - 1])}}}{_rooted(after[end:])}"


def _token(found: re.Match[str]) -> str:
    kind, text = str(found.lastgroup), found[0]
    return WRITE[kind](text) if kind in WRITE else text


def _braced(text: str) -> str:
    """What stands below or above; letters without braces are indices, one beside the other."""
    inner = text[1:].strip("{}")
    return f"{text[0]}{{{' '.join(inner) if inner.isalpha() else latex(inner)}}}"


def _upright(text: str) -> str:
    return rf"\text{{ {text.replace('_', chr(92) + '_')} }}"


WRITE: dict[str, Callable[[str], str]] = {
    "code": lambda text: _upright(text.strip("`")),
    "name": lambda text: rf"\mathrm{{{text}}}",
    "function": lambda text: rf"\operatorname{{{text}}}",
    "words": _upright,
    "below": _braced,
    "above": _braced,
    "root": lambda text: rf"\sqrt{{{text[1]}}}",
    "ones": lambda text: rf"\mathbf{{{text}}}",
    "power": lambda text: f"^{{{POWERS[text]}}}",
    "hat": lambda text: f"{COMBINING[text[1]]}{{{text[0]}}}",
    "indexed": lambda text: f"{text}_",
    "spaces": lambda text: r"\quad ",
    "sign": lambda text: SIGNS[text],
}
