"""The package as a whole: what importing costs, what is public, what the docstrings name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from email.message import Message

import pytest

import backhand
from backhand import derivations
from backhand.__main__ import main

MODULES = [module.name for module in pkgutil.walk_packages(backhand.__path__, "backhand.")]
#: What looks up an activation, a loss or a derivation, or only checks or calls one.
LOOKED_UP = {"derivation", "address", "expect_node", "as_loss", "as_activation"}
#: What other modules call with arguments that they have checked.
LOOKED_UP |= {"apply", "slopes", "pull"}
COUNTS = {"S": 12, "M": 14, "N": 15, "W": 16, "B": 12, "Y": 15, "G": 13, "F": 18}


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("code", ["import backhand", "from backhand import draw, curves"])
def test_importing_does_not_load_matplotlib(code):
    assert run(f"{code}; import sys; print([m for m in sys.modules if 'matplotlib' in m])") == "[]"


def test_importing_does_not_load_the_figures():
    code = "import backhand, sys; print([m for m in sys.modules if 'figures' in m])"
    assert run(code) == "[]"


def test_drawing_does_not_load_pyplot():
    code = (
        "import backhand, sys; g = backhand.graph; x = g.Node(1.0); "
        "backhand.draw.graph_picture(g.exp(x)).to_png(); print('matplotlib.pyplot' in sys.modules)"
    )
    assert run(code) == "False"


def test_nothing_but_numpy_is_imported():
    code = (
        "import numpy, sys; before = set(sys.modules); import backhand; "
        "new = {m.split('.')[0] for m in set(sys.modules) - before}; "
        "print(sorted(new - set(sys.stdlib_module_names) - {'numpy'}))"
    )
    assert run(code) == "['backhand']"


def test_where_to_begin_is_said_in_whole_lines(capsys):
    main([])
    printed = capsys.readouterr().out
    assert backhand.__version__ in printed and printed.endswith(" in its place.\n")


def test_every_public_name_exists_and_unknown_ones_do_not():
    assert all(hasattr(backhand, name) for name in backhand.__all__)
    with pytest.raises(AttributeError, match="no attribute 'sgimoid'"):
        backhand.sgimoid  # noqa: B018


def public_objects():
    for name in MODULES:
        module = importlib.import_module(name)
        for label, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == name and label[0] != "_":
                yield pytest.param(thing, id=f"{name}.{label}")


@pytest.mark.parametrize("function", list(public_objects()))
def test_a_public_docstring_names_known_items_and_annotations_are_complete(function):
    # Checking arguments, and drawing numbers that were computed elsewhere, derives nothing.
    package, _, module = function.__module__.rpartition(".")
    drawing = package == "backhand.figures" and module not in backhand.FIGURES
    if drawing or module.startswith("_") or function.__name__ in LOOKED_UP:
        assert function.__doc__
        return
    found = re.search(r"Derivation: ([A-Z0-9, ]+)\.\s*$", function.__doc__)
    assert found, "the last line names the derivation items"
    for item in found[1].split(", "):
        assert 1 <= int(item[1:]) <= COUNTS[item[0]]
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not p.empty for p in signature.parameters.values())


def test_every_name_that_can_be_used_is_listed():
    assert {"draw", "curves", *backhand.__all__} <= set(dir(backhand))


def test_a_derivation_that_a_docstring_names_can_be_looked_up():
    assert "Derivation: S7." in backhand.sigmoid.__doc__
    told = backhand.derivation("S7")
    assert told.startswith("S7: the sigmoid and its slope. ")
    assert "activations.sigmoid_derivative" in told
    assert "graph.tanh" not in told
    assert sum(map(len, map(backhand.derivation, backhand.DERIVATIONS))) > 0


@pytest.mark.parametrize(
    ("links", "address"),
    [
        (None, ""),
        (["Source, https://example.org/o/n"], ""),
        (["Documentation, https://example.org/d/"], "https://example.org/d/derivations/g.html#g13"),
    ],
)
def test_a_derivation_has_the_address_that_the_metadata_gives(monkeypatch, links, address):
    found = Message()
    for link in links or ():
        found["Project-URL"] = link
    monkeypatch.setattr("importlib.metadata.metadata", lambda name: found)
    derivations._site.cache_clear()
    assert derivations.address("G13") == address
    assert (f" Read it at {address}." in backhand.derivation("G13")) == bool(address)
    monkeypatch.undo()
    derivations._site.cache_clear()
