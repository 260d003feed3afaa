"""TeX to MathML, which every browser shows by itself: no script, and nothing from a network."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from math_core import LatexError, LatexToMathML

#: Characters of a formula, and of what becomes of it; longer ones are shown as they were written.
MAX_TEX, MAX_MATHML = 2000, 20_000
#: Characters from which on a formula on lines of its own may be wider than a narrow page.
WIDE = 40
#: Elements in elements: a browser takes long for many.
MAX_DEPTH = 60
TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms
        mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
        """,
    )
)
LENGTH = r"-?\d{0,2}(?:\.\d+)?(?:em)?"
ATTRIBUTES = {
    "accent|accentunder|displaystyle|stretchy|symmetric|fence|largeop|movablelimits": "true|false",
    "display": "block|inline",
    "form": "prefix|infix|postfix",
    "lspace|rspace|width|minsize|maxsize|linethickness": LENGTH,
    "mathvariant": "normal",
    "scriptlevel": r"[+-]?\d",
}
ATTRIBUTE = re.compile("|".join(f'(?:{name})="(?:{value})"' for name, value in ATTRIBUTES.items()))
#: Columns that the converter aligns by a style; the pages have classes for that.
STYLE = re.compile(r'style="[^"]*?text-align: (left|right);[^"]*"')
TOKEN = re.compile(r'<(?P<end>/?)(?P<tag>\w+)(?P<attributes>(?: [\w-]+="[^"<>]*")*)(?P<empty>/?)>')

#: What the converter does not know, in commands that it knows.
MACROS = {"widetilde": r"\tilde{#1}"}

_converter = LatexToMathML(
    macros=MACROS,
    allow_unreliable_rendering=True,
    fancy_error=False,
    max_expansions=50,
    xml_namespace=False,
)


@lru_cache(maxsize=4096)
def mathml(tex: str, *, block: bool = False) -> str:
    """A formula as MathML of allowed elements alone; as code where it cannot be converted."""
    try:
        if len(tex) > MAX_TEX:
            raise ValueError("too long")
        made = _allowed(_converter.convert_with_local_state(tex.strip(), displaystyle=block))
    except (LatexError, ValueError):
        fence = "$$" if block else "$"
        return f"<code>{escape(f'{fence}{tex}{fence}')}</code>"
    # What may be wider than a page scrolls, from the keyboard as well.
    return made.replace(">", ' tabindex="0">', 1) if block and len(tex) > WIDE else made


def text_with_math(text: str) -> str:
    """Plain text, escaped, in which formulas between dollar signs are MathML."""
    parts = re.split(r"(?<![\\$])\$([^$\n]{1,500}?)(?<!\\)\$(?!\$)", text)
    return "".join(mathml(part) if k % 2 else escape(part) for k, part in enumerate(parts))


def _allowed(made: str) -> str:
    """What the converter made, with no other elements and attributes than those listed here.

    Raises
    ------
    ValueError
        If there are others, too many, or some that are not closed.
    """
    if len(made) > MAX_MATHML or re.search("[<>]", TOKEN.sub("", made)):
        raise ValueError("too much, or not only elements")
    within: list[str] = []
    for token in TOKEN.finditer(made):
        if token["tag"] not in TAGS or len(within) > MAX_DEPTH:
            raise ValueError("not an element of ours, or too deep")
        if token["end"]:
            if not within or within.pop() != token["tag"]:
                raise ValueError("not closed")
        elif not token["empty"]:
            within.append(token["tag"])
    if within:
        raise ValueError("not closed")
    return TOKEN.sub(_tag, made.replace("<mspace/>", ""))


def _tag(token: re.Match[str]) -> str:
    if token["end"]:
        return token[0]
    kept = [one[0] for one in ATTRIBUTE.finditer(token["attributes"])]
    kept += [f'class="{one[1]}"' for one in STYLE.finditer(token["attributes"])]
    return f"<{' '.join([token['tag'], *kept])}{token['empty']}>"
