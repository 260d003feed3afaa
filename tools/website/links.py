"""Check the links of a built site among its own pages, down to the anchors."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """The anchors of a page, and what it links to or shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's id and its link."""
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.add(value)
                if name == "src" or (tag == "link" and ("rel", "stylesheet") in attrs):
                    self.loaded.add(value)


def broken_links(site: Path) -> list[str]:
    """One line for each link to a file or an anchor that the site does not have.

    So is what a page loads from another host: the site works without a network.
    """
    root = site.resolve()
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in root.rglob("*.html")}
    lines = []
    for path, page in sorted(pages.items()):
        name = path.relative_to(root)
        for link in sorted(page.links):
            if urlsplit(link).netloc and link in page.loaded:
                lines.append(f"{name}: expected to load nothing from a network, got {link}")
            elif not _leads_somewhere(link, path, pages):
                lines.append(f"{name}: expected {link}, got no such place")
    return lines


def _leads_somewhere(link: str, path: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target not in pages:
        return target.is_file()
    return not parts.fragment or unquote(parts.fragment) in pages[target].anchors
