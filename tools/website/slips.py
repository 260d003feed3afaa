"""The pages of slips: each with its words, its question, an example, a formula, its exercises."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from autograder.catalogue import CATALOGUE
from autograder.exercises.items import ITEMS
from autograder.report.slip_words import meanings
from autograder.slips import Slip
from autograder.slips.batch import BATCH
from autograder.slips.chain import CHAIN
from autograder.slips.linear import LINEAR
from autograder.slips.nonlinearity import NONLINEARITY
from autograder.slips.output import OUTPUT
from autograder.slips.shared import SHARED
from autograder.slips.slopes import SLOPES
from autograder.slips.softmax import SOFTMAX
from autograder.slips.upstream import UPSTREAM
from tools.website.known_slips import Known, fenced, known
from tools.website.notebooks import link

#: The steps, each with the slips that are known wherever it occurs.
STEPS: dict[str, tuple[str, Sequence[Slip]]] = {
    "linear": ("The linear layer", LINEAR),
    "output": ("The error at the output", OUTPUT),
    "softmax": ("Softmax", SOFTMAX),
    "nonlinearity": ("Through a nonlinearity", NONLINEARITY),
    "slopes": ("Slopes", SLOPES),
    "chain": ("From layer to layer", CHAIN),
    "shared": ("Shared weights", SHARED),
    "batch": ("Batches", BATCH),
    "upstream": ("What comes from above", UPSTREAM),
}


def pages() -> dict[str, str]:
    """The file of each page → its text."""
    found = dict(known())
    groups: dict[str, tuple[str, list[Known]]] = {}
    for name, (title, slips) in STEPS.items():
        slugs = dict.fromkeys(slip.slug for slip in slips if slip.slug in found)
        groups[name] = title, [found.pop(slug) for slug in slugs]
    for one in found.values():
        notebook = CATALOGUE[one.exercises[0]].notebook
        groups.setdefault(notebook, (f"Exercises of {notebook}", []))[1].append(one)
    made = {f"slips/{name}.md": page(*group) for name, group in groups.items()}
    counts = sum(len(group[1]) for group in groups.values())
    listed = {slug for _, slips in groups.values() for slug in (one.slug for one in slips)}
    made["slips/general.md"] = general(listed)
    made["slips/index.md"] = INDEX.format(count=counts, contents="\n".join([*groups, "general"]))
    return made


def page(title: str, slips: Sequence[Known]) -> str:
    """One page: a section for each slug."""
    return "\n\n".join([f"# {title}", *map(section, slips)]) + "\n"


def heading(slug: str) -> str:
    """The heading of a slug, with its address."""
    return f"(slip-{slug})=\n## {slug}"


def section(one: Known) -> str:
    """One slug: its words, its question, an example, a formula, and where it is known."""
    (clause, question), *others = one.words.items()
    parts = [heading(one.slug), f"This equals what you get if {clause}.", f"> {question}"]
    parts.append(f"For example, in {one.example}" if one.example else "")
    parts += [fenced(text, "python") for text in one.formulas[:1]]
    more = [f"… if {clause}.\n\n> {question}" for clause, question in others]
    more += [fenced(text, "python") for text in one.formulas[1:]]
    if more:
        inside = "\n\n".join(more)
        parts.append(f"<details><summary>In other exercises</summary>\n\n{inside}\n\n</details>")
    many = len(one.exercises)
    named = ", ".join(link(name) for name in CATALOGUE if name in one.exercises)
    items = ", ".join(f"[{item}](#{item.lower()})" for item in one.items)
    about = f" About {items}." if items else ""
    parts.append(f"{{.uses}}\nKnown in {many} exercise{'s' * (many > 1)}: {named}.{about}")
    return "\n\n".join(filter(None, parts))


def general(listed: Collection[str]) -> str:
    """The page of the names that fit any exercise, but for those that have a section already."""
    parts = [GENERAL_HEAD]
    for slug, one in meanings(CATALOGUE).items():
        if slug not in listed:
            parts += [heading(slug), f"{one.clause[0].upper()}{one.clause[1:]}."]
            parts += [f"> {one.question}"] * bool(one.question)
            if one.item in ITEMS:
                parts.append(f"{{.uses}}\nAbout [{one.item}](#{one.item.lower()}).")
    return "\n\n".join(parts) + "\n"


GENERAL_HEAD = """\
# Names that fit any exercise

The numbers of an answer give these names, and no formula of an exercise: the right value, or one
of its terms, is multiplied, missing or counted twice, or stands in another form. The names that
begin with `one-change` say what kind of change of the model answer gives the numbers; [how the
judge works](../judge.md) tells how it is found.
"""

INDEX = """\
# Every slip

{count} slips have a name of their own, those of predicted values and of what a question asks for
beyond right numbers included. When an answer is wrong, the judge looks for
the slip that gives exactly its numbers on every draw, and says *This equals what you get if …*; it
never says who made a mistake, and never the right formula. [How the judge works](../judge.md) tells
how it decides, and [what the diagnosis knows](../slips.md) counts the slips of each exercise.

A slip of a step is declared once, as a formula in place of the right one, and is known in every
exercise that takes the step. Below its question are an example in numbers and the formula, or a
line of a derivation as people write it. In a formula, `right_rule` is the right formula, `right`
holds the right values, and names such as `x`, `W` and `delta` are those of the exercise or of the
layer at hand; `p` is that layer's place in the network, with `p.below` and `p.above` on either
side. Conditions under which the slip cannot occur are left out.

The first pages are about slips of steps, then come those of single exercises, and at the end names
that fit any.

```{{toctree}}
:maxdepth: 1

{contents}
```
"""
