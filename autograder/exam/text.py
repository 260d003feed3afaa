"""An exam as a text notebook, and the cell of an answer with a student's numbers in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exam.exam import Exam
from autograder.exam.numbers import written
from autograder.exam.question import Question
from autograder.judging.probe_draws import Draw

HEAD = """\
# Exam

About {minutes} minutes, {points:g} points. Each question asks for numbers, and each of you has \
other ones: they stand above the answer. Work them out on paper, with a calculator, or in Python. \
Replace each `None` by a number, or by a list of the shape beside it, such as \
`[[1.5, 2.0], [0.5, -1.0]]` for `(2, 2)`. Four digits are enough, and every line earns its share \
of the points. Leave the printed numbers as they are: the answer is compared with what follows \
from *your* numbers, and nothing says whether it is right before the exam is graded.

$\\sigma$ is the sigmoid, logarithms are natural, and $\\delta$ is the derivative of the loss with \
respect to a pre-activation $z$. A gradient has the shape of the thing it belongs to.

```python locked="setup_{name}"
import numpy as np

from autograder import check
```
"""
QUESTION = """\
## {number}. {title}

{text}

```python answer="{id}"
# Your numbers
{numbers}

{id} = {{
{blanks}
}}
### BEGIN SOLUTION
{id} = {{
{entries}
}}
### END SOLUTION
```

```python check="{id}"
check("{id}", {id})
```
"""


def text_of(exam: Exam) -> str:
    """The text notebook, with numbers that are no student's."""
    minutes = sum(one.exercise.minutes for one in exam.questions)
    points = sum(one.exercise.points for one in exam.questions)
    head = HEAD.format(minutes=minutes, points=points, name=exam.name)
    return "\n".join([head, *_questions(exam)])


def with_numbers_of(notebook: Any, exam: Exam, student: str, secret: bytes) -> None:
    """Put a student's numbers into a released notebook, in place of those that are no one's.

    Raises
    ------
    ValueError
        If a question's numbers are not in it.
    """
    cells = {cell.get("id"): cell for cell in notebook.cells}
    for question in exam.questions:
        cell = cells.get(f"{question.id}-answer")
        before = written(exam.numbers(question, None, None).inputs)
        if cell is None or before not in cell.source:
            raise ValueError(f"expected the numbers of {question.id}, got none")
        after = written(exam.numbers(question, student, secret).inputs)
        cell.source = cell.source.replace(before, after)


def _questions(exam: Exam) -> Iterator[str]:
    for number, question in enumerate(exam.questions, start=1):
        draw = exam.numbers(question, None, None)
        yield QUESTION.format(
            number=number,
            title=question.title,
            text=_joined(question.text),
            id=question.id,
            numbers=written(draw.inputs),
            blanks="\n".join(_blanks(question, draw)),
            entries="\n".join(_entries(question, draw)),
        )


def _joined(text: str) -> str:
    """Each paragraph as one line, as Markdown's line breaks mean nothing."""
    return "\n\n".join(" ".join(one.split("\n")) for one in text.strip().split("\n\n"))


def _blanks(question: Question, draw: Draw) -> Iterator[str]:
    for block in question.task.blocks:
        shape = draw.right[block.name].shape
        yield f'    "{block.name}": None,  # {shape or "a number"}'


def _entries(question: Question, draw: Draw) -> Iterator[str]:
    for block in question.task.blocks:
        yield f'    "{block.name}": {np.round(draw.right[block.name], 6).tolist()},'
