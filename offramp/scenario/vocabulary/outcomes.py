"""How a game ends, what each end pays, and which ends each actor could live with."""

from offramp.scenario.vocabulary.shapes import NAMES, Either, Key, MappingOf, Part, PartOf, Plain

ENDINGS = Part(
    "endings",
    "Endings",
    "After every step the first ending whose `when` holds ends the game. `deal: stage == deal` is short for "
    "`deal: {when: stage == deal}`.",
    (
        Key(
            "horizon",
            "What is left when the periods are over: always there, and always the last.",
            PartOf("horizon"),
            "{means: The strike goes on}",
        ),
    ),
    names=Either((Plain.CONDITION, PartOf("ending"))),
    what="ending",
    example=(
        "endings:\n"
        "  exhausted: {means: Nobody is left to strike, when: stage == strike and staff <= 0.05}\n"
        "  horizon: {means: The strike goes on}\n"
    ),
)

ENDING = Part(
    "ending",
    "Ending",
    "One way for the game to end.",
    (
        Key("means", "What it says, for people.", Plain.TEXT, "The pay is raised"),
        Key("when", "Where it holds.", Plain.CONDITION, "stage == deal", required=True),
    ),
    example="endings:\n  exhausted: {means: Nobody is left to strike, when: stage == strike and staff <= 0.05}\n",
)

HORIZON = Part(
    "horizon",
    "Horizon",
    "The ending that is left when the periods are over.",
    (Key("means", "What it says, for people.", Plain.TEXT, "The strike goes on"),),
    example="endings:\n  horizon: {means: The strike goes on}\n",
)

PAYOFF = Part(
    "payoff",
    "Payoff",
    "What an actor gains, in a utility of its own that is never compared with another's.",
    (
        Key(
            "each_period",
            "What every period that starts pays: an expression, or several with names that are added up.",
            Either((Plain.EXPRESSION, MappingOf("term", Plain.EXPRESSION))),
            "{lost_pay: -0.05, picket_duty: -0.05 if nurses == picket else 0}",
            default="0",
        ),
        Key(
            "at_end",
            "What each ending pays, `horizon` included; `otherwise` is for all that aren't named.",
            MappingOf("ending, or `otherwise`", Plain.EXPRESSION),
            "{deal: 1, wards_close: -1, otherwise: -0.5}",
            absent="every ending pays 0",
        ),
    ),
    any_of=(("each_period", "at_end"),),
    example=(
        "payoffs:\n"
        "  nurses:\n"
        "    each_period: {lost_pay: -0.05, picket_duty: -0.05 if nurses == picket else 0}\n"
        "    at_end: {deal: 1, otherwise: -0.5 - 0.5 * (1 - staff)}\n"
    ),
)

_WEIGHTS = Either((NAMES, MappingOf("ending", Plain.VALUE)))

TOLERABLE = Part(
    "tolerable",
    "Tolerable endings",
    "Which endings each actor could live with: a list, or a weight from 0 to 1 for each. What isn't named weighs 0.",
    (
        Key(
            "views",
            "The same for views that see it otherwise; an actor that a view names is replaced whole.",
            MappingOf("view", MappingOf("actor", _WEIGHTS)),
            "{ministry_line: {ministry: [horizon]}}",
        ),
    ),
    names=_WEIGHTS,
    what="actor",
    example=(
        "tolerable:\n"
        "  ministry: {horizon: 1, deal: logistic((0.8 - pay_gap) / 0.1)}\n"
        "  nurses: [deal]\n"
        "  views:\n"
        "    ministry_line: {ministry: [horizon]}\n"
    ),
)

PARTS = (ENDINGS, ENDING, HORIZON, PAYOFF, TOLERABLE)
