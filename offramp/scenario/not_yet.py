"""What the language has by design and this version doesn't play yet: recognised, and said so at its line."""

from dataclasses import dataclass

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span


@dataclass(frozen=True, slots=True)
class NotYet:
    """One part of the language to come. `changes_game`: leaving it out would play another game, so it is an error."""

    means: str
    remedy: str
    changes_game: bool = True


_READ_PAST = "it may stay in the file; results don't use it yet"
_VALUE_ONLY = "it may stay in the file; results use `value` alone"

TOP_LEVEL = {
    "use": NotYet("mechanisms from the library", "write its state and updates out"),
    "switches": NotYet("structural choices", "write one scenario for each choice"),
    "ties": NotYet("a rule for ties", "remove it: exact players pick among equals uniformly"),
    "habit": NotYet("fixed choice probabilities", "give the actor payoffs and a rationality, or use a `one_of`"),
    "offramps": NotYet("proposals to try", _READ_PAST, changes_game=False),
    "claims": NotYet("claims", _READ_PAST, changes_game=False),
    "forecasts": NotYet("forecasts", _READ_PAST, changes_game=False),
    "evidence": NotYet("evidence that weighs worlds", _READ_PAST, changes_game=False),
    "output": NotYet("further results", _READ_PAST, changes_game=False),
    "correlated": NotYet("assumptions that move together", _READ_PAST, changes_game=False),
}
ACTOR = {
    "habit": TOP_LEVEL["habit"],
    "ties": TOP_LEVEL["ties"],
}
ASSUMPTION = {
    "quantiles": NotYet("a distribution from quantiles", _VALUE_ONLY, changes_game=False),
    "distribution": NotYet("a named distribution", _VALUE_ONLY, changes_game=False),
    "correlated": TOP_LEVEL["correlated"],
}
STATE = {
    "lags": NotYet("`previous(…)`", "keep a stock that holds the earlier value, and update it with the present one"),
}
_DATED = NotYet("a step that applies between two dates", "guard it: `when: t >= 4 and t < 8`")
STEP = {"from": _DATED, "until": _DATED}
MOVE = {
    **STEP,
    "as": NotYet("named moves (`as:`)", "let the actor move once a period; guard its steps with `when`"),
    "ties": TOP_LEVEL["ties"],
    "habit": TOP_LEVEL["habit"],
}
SHOCK = {
    **STEP,
    "distribution": NotYet("a shock that isn't normal", "use the normal one that `sd` gives"),
}
_METHOD = NotYet("updates by an integration method", "write the change of one period out")
UPDATE = {**STEP, "method": _METHOD, "substeps": _METHOD}
SIMULTANEOUS = NotYet("a simultaneous move", "let one move after the other, in two steps")
NUMERIC_OPTIONS = NotYet("numeric options", "list the options one by one")
OPEN_HORIZON = NotYet("an open horizon", "give a number of periods; with a discount, far ones hardly count")


def tell(part: NotYet, shown: str, span: Span, log: DiagnosticLog) -> None:
    """Log that `part`, written as `shown`, isn't there yet."""
    if part.changes_game:
        log.error("E090", f"`{shown}` isn't there yet: {part.means}", span, part.remedy)
    else:
        log.warning("W090", f"`{shown}` is read past, it has no effect yet: {part.means}", span, part.remedy)
