"""The pages of the API: one for each module of `backhand`, with the names that it gives."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import backhand

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
    "figures.draw": "Figures",
    "figures.curves": "Curves",
}


def public(module: ModuleType) -> list[str]:
    """The functions and classes that a module gives, in the order of its text.

    Those of the package if it has them; all public ones of a module that is used by its own name.
    """
    defined = [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == module.__name__
    ]
    own_name = module.__name__.rpartition(".")[2]
    given = {*backhand.__all__, *backhand.FIGURES}
    is_given = own_name in given and getattr(backhand, own_name) is module
    return [name for name in defined if is_given or name in given]


def page(name: str, title: str) -> str:
    """One module's page, in reStructuredText, which autodoc writes."""
    module = importlib.import_module(f"backhand.{name}")
    lines = [f".. _api-{name}:", "", title, "=" * len(title), ""]
    # A module may have the name of a function: only the function is an entry of the index.
    lines += [f".. automodule:: backhand.{name}", "   :no-index:", ""]
    for one in public(module):
        kind = "class" if inspect.isclass(getattr(module, one)) else "function"
        given = getattr(backhand, one, None) is getattr(module, one)
        where = "backhand" if given else f"backhand.{name}"
        lines += [f".. auto{kind}:: {where}.{one}", ""]
        if kind == "class":
            lines[-1:] = ["   :members:", ""]
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """The file of each page → its text."""
    made = {f"api/{name}.rst": page(name, title) for name, title in MODULES.items()}
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
