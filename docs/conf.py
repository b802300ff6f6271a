"""Sphinx configuration of the manual. Equations become MathML when the pages are built, so that they read offline."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

project = "bahe"
author = "The bahe developers"
copyright = "the bahe developers, Apache-2.0"
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "bahe"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_math_renderer = "mathml"
html_show_sphinx = False
nitpicky = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
# Docstrings speak plain text with `code` and aligned lists; they are shown as they stand.
default_role = "code"
suppress_warnings = ["docutils"]


def _inline(self, node: nodes.math) -> None:  # type: ignore[no-untyped-def]
    self.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(self, node: nodes.math_block) -> None:  # type: ignore[no-untyped-def]
    self.body.append(f'<div class="equation">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app) -> None:  # type: ignore[no-untyped-def]
    """Register the renderer that writes MathML."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
