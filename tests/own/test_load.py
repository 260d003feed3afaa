"""A mistake in `exercises.py` is one line with the file, the line and what to do."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.boundary.answers import LocalAnswer
from autograder.boundary.errors import BackhandError
from autograder.catalogue import CATALOGUE
from autograder.exercises.exercise import Exercise
from autograder.judging.judge import judge
from autograder.own.classes import class_catalogue, own_ids
from autograder.own.load import catalogue_of
from autograder.own.template import commented_example, example
from autograder.own.trial import try_out

PAGE = Path(__file__).parents[2] / "docs" / "own_exercises.md"
GOOD = example()
BLOCKS = '{"dW": rules.weight(layer, s * delta[None]), "ds": delta @ W @ x}'
SLIP = '{"dW": np.outer(given["delta"], given["x"])}'
DECORATOR = GOOD[GOOD.index("@MINE") : GOOD.index("def scaled_layer")]
ENTRIES = '''
@MINE.entries("predict", points=1, minutes=1, difficulty=1, guesses=lambda right: [{GUESS}])
def predicted() -> Answer:
    """What is asked."""
    return {RIGHT}
'''


def line_of(root: Path, content: str | bytes) -> str:
    """The refusal of a class whose `exercises.py` holds this."""
    data = content if isinstance(content, bytes) else content.encode()
    (root / "exercises.py").write_bytes(data)
    with pytest.raises(BackhandError) as refused:
        class_catalogue(root)
    line = str(refused.value)
    assert "\n" not in line and line.startswith(str(root / "exercises.py"))
    return line.removeprefix(str(root / "exercises.py"))


#: What is replaced by what, and what the line says.
MISTAKES = {
    "a bracket": ("own=[_scale_left_out],\n)", "own=[]", "line 24: expected Python"),
    "a package": ("import numpy as np", "import nunpy as np", "line 8: expected the package nunpy"),
    "a name": ('MINE = Notebook("08_mine")', "", "NameError: name 'MINE' is not defined"),
    "sys.exit": ("import numpy as np", "raise SystemExit", "line 8: expected declarations that"),
    "an id of the course": ("def scaled_layer", "def weight_gradient", "it in 01_single_layer; re"),
    "an axis": ("x: n_in, W", "x: n_inn, W", "got 'n_inn'; likely 'n_in'"),
    "an item": ('items="S3"', 'items="S33"', "got 'S33'; likely 'S3'"),
    "needs": ('items="S3"', 'needs="wieght_gradient"', "line 35: expected the id of an exercise"),
    "points below 0": ("points=3", "points=-3", "points of scaled_layer to be a number of at l"),
    "points as text": ("points=3", 'points="3"', "a number of at least 0, got '3'"),
    "a draw of its own randomness": (
        "rng.uniform",
        "np.random.uniform",
        "np.random instead of rng",
    ),
    "a draw of one argument": ("lambda rng, sizes", "lambda rng", "functions of (rng, sizes)"),
    "a reference of one argument": (
        "given: Inputs, rules: Rules",
        "given: Inputs",
        "(given, rules",
    ),
    "an argument": ('x, W, s = given["delta"]', 'x, W, s = given["d"]', "line 37: expected the r"),
    "an argument changed": (
        "    layer = C",
        "    delta *= s\n    layer = C",
        "compute with a copy",
    ),
    "another block": (
        '"ds": delta',
        '"dS": delta',
        "expected the blocks dW, ds from the reference",
    ),
    "a block missing": (BLOCKS, f"{BLOCKS}['ds']", "likely a `return`, or a block of it, is"),
    "axes exchanged": (
        "delta[None]),",
        "delta[None]).T,",
        "got shape (4, 3) where n_out = 3, n_in",
    ),
    "nan": ('"ds": delta @ W @ x', '"ds": np.nan', "finite numbers in the block ds"),
    "no return": (f"return {BLOCKS}", BLOCKS, "got a NoneType; likely a `return`"),
    "a slip's name": (SLIP, SLIP.replace('given["x"]', "x"), "line 19: expected the slip 'scale-"),
    "a slip's key": (SLIP, SLIP.replace('given["x"]', 'given["y"]'), "got KeyError: 'y'; correct"),
    "a slip's block": (SLIP, SLIP.replace("dW", "dw"), "line 16: expected one of dW, ds from the"),
    "a slip's array": (SLIP, SLIP[7:-1], 'expected a dictionary such as {"dW": ...}'),
    "a slip that is right": (
        SLIP,
        SLIP.replace("outer(", "outer(given['s'] * "),
        "got the right o",
    ),
    "a slip's list": ("own=[_scale_left_out]", "own=_scale_left_out", "line 24: expected declarat"),
    "no decorator": (DECORATOR, "", "line 17: expected exercises, declared with @MINE.computed"),
    "the course's notebook": (
        'MINE = Notebook("08_mine")',
        "from autograder.catalogue.single_layer import SINGLE_LAYER as MINE",
        "expected exercises of a notebook of your own, got the course's MINE",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line(mistake: str, tmp_path: Path) -> None:
    old, new, said = MISTAKES[mistake]
    assert old in GOOD
    line = line_of(tmp_path, GOOD.replace(old, new))
    assert re.match(r", line \d+: expected ", line) and said in line, line


def test_more_mistakes_are_one_line(tmp_path: Path) -> None:
    def entries(right: str, guess: str) -> str:
        return GOOD + ENTRIES.replace("{RIGHT}", right).replace("{GUESS}", guess)

    assert "it is there twice" in line_of(tmp_path, GOOD + "\n" + GOOD[GOOD.index("@MINE") :])
    assert "@own_slip(...) above it" in line_of(tmp_path, re.sub(r"@own_slip.*\n", "", GOOD))
    assert ", line 2: expected UTF-8" in line_of(tmp_path, b"#\n# caf\xe9\n")
    assert "got 1 for {'a': 3}" in line_of(tmp_path, entries("{'a': 3}", "{'a': 3}"))
    assert "got a NoneType" in line_of(tmp_path, entries("None", "{'a': 3}"))
    (tmp_path / "exercises.py").unlink()
    (tmp_path / "exercises.py").mkdir()
    with pytest.raises(BackhandError, match=r"exercises.py: expected a file with exercises, got I"):
        class_catalogue(tmp_path)


@pytest.mark.parametrize("text", [None, "", "\n# nothing\n", "import numpy as np\n", "commented"])
def test_without_declarations_a_class_has_the_courses_exercises(
    text: str | None, tmp_path: Path
) -> None:
    if text is not None:
        content = commented_example() if text == "commented" else text
        (tmp_path / "exercises.py").write_text(content, "utf-8")
    assert class_catalogue(tmp_path) == CATALOGUE


def test_a_file_may_hold_dataclasses_several_notebooks_and_a_byte_order_mark(
    tmp_path: Path,
) -> None:
    text = "from __future__ import annotations\nfrom dataclasses import dataclass\n" + GOOD
    text += "\n@dataclass\nclass Pair:\n    one: int\n    other: Pair | None = None\n"
    text += "\nMORE = Notebook('08_more')\nsame = MORE\n" + ENTRIES.replace("MINE", "MORE").replace(
        "{RIGHT}", "{'a': Pair(3).one}"
    ).replace("{GUESS}", "{'a': 0}")
    text = text.replace(GOOD[: GOOD.index("import numpy")], "")
    (tmp_path / "exercises.py").write_bytes("\ufeff".encode() + text.encode())
    catalogue = class_catalogue(tmp_path)
    assert own_ids(catalogue) == ["scaled_layer", "predicted"]
    assert catalogue["predicted"].notebook == "08_more"


def test_a_text_is_run_once_and_a_failed_one_leaves_no_module_behind() -> None:
    assert catalogue_of(GOOD)["scaled_layer"] is catalogue_of(GOOD)["scaled_layer"]
    before = set(sys.modules)
    with pytest.raises(BackhandError):
        catalogue_of(GOOD + "\nraise ValueError\n")
    assert set(sys.modules) == before


#: Training takes seconds.
LEFT_OUT = {"twins"}


def without_slips(exercise: Exercise) -> Exercise:
    change: Callable[..., Exercise] = dataclasses.replace
    if not hasattr(exercise.task, "own"):
        return exercise
    return change(exercise, task=dataclasses.replace(exercise.task, own=()))  # type: ignore[type-var]


def test_the_courses_own_exercises_pass_the_trial() -> None:
    for name, exercise in CATALOGUE.items():
        if name not in LEFT_OUT:
            try_out(without_slips(exercise))


PYTHON = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.M | re.S)
DERIVATION = next(text for text in PYTHON if "derive_scaled_bias" in text)
PROOF = next(text for text in PYTHON if "order_scaled_layer" in text)


def test_the_proof_of_the_page_is_accepted_and_its_strays_are_named(tmp_path: Path) -> None:
    (tmp_path / "exercises.py").write_text(PROOF, "utf-8")
    (exercise,) = (class_catalogue(tmp_path)[name] for name in own_ids(class_catalogue(tmp_path)))
    assert judge(exercise, LocalAnswer("DBFAE"), [0]).state == "right"
    assert judge(exercise, LocalAnswer("DCFAE"), [0]).slugs == ("scale-inverted",)


def test_a_proof_that_can_be_guessed_is_refused_in_one_line(tmp_path: Path) -> None:
    short = re.sub(r'        Stray\(\n            "G".*?\n        \),\n', "", PROOF, flags=re.S)
    line = line_of(tmp_path, short)
    assert re.match(r", line \d+: (order_scaled_layer: )?expected ", line), line
    assert "at most one of 1000 random answers puts in order, got one of 360" in line


def test_the_derivation_of_the_page_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "exercises.py").write_text(DERIVATION, "utf-8")
    catalogue = class_catalogue(tmp_path)
    assert own_ids(catalogue) == ["derive_scaled_bias"]
    assert catalogue["derive_scaled_bias"].kind == "derive"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"s * delta[i]",', '"2 * s * delta[i]",', "expected models that are equal"),
        ('"s * (k == i)"', '"s * (k == j)"', "expected a line that says what dz_db is made of"),
        ('form="sum"', 'form="summ"', "got 'summ'; likely 'sum'"),
        ("sign-flipped-error", "sign-fliped-error", "likely 'sign-flipped-error'"),
        ('"delta[i]",', '"x[i]",', "for 'scale-left-out' in stage 'closed form' that can be"),
        ('"delta[i]",', '"s * delta[i] + 0",', "expected a wrong line for 'scale-left-out'"),
    ],
)
def test_a_mistake_in_a_derivation_is_one_line(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in DERIVATION
    line = line_of(tmp_path, DERIVATION.replace(old, new))
    assert re.match(r", line \d+: expected ", line) and said in line, line
