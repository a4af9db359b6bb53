"""A language that says everything in English between ⟦ and ⟧: what stands outside of them wasn't asked for by key."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from offramp.report.catalogue import Catalogue, catalogue

# Numbers are written in one way wherever Offramp shows them, which `offramp.core.numbers` decides.
NUMBERS = re.compile(r"\b(?:under|over|at most|at least|anything from|to|e)(?= ?[\d≈≤≥−-])|(?<=%) to\b")
_ATTRIBUTES = ("aria-label", "data-column", "data-tip", "title", "alt")


def made_up() -> Catalogue:
    """Every text of the report, marked."""
    return Catalogue("qaa", {key: _marked(text) for key, text in catalogue().texts.items()})


def _marked(text: str | Mapping[str, str]) -> str | dict[str, str]:
    return f"⟦{text}⟧" if isinstance(text, str) else {form: f"⟦{one}⟧" for form, one in text.items()}


def unmarked(page: str) -> list[str]:
    """The words of letters from A to Z that a page shows outside of the marks; numbers aside."""
    shown = _Shown()
    shown.feed(page)
    text = "\n".join([_outside("".join(shown.running)), *shown.attributes, *map(_outside, shown.drawn)])
    return re.findall(r"[A-Za-z]+", NUMBERS.sub("", text))


def _outside(text: str) -> str:
    """What stands between no marks. A label in a figure may be cut, or go on in a line of its own."""
    depth, kept = 0, []
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        assert depth >= 0, text
        kept.append(character if depth == 0 else "")
    return "".join(kept)


class _Shown(HTMLParser):
    """The text of a page that runs on; its attributes that are read out; and each label in a figure."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []
        self.drawn: list[str] = []
        self.attributes: list[str] = []
        self.hidden = 0
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [_outside(value) for name, value in attrs if name in _ATTRIBUTES and value]
        self.hidden += tag in ("script", "style", "head")
        self.pictures += tag == "svg"
        self.running.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "head")
        self.pictures -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if self.pictures and not self.hidden:
            self.drawn += [] if "⟦" in data or "⟧" in data else [data]
        elif not self.hidden:
            self.running.append(data)


def strings(value: Any) -> Iterator[str]:
    """Every string in plain data, keys aside."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value
