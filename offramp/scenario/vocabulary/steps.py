"""What happens inside a period: moves, chances, shocks, updates."""

from offramp.scenario.vocabulary.choosers import HABIT
from offramp.scenario.vocabulary.limits import MOST_NUMBERS, MOST_SUBSTEPS
from offramp.scenario.vocabulary.quantities import UNIT
from offramp.scenario.vocabulary.shapes import BOUNDS, Either, Key, ListOf, MappingOf, Part, PartOf, Plain, Whole, Word
from offramp.scenario.vocabulary.subject import TIES

MEANS = Key("means", "What it says, for people.", Plain.TEXT, "A week passes")
WHEN = Key("when", "Where it applies.", Plain.CONDITION, "stage == strike", absent="always")
FROM = Key(
    "from",
    "From when on it applies.",
    Plain.TIME,
    "2031-03-10",
    absent="from the start",
)
UNTIL = Key(
    "until",
    "Until when it applies, that time itself left out.",
    Plain.TIME,
    "2031-04-01",
    absent="to the end",
)
THEN = Key(
    "then",
    "What it changes: modes and stocks with their new values. All right sides read the values from before.",
    MappingOf("mode or stock", Plain.EXPRESSION),
    "{stage: deal}",
)
OPTIONS = MappingOf("option", Either((PartOf("option"), PartOf("numeric_option"), Plain.NOTHING)), fewest=1)
STEP = (MEANS, WHEN, FROM, UNTIL)

MOVE = Part(
    "move",
    "Move",
    "A step of `play`: an actor picks one of its options, having seen all that came before.",
    (
        Key(
            "move",
            "The actor; or a list of actors that move at the same time, none of whom sees what the others pick. Then "
            "`options`, `as`, `habit` and `ties` may have an entry for each of them, and `focal` has one.",
            Either((Plain.NAME, ListOf(Plain.NAME, fewest=2))),
            "ministry",
            required=True,
        ),
        Key(
            "as",
            "A name for this move, for an actor that moves more than once in a period. Expressions ask for what was "
            "picked in it by this name.",
            Either((Plain.NAME, MappingOf("actor", Plain.NAME))),
            "last_word",
        ),
        *STEP,
        Key(
            "options",
            "What can be picked: a list of names, or a mapping that says what each does.",
            Either(
                (
                    ListOf(Plain.NAME, what="names"),
                    OPTIONS,
                    MappingOf("actor", Either((ListOf(Plain.NAME, what="names"), OPTIONS))),
                )
            ),
            "{wait: {}, raise_pay: {then: {stage: deal}}}",
            required=True,
        ),
        Key(
            "ties",
            "What an exact actor does with equally good options here.",
            Either((TIES, MappingOf("actor", TIES))),
            "first",
            absent="as its actor says",
        ),
        Key(
            "habit",
            "Fixed chances of the options in this move.",
            Either((HABIT, MappingOf("actor", HABIT))),
            "{insist: 0.9, call_off: 0.1}",
            absent="as its actor says",
        ),
        Key(
            "focal",
            "Of a move of several actors: the option that all expect each of them to pick, where there are several "
            "equilibria. It may depend on a switch: `stag if custom == trust else none`.",
            MappingOf("actor", Plain.EXPRESSION, fewest=2),
            "{ministry: insist, nurses: march}",
            absent="the principal equilibrium",
        ),
    ),
    example=(
        "play:\n"
        "  - move: ministry\n"
        "    as: last_word\n"
        "    when: stage == strike and nurses == stay_out\n"
        "    options:\n"
        "      insist: {}\n"
        "      call_off: {means: Pay after all, when: staff < 0.5, then: {stage: deal}}\n"
    ),
)

OPTION = Part(
    "option",
    "Option",
    "One thing that an actor can pick in a move.",
    (MEANS, WHEN, FROM, UNTIL, THEN),
    example=(
        "play:\n"
        "  - move: ministry\n"
        "    as: evening\n"
        "    options: {nothing: {}, statement: {means: Speak up, from: 2031-03-10, then: {staff: staff + 0.01}}}\n"
    ),
)

NUMERIC_OPTION = Part(
    "numeric_option",
    "Numeric option",
    "An option that is a number: the actor picks one of several values. In expressions its name is the value picked.",
    (
        MEANS,
        UNIT,
        Key("from", "The lowest value.", Plain.NUMBER, "0", required=True),
        Key("to", "The highest value.", Plain.NUMBER, "1", required=True),
        Key(
            "steps",
            "How many values, both ends included.",
            Whole(2, MOST_NUMBERS),
            "5",
            absent="every whole number from `from` to `to`, which are whole then",
        ),
        WHEN,
        THEN,
    ),
    example=(
        "play:\n"
        "  - move: ministry\n"
        "    as: offer\n"
        "    options: {bonus: {from: 0, to: 0.2, steps: 5, then: {staff: staff + bonus}}, none_offered: {}}\n"
    ),
)

PROBABILITY = Key("probability", "How likely it is, from 0 to 1.", Plain.EXPRESSION, "0.1", required=True)

CHANCE = Part(
    "chance",
    "Chance",
    "A step of `play`: an event that may happen. In expressions its name is a yes/no.",
    (Key("chance", "The event's name.", Plain.NAME, "epidemic", required=True), *STEP, PROBABILITY, THEN),
    example=(
        "play:\n"
        "  - chance: epidemic\n"
        "    means: The flu comes early\n"
        "    probability: 0.05\n"
        "    then: {staff: staff - 0.1}\n"
    ),
)

ONE_OF = Part(
    "one_of",
    "One of several events",
    "A step of `play`: events of which at most one happens.",
    (
        Key(
            "one_of",
            "The events, each with its probability.",
            PartOf("one_of_events"),
            "{scandal: {probability: 0.02}, rally: {probability: 0.1}}",
            required=True,
        ),
        *STEP,
    ),
    example=(
        "play:\n"
        "  - one_of:\n"
        "      scandal: {means: A patient is harmed, probability: 0.02, then: {stage: wards_close}}\n"
        "      rally: {probability: 0.1 if nurses == picket else 0}\n"
        "      otherwise: {then: {staff: staff + 0.01}}\n"
    ),
)

ONE_OF_EVENTS = Part(
    "one_of_events",
    "The events of `one_of`",
    "Names of events, each with its probability; what is left over is `otherwise`.",
    (
        Key(
            "otherwise",
            "What happens where none of them does.",
            Either((PartOf("otherwise"), Plain.NOTHING)),
            "{then: {staff: staff + 0.01}}",
        ),
    ),
    names=PartOf("outcome"),
    what="event",
    fewest=1,
    example=(
        "play:\n"
        "  - one_of:\n"
        "      scandal: {probability: 0.02, then: {stage: wards_close}}\n"
        "      rally: {probability: 0.1}\n"
        "      otherwise: {then: {staff: staff + 0.01}}\n"
    ),
)

OUTCOME = Part(
    "outcome",
    "Event with a probability",
    "One of the events of `one_of`.",
    (MEANS, PROBABILITY, THEN),
    example="play:\n  - one_of: {scandal: {means: Harm is done, probability: 0.02, then: {stage: wards_close}}}\n",
)

OTHERWISE = Part(
    "otherwise",
    "Otherwise",
    "What happens where no event of `one_of` does.",
    (MEANS, THEN),
    example="play:\n  - one_of: {scandal: {probability: 0.02}, otherwise: {then: {staff: staff + 0.01}}}\n",
)

COMPETING = Part(
    "competing",
    "Events that race",
    "A step of `play`: events that race, each at a rate; at most one strikes, and none is favoured by being first.",
    (
        Key(
            "competing",
            "The events, each with its rate.",
            MappingOf("event", PartOf("hazard"), fewest=1),
            "{mediator: {rate: 0.1, then: {stage: deal}}, flu: {rate: 0.3}}",
            required=True,
        ),
        *STEP,
    ),
    example=(
        "play:\n"
        "  - competing:\n"
        "      mediator: {rate: 0.1, then: {stage: deal}}\n"
        "      flu: {rate: 0.3, then: {staff: staff - 0.1}}\n"
        "    when: stage == strike\n"
    ),
)

HAZARD = Part(
    "hazard",
    "Event with a rate",
    "One of the events of `competing`.",
    (MEANS, Key("rate", "Its rate per period.", Plain.EXPRESSION, "0.1", required=True), THEN),
    example="play:\n  - competing: {mediator: {means: A mediator steps in, rate: 0.1, then: {stage: deal}}}\n",
)

SHOCK = Part(
    "shock",
    "Shock",
    "A step of `play`: a random number, for the steps after it.",
    (
        Key("shock", "Its name in expressions.", Plain.NAME, "weather", required=True),
        *STEP,
        Key("sd", "The spread of a normal draw around 0.", Plain.EXPRESSION, "0.05"),
        Key(
            "distribution",
            "Another distribution than the normal one around 0.",
            PartOf("shock_distribution"),
            "{gamma: {shape: 2, mean: 0.05}}",
        ),
        Key("range", "`[lowest, highest]`, at which the `distribution` is cut off.", BOUNDS, "[0, 0.5]"),
    ),
    one_of=(("sd", "distribution"),),
    needs=(("range", "distribution"),),
    example=(
        "play:\n"
        "  - shock: weather\n"
        "    distribution: {student_t: {center: 0, scale: 0.02, df: 4}}\n"
        "    range: [-0.2, 0.2]\n"
        "  - update: {staff: staff + weather}\n"
    ),
)

UPDATE = Part(
    "update",
    "Update",
    "A step of `play`: new values of stocks and modes. All right sides read the values from before it.",
    (
        Key(
            "update",
            "Modes and stocks with their new values.",
            MappingOf("mode or stock", Plain.EXPRESSION, fewest=1),
            "{staff: staff - 0.05}",
            required=True,
        ),
        *STEP,
        Key(
            "method",
            "How the change of one period is worked out: `euler` takes the right side as it is, `rk4` follows the "
            "change through the period (Runge-Kutta).",
            Word(("euler", "rk4")),
            "rk4",
            default="euler",
        ),
        Key("substeps", "In how many steps the period is gone through.", Whole(1, MOST_SUBSTEPS), "4", default="1"),
    ),
    example=("play:\n  - update: {staff: staff - 0.2 * staff}\n    method: rk4\n    substeps: 4\n"),
)

PARTS = (
    MOVE,
    OPTION,
    NUMERIC_OPTION,
    CHANCE,
    ONE_OF,
    ONE_OF_EVENTS,
    OUTCOME,
    OTHERWISE,
    COMPETING,
    HAZARD,
    SHOCK,
    UPDATE,
)
