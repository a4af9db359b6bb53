"""What is asked of the solved game: proposals, claims, forecasts; and what was observed."""

from offramp.scenario.vocabulary.quantities import BECAUSE, DISTRIBUTION, UNIT
from offramp.scenario.vocabulary.shapes import (
    INTERVAL,
    SOME_NAMES,
    Either,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Word,
)
from offramp.scenario.vocabulary.steps import FROM, OPTIONS, UNTIL
from offramp.scenario.vocabulary.subject import ANCHOR

QUOTE = ANCHOR.keys  # where a sentence stands is told beside it, by the keys of a reason
REASONED = Key(
    "because",
    "Why: a text, a reason, or a list of them.",
    Either(
        (
            Plain.TEXT,
            PartOf("anchor"),
            ListOf(Either((Plain.TEXT, PartOf("anchor"))), fewest=0, what="texts and reasons"),
        )
    ),
    '"It is about motives, which the game doesn\'t have"',
)
FORMALISED = Key(
    "formalised",
    "`no` where the sentence can't be put so; `because` then says why.",
    Plain.ANSWER,
    "no",
    default="yes",
)

OFFRAMP = Part(
    "offramp",
    "Proposal",
    "A proposal to try. All that it says happens together.",
    (
        Key("means", "What is offered, by whom.", Plain.TEXT, "The town pays half of the raise", required=True),
        Key(
            "change",
            "Assumptions with the values that they would have.",
            MappingOf("assumption", Plain.NUMBER),
            "{pay_gap: 0.25}",
        ),
        Key(
            "commit",
            "What actors bind themselves to: one commitment, or a list.",
            Either((PartOf("commitment"), ListOf(PartOf("commitment"), what="commitments"))),
            "{actor: nurses, avoid: picket}",
        ),
        Key(
            "add",
            "An option that an actor doesn't have: one, or a list.",
            Either((PartOf("added_option"), ListOf(PartOf("added_option"), what="added options"))),
            "{move: nurses, option: {pause: {then: {staff: staff + 0.05}}}}",
        ),
        BECAUSE,
    ),
    any_of=(("change", "commit", "add"),),
    example=(
        "offramps:\n"
        "  town_helps: {means: The town pays half of the raise, change: {pay_gap: 0.25}}\n"
        "  truce:\n"
        "    means: The nurses stop picketing in April and may call a pause\n"
        "    commit: {actor: nurses, avoid: picket, from: 2031-04-01}\n"
        "    add: {move: nurses, option: {pause: {then: {staff: staff + 0.05}}}}\n"
    ),
)

COMMITMENT = Part(
    "commitment",
    "Commitment",
    "An actor binds itself to some of its options, or to leave some alone; the others know it.",
    (
        Key("actor", "The actor.", Plain.NAME, "nurses", required=True),
        Key("force", "The options that it picks from wherever one of them is available.", SOME_NAMES, "stay_out"),
        Key("avoid", "The options that it leaves alone.", SOME_NAMES, "picket"),
        FROM,
        UNTIL,
    ),
    one_of=(("force", "avoid"),),
    example=(
        "offramps:\n"
        "  quiet_march:\n"
        "    means: The nurses don't picket in March\n"
        "    commit: {actor: nurses, avoid: picket, until: 2031-04-01}\n"
    ),
)

ADDED_OPTION = Part(
    "added_option",
    "Added option",
    "An option that a proposal gives to an actor.",
    (
        Key(
            "move",
            "The move: the actor's name, or what the move is called (`as`).",
            Plain.NAME,
            "nurses",
            required=True,
        ),
        Key(
            "option",
            "The option, as under `options` of a move.",
            OPTIONS,
            "{pause: {then: {staff: staff + 0.05}}}",
            required=True,
        ),
    ),
    example=(
        "offramps:\n"
        "  pause:\n"
        "    means: The nurses may call a pause\n"
        "    add: {move: nurses, option: {pause: {then: {staff: staff + 0.05}}}}\n"
    ),
)

CLAIM = Part(
    "claim",
    "Claim",
    "A sentence of a document, as an expression over the solved game.",
    (
        Key(
            "means",
            "What the document says, in your own words.",
            Plain.TEXT,
            "The nurses have no way out",
            required=True,
        ),
        Key(
            "holds",
            "The same as an expression over the solved game.",
            Plain.CONDITION,
            "verdict(nurses) == trapped",
        ),
        FORMALISED,
        REASONED,
        *QUOTE,
    ),
    any_of=(("holds", "formalised"),),
    needs=ANCHOR.needs,
    example=(
        "claims:\n"
        "  no_exit: {means: The nurses have no way out, source: payroll, holds: verdict(nurses) == trapped}\n"
        "  bad_faith: {means: The ministry isn't serious, formalised: no, because: The game has no motives}\n"
    ),
)

FORECAST = Part(
    "forecast",
    "Forecast",
    "What a document says will happen by a date.",
    (
        Key(
            "means",
            "What the document says, in your own words.",
            Plain.TEXT,
            "There will be a deal in March",
            required=True,
        ),
        Key("happens", "The same as something that happens in play.", Plain.CONDITION, "deal"),
        Key("by", "The last day that counts.", Plain.DATE, "2031-03-31", absent="needed with `happens`"),
        Key(
            "says",
            "The document's words of likelihood, such as `likely` or `almost certain`.",
            Plain.TEXT,
            "likely",
        ),
        Key(
            "probability",
            "What these words are taken for, or the document's own number.",
            Either((Plain.NUMBER, INTERVAL)),
            "[0.55, 0.8]",
            absent="by a fixed scale",
        ),
        Key(
            "base_rate",
            "How often such a thing happens in as long a time, to measure the forecast against; `because` says whence.",
            Plain.NUMBER,
            "0.1",
            absent="0.5",
        ),
        Key(
            "resolved",
            "What came of it, once that is known.",
            PartOf("resolution"),
            "{as: no, on: 2031-03-31, source: payroll}",
        ),
        FORMALISED,
        REASONED,
        *QUOTE,
    ),
    any_of=(("happens", "formalised"),),
    needs=(("happens", "by"), *ANCHOR.needs),
    example=(
        "forecasts:\n"
        "  settled_soon:\n"
        "    means: The papers think that a deal in March is likely\n"
        "    happens: deal\n"
        "    by: 2031-03-31\n"
        "    says: likely\n"
        "    resolved: {as: no, on: 2031-03-31, note: The ministry's spokesman on April 1}\n"
    ),
)

RESOLUTION = Part(
    "resolution",
    "Resolution",
    "What came of a forecast, and from where that is known.",
    (
        Key(
            "as",
            "Whether it came about; `void` where its condition never did.",
            Either((Plain.ANSWER, Word(("void",)))),
            "no",
            required=True,
        ),
        Key("on", "When that was settled.", Plain.DATE, "2031-03-20"),
        *QUOTE,
    ),
    any_of=ANCHOR.any_of,
    needs=ANCHOR.needs,
    example=(
        "forecasts:\n"
        "  early_deal:\n"
        "    means: There will be a deal in March\n"
        "    happens: deal\n"
        "    by: 2031-03-31\n"
        "    resolved: {as: yes, on: 2031-03-20, note: The deal was signed}\n"
    ),
)

EVIDENCE = Part(
    "evidence",
    "Evidence",
    "Observed values of a number of the game, with how far they may be off.",
    (
        Key("means", "What was observed, and how.", Plain.TEXT, "Staff at work, from the payroll", required=True),
        Key("of", "The number of the game that was observed.", Plain.EXPRESSION, "staff", required=True),
        UNIT,
        Key(
            "observed",
            "The values, each under its date or the number of its period.",
            MappingOf("date", Plain.NUMBER, keyed=Plain.TIME, fewest=1),
            "{2031-03-10: 0.74, 2031-03-17: 0.71}",
        ),
        Key("file", "A CSV file with the values, beside the scenario and inside its folder.", Plain.TEXT, "staff.csv"),
        Key("columns", "Which columns of the file hold what.", PartOf("columns"), "{date: week, value: staff}"),
        Key("sd", "The spread of the error.", Plain.EXPRESSION, "0.03"),
        Key(
            "distribution",
            "Another error than a normal one: observed less true.",
            DISTRIBUTION.shape,
            DISTRIBUTION.example,
        ),
        REASONED,
        *QUOTE,
    ),
    any_of=ANCHOR.any_of,
    one_of=(("observed", "file"), ("sd", "distribution")),
    needs=(("file", "columns"), ("columns", "file"), *ANCHOR.needs),
    example=(
        "evidence:\n"
        "  headcount:\n"
        "    means: Staff at work, from the payroll\n"
        "    of: staff\n"
        "    observed: {2031-03-10: 0.74, 2031-03-17: 0.71}\n"
        "    sd: 0.03\n"
        "    source: payroll\n"
    ),
)

COLUMNS = Part(
    "columns",
    "Columns of a file",
    "The headings of the columns of a CSV file that hold the evidence.",
    (
        Key("date", "The column of dates, or of numbers of periods.", Plain.TEXT, "week", required=True),
        Key("value", "The column of values.", Plain.TEXT, "staff", required=True),
    ),
    example=(
        "evidence:\n"
        "  headcount:\n"
        "    means: Staff at work, from the payroll\n"
        "    of: staff\n"
        "    file: staff.csv\n"
        "    columns: {date: week, value: staff}\n"
        "    sd: 0.03\n"
        "    source: payroll\n"
    ),
)

PARTS = (OFFRAMP, COMMITMENT, ADDED_OPTION, CLAIM, FORECAST, RESOLUTION, EVIDENCE, COLUMNS)
