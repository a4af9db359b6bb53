"""What to say about claims that are written otherwise than the language has it."""

from typing import Final

TIME_EXAMPLE: Final = "`by 2024Q1`, `at 2024Q1`, `at end`, `within 4 periods`, `ever`, `never` or `always`"
PLEDGE_EXAMPLE: Final = "`if bloc never sustain` or `if bloc commits to never sustain`"
OUTSIDE: Final = "ask for its chance and compare it: `chance(…) > 0.5`"

# Words after a condition that say when, in other people's words.
MEANT_TIME: Final[dict[str, str]] = {
    "before": "write `by 2024Q1`, which counts that period in",
    "until": "write `by 2024Q1`, or `always` for all periods",
    "till": "write `by 2024Q1`, or `always` for all periods",
    "in": "write `at 2024Q1` for one period, or `by 2024Q1` for it and all before",
    "on": "write `at 2024Q1` for one period, or `by 2024Q1` for it and all before",
    "during": "write `at 2024Q1` for one period, or `by 2024Q1` for it and all before",
    "eventually": "write `ever`",
    "sometime": "write `ever`",
    "once": "write `ever`",
    "finally": "write `at end`",
    "throughout": "write `always`",
    "after": "write `within 2 periods after …`, or `given …` for a condition",
    "when": "write `given …` for a condition",
    "unless": "write `given not …` for a condition",
    "assuming": "write `given …` for a condition",
    "provided": "write `given …` for a condition",
    "where": "write `given …` for a condition",
}
