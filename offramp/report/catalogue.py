"""The words of the report in one language: a text for each key, from `words/LANGUAGE.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Protocol

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.report.markup import Content, Html, join

ENGLISH = "en"


class Say(Protocol):
    """What gives texts by key: `Catalogue.say`."""

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key with values filled in."""


@dataclass(frozen=True)
class Catalogue:
    """Texts by key (`page.skip`), in a language that is written as HTML's `lang` has it."""

    language: str
    texts: Mapping[str, str | Mapping[str, str]]

    def say(self, key: str, /, **values: object) -> str:
        """The text of a key with values filled in; where it has forms, the one for `count`. Raises KeyError."""
        return self._text(key, values).format(**values)

    def phrase(self, key: str, /, **pieces: Content) -> Html:
        """The text of a key with pieces of a page filled in; those that are plain text are escaped. Raises KeyError."""
        parts: list[Content] = []
        for before, name, _, _ in Formatter().parse(self._text(key, pieces)):
            parts += [before, pieces[name] if name is not None else None]
        return join(*parts)

    def listed(self, items: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        before = items[0]
        for item in items[1:-1]:
            before = self.say("list.more", before=before, item=item)
        return self.say("list.last", before=before, item=items[-1])

    def _text(self, key: str, values: Mapping[str, object]) -> str:
        text = self.texts[key]
        return text if isinstance(text, str) else text["one" if values["count"] == 1 else "other"]


@cache
def catalogue(language: str = ENGLISH) -> Catalogue:
    """The words in a language. Raises ScenarioError E780 where there are none."""
    known = languages()
    if language not in known:
        fault = Diagnostic("E780", f"there is no report in {language}", None, did_you_mean(language, known))
        raise ScenarioError([fault])
    text = files("offramp.report").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language, dict(_flat(tomllib.loads(text), "")))


def languages() -> list[str]:
    """The languages that there are words in."""
    entries = files("offramp.report").joinpath("words").iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml"))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, str) or set(value) == {"one", "other"}:
            yield name, value
        else:
            yield from _flat(value, f"{name}.")
