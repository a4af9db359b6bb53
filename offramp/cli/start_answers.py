"""The answers from which `offramp new --about` makes a start: who decides, what each can do, how it may end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from offramp.core.dates import parse_date
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean

MOST_ACTORS: Final = 4  # a start that solves at once; the file can be given more
MOST_EACH: Final = 8  # options of one actor, endings
LONGEST: Final = 200  # characters of one answer's parts
MOST_PERIODS: Final = 1000
GOES_ON: Final = "it just goes on"
NOTHING: Final = ("none", "nothing", "no", "-", "–")

_BETWEEN = re.compile(r"[,;，；、،؛]")
_DASHED = re.compile(r"([^:：]*\S)\s+[-–—=>→]+\s+(\S[^:：]*)")
_HOW_LONG = re.compile(r"(\d+)\s*(day|week|month|quarter|year)s?(?:\s+from\s+(\S+))?", re.IGNORECASE)


@dataclass
class Party:
    """One who decides. `options` and `avoids` are None until they are known."""

    title: str
    options: list[str] | None = None
    avoids: list[str] | None = None


@dataclass
class End:
    """One way to end. `causes` are options that lead to it (none: it comes by itself), None until they are known."""

    title: str
    causes: list[str] | None = None


@dataclass
class Answers:
    """All that was answered so far."""

    about: str
    parties: list[Party] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    period: str = ""
    periods: int = 0
    start: str = ""


def one_line(text: str) -> str:
    """`text` without line breaks and control characters: it will stand in a comment, too."""
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())[:LONGEST]


def listed_in(text: str) -> list[str]:
    """The entries of an answer that lists several, each once."""
    entries = (one_line(part).strip(" .") for part in _BETWEEN.split(text))
    return list(dict.fromkeys(entry for entry in entries if entry))


def headed(text: str) -> tuple[str, str | None]:
    """`The union: strike, settle` in two; the second is None where there is no colon."""
    found = re.match(r"([^:：]*)[:：](.*)", text, re.DOTALL)
    return (one_line(found[1]), found[2]) if found else (one_line(text), None)


def two_parts_without_a_colon(text: str) -> tuple[str, str] | None:
    """`The union - strike, settle` in two: what looks like a name and a list whose colon was forgotten."""
    found = _DASHED.fullmatch(one_line(text))
    return None if found is None else (found[1], found[2])


def parties(text: str) -> list[Party]:
    """Who decides, from one line. Raises ScenarioError E735."""
    names = listed_in(text)
    _count("actors", names, 1, MOST_ACTORS)
    return [Party(name) for name in names]


def options(text: str) -> list[str]:
    """What somebody can do, from one line. Raises ScenarioError E735."""
    names = listed_in(text)
    _count("options", names, 1, MOST_EACH)
    return names


def ends(text: str) -> list[End]:
    """How it may end, from one line. Raises ScenarioError E735."""
    names = [name for name in listed_in(text) if name.casefold() != GOES_ON]
    _count("endings", names, 1, MOST_EACH)
    return [End(name) for name in names]


def chosen(text: str, known: Sequence[str], kind: str) -> list[str]:
    """Which of `known` an answer names, by word or by number from 1. Raises ScenarioError E735."""
    if one_line(text).casefold().strip(" .") in NOTHING:
        return []
    found = []
    for entry in listed_in(text):
        number = int(entry) if entry.isdecimal() and len(entry) < 4 else 0
        same = [name for name in known if name.casefold() == entry.casefold()]
        if same:
            found.append(same[0])
        elif 1 <= number <= len(known):
            found.append(known[number - 1])
        else:
            raise cant_be_used(f"there is no {kind} “{entry}”", did_you_mean(entry, known))
    return list(dict.fromkeys(found))


def how_long(text: str) -> tuple[int, str, str]:
    """`12 weeks`, `8 quarters from 2026Q1`: how many periods, of which length, from when. Raises ScenarioError E735."""
    found = _HOW_LONG.fullmatch(one_line(text))
    if found is None:
        raise cant_be_used(
            f"“{one_line(text)}” is no length of time", "write it like `12 weeks` or `8 quarters from 2026Q1`"
        )
    count = int(found[1]) if len(found[1]) < 6 else MOST_PERIODS + 1
    if not 1 <= count <= MOST_PERIODS:
        raise cant_be_used(f"a start has 1 to {MOST_PERIODS:,} periods, not {found[1]}", "take longer periods")
    start = found[3] or ""
    if start and parse_date(start) is None:
        raise cant_be_used(f"“{start}” is no date", "write it like 2026, 2026Q1, 2026-03 or 2026-03-15")
    return count, found[2].lower(), start


def cant_be_used(said: str, remedy: str) -> ScenarioError:
    """The refusal of an answer."""
    return ScenarioError([Diagnostic("E735", said, None, remedy)])


def _count(what: str, names: Sequence[str], least: int, most: int) -> None:
    if not least <= len(names) <= most:
        said = f"a start has {least} to {most} {what}, and {len(names) or 'none'} are named"
        raise cant_be_used(
            said, "name some, with commas between them" if not names else "begin with fewer; add to the file later"
        )


def all_options(answers: Answers) -> Iterator[tuple[Party, str]]:
    """Every option with who has it."""
    for party in answers.parties:
        for option in party.options or ():
            yield party, option
