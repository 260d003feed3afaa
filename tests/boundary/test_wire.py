"""Plain values come out of a frame as they went in; anything else is malformed."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.boundary.probes import ProbeFunction
from autograder.boundary.wire import HEAD, TYPES, Malformed, other, pack, unpack

numbers = arrays.arrays(
    dtype=st.sampled_from(sorted(TYPES.values(), key=str)),
    shape=arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | numbers
)
keys = st.text() | st.integers() | st.booleans() | st.none()
values = st.recursive(
    leaves,
    lambda v: (
        st.lists(v, max_size=4)
        | st.lists(v, max_size=4).map(tuple)
        | st.dictionaries(keys, v, max_size=4)
    ),
    max_leaves=20,
)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return bool(a == b)


def body(frame: bytes) -> bytes:
    (length,) = HEAD.unpack_from(frame)
    assert len(frame) == HEAD.size + length
    return frame[HEAD.size :]


def made(tree: Any, blobs: bytes = b"") -> bytes:
    text = json.dumps(tree).encode()
    return HEAD.pack(len(text)) + text + blobs


@given(values)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert same(unpack(body(pack(value))), value)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_malformed(noise: bytes) -> None:
    with contextlib.suppress(Malformed):
        unpack(noise)


@given(values, st.data())
def test_a_changed_frame_is_a_value_or_malformed(value: Any, data: st.DataObject) -> None:
    frame = bytearray(body(pack(value)))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Malformed):
        unpack(bytes(frame[: data.draw(st.integers(0, len(frame)))]))


json_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda t: (
        st.lists(t, max_size=4)
        | st.dictionaries(
            st.sampled_from(["list", "tuple", "dict", "array", "scalar", "complex", "other"]),
            t,
            max_size=2,
        )
    ),
)


@given(json_trees, st.binary(max_size=40))
def test_any_json_is_a_value_or_malformed(tree: Any, blobs: bytes) -> None:
    with contextlib.suppress(Malformed):
        unpack(made(tree, blobs))


@pytest.mark.parametrize(
    "tree",
    [
        {"array": ["float64", [1 << 40], 0]},
        {"array": ["float64", [-1], 0]},
        {"array": ["float64", [True], 0]},
        {"array": ["float64", [1], -8]},
        {"array": ["float64", [2], 0]},
        {"array": ["object", [1], 0]},
        {"array": ["float64", [1] * 40, 0]},
        {"array": ["float64", [0, 1 << 24, 1 << 24, 1 << 24], 0]},
        {"scalar": ["float64", 1]},
        {"function": ["cubic", []]},
        {"dict": [[{"list": []}, 1]]},
        {"pickle": "gASV"},
        {"list": [1], "tuple": [1]},
        [1, 2],
    ],
)
def test_forged_structures_are_malformed(tree: Any) -> None:
    with pytest.raises(Malformed):
        unpack(made(tree, bytes(8)))


def test_deep_nesting_is_malformed_and_does_not_crash() -> None:
    with pytest.raises(Malformed):
        unpack(HEAD.pack(200_000) + b"[" * 200_000)
    tree: Any = None
    for _ in range(100):
        tree = {"list": [tree]}
    with pytest.raises(Malformed):
        unpack(made(tree))


def test_a_value_that_is_too_large_is_not_sent() -> None:
    with pytest.raises(Malformed):
        pack(np.zeros(1 << 22))
    with pytest.raises(Malformed):
        pack([0] * 200_000)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", np.array(["a"]), np.array([None])])
def test_values_of_other_kinds_are_not_sent(value: Any) -> None:
    with pytest.raises(Malformed):
        pack(value)


def test_numbers_keep_their_type() -> None:
    for value in (np.float32(1.5), np.bool_(True), np.int8(3), np.complex128(1 + 2j)):
        back = unpack(body(pack(value)))
        assert type(back) is type(value)
        assert back == value
    assert unpack(body(pack(1 + 2j))) == 1 + 2j
    assert np.isnan(unpack(body(pack(float("nan")))))


def test_an_object_that_cannot_be_sent_keeps_the_name_of_its_type() -> None:
    assert type(unpack(body(pack(other("Tensor"))))).__name__ == "Tensor"
    assert type(other("not a name; at all")).__name__ == "object"


def test_functions_cross_one_way_as_a_number_alone() -> None:
    one, other = (ProbeFunction("cubic", (np.full(2, 7.5), np.zeros(2))) for _ in range(2))
    kept: list[ProbeFunction] = []
    frame = body(pack({"f": [one, other]}, functions=kept))
    assert kept == [one, other]
    assert unpack(frame, function=lambda number: number) == {"f": [0, 1]}
    assert np.float64(7.5).tobytes() not in frame and b"cubic" not in frame
    with pytest.raises(Malformed):
        unpack(frame)
    with pytest.raises(Malformed):
        pack({"f": one})


def test_half_a_surrogate_pair_becomes_text_that_a_file_can_hold() -> None:
    unpack(made("\ud800")).encode("utf-8")


def test_bytes_other_than_0_and_1_are_true() -> None:
    assert unpack(made({"array": ["bool", [2], 0]}, b"\x07\x00")).tolist() == [True, False]
