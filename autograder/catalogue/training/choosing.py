"""Part F: a setting and a number of epochs, chosen by the validation digits."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.training.classifier import TRAINING
from autograder.exercises.declare import Answer, Rng
from autograder.exercises.exercise import Inputs, Sizes
from autograder.exercises.requirement import Requirement
from autograder.reference.rules import Array, Rules
from autograder.slips.slip import own_slip

#: Accuracies are counts of this many digits, so that there are ties.
DIGITS = 360


def _best(table: Array) -> tuple[int, int]:
    """Row and column of the best entry; of several, the earliest column, then the first row."""
    column, row = divmod(int(np.argmax(table.T)), len(table))
    return row, column


def _chosen(given: Inputs, row: int, column: int) -> Answer:
    """The answer for a setting and the epoch in this column."""
    return {"setting": row, "epochs": column + 1, "reported": given["on_test"][row, column]}


_UNSEEN = "Which digits have to stay unseen by every decision, so that the report is honest?"
_LUCK = "Has nothing been decided by the digits that your report is from?"
_EVERY_EPOCH = "Could the run have been stopped earlier, and on which digits would that show?"
_TIES = "Several entries are equally good. Which of them does the text say?"
_COUNTED = "After the first pass over the data, how many epochs have been run?"


@own_slip("rate-chosen-on-test", "S12", question=_UNSEEN)
def _chosen_on_test(given: Inputs) -> Answer:
    """the test digits decide"""
    return _chosen(given, *_best(given["on_test"]))


@own_slip(
    "rate-chosen-on-training",
    "S12",
    question="On which digits does a network look best that knows its examples by heart?",
)
def _chosen_on_learn(given: Inputs) -> Answer:
    """the digits decide that the steps are taken on"""
    return _chosen(given, *_best(given["on_learn"]))


@own_slip("last-epoch-for-best", "S12", question=_EVERY_EPOCH)
def _last_epoch(given: Inputs) -> Answer:
    """only the accuracies after the last epoch are compared"""
    table = given["on_choose"]
    return _chosen(given, int(np.argmax(table[:, -1])), table.shape[1] - 1)


@own_slip("last-epoch-for-best", "S12", question=_EVERY_EPOCH)
def _all_epochs_run(given: Inputs) -> Answer:
    """the setting of the best entry is taken, and all its epochs are run"""
    row, _ = _best(given["on_choose"])
    return _chosen(given, row, given["on_choose"].shape[1] - 1)


@own_slip("mean-over-epochs", "S12", question=_EVERY_EPOCH)
def _best_on_average(given: Inputs) -> Answer:
    """the setting is chosen by its mean over all epochs"""
    table = given["on_choose"]
    row = int(np.argmax(table.mean(axis=1)))
    return _chosen(given, row, int(np.argmax(table[row])))


@own_slip("tie-other-way", "S12", question=_TIES)
def _tie_first_setting(given: Inputs) -> Answer:
    """of equally good entries the first setting is taken, or the one with the most epochs"""
    table = given["on_choose"]
    row, column = np.unravel_index(np.argmax(table), table.shape)
    return _chosen(given, int(row), int(column))


@own_slip("tie-other-way", "S12", question=_TIES)
def _tie_last_setting(given: Inputs) -> Answer:
    """of settings that are equally good after equally many epochs the last is taken"""
    table = given["on_choose"]
    _, column = _best(table)
    rows = np.flatnonzero(table[:, column] == table.max())
    return _chosen(given, int(rows[-1]), column)


@own_slip("tested-on-choice", "S12", question=_LUCK)
def _reported_on_choice(given: Inputs) -> Answer:
    """the accuracy on the digits that decided is reported"""
    return {"reported": given["on_choose"].max()}


@own_slip("tested-on-choice", "S12", question="Which digits does the report have to be from?")
def _reported_on_learn(given: Inputs) -> Answer:
    """the accuracy on the digits that the steps are taken on is reported"""
    return {"reported": given["on_learn"][_best(given["on_choose"])]}


@own_slip("best-test-reported", "S12", question=_UNSEEN)
def _best_of_test(given: Inputs) -> Answer:
    """the best of all accuracies on the test digits is reported"""
    return {"reported": given["on_test"].max()}


@own_slip("best-test-reported", "S12", question=_UNSEEN)
def _best_of_chosen(given: Inputs) -> Answer:
    """of the setting's accuracies on the test digits the best is reported"""
    return {"reported": given["on_test"][_best(given["on_choose"])[0]].max()}


@own_slip("reported-after-last-epoch", "S12", question="Which network is it that you hand over?")
def _reported_last(given: Inputs) -> Answer:
    """the report is from the last epoch, not from the one that was chosen"""
    return {"reported": given["on_test"][_best(given["on_choose"])[0], -1]}


@own_slip("counted-from-zero", "S12", question=_COUNTED)
def _epochs_from_zero(given: Inputs) -> Answer:
    """the epochs are counted from 0"""
    return {"epochs": _best(given["on_choose"])[1]}


@own_slip("counted-from-one", "S12", question="Which row of the table has the number 0?")
def _setting_from_one(given: Inputs) -> Answer:
    """the settings are counted from 1"""
    return {"setting": _best(given["on_choose"])[0] + 1}


@own_slip("axes-exchanged", "S12", question="Which axis of the table is that of the settings?")
def _axes_exchanged(given: Inputs) -> Answer:
    """the row and the column have changed places"""
    row, column = _best(given["on_choose"])
    return {"setting": column, "epochs": row + 1}


@own_slip("worst-for-best", "S12", question="Is a large accuracy good or bad?")
def _worst(given: Inputs) -> Answer:
    """the smallest accuracy is chosen"""
    return _chosen(given, *_best(-given["on_choose"]))


def _draw_tables(rng: Rng, s: Sizes) -> Answer:
    """Three tables in which every way of choosing finds another entry."""
    settings, epochs = s.n_in + 2, s.n_hidden + 3
    column, here = 0, 0
    while column == here:
        before, here, after = np.sort(rng.choice(settings, 3, replace=False))
        column = int(rng.integers(1, epochs - 4))
    other = next(k for k in range(settings) if k not in (before, here, after))
    learn, choose, test = (
        low + rng.permutation(settings * epochs).reshape(settings, epochs)
        for low in (270, 240, 245)
    )
    choose[other] += 40  # the best on average
    # Three of one size: the second has the fewest epochs, and stands before the third.
    choose[[before, here, after], [column + 1, column, column]] = 355
    choose[after, -1], learn[before, -1] = 350, DIGITS
    test[after, column + 2], test[here, column + 3] = 356, 352
    tables = {"on_learn": learn, "on_choose": choose, "on_test": test}
    return {name: table / DIGITS for name, table in tables.items()}


def _at(row: int, column: int) -> Requirement:
    """The best entry stands in this corner of the table, and there is no other."""

    def inputs(rng: Rng, draw: object) -> Answer:
        given = _draw_tables(rng, Sizes(5, 4, 6, 7, 3, 8))
        given["on_choose"][row, column] = 359 / DIGITS
        return given

    words = "first setting after the first" if row == 0 else "last setting after the last"
    return Requirement(
        "fails-in-a-corner",
        f"it is wrong where the best entry is that of the {words} epoch",
        "Over which rows and columns do you look for the best entry?",
        inputs,
    )


@TRAINING.computed(
    "implement",
    points=2,
    minutes=6,
    difficulty=2,
    items="S12",
    advice="Take three settings and two epochs, write three small tables, and choose by hand.",
    takes="on_learn, on_choose, on_test",
    gives="setting, epochs, reported",
    draw=_draw_tables,
    own=[
        _chosen_on_test,
        _chosen_on_learn,
        _last_epoch,
        _all_epochs_run,
        _best_on_average,
        _tie_first_setting,
        _tie_last_setting,
        _reported_on_choice,
        _reported_on_learn,
        _best_of_test,
        _best_of_chosen,
        _reported_last,
        _epochs_from_zero,
        _setting_from_one,
        _axes_exchanged,
        _worst,
    ],
    requires=[_at(0, 0), _at(-1, -1)],
)
def choose_setting(given: Inputs, rules: Rules) -> Answer:
    """The best entry on the digits for choosing, and its accuracy on the test digits."""
    return _chosen(given, *_best(given["on_choose"]))
