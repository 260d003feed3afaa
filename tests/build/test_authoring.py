"""Each mistake of an author is reported in one line that says where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_catalogue import declared

from autograder.boundary.errors import BackhandError
from autograder.build import build
from autograder.build.material import material
from autograder.catalogue import CATALOGUE
from autograder.classroom.new_class import new_class
from autograder.cli import main
from autograder.exercises.exercise import Computed, Exercise

ANSWER, CHECK = 'answer="double"', 'check="double" points=2 minutes=3'
CALL = 'check("double", double)'
DOUBLE = """\
```python answer="double"
def double():
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION
```
"""


def refusal(
    checkout: Path, text: str, catalogue: Mapping[str, Exercise] | None = None
) -> list[str]:
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    with pytest.raises(BackhandError) as refused:
        build(checkout, {} if catalogue is None else catalogue)
    assert not (checkout / "course").exists()
    return str(refused.value).splitlines()


def changed(text: str, right: str, wrong: str) -> str:
    assert right in text
    return text.replace(right, wrong, 1)


# ---- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("    ### END SOLUTION\n", "", f"{ANSWER}: expected as many ### END SOLUTION as"),
        ("    return 2", "    return 2  # END SOLUTION", "expected as many ### END SOLUTION as"),
        (
            "    ### BEGIN SOLUTION\n    return 2\n    ### END SOLUTION",
            "    return 2",
            f"{ANSWER}: expected a region ### BEGIN SOLUTION ... ### END SOLUTION in an answer",
        ),
        (
            ANSWER,
            "",
            'cell \'def double():\': expected answer="ID" or written="ID" on a cell with ### B',
        ),
        (ANSWER, 'locked="double-code"', 'locked="double-code": expected answer="ID" or written='),
        ("```python answer", "```py answer", "got neither; likely its fence is not ```python"),
        (CALL, "assert double()", 'check="double": expected one call check("double", NAME), got'),
        (CALL, "check(", 'check="double": expected one call check("double", NAME), got \'check(\''),
        (CALL, CALL + "\n1.0", 'check="double": expected one call check("double", NAME), got'),
        (CALL, "", 'check="double": expected one call check("double", NAME), got \'\''),
        (
            CALL,
            'check("double", double, points=2)',
            'check="double": expected no points in the call, as the build writes them, got some; '
            "delete them",
        ),
        (
            CALL,
            'check("triple", double)',
            'check="double": expected it to ask for its own exercise, got check("triple", double)',
        ),
        (
            "Twice one.",
            "*2 points · 3 minutes*\n\nTwice one.",
            "cell '## Double': expected no line on points and minutes, got '*2 points · 3 minutes*'"
            "; the build writes it",
        ),
        ("Why is it so?", "*1 point · 4 minutes · graded by a person*", "the build writes it"),
        (
            "## Double\n",
            "Double " * 20 + "### BEGIN SOLUTION ### END SOLUTION\n",
            "cell '" + "Double " * 8 + "Doub ...': expected answer=",
        ),
    ],
)
def test_a_mistake_in_a_cell_is_one_line(
    checkout: Path, tiny: str, right: str, wrong: str, line: str
) -> None:
    (found,) = refusal(checkout, changed(tiny, right, wrong))
    assert found.startswith("tiny.md: ") and line in found


def test_all_mistakes_are_reported_at_once(checkout: Path, tiny: str) -> None:
    lines = refusal(checkout, tiny.replace("### END SOLUTION", ""))
    assert ['"double"' in lines[0], '"shapes"' in lines[1], len(lines)] == [True, True, 2]


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BackhandError, match="expected text notebooks NAME.md in .*, got none; likely"
    ):
        build(tmp_path)


# ---- ids -------------------------------------------------------------------------------------


def test_an_id_is_used_once_in_the_whole_course(checkout: Path, tiny: str) -> None:
    (checkout / "solutions" / "other.md").write_text(tiny, encoding="utf-8")
    lines = refusal(checkout, tiny)
    assert len(lines) == 5
    once = (
        'tiny.md: check="double": expected each id once in the course, got check="double" also '
        "in other.md; likely a copied cell"
    )
    assert any(line.startswith(once) for line in lines)


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("## Explain", f"```python {CHECK}\n{CALL}\n```", 'got check="double" also in tiny.md'),
        ("## Explain", DOUBLE, 'got answer="double" also in tiny.md'),
        ('written="tiny-why"', 'written="double"', 'got check="double" also in tiny.md'),
        ("tiny-setup", "shapes-answer", 'got locked="shapes-answer" also in tiny.md'),
    ],
)
def test_two_cells_with_one_id_are_one_line(
    checkout: Path, tiny: str, right: str, wrong: str, line: str
) -> None:
    (found,) = refusal(checkout, changed(tiny, right, wrong))
    assert line in found


# ---- the catalogue ---------------------------------------------------------------------------


def test_a_notebook_that_agrees_with_the_catalogue_is_built(checkout: Path, ours: str) -> None:
    (checkout / "solutions" / "tiny.md").write_text(ours, encoding="utf-8")
    catalogue = declared("double") | declared("elsewhere", notebook="other")
    assert "course/tiny/tiny.ipynb" in build(checkout, catalogue)


@pytest.mark.parametrize(
    ("catalogue", "line"),
    [
        (
            declared("doubles"),
            "check=\"double\": expected the id of an exercise in the catalogue, got 'double'; "
            "likely 'doubles' is meant",
        ),
        (
            {},
            "check=\"double\": expected the id of an exercise in the catalogue, got 'double'; "
            "likely it is not declared yet",
        ),
        (
            declared("double", "triple"),
            'expected a cell check="triple", as the catalogue has it in this notebook, got none; '
            "likely its cells are not written yet, or a fence ``` above or below is missing",
        ),
        (
            declared("double", notebook="other"),
            'check="double": expected in other.md, according to the catalogue, got it here; '
            "likely a moved cell or a renamed file",
        ),
    ],
)
def test_a_catalogue_that_disagrees_is_one_line(
    checkout: Path, ours: str, catalogue: dict[str, Exercise], line: str
) -> None:
    assert refusal(checkout, ours, catalogue) == [f"tiny.md: {line}"]


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            'check="double"',
            'check="double" points=2',
            'check="double": expected points and minutes only in the catalogue, got points=2 on',
        ),
        (
            'check="double"',
            'check="double" points=2 minutes=5',
            'check="double": expected points and minutes only in the catalogue, got points=2 minut',
        ),
        (
            'check="double"',
            "",
            'expected a cell check="double", as the catalogue has it in this notebook, got none; '
            'likely it is missing on the fence of the cell that calls check("double", ...)',
        ),
        (
            ANSWER,
            'answer="duoble"',
            'check="double": expected a cell answer="double" above it, got none; '
            'likely answer="duoble" is misspelt',
        ),
        (
            DOUBLE,
            "",
            'check="double": expected a cell answer="double" above it, got none; '
            "likely a fence ``` above or below is missing",
        ),
        (
            CALL,
            'check("double", triple)',
            'answer="double": expected it to define triple, which its check hands over, got no ',
        ),
        (
            "def double():",
            "def double() -> :",
            'answer="double": expected Python code, got a syntax error in line 1 of the cell',
        ),
        (
            f'{DOUBLE}\n```python check="double"\n{CALL}\n```',
            f'```python check="double"\n{CALL}\n```\n\n{DOUBLE}',
            'check="double": expected answer="double" above it, got it below',
        ),
    ],
)
def test_cells_that_disagree_with_the_catalogue_are_one_line(
    checkout: Path, ours: str, right: str, wrong: str, line: str
) -> None:
    (found,) = refusal(checkout, changed(ours, right, wrong), declared("double"))
    assert found.startswith(f"tiny.md: {line}")


def function(signature: str) -> dict[str, Exercise]:
    """A catalogue with the exercise `double`, whose answer is a function."""
    task = CATALOGUE["weight_gradient"].task
    assert isinstance(task, Computed)
    return declared("double", task=replace(task, signature=signature))


@pytest.mark.parametrize(
    ("signature", "definition"),
    [
        ("double(x, y)", "double(x, y)"),
        ("double(x, y)", "double(x, y=1)"),
        ("double()", "double()"),
    ],
)
def test_an_answer_with_the_catalogues_signature_is_built(
    checkout: Path, ours: str, signature: str, definition: str
) -> None:
    text = changed(ours, "def double()", f"def {definition}")
    (checkout / "solutions" / "tiny.md").write_text(text, encoding="utf-8")
    assert "course/tiny/tiny.ipynb" in build(checkout, function(signature))


@pytest.mark.parametrize(
    ("signature", "definition", "line"),
    [
        (
            "double(x, y)",
            "double(y, x)",
            "expected double(x, y), as in the catalogue, got double(y",
        ),
        ("double(x, y)", "double(x)", "expected double(x, y), as in the catalogue, got double(x)"),
        (
            "twice(x)",
            "double(x)",
            "expected it to hand over twice, according to the catalogue, got",
        ),
    ],
)
def test_an_answer_with_another_signature_is_one_line(
    checkout: Path, ours: str, signature: str, definition: str, line: str
) -> None:
    text = changed(ours, "def double()", f"def {definition}")
    (found,) = refusal(checkout, text, function(signature))
    assert line in found


def test_a_missing_fence_is_named_as_a_likely_cause(checkout: Path, ours: str) -> None:
    text = changed(ours, "    ### END SOLUTION\n```\n", "    ### END SOLUTION\n")
    lines = refusal(checkout, text, declared("double"))
    assert lines and "fence ``` above or below is missing" in lines[0]


def test_an_unknown_id_is_reported_even_with_points_on_the_fence(checkout: Path, ours: str) -> None:
    text = changed(ours, 'check="double"', CHECK)
    (found,) = refusal(checkout, text, declared("doubles"))
    assert "likely 'doubles'" in found


@pytest.mark.parametrize("other", ['written="tiny-why"', 'locked="tiny-setup"'])
def test_only_a_check_may_have_an_exercises_id(checkout: Path, ours: str, other: str) -> None:
    elsewhere = declared("triple", notebook="other")
    text = changed(ours, other, other.partition("=")[0] + '="triple"')
    (found,) = refusal(checkout, text, declared("double") | elsewhere)
    assert found.endswith(
        '="triple": expected another id, got that of an exercise in the catalogue'
    )


def test_a_notebooks_own_check_needs_points_and_minutes(checkout: Path, tiny: str) -> None:
    (found,) = refusal(checkout, changed(tiny, CHECK, 'check="double" points=2'))
    assert found == (
        'tiny.md: check="double": expected points=... and minutes=... on a check of the '
        "notebook's own, as the catalogue has no such exercise, got none"
    )


# ---- headings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            "## Explain\n\n",
            "",
            'written="tiny-why": expected a heading of its own, for its points and minutes, '
            "got '## Double', which belongs to check=\"double\"",
        ),
        (
            "# A tiny notebook\n\n",
            "",
            'check="double": expected a heading above it, for its points and minutes, got none',
        ),
    ],
)
def test_an_exercise_without_a_heading_of_its_own_is_one_line(
    checkout: Path, tiny: str, right: str, wrong: str, line: str
) -> None:
    text = tiny if "## E" in right else tiny.replace("## Double\n\n", "")
    assert refusal(checkout, changed(text, right, wrong)) == [f"tiny.md: {line}"]


# ---- the commands that build -----------------------------------------------------------------


def test_the_command_and_a_new_class_reject_what_disagrees_with_the_courses_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (material("solutions") / "01_single_layer.md").read_text(encoding="utf-8")
    name = 'check="weight_gradient"'
    (tmp_path / "solutions").mkdir()
    file = tmp_path / "solutions" / "01_single_layer.md"
    file.write_text(changed(text, name, name + " points=3"), encoding="utf-8")
    expected = f"01_single_layer.md: {name}: expected points and minutes only in the catalogue"

    assert main(["build", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"backhand: {expected}")
    with pytest.raises(BackhandError, match=f"^{expected}"):
        new_class(tmp_path / "class", solutions=tmp_path / "solutions")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["solutions"]
