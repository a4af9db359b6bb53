"""A scenario to start from, made of a few answers: it checks and solves at once, and pretends to know nothing."""

import re
import unicodedata
from collections.abc import Iterable

from offramp.cli.start_answers import GOES_ON, Answers, End, Party, one_line
from offramp.core.diagnostics import DiagnosticLog
from offramp.core.identifiers import is_name, name_like
from offramp.scenario.editing.house_style import in_house_style
from offramp.scenario.editing.layout_tree import lay_out
from offramp.scenario.editing.written_scalars import plain_or_quoted as text
from offramp.scenario.expressions.expression_lexer import RESERVED
from offramp.scenario.expressions.functions import FUNCTIONS
from offramp.scenario.reading.declarations import TAKEN
from offramp.scenario.yaml_text.yaml_composer import compose

_LONGEST_NAME = 32
_PLACEHOLDER = "because: {note: a placeholder; nobody has looked this up}"


class _Names:
    """Names that expressions can use, each once: no word of the language, nothing that means two things."""

    def __init__(self) -> None:
        self.used = {*TAKEN, *RESERVED, *FUNCTIONS, "stage", "keenness"}

    def made(self, title: str, otherwise: str) -> str:
        """A name for what people call `title`."""
        name = name_like(unicodedata.normalize("NFKC", title).casefold())[:_LONGEST_NAME].strip("_")
        name = name if is_name(name) else f"{otherwise}_{name}".strip("_")
        number, found = 2, name
        while found in self.used:
            found, number = f"{name}_{number}", number + 1
        self.used.add(found)
        return found


def file_name(about: str) -> str:
    """A name for the file about a topic."""
    return re.sub(r"\W+", "-", about.casefold()).strip("-")[:_LONGEST_NAME].strip("-") or "dispute"


def start_file(answers: Answers, path: str) -> str:
    """The text of the scenario, in the house style."""
    draft = "\n\n".join(_parts(answers, path)) + "\n"
    found = in_house_style(lay_out(draft))
    log = DiagnosticLog()
    read = compose(found, path, log)
    assert read is not None, "an answer broke out of its quotes"
    assert not log.has_errors, "an answer broke out of its quotes"
    return found


def _parts(answers: Answers, path: str) -> Iterable[str]:
    names = _Names()
    open_ = names.made("open", "stage")
    actors = {party.title: names.made(party.title, "actor") for party in answers.parties}
    ends = {end.title: names.made(end.title, "ending") for end in answers.ends}
    options: dict[str, str] = {}
    for party in answers.parties:
        for option in party.options or ():
            options.setdefault(option, names.made(option, "option"))
    rates = {end: names.made(f"rate_of_{name}", "rate") for end, name in ends.items()}
    events = {end: names.made(f"{name}_comes", "event") for end, name in ends.items()}
    tolls = {title: names.made(f"toll_on_{name}", "toll") for title, name in actors.items()}
    worth = {title: names.made(f"worth_to_{name}", "worth") for title, name in actors.items()}
    costs = {title: names.made(f"cost_to_{name}", "cost") for title, name in actors.items()}
    per = f"1/{answers.period}"

    yield _HEAD.format(path=one_line(path), about=answers.about)
    yield f"offramp: 1\ntitle: {text(answers.about)}"
    groups = [f"    {name}: [{name}]" for name in ends.values()]
    goes_on = names.made(GOES_ON, "goes_on")
    yield "\n".join(
        [
            "# The question, and the groups of endings that would answer it. Every result begins with its answer.",
            f"question:\n  ask: {text(f'How does it end: {answers.about}?')}\n  groups:",
            *groups,
            f"    {goes_on}: [horizon] # the calendar has run out and nothing else has happened",
        ]
    )
    start = f"start: {text(answers.start)}, " if answers.start else ""
    yield f"calendar: {{{start}period: {answers.period}, periods: {answers.periods}}}"
    yield _VIEWS
    yield "\n".join(
        [
            "# Those who choose. `rationality` says how surely the better option is picked.",
            "actors:",
            *(f"  {name}: {{name: {text(title)}, rationality: keenness}}" for title, name in actors.items()),
        ]
    )
    yield "\n".join([_ASSUMPTIONS, "assumptions:", *_assumptions(answers, rates, tolls, worth, costs, per)])
    labels = ", ".join([open_, *ends.values()])
    yield f"{_STATE}\nstate:\n  stage: {{modes: [{labels}], start: {open_}}}"
    yield "\n".join([_PLAY, "play:", *_play(answers, actors, ends, options, rates, events)])
    yield "\n".join(
        [
            "# The first of these that holds ends the game. `horizon`, the end of the calendar, is always the last.",
            "endings:",
            *(f"  {name}: {{means: {text(title)}, when: stage == {name}}}" for title, name in ends.items()),
        ]
    )
    yield "\n".join([_PAYOFFS, "payoffs:", *_payoffs(answers, actors, ends, tolls, worth, costs)])
    yield "\n".join([_TOLERABLE, "tolerable:", *_tolerable(answers, actors, ends)])


def _assumptions(
    answers: Answers,
    rates: dict[str, str],
    tolls: dict[str, str],
    worth: dict[str, str],
    costs: dict[str, str],
    per: str,
) -> Iterable[str]:
    yield _assumption(
        "keenness", "How surely an actor picks the better option; 0 is a coin toss", "1/utility", 4, 1, 10
    )
    for end in answers.ends:
        how = "while something is done that leads to it" if end.causes else "by itself"
        means = f"How fast it comes to “{end.title}” {how}, per {answers.period}"
        yield _assumption(rates[end.title], means, per, 0.1, 0.02, 0.4)
    for party in answers.parties:
        title = party.title
        called = f"the {title[4:]}" if title.startswith("The ") else title
        means = f"What every {answers.period} without an end costs {called}"
        yield _assumption(tolls[title], means, "utility", 0.02, 0, 0.1)
        if _others(party, answers.ends):
            yield _assumption(
                worth[title], f"What an end that {called} needn't avoid is worth to it", "utility", 1, 0.5, 2
            )
        if party.avoids:
            yield _assumption(costs[title], f"What an end that {called} wants to avoid costs it", "utility", 1, 0.5, 2)


def _others(party: Party, ends: Iterable[End]) -> list[str]:
    return [end.title for end in ends if end.title not in (party.avoids or ())]


def _assumption(name: str, means: str, unit: str, value: float, low: float, high: float) -> str:
    return (
        f"  {name}:\n    means: {text(means)}\n    unit: {unit}\n    value: {value:g}\n"
        f"    range: [{low:g}, {high:g}]\n    {_PLACEHOLDER}"
    )


def _play(
    answers: Answers,
    actors: dict[str, str],
    ends: dict[str, str],
    options: dict[str, str],
    rates: dict[str, str],
    events: dict[str, str],
) -> Iterable[str]:
    for party in answers.parties:
        yield f"  - move: {actors[party.title]}\n    options:"
        for option in party.options or ():
            yield f"      {options[option]}: {{means: {text(option)}}}"
    yield "  - competing: # chances that race each other; at most one strikes in a period"
    for end in answers.ends:
        asked = [
            f"{actors[party.title]} == {options[cause]}"
            for cause in end.causes or ()
            for party in answers.parties
            if cause in (party.options or ())
        ]
        rate = rates[end.title]
        if len(asked) == 1:
            rate = f"{rate} if {asked[0]} else 0"
        elif asked:
            rate = f"{rate} * ({' + '.join(f'(1 if {a} else 0)' for a in asked)})"
        yield f"      {events[end.title]}:\n        means: {text(end.title)}\n        rate: {rate}"
        yield f"        then: {{stage: {ends[end.title]}}}"


def _payoffs(
    answers: Answers,
    actors: dict[str, str],
    ends: dict[str, str],
    tolls: dict[str, str],
    worth: dict[str, str],
    costs: dict[str, str],
) -> Iterable[str]:
    for party in answers.parties:
        avoids = party.avoids or ()
        paid = [
            f"{name}: {'-' + costs[party.title] if title in avoids else worth[party.title]}"
            for title, name in ends.items()
        ]
        paid.append(f"horizon: {'-' + costs[party.title] if GOES_ON in avoids else '0'}")
        yield f"  {actors[party.title]}:\n    each_period: -{tolls[party.title]}\n    at_end: {{{', '.join(paid)}}}"


def _tolerable(answers: Answers, actors: dict[str, str], ends: dict[str, str]) -> Iterable[str]:
    for party in answers.parties:
        avoids = party.avoids or ()
        kept = [name for title, name in ends.items() if title not in avoids]
        kept += [] if GOES_ON in avoids else ["horizon"]
        yield f"  {actors[party.title]}: [{', '.join(kept)}]"


_HEAD = """\
# {path}: a start on “{about}”, made from a few answers.
#
# Every number below is a placeholder. The file can be checked and solved at once, but what comes out means nothing yet:
# give each assumption a value, a range and a reason that you would defend. Then:
#
#   offramp check {path}                      is the file in order?
#   offramp solve {path}                      who is trapped, and what would each option reach and cost?
#   offramp set {path} keenness=6             change one number, comments and all stay
#   offramp fmt {path}                        bring it into the house style
#
# `offramp new` without --about writes an example with a comment on every part of the language."""

_VIEWS = """\
# Rival readings of the same situation, each with numbers of its own further down (`views:` of an assumption):
# views:
#   hopeful: {means: As those read it who expect a good end, stance: partisan}
#   gloomy: {means: As those read it who don't, stance: partisan}

# Documents that assumptions are read from, cited below as `because: {source: report, phrase: a few of its words}`:
# sources:
#   report: {title: Who wrote what, date: 2030-01, stance: official}"""

_ASSUMPTIONS = """\
# Every number that somebody could dispute, with what it means, a value, a range, and why. These are placeholders."""

_STATE = """\
# What changes in the course of play. Modes have one of several labels; numbers have a range and a start:
#   patience: {means: How patient the public is, unit: index, range: [0, 1], start: 0.5}"""

_PLAY = """\
# What happens in one period, from top to bottom. Whoever comes later has seen what came before. An option may have
# `when:` (a guard) and `then:` (what it changes at once). An `- update: {patience: patience - 0.1}` moves numbers."""

_PAYOFFS = """\
# What each gains, in its own utility: in every period, and at the end. An end that it just goes on counts as 0."""

_TOLERABLE = """\
# Which endings each could live with: here all that it doesn't want to avoid. This decides who counts as trapped."""
