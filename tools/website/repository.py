"""Links of pages that were written for the repository, as they are on the site.

A page of docs/ is where it was, the README is the first page, and other files of the repository
are not on the site: of a link to one, its text is left.
"""

from __future__ import annotations

import posixpath
import re

#: File of the repository → page of the site.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
}
#: A link, but no picture, whose target is a file.
LINK = re.compile(
    r"(?<!!)\[(?P<said>[^\]]*)\]\((?!\w+:|#)(?P<file>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)"
)


def at_home(text: str, name: str) -> str:
    """A page's text with its links as they are on the site.

    Parameters
    ----------
    text : str
        In Markdown.
    name : str
        The page's place in the repository, such as `docs/judge.md`.
    """
    folder = posixpath.dirname(name)
    own = posixpath.dirname(_on_site(name) or name)

    def rewritten(link: re.Match[str]) -> str:
        page = _on_site(posixpath.normpath(posixpath.join(folder, link["file"])))
        if page is None:
            return link["said"]
        return f"[{link['said']}]({posixpath.relpath(page, own or '.')}{link['anchor'] or ''})"

    return LINK.sub(rewritten, text)


def _on_site(path: str) -> str | None:
    """The page of a file of the repository; None if the site has none."""
    return path.removeprefix("docs/") if path.startswith("docs/") else PAGES.get(path)
