"""The numbers that somebody could dispute: assumptions with their distributions, switches, tables."""

from offramp.core.families import FAMILIES
from offramp.core.metalog import FEWEST, MOST
from offramp.scenario.vocabulary.limits import MOST_PERIODS
from offramp.scenario.vocabulary.shapes import (
    BOUNDS,
    INTERVAL,
    Either,
    Forms,
    Key,
    ListOf,
    MappingOf,
    Part,
    PartOf,
    Plain,
    Whole,
)

BECAUSE = Key(
    "because",
    "Why: one reason, or a list of them.",
    Either((PartOf("anchor"), ListOf(PartOf("anchor"), fewest=0, what="reasons"))),
    "{source: payroll, place: table 2}",
)
UNIT = Key(
    "unit", "Its unit, such as `utility`, `share` or `EUR bn/month`.", Plain.TEXT, "share", absent="fits any unit"
)
RANGE = Key(
    "range",
    "`[lowest, highest]`: every value between them as likely as any other; beside `quantiles` or a `distribution` it "
    "bounds them, and one of its ends may be infinite.",
    BOUNDS,
    "[0, 1]",
)
QUANTILES = Key(
    "quantiles",
    "Values that the number stays below with a given chance; a smooth distribution goes through all of them.",
    MappingOf("chance", Plain.NUMBER, keyed=Plain.NUMBER, fewest=FEWEST, most=MOST),
    "{0.1: 0.3, 0.5: 0.5, 0.9: 0.9}",
)
DISTRIBUTION = Key(
    "distribution", "A distribution by its name and numbers.", PartOf("distribution"), "{gamma: {shape: 2, mean: 0.5}}"
)

ASSUMPTION = Part(
    "assumption",
    "Assumption",
    "A number that somebody could dispute.",
    (
        Key("means", "What the number says.", Plain.TEXT, "What the raise costs the ministry"),
        UNIT,
        Key(
            "value",
            "The baseline: what is used unless a view or `--set` says otherwise.",
            Plain.NUMBER,
            "0.5",
            absent="the median of its distribution",
        ),
        RANGE,
        QUANTILES,
        DISTRIBUTION,
        Key(
            "views",
            "What it is in other views: a number, a range, or a distribution. A view's baseline is its median.",
            MappingOf("view", Either((Plain.NUMBER, INTERVAL, PartOf("view_number")))),
            "{ministry_line: [0.6, 1]}",
        ),
        BECAUSE,
    ),
    any_of=(("value", "quantiles", "distribution"),),
    apart=(("quantiles", "distribution"),),
    example=(
        "assumptions:\n"
        "  anger:\n"
        "    means: How much of the staff a week of picketing drives away\n"
        "    unit: share\n"
        "    quantiles: {0.05: 0.02, 0.5: 0.1, 0.95: 0.3}\n"
        "    range: [0, 1]\n"
        "    views: {ministry_line: {quantiles: {0.1: 0.05, 0.5: 0.15, 0.9: 0.3}}}\n"
        "    because: {note: the report counts one ward}\n"
    ),
)

VIEW_NUMBER = Part(
    "view_number",
    "Assumption in a view",
    "How a view sees an assumption, where a number or a range says too little.",
    (RANGE, QUANTILES, DISTRIBUTION),
    any_of=(("range", "quantiles", "distribution"),),
    apart=(("quantiles", "distribution"),),
    example=(
        "assumptions:\n"
        "  anger:\n"
        "    value: 0.1\n"
        "    range: [0, 0.3]\n"
        "    views: {ministry_line: {distribution: {beta: {mean: 0.2, sd: 0.05}}}}\n"
    ),
)


def _family(name: str, of: Plain, example: str) -> Key:
    means = FAMILIES[name].means
    return Key(
        name, f"{means[0].upper()}{means[1:]}.", Forms(tuple(f.parameters for f in FAMILIES[name].forms), of), example
    )


_EXAMPLES = {
    "normal": "{mean: 0.5, sd: 0.1}",
    "lognormal": "{median: 0.5, sigma: 0.3}",
    "uniform": "{low: 0.2, high: 0.8}",
    "loguniform": "{low: 0.1, high: 0.9}",
    "triangular": "{low: 0.2, mode: 0.4, high: 0.9}",
    "pert": "{low: 0.2, mode: 0.4, high: 0.9}",
    "beta": "{mean: 0.4, sd: 0.1}",
    "gamma": "{shape: 2, mean: 0.5}",
    "exponential": "{mean: 0.5}",
    "weibull": "{shape: 1.5, scale: 0.5}",
    "student_t": "{center: 0.5, scale: 0.1, df: 5}",
}

DISTRIBUTION_PART = Part(
    "distribution",
    "Distribution",
    "A distribution by its name, with its parameters as numbers.",
    tuple(_family(name, Plain.NUMBER, _EXAMPLES[name]) for name in FAMILIES),
    one_of=(tuple(FAMILIES),),
    example=(
        "assumptions:\n"
        "  anger: {means: Staff lost per week, distribution: {gamma: {shape: 2, mean: 0.1}}, range: [0, 1]}\n"
    ),
)

SHOCK_DISTRIBUTION = Part(
    "shock_distribution",
    "Distribution of a shock",
    "As for an assumption, but the parameters may be expressions. The mean needn't be 0.",
    tuple(_family(name, Plain.EXPRESSION, _EXAMPLES[name]) for name in FAMILIES),
    one_of=(tuple(FAMILIES),),
    like="distribution",
    example=(
        "play:\n"
        "  - shock: sick_leave\n"
        "    distribution: {lognormal: {median: 0.02 + 0.02 * (1 - staff), sigma: 0.5}}\n"
        "    range: [0, 0.5]\n"
        "  - update: {staff: staff - sick_leave}\n"
    ),
)

SWITCH = Part(
    "switch",
    "Switch",
    "A structural choice that is looked at case by case and never averaged. In expressions it is a label: "
    "`law == strict`.",
    (
        Key("means", "What is chosen.", Plain.TEXT, "Whether the court stops strikes", required=True),
        Key(
            "cases",
            "The cases, as a list of names, or as a mapping that says what each fixes.",
            Either(
                (
                    ListOf(Plain.NAME, fewest=2, what="names"),
                    MappingOf("case", Either((PartOf("case"), Plain.NOTHING)), fewest=2),
                )
            ),
            "[mild, strict]",
            required=True,
        ),
        Key(
            "value",
            "The case that holds unless a view or `--set` says otherwise.",
            Plain.NAME,
            "mild",
            absent="the first",
        ),
        Key(
            "views",
            "The case that holds in other views.",
            MappingOf("view", Plain.NAME),
            "{ministry_line: strict}",
        ),
        BECAUSE,
    ),
    example=(
        "switches:\n"
        "  law:\n"
        "    means: Whether the court stops strikes\n"
        "    cases: {mild: {means: It looks on}, strict: {means: It fines the union, set: {pay_gap: 0.3}}}\n"
        "    views: {ministry_line: strict}\n"
    ),
)

CASE = Part(
    "case",
    "Case of a switch",
    "What one case of a switch fixes, beside the expressions that ask for it.",
    (
        Key("means", "What the case says.", Plain.TEXT, "It fines the union"),
        Key("periods", "How many periods are played.", Whole(1, MOST_PERIODS), "8", absent="as in the calendar"),
        Key(
            "set",
            "Assumptions with the values that they have in this case.",
            MappingOf("assumption", Plain.NUMBER),
            "{pay_gap: 0.3}",
        ),
    ),
    example=(
        "switches:\n  patience: {means: How long the town waits, cases: {short: {periods: 4}, long: {periods: 8}}}\n"
    ),
)

TABLE = Part(
    "table",
    "Table",
    "A curve through given points. Expressions call it like a function; beyond its ends it stays as it is there.",
    (
        Key("means", "What the curve says.", Plain.TEXT, "How likely a ward closes with so many staff"),
        Key("x_unit", "The unit of `x`.", Plain.TEXT, "share", absent="fits any unit"),
        Key(
            "x",
            "Where the points are, rising.",
            ListOf(Plain.NUMBER, fewest=2, what="numbers"),
            "[0, 0.5, 1]",
            required=True,
        ),
        Key(
            "y",
            "How high the curve is there.",
            ListOf(Plain.NUMBER, fewest=2, what="numbers"),
            "[0.4, 0.1, 0]",
            required=True,
        ),
        Key("unit", "The unit of `y`.", Plain.TEXT, "share", absent="fits any unit"),
        BECAUSE,
    ),
    example="tables:\n  risk: {x: [0, 0.5, 1], y: [0.4, 0.1, 0]}\ndefine:\n  ward_risk: risk(staff)\n",
)

PARTS = (ASSUMPTION, VIEW_NUMBER, DISTRIBUTION_PART, SHOCK_DISTRIBUTION, SWITCH, CASE, TABLE)
