"""Sphinx: ``sphinx-build docs build/docs`` makes the documentation."""

import builtins
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS / "_extensions")]

import pyrpl_pyro  # noqa: E402

project = "pyrpl_pyro"
author = "pyrpl_pyro contributors"
project_copyright = author
version = release = pyrpl_pyro.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated_reference"]
exclude_patterns = ["_extensions"]
# The pages are read on GitHub, too: its anchors of headings, and its HTML comments.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
# Code blocks that do not say their language are commands and what they print.
highlight_language = "text"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_class_signature = "mixed"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_use_param = False
# Types in docstrings are words for people; Python's own documentation is not at hand; modules that
# users do not import have no page.
nitpick_ignore_regex = [
    (r"py:class", r".*"),
    (r"py:exc", "|".join(dir(builtins))),
    (r"py:mod", r"pyrpl_pyro\..*"),
]

# A page may be linked from another one only; tests/docs check that each can be found.
suppress_warnings = ["toc.not_included"]
# Options such as --json stay as they are typed.
smartquotes = False

html_theme = "furo"
html_title = f"pyrpl_pyro {version}"
html_show_sourcelink = False
html_copy_source = False
