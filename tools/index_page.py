"""A hook of the build backend: the README as a package index shows it, and the project's addresses.

An index shows the README without the files around it, so a relative link leads nowhere there. With
the address of the repository, which `pyproject.toml` holds, links become absolute; without one,
their text stays and pictures are left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

#: A link or a picture whose target is a file of the repository; a heading of the page stays.
RELATIVE = re.compile(r"(!?)\[([^\]]*)\]\((?!\w+:|#|//)([^)\s]+)\)")
ADDRESSES = {
    "Source": "",
    "Changelog": "/blob/HEAD/CHANGELOG.md",
    "Issues": "/issues",
}


def index_page(text: str, repository: str) -> str:
    """The README without relative links.

    Parameters
    ----------
    text : str
        The README, in Markdown.
    repository : str
        The address of the repository, or an empty string if it is not known.
    """

    def absolute(link: re.Match[str]) -> str:
        mark, said, path = link.groups()
        if not repository:
            return "" if mark else said
        return f"{mark}[{said}]({repository}/{'raw' if mark else 'blob'}/HEAD/{path})"

    # A picture alone in its paragraph leaves blank lines behind.
    return re.sub(r"\n{3,}", "\n\n", RELATIVE.sub(absolute, text))


class IndexPage(MetadataHookInterface):
    """Fill in `readme` and `urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both fields; `repository` and `documentation` are options in `pyproject.toml`."""
        repository = self.config.get("repository", "").rstrip("/")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        page = index_page(text, repository)
        metadata["readme"] = {"content-type": "text/markdown", "text": page}
        urls = {name: repository + path for name, path in ADDRESSES.items() if repository}
        if documentation := self.config.get("documentation", "").rstrip("/"):
            urls["Documentation"] = documentation
        if urls:
            metadata["urls"] = urls
