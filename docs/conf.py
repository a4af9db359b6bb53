"""How Sphinx builds the documentation: ./go docs."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

_project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Offramp"
author = "The Offramp authors"
copyright = author
version = release = _project["version"]

extensions = ["myst_parser", "sphinx.ext.mathjax", "diagnostic_reference"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "_ext"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"Offramp {release}"
