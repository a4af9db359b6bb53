"""Where a check of types or of style is silenced, the reason stands beside it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)\b(?:\[[\w, -]+\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<reason>.*)")


def silenced() -> list[tuple[str, str]]:
    """Every place, with the reason given there."""
    found = []
    for folder in ("offramp", "bench", "tests", "docs", "locks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path == Path(__file__):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if match := SILENCED.search(line):
                    found.append((f"{path.relative_to(ROOT)}:{number}", match["reason"].strip(" #()")))
    return found


def test_every_silenced_check_has_its_reason() -> None:
    places = silenced()
    assert places
    assert [place for place, reason in places if len(reason.split()) < 2] == []
