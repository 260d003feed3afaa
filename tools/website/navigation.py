"""Where each page stands in the site's contents, under what a reader wants to do."""

from __future__ import annotations

from collections.abc import Container

#: What is wanted → pages, in order. A page that is not there yet is left out.
SECTIONS = {
    "Start": ("tutorials/student", "tutorials/instructor", "tutorials/importer"),
    "Learn": ("notebooks/index", "derivations/index", "coverage"),
    "Teach": ("instructors", "teaching", "exam", "own_exercises", "report", "lms", "cluster"),
    "Import": ("api/index",),
    "How it works and is proven": (
        "judge",
        "slips/index",
        "slips",
        "mutants",
        "held_out",
        "threat_model",
        "confined",
        "mutation",
        "benchmarks",
    ),
    "Contribute": ("CONTRIBUTING", "CHANGELOG"),
}


def contents(there: Container[str]) -> str:
    """A hidden table of contents for each section, of the pages that are there."""
    return "\n\n".join(
        "\n".join(
            [
                f"```{{toctree}}\n:caption: {caption}\n:hidden:\n",
                *(name for name in names if name in there),
                "```",
            ]
        )
        for caption, names in SECTIONS.items()
    )
