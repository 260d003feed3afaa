"""The table of system calls is right, and calls reach the kernel."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import pytest

from autograder.sandbox import kernel

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("machine", HEADERS)
def test_numbers_agree_with_the_kernels_headers(machine: str) -> None:
    if not HEADERS[machine].is_file():
        pytest.skip(f"no kernel headers {HEADERS[machine]}")
    text = HEADERS[machine].read_text(encoding="ascii")
    known = {n: int(v) for n, v in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", text)}
    compared = 0
    for name in kernel.NUMBERS:
        # Headers may be older than the table.
        if name in known:
            assert kernel.number(name, machine) == known[name], name
            compared += 1
    assert compared > 60


def test_no_two_calls_share_a_number() -> None:
    for machine in kernel.MACHINES:
        numbers = [kernel.number(name, machine) for name in kernel.NUMBERS]
        found = [n for n in numbers if n is not None]
        assert len(found) == len(set(found))


def test_a_refused_call_says_which_it_was() -> None:
    if platform.machine() not in kernel.MACHINES:
        pytest.skip(f"no table for {platform.machine()}")
    with pytest.raises(OSError, match="setns"):
        kernel.call("setns", -1, 0)
