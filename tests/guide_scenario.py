"""The scenario that the guide begins with, and parts put into it: examples of the documentation are tried out so."""

import re
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).parents[1] / "docs"
MORE_PAGES = ("uncertain-numbers.md", "play.md", "expressions.md", "claims.md", "library.md")


def _examples(page: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", page, flags=re.S | re.M)


GUIDE = (DOCS / "scenario-file.md").read_text(encoding="utf-8")
EXAMPLES = _examples(GUIDE)
WHOLE = [example for example in EXAMPLES if example.startswith("offramp: 1")]
PARTS = [example for example in EXAMPLES if not example.startswith("offramp: 1")]
MORE_PARTS = [part for page in MORE_PAGES for part in _examples((DOCS / page).read_text(encoding="utf-8"))]


def added(base: Any, part: Any) -> Any:
    """`part` put into `base`: mappings entry by entry, steps after those that are there, anything else in its place."""
    if isinstance(base, dict) and isinstance(part, dict):
        return {**base, **{key: added(base[key], value) if key in base else value for key, value in part.items()}}
    if isinstance(base, list) and isinstance(part, list) and all(isinstance(step, dict) for step in base):
        return base + part
    return part


def as_written(text: str) -> Any:
    """The data of a YAML text, every scalar left as it is written."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def written(data: Any) -> str:
    """Data as a YAML text."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def with_part(part: str) -> Any:
    """The guide's first scenario with a part added to it."""
    return added(as_written(WHOLE[0]), as_written(part))
