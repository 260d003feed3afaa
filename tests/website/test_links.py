"""A link of a built site that leads nowhere is one line."""

from __future__ import annotations

from pathlib import Path

from tools.website.links import broken_links


def site(folder: Path, link: str) -> Path:
    (folder / "more").mkdir()
    (folder / "index.html").write_text(f'<a href="{link}">there</a>', encoding="utf-8")
    (folder / "more" / "page.html").write_text('<h2 id="s3">S3</h2>', encoding="utf-8")
    return folder


def test_links_to_pages_anchors_and_other_hosts_are_fine(tmp_path: Path) -> None:
    assert broken_links(site(tmp_path, "more/page.html#s3")) == []
    (tmp_path / "index.html").write_text('<a href="https://example.org/x#y">', encoding="utf-8")
    assert broken_links(tmp_path) == []


def test_a_link_to_no_page_or_no_anchor_is_told(tmp_path: Path) -> None:
    (line,) = broken_links(site(tmp_path, "more/page.html#s4"))
    assert line == "index.html: expected more/page.html#s4, got no such place"
    (tmp_path / "index.html").write_text('<img src="gone.png">', encoding="utf-8")
    assert broken_links(tmp_path) == ["index.html: expected gone.png, got no such place"]


def test_what_a_page_loads_from_elsewhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<script src="https://cdn.example/x.js">', "utf-8")
    (line,) = broken_links(tmp_path)
    assert "expected to load nothing from a network" in line
