"""Grading a whole class at once: `backhand grade`."""

from __future__ import annotations

import sys

# jsonschema asks for it by way of nbformat, and does without it: building its grammar of
# internationalized addresses, of which a notebook has none, takes a second in each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
