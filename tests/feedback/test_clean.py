"""HTML is held to an allow-list, whatever is handed to it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from feedback.pages import dangers
from feedback.vectors import VECTORS
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.feedback.clean import MAX_TAGS, clean_html

PIECES = st.sampled_from(
    [
        *VECTORS,
        *("<![", "<!--", "-->", "]]>", "<?", "<", ">", "</", "/>", "=", '"', "'", "`", "&", "&#"),
        *("<svg>", "<math>", "<style>", "</style>", "<select>", "<table>", "<td>", "<p>", "</p>"),
        *("<noscript>", "<title>", "<textarea>", "<xmp>", "<plaintext>", "<template>", "<a href="),
        *("&lt;script&gt;", "&#x110000;", "&#xD800;", "\x00", "\x0c", "\ud800", " ", "\n", "text"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=500)
def test_whatever_comes_nothing_in_it_can_run(html: str) -> None:
    cleaned = clean_html(html)
    head = "<html><head></head><body>"
    assert dangers(f"{head}{cleaned}</body></html>") == []


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    once = clean_html(html)
    # Too much or rejected markup is shown as text, and is then markup of its own.
    assert once.startswith("<pre>") or clean_html(once) == once


@pytest.mark.parametrize("html", ["\ud800", "&#xD800;", "&#55296;"])
def test_what_no_file_can_hold_is_replaced(html: str) -> None:
    clean_html(html).encode("utf-8")


@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_tag_that_is_opened_is_closed(html: str) -> None:
    inside = clean_html(html)
    soup = BeautifulSoup(f"<main>{inside}</main><footer>after</footer>", "html.parser")
    assert soup.footer is not None and soup.footer.parent is soup
    assert soup.footer.get_text() == "after"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <b>b</b> &lt;c&gt; &amp; d</p>",
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
        '<a href="https://example.org/">x</a>',
        '<a href="#top">x</a>',
        "<pre><code>if a &lt; b:\n    pass</code></pre>",
        "<details><summary>more</summary>text</details>",
        '<img alt="x" src="data:image/png;base64,iVBOR" width="605">',
        "$a &lt; b$",
    ],
)
def test_what_is_harmless_is_left_alone(html: str) -> None:
    assert clean_html(html) == html


def test_more_tags_than_a_page_has_are_shown_as_text() -> None:
    assert clean_html("<b>" * (MAX_TAGS + 1)).startswith("<pre>&lt;b&gt;")
