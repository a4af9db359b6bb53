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
    return WORDS.get(_plain(words))


def remedy(words: str) -> str:
    """What to write instead of `words`: the scale's own words for them where they are a slip of the pen.

    One letter apart is a slip; words further apart may mean something else (possible isn't probable).
    """
    close = [known for known in WORDS if _one_slip(_plain(words), known)]
    if close and len({WORDS[known] for known in close}) == 1:
        return f"did you mean {close[0]}?"
    return f"add `probability: […]`, what you take it for, or use a word of the scale: {', '.join(WORDS)}"


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def _one_slip(words: str, known: str) -> bool:
    """Whether one letter more, fewer or other, or two swapped, lead from one to the other."""
    short, long = sorted((words, known), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[same:] == long[same + 1 :]
    if len(long) != len(short):
        return False
    rest, other = short[same:], long[same:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
