"""Settings of the documentation site, which `tools/website` gathers and builds."""

from __future__ import annotations

import backhand

project = "Backhand"
author = "The Backhand authors"
project_copyright = "The Backhand authors, BSD-3-Clause"
release = backhand.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "tools.website.formulas",
    "tools.website.docstrings",
    "tools.website.accessible",
]

# Markdown as the notebooks and the pages of the repository are written.
myst_enable_extensions = ["dollarmath", "deflist", "attrs_block"]
myst_heading_anchors = 4
# `#s3` in Markdown is a place in these pages, not a name of the API.
myst_ref_domains = ["std"]

# The API: a name in backticks is a link where it is a public name, and code where it is not.
default_role = "py:obj"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
python_display_short_literal_types = True

html_theme = "furo"
html_title = "Backhand"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "top_of_page_buttons": [],
}
