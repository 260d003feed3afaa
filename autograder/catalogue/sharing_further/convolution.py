"""Part A: a kernel, its bias and its input, each gradient a sum over uses (F1 to F5)."""

from __future__ import annotations
