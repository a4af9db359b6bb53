"""Those who choose."""

from offramp.scenario.vocabulary.shapes import NAMES, Either, Key, MappingOf, Part, PartOf, Plain
from offramp.scenario.vocabulary.subject import TIES

HABIT = MappingOf("option", Plain.EXPRESSION)

ACTOR = Part(
    "actor",
    "Actor",
    "One who chooses. `discount`, `believes`, `ruin`, `aspiration`, `helped`, `habit` and `ties` may stand here, or "
    "at the top level in a mapping of all actors, but not in both places.",
    (
        Key("name", "The name for people.", Plain.TEXT, "The ministry", absent="the key"),
        Key(
            "rationality",
            "How reliably the better option is picked: `inf` is always, 0 a coin toss, another number the precision of "
            "logit choice. Needed by an actor that moves and has no `habit`.",
            Either((Plain.EXPRESSION, PartOf("odds"))),
            "{odds: 3, per: 0.5}",
        ),
        Key(
            "discount",
            "The factor by which each period of delay shrinks a payoff.",
            Plain.EXPRESSION,
            "0.97",
            default="1",
        ),
        Key(
            "believes",
            "Assumptions that the actor takes to be other than they are.",
            MappingOf("assumption", Plain.EXPRESSION),
            "{pay_gap: 2 * pay_gap}",
        ),
        Key(
            "ruin",
            "Endings that the actor wouldn't survive.",
            Either((NAMES, PartOf("ruin"))),
            "{endings: [wards_close], cap: 0.02}",
        ),
        Key("aspiration", "An amount of utility that the actor wants to keep.", Plain.EXPRESSION, "0.2"),
        Key(
            "helped",
            "How much of its own utility the actor would give up to do another a favour.",
            Plain.EXPRESSION,
            "0.1",
            default="0",
        ),
        Key(
            "habit",
            "Fixed chances of its options, in place of weighing them up. Where some aren't available the rest are "
            "scaled up.",
            HABIT,
            "{wait: 0.9, raise_pay: 0.1}",
        ),
        Key(
            "ties",
            "What an exact actor (`rationality: inf`) does with equally good options.",
            TIES,
            "first",
            default="uniform",
        ),
    ),
    example=(
        "actors:\n"
        "  ministry: {name: The ministry, rationality: {odds: 3, per: 0.5}, discount: 0.99}\n"
        "  nurses: {name: The nurses, habit: {stay_out: 0.7, picket: 0.3}}\n"
    ),
)

ODDS = Part(
    "odds",
    "Rationality as odds",
    "An option worth `per` more is picked `odds` times as often.",
    (
        Key("odds", "How many times as often.", Plain.EXPRESSION, "3", required=True),
        Key("per", "For how much more, in the actor's utility.", Plain.EXPRESSION, "0.5", required=True),
    ),
    example="actors:\n  ministry: {rationality: {odds: 10, per: 0.5}}\n",
)

RUIN = Part(
    "ruin",
    "Ruin",
    "Endings that an actor wouldn't survive. A plan is a way out only while the chance of them stays under a cap.",
    (
        Key("endings", "The endings.", NAMES, "[wards_close]", required=True),
        Key("cap", "The largest chance of them that the actor takes.", Plain.EXPRESSION, "0.02", default="0.05"),
    ),
    example="ruin:\n  ministry: {endings: [wards_close], cap: 0.02}\n",
)

PARTS = (ACTOR, ODDS, RUIN)
