"""Hints grow when an answer has changed and its slip is the same."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder import NotYet, check, hints
from autograder.notebook import checking
from autograder.notebook.fingerprint import fingerprint

KNOWN, WHICH, STEP = "I know this one", "you get if", "Ask yourself"
EXAMPLE = "a worked example with small numbers"


def turned(delta: Any, x: Any) -> Any:
    return -np.outer(delta, x)


def turned_again(delta: Any, x: Any) -> Any:
    return np.outer(-delta, x)


def turned_once_more(delta: Any, x: Any) -> Any:
    return -delta[:, None] * x


def turned_at_last(delta: Any, x: Any) -> Any:
    return np.einsum("i,j->ij", delta, -x)


def swapped(delta: Any, x: Any) -> Any:
    return np.outer(x, delta)


TURNED = [turned, turned_again, turned_once_more, turned_at_last]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    hints(growing=True)

    def checked(answer: Any, name: str = "weight_gradient") -> str:
        check(name, answer)
        return " ".join(capsys.readouterr().out.split())

    return checked


def level(text: str) -> int:
    """Which hint this is."""
    words = [KNOWN, WHICH, STEP, EXAMPLE]
    (found,) = {text.count(word) for word in words} - {0}
    assert found == 1
    return max(number for number, word in enumerate(words, start=1) if word in text)


def test_each_changed_answer_gets_one_hint_more_and_then_an_example(said: Any) -> None:
    texts = [said(answer) for answer in TURNED]
    assert [level(text) for text in texts] == [1, 2, 3, 4]
    assert WHICH not in texts[0] and STEP not in texts[1] and EXAMPLE not in texts[2]
    assert level(said(lambda delta, x: 0 - np.outer(delta, x))) == 4


def test_the_same_answer_gets_the_same_hint(said: Any) -> None:
    assert [level(said(turned)) for _ in range(3)] == [1, 1, 1]
    assert [level(said(turned_again)) for _ in range(3)] == [2, 2, 2]


def test_another_slip_starts_at_its_own_first_hint(said: Any) -> None:
    assert [level(said(answer)) for answer in TURNED[:3]] == [1, 2, 3]
    assert level(said(swapped)) == 1
    assert level(said(turned_at_last)) == 4


def test_of_two_slips_each_has_its_own_hints(said: Any) -> None:
    def layer(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = 1 / (1 + np.exp(-(W @ x + b)))
        delta = (a - y) * a * (1 - a)
        return delta, np.outer(delta, x), -delta, W.T @ delta

    def two_slips(x: Any, y: Any, W: Any, b: Any) -> Any:
        a = 1 / (1 + np.exp(-(W @ x + b)))
        return *layer(x, y, W, b)[:3], W.T @ (a - y)

    said(layer, "layer_gradients")
    both = said(two_slips, "layer_gradients")
    assert both.count(KNOWN) == 0 and both.count(WHICH) == 1
    assert "One more thing, when this is mended (dx)." in both


def test_after_a_right_answer_hints_begin_again(said: Any) -> None:
    said(turned), said(turned_again), said(np.outer)
    assert level(said(turned_once_more)) == 1


def test_hints_survive_a_restart(said: Any, restart: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said(turned)
    restart()
    assert level(said(turned)) == 1
    restart()
    assert level(said(turned_again)) == 2


def test_a_changed_entry_is_a_changed_answer(said: Any) -> None:
    from answers import WRONG

    wrong = WRONG["worksheet_backward"][1][1]
    assert KNOWN in said(dict(wrong), "worksheet_backward")
    assert KNOWN in said(dict(wrong), "worksheet_backward")
    first = next(iter(wrong))
    other = {**wrong, first: wrong[first] + 0.5}
    assert fingerprint(other) != fingerprint(wrong)


def test_an_unrecognised_cause_gets_an_example_with_the_second_answer(said: Any) -> None:
    def odd(delta: Any, x: Any) -> Any:
        return np.outer(delta, np.cos(x))

    first, second = said(odd), said(lambda delta, x: np.outer(np.cos(delta), x))
    third = said(lambda delta, x: np.outer(np.cos(delta), np.cos(x)))
    assert all("do not recognise" in text for text in (first, second, third))
    assert EXAMPLE not in first and EXAMPLE in second
    advice = ("Write one entry", "Choose small whole numbers", "Print every value")
    assert [[line in text for line in advice].count(True) for text in (first, second, third)] == [
        1,
        2,
        3,
    ]


def test_an_unwritten_answer_gets_no_example(said: Any) -> None:
    texts = [said(lambda delta, x: None), said(lambda delta, x: ...)]
    assert not any(EXAMPLE in text for text in texts)


def test_without_growing_hints_everything_is_said_at_once(said: Any) -> None:
    hints(growing=False)
    text = said(turned)
    assert WHICH in text and STEP in text and EXAMPLE in text


@pytest.mark.parametrize("growing", [True, False])
def test_graded_text_has_all_hints_and_no_example(
    growing: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "_GRADING", True)
    hints(growing=growing)
    with pytest.raises(NotYet):
        check("weight_gradient", turned)
    text = capsys.readouterr().out
    assert STEP in text and EXAMPLE not in text


SAME = [
    "def f(a):\n    return a + 1",
    "def f(a):\n    '''A word.'''\n    return (a +\n            1)  # one more",
]
OTHER = [
    "def f(a):\n    return a + 2",
    "def f(a):\n    return a - 1",
    "def f(a):\n    return a + one",
    "def f(a):\n    return a.sum()",
    "def f(a):\n    return a.max()",
    "def f(a, k=1):\n    return a + k",
    "def f(a, k=2):\n    return a + k",
    "def f(a):\n    return g(a)\ndef g(a):\n    return a + 1",
    "def f(a):\n    return g(a)\ndef g(a):\n    return a + 2",
    "def f(a):\n    return [b + 1 for b in a]",
    "def f(a):\n    return [b + 2 for b in a]",
    "def f(a):\n    return f(a)",
]


def defined(source: str) -> Any:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(source, space)
    return space["f"]


def test_comments_docstrings_and_line_breaks_are_no_change() -> None:
    assert len({fingerprint(defined(source)) for source in SAME}) == 1


def test_every_other_change_is_one() -> None:
    every = [*SAME[:1], *OTHER]
    assert len({fingerprint(defined(source)) for source in every}) == len(every)


def test_anything_has_a_fingerprint_even_what_refuses_to_be_looked_at() -> None:
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

        def __getattr__(self, name: str) -> Any:
            if name == "__code__":
                raise RuntimeError
            raise AttributeError

        def __call__(self) -> None:
            """Nothing."""

    loop: list[Any] = []
    loop.append(loop)
    for one in (np.exp, len, Odd(), {"a": Odd()}, {Odd()}, loop, np.array([Odd()]), {1: 2, "a": 3}):
        assert len(fingerprint(one)) == 12


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = inspect.getsource(turned) + (
        "def g(a): return turned(a, a) if a in {'x', 'y', 'z'} else {'a': 1.5}\n"
        "from autograder.notebook.fingerprint import fingerprint\n"
        "print(fingerprint(g), fingerprint({'a': [1.5, np.float64(2)], 'b': (3, 'x')}))"
    )
    head = "from typing import Any\nimport numpy as np\n"
    texts = {
        subprocess.run(
            [sys.executable, "-c", head + code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(texts) == 1
