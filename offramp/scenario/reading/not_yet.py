"""What the language has by design and this version doesn't play yet: recognised, and said so at its line."""

from dataclasses import dataclass

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import Span


@dataclass(frozen=True, slots=True)
class NotYet:
    """One part of the language to come. Leaving it out would play another game, so it is an error."""

    means: str
    remedy: str


TOP_LEVEL = {
    "use": NotYet("mechanisms from the library", "write its state and updates out"),
}


def tell(part: NotYet, shown: str, span: Span, log: DiagnosticLog) -> None:
    """Log that `part`, written as `shown`, isn't there yet."""
    log.error("E090", f"`{shown}` isn't there yet: {part.means}", span, part.remedy)
