"""What is remembered from one period to the next."""

from offramp.scenario.vocabulary.limits import MOST_LAGS
from offramp.scenario.vocabulary.quantities import UNIT
from offramp.scenario.vocabulary.shapes import INTERVAL, SOME_NAMES, Key, Part, Plain, Whole

MODE = Part(
    "mode",
    "Mode",
    "What is remembered as one of several labels.",
    (
        Key("means", "What it says.", Plain.TEXT, "How the town sees the strike"),
        Key("modes", "The labels.", SOME_NAMES, "[patient, annoyed]", required=True),
        Key("start", "The label at the start.", Plain.NAME, "patient", required=True),
    ),
    example="state:\n  public_mood: {means: How the town sees the strike, modes: [patient, annoyed], start: patient}\n",
)

STOCK = Part(
    "stock",
    "Stock",
    "What is remembered as a number within a range.",
    (
        Key("means", "What it says.", Plain.TEXT, "Beds that are closed"),
        UNIT,
        Key(
            "range",
            "`[lowest, highest]`; what would carry it out is cut off there.",
            INTERVAL,
            "[0, 40]",
            required=True,
        ),
        Key("start", "Its value at the start, an expression of assumptions.", Plain.EXPRESSION, "5", required=True),
        Key("whole", "Whether it stays on whole numbers.", Plain.YES_NO, "true", default="false"),
        Key(
            "lags",
            "How many periods back `previous(…)` may look.",
            Whole(0, MOST_LAGS),
            "1",
            default="0",
        ),
    ),
    example="state:\n  beds: {means: Beds that are closed, unit: beds, range: [0, 40], start: 5, whole: true}\n",
)

PARTS = (MODE, STOCK)
