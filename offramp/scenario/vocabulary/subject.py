"""What a scenario is about: the file itself, its question, calendar, views, sources and reasons."""

from offramp.core.units import PERIODS
from offramp.scenario.vocabulary.limits import LANGUAGE, MOST_ACTORS, MOST_PERIODS, MOST_USES, MOST_WORDS
from offramp.scenario.vocabulary.shapes import (
    NAMES,
    Either,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Row,
    Whole,
    Word,
)

TIES = Word(("uniform", "first"))
STEPS = ("move", "chance", "one_of", "competing", "shock", "update", "use")  # the kinds of steps of `play`
CORRELATION = Row((Plain.NAME, Plain.NAME, Plain.NUMBER), "[assumption, assumption, correlation]")

SCENARIO = Part(
    "scenario",
    "The file",
    "The top level of a scenario file.",
    (
        Key("offramp", "The version of the language.", Whole(LANGUAGE, LANGUAGE), f"{LANGUAGE}", required=True),
        Key("title", "What the scenario is called.", Plain.TEXT, "The hospital strike", required=True),
        Key("summary", "A sentence or two about it.", Plain.TEXT, "Nurses strike for higher pay."),
        Key(
            "question",
            "What the scenario is to answer. The first line of every result answers it.",
            PartOf("question"),
            "{ask: 'How does the strike end?', groups: {settled: [deal], closed: [wards_close], open: [horizon]}}",
        ),
        Key(
            "views",
            "Rival readings of the same situation. Assumptions and tolerable endings may differ from view to view.",
            MappingOf("view", PartOf("view")),
            "{ministry_line: {means: As the ministry tells it, stance: partisan}}",
        ),
        Key(
            "calendar",
            "How many periods are played, how long one is, and when the first begins.",
            PartOf("calendar"),
            "{start: 2031-03-03, period: week, periods: 6}",
            required=True,
        ),
        Key(
            "information_until",
            "The last day whose documents the scenario may know: an assumption that cites a later source is an error.",
            Plain.DATE,
            "2031-02-28",
        ),
        Key(
            "sources",
            "The documents that assumptions were read from, named once and cited by name.",
            MappingOf("source", PartOf("source")),
            "{payroll: {title: Payroll report of the hospital, date: 2031-01}}",
        ),
        Key(
            "actors",
            f"Those who choose; {MOST_ACTORS} at most.",
            MappingOf("actor", PartOf("actor")),
            "{ministry: {rationality: {odds: 3, per: 0.5}}, nurses: {rationality: {odds: 3, per: 0.5}}}",
        ),
        Key(
            "use",
            f"Mechanisms of the library, each under a prefix of yours; {MOST_USES} at most.",
            MappingOf("prefix", PartOf("used_mechanism")),
            "{arming: {mechanism: arms_race}}",
        ),
        Key(
            "assumptions",
            "Every number that somebody could dispute. A number alone is enough for one that nobody doubts.",
            MappingOf("assumption", Either((Plain.NUMBER, PartOf("assumption")))),
            "{pay_gap: {means: What the raise costs the ministry, unit: utility, value: 0.5, range: [0.2, 1]}}",
        ),
        Key(
            "correlated",
            "Pairs of assumptions that tend to be high or low together.",
            Either((CORRELATION, ListOf(CORRELATION, what="such pairs"))),
            "[pay_gap, anger, 0.6]",
        ),
        Key(
            "switches",
            "Structural choices (a rule, a doctrine, a horizon), looked at case by case and never averaged.",
            MappingOf("switch", PartOf("switch")),
            "{law: {means: Whether the court stops strikes, cases: [mild, strict]}}",
        ),
        Key(
            "tables",
            "Curves through given points. Expressions call them like functions: `curve(staff)`.",
            MappingOf("table", PartOf("table")),
            "{risk: {x: [0, 0.5, 1], y: [0.4, 0.1, 0]}}",
        ),
        Key(
            "state",
            "What is remembered from one period to the next: modes (labels) and stocks (numbers).",
            MappingOf("mode or stock", Either((PartOf("mode"), PartOf("stock")))),
            "{stage: {modes: [strike, deal, wards_close], start: strike}, staff: {range: [0, 1], start: 0.8}}",
        ),
        Key(
            "define",
            "Names for expressions, worked out afresh wherever they are used.",
            MappingOf("defined quantity", Plain.VALUE),
            "{short_staffed: staff < 0.4}",
        ),
        Key(
            "play",
            "One period, from top to bottom. Each step begins with a `-`.",
            ListOf(
                Either(tuple(PartOf(kind) for kind in STEPS)),
                what="steps",
            ),
            "[{move: ministry, options: [wait, raise_pay]}, {update: {staff: staff - 0.05}}]",
            required=True,
        ),
        Key(
            "output",
            "Defined quantities to follow over time in results.",
            NAMES,
            "[short_staffed]",
        ),
        Key(
            "payoffs",
            "What each actor gains, in a utility of its own. An actor that moves needs them.",
            MappingOf("actor", PartOf("payoff")),
            "{ministry: {at_end: {deal: -pay_gap, otherwise: 0}}}",
        ),
        Key(
            "endings",
            "How the game can end. After every step the first whose `when` holds ends it.",
            PartOf("endings"),
            "{deal: {means: The pay is raised, when: stage == deal}}",
        ),
        Key(
            "tolerable",
            "Which endings each actor could live with. The verdicts rest on it.",
            PartOf("tolerable"),
            "{ministry: [horizon, deal], nurses: {deal: 1, horizon: 0.3}}",
        ),
        Key(
            "discount",
            "For each actor, the factor by which a period of delay shrinks a payoff.",
            MappingOf("actor", Plain.EXPRESSION),
            "{ministry: 0.97}",
        ),
        Key(
            "believes",
            "For each actor, the assumptions that it takes to be other than they are.",
            MappingOf("actor", MappingOf("assumption", Plain.EXPRESSION)),
            "{ministry: {pay_gap: 2 * pay_gap}}",
        ),
        Key(
            "ruin",
            "For each actor, the endings that it wouldn't survive.",
            MappingOf("actor", Either((NAMES, PartOf("ruin")))),
            "{ministry: [wards_close]}",
        ),
        Key(
            "aspiration",
            "For each actor, an amount of utility that it wants to keep. Weights of tolerable endings may use it, as "
            "`aspiration_nurses`.",
            MappingOf("actor", Plain.EXPRESSION),
            "{nurses: 0.2}",
        ),
        Key(
            "helped",
            "For each actor, how much of its own utility it would give up to do another a favour.",
            MappingOf("actor", Plain.EXPRESSION),
            "{nurses: 0.1}",
        ),
        Key(
            "habit",
            "For each actor, fixed chances of its options in place of weighing them up.",
            MappingOf("actor", MappingOf("option", Plain.EXPRESSION)),
            "{nurses: {stay_out: 0.7, picket: 0.3}}",
        ),
        Key(
            "ties",
            "What exact actors (`rationality: inf`) do with equally good options: one word for all, or one for each.",
            Either((TIES, MappingOf("actor", TIES))),
            "first",
            default="uniform",
        ),
        Key(
            "offramps",
            "Proposals to try: each changes the game in one named way.",
            MappingOf("proposal", PartOf("offramp")),
            "{town_helps: {means: The town pays half of the raise, change: {pay_gap: 0.25}}}",
        ),
        Key(
            "claims",
            "Sentences of documents, put as questions to the solved game.",
            MappingOf("claim", PartOf("claim")),
            "{no_exit: {means: The nurses have no way out, holds: verdict(nurses) == trapped}}",
        ),
        Key(
            "forecasts",
            "Claims with a date and, once it is known, what came of them.",
            MappingOf("forecast", PartOf("forecast")),
            "{settled_soon: {means: There will be a deal in March, happens: deal, by: 2031-03-31}}",
        ),
        Key(
            "evidence",
            "What was observed, with its error, to weigh worlds by.",
            MappingOf("series", PartOf("evidence")),
            "{headcount: {means: Staff at work, of: staff, observed: {2031-03-10: 0.74}, sd: 0.03, source: payroll}}",
        ),
    ),
)

QUESTION = Part(
    "question",
    "Question",
    "What the scenario is to answer.",
    (
        Key(
            "ask",
            "The question in words.",
            Plain.TEXT,
            "Is the strike settled, or does the hospital close its wards?",
            required=True,
        ),
        Key(
            "groups",
            "Possible answers, each a list of endings. An ending is in one group at most.",
            MappingOf("answer", NAMES),
            "{settled: [deal], closed: [wards_close], open: [horizon]}",
            required=True,
        ),
    ),
    example=(
        "question:\n"
        "  ask: How does the strike end?\n"
        "  groups: {settled: [deal], closed: [wards_close], open: [horizon]}\n"
    ),
)

VIEW = Part(
    "view",
    "View",
    "A rival reading of the same situation, under a name that assumptions and tolerable endings refer to.",
    (
        Key("means", "Whose reading it is.", Plain.TEXT, "As the union tells it", required=True),
        Key("stance", "Where its authors stand.", Plain.TEXT, "partisan"),
    ),
    example="views:\n  union_line: {means: As the union tells it, stance: partisan}\n",
)

CALENDAR = Part(
    "calendar",
    "Calendar",
    "Time runs in periods of one length; in expressions `t` is the number of the period, from 0.",
    (
        Key("start", "When the first period begins.", Plain.DATE, "2031-03-03", absent="periods are only numbered"),
        Key("period", "How long a period is.", Word(PERIODS), "week", absent="needed with `start` only"),
        Key(
            "periods",
            "How many periods are played at most; or `open` where there is no last one: every period is alike then, "
            "and actors with payoffs need a discount below 1.",
            Either((Whole(1, MOST_PERIODS), Word(("open",)))),
            "6",
            required=True,
        ),
    ),
    needs=(("start", "period"),),
    example="calendar: {start: 2031Q2, period: month, periods: 9}\n",
)

SOURCE = Part(
    "source",
    "Source",
    "A document, under a name by which it is cited.",
    (
        Key("title", "Its title.", Plain.TEXT, "Payroll report of the hospital", required=True),
        Key("date", "When it appeared.", Plain.DATE, "2031-01"),
        Key("stance", "Where its authors stand.", Plain.TEXT, "official"),
        Key("link", "Where it is found on the web.", Plain.TEXT, '"https://example.org/payroll"'),
        Key("file", "A path to the document, beside the scenario and inside its folder.", Plain.TEXT, "payroll.txt"),
    ),
    example=(
        "sources:\n  union_paper: {title: Why we strike, date: 2031-02-20, stance: partisan, file: papers/why.txt}\n"
    ),
)

ANCHOR = Part(
    "anchor",
    "Reason",
    "Why a number is thought to be so: a place in a source, or a judgement (`note`), or both.",
    (
        Key("source", "The source, by its name under `sources`.", Plain.NAME, "payroll"),
        Key(
            "phrase",
            f"A few words of the document ({MOST_WORDS} at most) by which the place is found.",
            Plain.TEXT,
            "left the ward",
        ),
        Key(
            "before", "What stands before the phrase, where the phrase alone isn't unique.", Plain.TEXT, "of whom nine"
        ),
        Key("after", "What stands after the phrase.", Plain.TEXT, "within the week"),
        Key("place", "Where in the source: a page, a table, a section.", Plain.TEXT, "table 2"),
        Key(
            "note",
            "What can't be looked up: the judgement, and how it came about.",
            Plain.TEXT,
            "a guess from one ward",
        ),
    ),
    any_of=(("source", "note"),),
    needs=(("phrase", "source"), ("before", "source"), ("after", "source")),
    example=(
        "assumptions:\n"
        "  grace:\n"
        "    value: 2\n"
        "    because:\n"
        "      - {source: payroll, phrase: left within the week, after: of the strike}\n"
        "      - {note: the report counts one ward}\n"
    ),
)

PARTS = (SCENARIO, QUESTION, VIEW, CALENDAR, SOURCE, ANCHOR)
