"""Mechanisms of the library: how a scenario brings one in, and what the file of one holds."""

from typing import Final

from offramp.scenario.library import mechanism_files
from offramp.scenario.vocabulary.limits import LANGUAGE, MOST_LAGS
from offramp.scenario.vocabulary.quantities import BECAUSE, DISTRIBUTION, QUANTILES, RANGE, UNIT
from offramp.scenario.vocabulary.shapes import (
    INTERVAL,
    Either,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Whole,
    Word,
)
from offramp.scenario.vocabulary.steps import WHEN
from offramp.scenario.vocabulary.subject import SCENARIO

USED_MECHANISM = Part(
    "used_mechanism",
    "Mechanism in use",
    "A mechanism of the library under a prefix of yours: with the prefix `slip`, its `disaster` is `slip_disaster` in "
    "expressions. [The library](library.md) explains the mechanisms.",
    (
        Key("mechanism", "Its name in the library.", Word(tuple(mechanism_files())), "arms_race", required=True),
        Key(
            "with",
            "What it is given, by the names of its parameters: a number or an expression, or what to change in one of "
            "its assumptions, switches, stocks and modes. An assumption that isn't given comes with the mechanism's "
            "own value, range and source.",
            MappingOf("parameter", Either((Plain.VALUE, PartOf("given_assumption"), PartOf("given_state")))),
            "{x_reaction: 0.05, y_grievance: pay_gap}",
        ),
        Key(
            "units",
            "Your names for units of the mechanism.",
            MappingOf("unit of the mechanism", Plain.TEXT),
            "{money: utility}",
        ),
    ),
    example=(
        "use:\n"
        "  publicity:\n"
        "    mechanism: arms_race\n"
        "    units: {money: utility}\n"
        "    with: {x_reaction: 0.05, y_grievance: pay_gap / 2}\n"
        "play:\n"
        "  - use: publicity\n"
    ),
)

GIVEN_ASSUMPTION = Part(
    "given_assumption",
    "Assumption of a mechanism",
    "What is to be different in an assumption or a switch of a mechanism, or an input that becomes an assumption. The "
    "rest stays as the mechanism has it, but its source stands behind its own numbers only.",
    (
        Key("means", "What it says.", Plain.TEXT, "How the ministry answers the union's publicity"),
        UNIT,
        Key("value", "The baseline; of a switch its case.", Either((Plain.NUMBER, Plain.NAME)), "0.5"),
        RANGE,
        QUANTILES,
        DISTRIBUTION,
        Key(
            "views",
            "What it is in other views, as for an assumption or a switch.",
            MappingOf("view", Either((Plain.NUMBER, Plain.NAME, INTERVAL, PartOf("view_number")))),
            "{ministry_line: [0.6, 1]}",
        ),
        BECAUSE,
    ),
    apart=(("quantiles", "distribution"),),
    example=(
        "use:\n"
        "  publicity:\n"
        "    mechanism: arms_race\n"
        "    with: {x_reaction: {value: 0.5, range: [0, 1], because: {note: the ministry answers half of it}}}\n"
        "play:\n"
        "  - use: publicity\n"
    ),
)

GIVEN_STATE = Part(
    "given_state",
    "Stock or mode of a mechanism",
    "What is to be different in a stock or a mode of a mechanism.",
    (
        Key("means", "What it says.", Plain.TEXT, "What the ministry spends on publicity"),
        Key("range", "`[lowest, highest]` of a stock.", INTERVAL, "[0, 100]"),
        Key("start", "What it starts from.", Plain.EXPRESSION, "2"),
        Key("lags", "How many periods back `previous(…)` may look.", Whole(0, MOST_LAGS), "1"),
    ),
    example=(
        "use:\n  publicity: {mechanism: arms_race, with: {x: {range: [0, 100], start: 2}}}\nplay:\n  - use: publicity\n"
    ),
)

USE = Part(
    "use",
    "Use",
    "A step of `play`: the place at which the steps of a mechanism are taken, in their order.",
    (
        Key("use", "The prefix of the mechanism.", Plain.NAME, "slip", required=True),
        WHEN,
    ),
    example=(
        "use:\n"
        "  slip: {mechanism: brinkmanship, with: {pressed: nurses == picket}}\n"
        "play:\n"
        "  - use: slip\n"
        "    when: stage == strike\n"
        "endings: {walkout: {means: All leave at once, when: slip_disaster}}\n"
    ),
)

PARTS = (USED_MECHANISM, GIVEN_ASSUMPTION, GIVEN_STATE, USE)

# What follows is the file of a mechanism itself: no part of a scenario.
INPUT = Part(
    "input",
    "Input of a mechanism",
    "Something that only the scenario can know: an expression that `with` gives.",
    (
        Key("means", "What it says.", Plain.TEXT, "Whether both sides push", required=True),
        UNIT,
        Key("gives", "What kind of value it is.", Word(("number", "condition")), "condition", default="number"),
        Key("default", "What it is where it isn't given.", Plain.VALUE, "0", absent="it must be given"),
    ),
)

SECTIONS: Final = ("sources", "assumptions", "switches", "tables", "state", "define", "play")
STEPS_OF_MECHANISMS: Final = ("chance", "one_of", "competing", "shock", "update")
_PLAY: Final = ListOf(Either(tuple(PartOf(kind) for kind in STEPS_OF_MECHANISMS)), what="steps")
_SHARED: Final = {key.name: key for key in SCENARIO.keys if key.name in SECTIONS}

MECHANISM = Part(
    "mechanism",
    "Mechanism",
    "A part of a model that scenarios bring in with `use`.",
    (
        Key("offramp", "The version of the language.", Whole(LANGUAGE, LANGUAGE), f"{LANGUAGE}", required=True),
        Key("mechanism", "What it is called.", Plain.TEXT, "Brinkmanship", required=True),
        Key("summary", "What it shows, in one line.", Plain.TEXT, "Pressing may slip into disaster.", required=True),
        Key("equation", "Its equations, in plain text.", Plain.TEXT, "P = risk while pressed", required=True),
        Key(
            "derivation",
            "Why the equations are so, in Markdown, for the documentation.",
            Plain.TEXT,
            "Every period of pressing is a lottery.",
            required=True,
        ),
        Key(
            "inputs",
            "What the scenario gives it.",
            MappingOf("input", PartOf("input")),
            "{pressed: {means: Whether both push, gives: condition}}",
        ),
        *(_SHARED[name] for name in SECTIONS if name != "play"),
        Key("play", "Its steps, taken where `- use:` stands.", _PLAY, "[{chance: disaster, probability: risk}]"),
    ),
)
