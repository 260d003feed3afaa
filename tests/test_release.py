"""A release has one version, a page that an index can show, and no link that leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import backhand

ROOT = Path(__file__).resolve().parents[1]


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of tools/, which is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


README = """\
# Name

![A card.](docs/check.png)

See [the page](docs/slips.md), [a part](#part) and [elsewhere](https://example.org/a).
"""


def test_without_an_address_the_page_has_no_relative_link(monkeypatch: pytest.MonkeyPatch) -> None:
    page = tool("index_page", monkeypatch).index_page(README, "")
    assert page == (
        "# Name\n\nSee the page, [a part](#part) and [elsewhere](https://example.org/a).\n"
    )


def test_with_an_address_links_and_pictures_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    page = tool("index_page", monkeypatch).index_page(README, "https://example.org/o/n")
    assert "![A card.](https://example.org/o/n/raw/HEAD/docs/check.png)" in page
    assert "[the page](https://example.org/o/n/blob/HEAD/docs/slips.md)" in page
    assert "[a part](#part) and [elsewhere](https://example.org/a)" in page


def test_the_index_is_told_the_addresses_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = tool("index_page", monkeypatch).IndexPage
    for repository, urls in (
        ("", None),
        (
            "https://example.org/o/n/",
            {
                "Source": "https://example.org/o/n",
                "Changelog": "https://example.org/o/n/blob/HEAD/CHANGELOG.md",
                "Issues": "https://example.org/o/n/issues",
            },
        ),
    ):
        metadata: dict[str, object] = {}
        hook(str(ROOT), {"repository": repository}).update(metadata)
        assert metadata.get("urls") == urls
        assert "# Backhand" in str(metadata["readme"])


def test_the_address_of_the_documentation_is_told_alone_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hook = tool("index_page", monkeypatch).IndexPage
    metadata: dict[str, object] = {}
    hook(str(ROOT), {"documentation": "https://example.org/docs/"}).update(metadata)
    assert metadata["urls"] == {"Documentation": "https://example.org/docs"}


def test_one_version_stands_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tool("release", monkeypatch).versions()
    assert len(found) == 5 and set(found.values()) == {backhand.__version__}


def test_what_stands_against_a_release_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    release = tool("release", monkeypatch)
    for place in (*release.PLACES, "CHANGELOG.md"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        text = (ROOT / place).read_text(encoding="utf-8")
        text = re.sub(r"^## .*0\.1\.0.*$", "## 0.1.0 (2030-01-01)", text, flags=re.M)
        (tmp_path / place).write_text(text, encoding="utf-8")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True, capture_output=True)
    assert list(release.obstacles()) == []
    (tmp_path / "CITATION.cff").write_text("version: 0.2.0\n")
    (tmp_path / "CHANGELOG.md").write_text("## Unreleased (0.1.0)\n")
    found = list(release.obstacles())
    assert [re.match("expected (one version|a heading|all changes)", one) for one in found]
    assert len(found) == 3 and "0.2.0 in CITATION.cff" in found[0] and "got 2 that" in found[2]


def test_the_citation_and_the_issue_forms_can_be_read() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))
    assert len(forms) == 3
    for form in forms:
        _, head, body = form.read_text(encoding="utf-8").split("---\n", 2)
        assert {"name", "about"} == set(yaml.safe_load(head)) and body.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "Backhand {}: backprop by hand."), (["--version"], "backhand {}")],
)
def test_the_library_says_its_version_and_where_to_begin(words: list[str], said: str) -> None:
    command = [sys.executable, "-m", "backhand", *words]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[0] == said.format(backhand.__version__)
    assert ("backhand start" in ended.stdout) is (not words)
