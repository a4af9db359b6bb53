"""Words of likelihood as probabilities, after the scale of Intelligence Community Directive 203 (USA, 2015), 6.e(2)."""

from typing import Final

WORDS: Final[dict[str, tuple[float, float]]] = {
    "almost no chance": (0.01, 0.05),
    "remote": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "highly improbable": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "improbable": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "roughly even odds": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "probable": (0.55, 0.80),
    "probably": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "highly probable": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "almost certainly": (0.95, 0.99),
    "nearly certain": (0.95, 0.99),
}


def meant(words: str) -> tuple[float, float] | None:
    """The probabilities that `words` stand for; None where the scale doesn't have them."""
    return WORDS.get(" ".join(words.casefold().replace("_", " ").split()))
