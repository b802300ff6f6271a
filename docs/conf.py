"""Sphinx configuration of the manual. Equations become MathML when the pages are built, so that they read offline."""

from __future__ import annotations

import re
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

extensions = ["myst_parser", "sphinx.ext.autodoc"]
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
autodoc_type_aliases = {"Floats": "Floats", "Names": "Names", "ArrayLike": "ArrayLike"}
# Docstrings are plain text with `code` and aligned lists.
default_role = "code"
suppress_warnings = ["docutils"]


def _inline(self, node: nodes.math) -> None:  # type: ignore[no-untyped-def]
    self.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(self, node: nodes.math_block) -> None:  # type: ignore[no-untyped-def]
    self.body.append(f'<div class="equation">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


ALIGNED = re.compile(r"^(\s+\S|\S+.*?\s{2,}\S)")


def _as_written(app, what, name, obj, options, lines) -> None:  # type: ignore[no-untyped-def]
    """Keep the aligned lists of a docstring as they are typed; prose stays prose."""
    paragraphs = [p.split("\n") for p in "\n".join(lines).strip().split("\n\n")]
    out: list[str] = []
    for paragraph in paragraphs:
        if any(ALIGNED.match(line) for line in paragraph):
            out += [".. code-block:: text", "", *(f"   {line}" for line in paragraph), ""]
        else:
            out += [*paragraph, ""]
    lines[:] = out


def _no_fields(app, what, name, obj, options, signature, returned) -> tuple[str, str | None] | None:  # type: ignore[no-untyped-def]
    """The fields of a class are in its docstring; aliases read as they are written."""
    if what in ("class", "exception"):
        return "", None
    return tuple(s and re.sub(r"TypeAliasForwardRef\('(\w+)'\)", r"\1", s) for s in (signature, returned))  # type: ignore[return-value]


def setup(app) -> None:  # type: ignore[no-untyped-def]
    """Register the renderer that writes MathML."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("autodoc-process-docstring", _as_written)
    app.connect("autodoc-process-signature", _no_fields)
