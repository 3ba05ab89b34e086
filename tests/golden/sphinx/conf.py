"""Sphinx configuration of the golden pages; the theme comes from the environment variable `THEME`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "mkdocstrings"))

project = "Golden"
extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_tabs.tabs",
    "sphinx_copybutton",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
html_theme = os.environ.get("THEME", "furo")
myst_enable_extensions = ["deflist", "dollarmath", "tasklist"]
