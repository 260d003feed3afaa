"""The pages of the API: one for each module of `backhand`, with the names that it gives."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from types import ModuleType

import backhand
from autograder.exercises.items import ITEMS

#: The modules in the order in which the course meets them, and what else is public in them.
MODULES = {
    "affine": "The affine layer",
    "activations": "Activations",
    "losses": "Losses",
    "network": "A network of layers",
    "shared": "Weights shared over T uses",
    "recurrent": "The recurrent network",
    "graph": "The computational graph",
    "worksheet": "The worksheet's network",
    "gradcheck": "Gradient checks",
    "initialization": "Initial weights",
    "symmetry": "Symmetry",
    "convolution": "Convolution",
    "pooling": "Pooling",
    "embedding": "Embedding",
    "dropout": "Dropout",
    "normalization": "Normalisation",
    "clipping": "Clipping",
    "derivations": "Derivations by name",
    "figures.draw": "Figures",
    "figures.curves": "Curves",
}


def public() -> dict[str, list[str]]:
    """Module → what it gives, in the order of its text; each name once, where it is met first.

    Those of the package if it has them; all public ones of a module that is used by its own name.
    """
    given = {*backhand.__all__, *backhand.FIGURES}
    placed: set[str] = set()
    found: dict[str, list[str]] = {}
    for place in MODULES:
        module = importlib.import_module(f"backhand.{place}")
        by_own_name = _of_package(place, module) and place.rpartition(".")[2] in given
        found[place] = [
            name
            for name, thing in vars(module).items()
            if not name.startswith("_") and name not in placed
            if (by_own_name and _home(thing) == module.__name__)
            or (name in backhand.__all__ and _is_of(thing, module))
        ]
        placed.update(name for name in found[place] if name in given)
    return found


def _of_package(name: str, thing: object) -> bool:
    """Whether the package gives this under its name."""
    return getattr(backhand, name.rpartition(".")[2], None) is thing


def _home(thing: object) -> str:
    """The module of a function or a class; empty for all else."""
    return thing.__module__ if inspect.isfunction(thing) or inspect.isclass(thing) else ""


def _is_of(thing: object, module: ModuleType) -> bool:
    """Whether what the package gives is a module's own, or a private one's, or a table."""
    home = _home(thing) or module.__name__ * isinstance(thing, Mapping)
    return home == module.__name__ or home.startswith("backhand._")


def page(place: str, title: str, names: list[str]) -> str:
    """One module's page, in reStructuredText, which autodoc writes."""
    lines = [f".. _api-{place}:", "", title, "=" * len(title), ""]
    # A module may have the name of a function: only the function is an entry of the index.
    lines += [f".. automodule:: backhand.{place}", "   :no-index:", ""]
    module = importlib.import_module(f"backhand.{place}")
    for name in names:
        lines += _entry(place, name, getattr(module, name))
    return "\n".join(lines)


def _entry(place: str, name: str, thing: object) -> list[str]:
    """What one name is: read from its docstring or, of a table, its keys."""
    full = f"backhand.{name}" if _of_package(name, thing) else f"backhand.{place}.{name}"
    if isinstance(thing, Mapping):
        keys = ", ".join(
            f":ref:`{key} <{key.lower()}>`" if key in ITEMS else f"``{key}``" for key in thing
        )
        return [f".. py:data:: {full}", "", f"   A mapping that cannot be changed, of {keys}.", ""]
    if inspect.isclass(thing):
        return [f".. autoclass:: {full}", "   :members:", ""]
    return [f".. autofunction:: {full}", ""]


def pages() -> dict[str, str]:
    """The file of each page → its text."""
    names = public()
    made = {f"api/{place}.rst": page(place, MODULES[place], names[place]) for place in MODULES}
    contents = "\n".join(f"   {name}" for name in MODULES)
    made["api/index.rst"] = INDEX.format(contents=contents)
    return made


INDEX = """\
The library
===========

.. automodule:: backhand
   :no-index:

``import backhand as bh`` needs NumPy alone. Each forward function stands beside its backward one,
with the formula, the shapes, and links to the derivations behind it. :doc:`An importer's
first network </tutorials/importer>` shows how to use them.

.. toctree::
   :maxdepth: 2

{contents}
"""
