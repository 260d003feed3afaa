"""What the text of `06_training_by_hand` claims is what its solved cells compute."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.build.source import read_sources

ROOT = Path(__file__).parents[2]
NAME = "06_training_by_hand"
FILE = ROOT / "solutions" / f"{NAME}.md"
TEXT = FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def space() -> dict[str, Any]:
    """What the solved notebook defines; its checks are left out, and so is what it displays."""
    found: dict[str, Any] = {"display": lambda picture: None}
    with contextlib.chdir(ROOT / "solutions" / NAME):
        for cell in read_sources(ROOT / "solutions")[NAME].cells:
            if cell.cell_type == "code" and not cell.source.startswith("check("):
                exec(cell.source, found)
    return found


Run = tuple[Any, Any, Any]


@pytest.fixture(scope="module")
def tried(space: dict[str, Any]) -> dict[float, Run]:
    return {rate: space["training"](space["train_step"], rate) for rate in (0.05, 0.2, 0.5, 2.0)}


def test_the_numbers_of_parameters_and_of_passes_are_those_of_the_network(
    space: dict[str, Any],
) -> None:
    parameters = sum(math.prod(shape) for shape in space["SIZES"].values())
    assert f"has {parameters} parameters" in TEXT and f"taught {parameters} numbers" in TEXT
    assert f"take {2 * parameters:,} forward passes".replace(",", " ") in TEXT
    widths = [space["SIZES"][name][0] for name in ("W1", "W2", "W3")]
    assert f'"X": 64, "A₁": {widths[0]}, "A₂": {widths[1]}, "P": {widths[2]}' in TEXT


def test_the_small_network_is_as_described_and_far_from_every_kink(space: dict[str, Any]) -> None:
    assert "5 inputs, 7 and 4 hidden units, 3 classes and 6 samples" in TEXT
    assert space["SMALL"]["W1"] == (7, 5) and space["SMALL"]["W3"] == (3, 4)
    Z1, _, Z2, _, P = space["digits_forward"](space["X_small"], *space["small"])
    assert min(np.abs(Z1).min(), np.abs(Z2).min()) > 1e-3 and P.shape == (6, 3)
    assert all(np.abs(w).min() > 0 for w in space["small"])


def errors(picture: Any) -> list[float]:
    return [block["error"] for block in picture.numbers["blocks"]]


def test_right_gradients_pass_the_check_and_the_planted_bug_spoils_four(
    space: dict[str, Any],
) -> None:
    small = space["X_small"], space["Y_small"], *space["small"]
    assert max(errors(space["check_all"](space["digits_gradients"](*small)))) < 1e-7
    found = errors(space["check_all"](space["planted_gradients"](*small)))
    assert [error > 0.01 for error in found] == [True] * 4 + [False] * 2


def test_the_sizes_after_twenty_layers_scatter_about_the_predictions(
    space: dict[str, Any],
) -> None:
    rng = np.random.default_rng(4)
    for name, std in space["stds"].items():
        A = rng.normal(size=(50, 200))
        for _ in range(20):
            A = np.maximum(A @ rng.normal(0, std, (200, 200)).T, 0)
        predicted = float(space["growth"][name]) ** 20
        assert 1 / 3 < np.sqrt(np.mean(A**2)) / predicted < 3


def test_the_factor_on_the_way_back_is_the_measured_one(space: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    Delta, W = rng.normal(size=(4000, 50)), rng.normal(0, np.sqrt(2 / 200), (50, 200))
    back = (Delta @ W) * (rng.normal(size=(4000, 200)) > 0)
    assert np.sqrt(np.mean(back**2)) == pytest.approx(space["growth"]["back from 50 to 200"], 0.05)


def test_the_three_parts_of_the_digits_are_as_large_as_said(space: dict[str, Any]) -> None:
    sizes = [len(space[part]) for part in ("learn", "choose", "test")]
    said = ("1077 to **learn**", "360 to **choose**", "360 to **test**")
    assert sizes == [1077, 360, 360] and all(words in TEXT for words in said)
    assert sum(sizes) == 1797 == len(space["X"])


def test_the_network_reads_as_many_digits_as_said(
    space: dict[str, Any], tried: dict[float, Run]
) -> None:
    assert tried[0.2][1][-1] == pytest.approx(0.97, abs=0.005)
    planted = space["training"](space["planted_step"], 0.2)
    assert planted[1][-1] == pytest.approx(0.96, abs=0.005)
    assert "still reads about 96 of 100 digits" in TEXT and "about 97 of 100 digits" in TEXT


def test_the_rate_that_is_chosen_is_less_good_on_the_test_digits(
    space: dict[str, Any], tried: dict[float, Run]
) -> None:
    best = max(tried, key=lambda rate: tried[rate][1][-1])
    on_test = space["scores"](tried[best][2][-1], space["test"])[1]
    assert 0.95 < on_test < tried[best][1][-1]
    assert tried[0.05][1][-1] < tried[0.2][1][-1]  # "learns, but slowly"


def test_at_the_rate_2_the_second_hidden_layer_is_off_for_good(
    space: dict[str, Any], tried: dict[float, Run]
) -> None:
    losses, _, kept = tried[2.0]
    Z2 = space["digits_forward"](space["X"], *kept[-1])[2]
    assert np.all(Z2 <= 0)
    assert losses[-1] == pytest.approx(np.log(10), abs=0.1)


def test_the_hasty_step_does_no_harm_at_a_small_rate_and_all_at_a_larger_one(
    space: dict[str, Any], tried: dict[float, Run]
) -> None:
    small = space["training"](space["hasty_step"], 0.05)
    assert np.abs(np.subtract(small[1], tried[0.05][1])).max() < 0.03
    with np.errstate(all="ignore"):
        large = space["training"](space["hasty_step"], 0.2)
    assert not np.isfinite(large[0][-1]) and large[1][-1] < 0.12


def test_the_error_of_the_hasty_step_is_predicted_and_grows_with_the_square(
    space: dict[str, Any],
) -> None:
    small = space["X_small"], space["Y_small"], *space["small"]
    _, A1, Z2, _, P = space["digits_forward"](space["X_small"], *space["small"])
    found = []
    for rate in (0.1, 0.2):
        right, hasty = space["train_step"](*small, rate), space["hasty_step"](*small, rate)
        error = space["early_step_error"]((P - space["Y_small"]) / 6, Z2, A1, rate)[1]
        np.testing.assert_allclose(hasty[2] - right[2], error, atol=1e-12)
        found.append(np.linalg.norm(error))
    assert found[1] == pytest.approx(4 * found[0])


def test_the_check_finds_gathered_gradients_at_the_second_step_only(space: dict[str, Any]) -> None:
    batch = space["X_small"], space["Y_small"]
    space["gathered"][:] = [np.zeros(w.shape) for w in space["small"]]
    found = space["gathering_gradients"](*batch, *space["small"])
    assert max(errors(space["check_all"](found))) < 1e-7
    moved = space["train_step"](*batch, *space["small"], 0.02)
    Z1, _, Z2, *_ = space["digits_forward"](batch[0], *moved)
    assert min(np.abs(Z1).min(), np.abs(Z2).min()) > 1e-3
    found = space["gathering_gradients"](*batch, *moved)
    assert min(errors(space["check_all"](found, moved))) > 0.1


def test_a_loop_that_never_resets_swings_as_wide_as_said() -> None:
    w, gathered, seen = 1.0, 0.0, []
    for _ in range(1000):
        gathered += w
        w -= 0.5 * gathered
        seen.append(w)
    assert "swings between about −1.1 and 1.1" in TEXT
    assert max(seen) == pytest.approx(1.1, abs=0.05) and min(seen) == pytest.approx(-1.1, abs=0.05)


def test_decay_shrinks_the_weights_as_derived_and_holds_the_accuracy(space: dict[str, Any]) -> None:
    plain, decayed = space["runs"].values()
    assert plain[1][:20].max() - plain[1][-5:].mean() > 0.05
    assert decayed[1][-5:].mean() > plain[1][-5:].mean() + 0.02
    assert plain[1].argmax() < 20 and decayed[1][-1] > decayed[1].max() - 0.02
    assert decayed[0][-1] > plain[0][-1]  # less sure
    first = space["first_weights"](np.random.default_rng(1))
    start, end = (np.linalg.norm(now[0][:, 0]) for now in (first, decayed[2][-1]))
    assert end / start == pytest.approx((1 - 0.2 * 0.02) ** (40 * 5))
    sizes = [space["size_of"](now) for now in (first, plain[2][-1], decayed[2][-1])]
    assert sizes[1] > sizes[0] > sizes[2]
    assert not np.any(space["X"][:, 0])  # the first pixel is blank on every digit


@pytest.mark.slow
def test_over_eight_other_starts_decay_helps_and_hurts_as_said(space: dict[str, Any]) -> None:
    found = {decay: np.mean([late(space, decay, k) for k in range(2, 10)]) for decay in DECAYS}
    assert "about 4 more digits in 100" in TEXT and "about 7 fewer" in TEXT
    assert found[0.02] - found[0] == pytest.approx(0.04, abs=0.005)
    assert found[0.04] - found[0] == pytest.approx(-0.07, abs=0.005)


DECAYS = (0, 0.02, 0.04)


def late(space: dict[str, Any], decay: float, seed: int) -> Any:
    """The mean accuracy of the last five epochs on `choose`, for another start and other labels."""
    few, Y, lot = space["few"], space["Y"].copy(), np.random.default_rng(100 + seed)
    wrong = few[lot.random(250) < 0.4]
    Y[wrong] = np.eye(10)[lot.integers(0, 10, len(wrong))]
    rng, seen = np.random.default_rng(seed), []
    now = space["first_weights"](rng)
    for _ in range(40):
        for batch in space["mini_batches"](rng.permutation(few), 50):
            now = space["decayed_step"](space["X"][batch], Y[batch], *now, 0.2, decay)
        seen.append(space["scores"](now, space["choose"])[1])
    return np.mean(seen[-5:])


def test_the_choice_is_made_on_choose_and_lies_at_the_edge_of_what_was_tried(
    space: dict[str, Any],
) -> None:
    runs = space["tried"]
    assert "best of 60, five settings after twelve epochs" in TEXT
    assert sum(len(run[1]) for run in runs.values()) == 60 and len(runs) == 5
    assert space["name"] == "rate 0.5" and space["epoch"] == 11
    behind = runs["rate 0.5"][1].max() - runs["rate 0.5, λ = 0.003"][1].max()
    assert "the difference is three digits" in TEXT and round(360 * behind) == 3
    on_test = space["scores"](runs["rate 0.5"][2][11], space["test"])[1]
    assert 0.95 < on_test < runs["rate 0.5"][1][11]


def test_what_chance_does_to_an_accuracy_is_as_large_as_said() -> None:
    assert f"{1 / 360:.2%}".replace("%", " %") in TEXT
    assert f"about {np.sqrt(0.97 * 0.03 / 360):.1%}".replace("%", " %") in TEXT
