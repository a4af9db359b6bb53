"""Writes a game tree in Gambit's extensive form, one node a line; `read_efg` reads it back as the same game."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame, InformationSet, Outcome

MOST_PLACES = 40  # of a probability
LONGEST_PLAIN = 60  # characters


def efg_text(game: ExtensiveGame) -> str:
    """The text of the file. Sets and outcomes are described where they first occur and named by number afterwards."""
    players = " ".join(map(_quoted, game.players))
    lines = [f"EFG 2 R {_quoted(game.title)} {{ {players} }}", _quoted(game.comment), ""]
    described: set[int] = set()
    paid: set[int] = set()
    for node in game.nodes:
        parts = [_quoted(node.label)]
        kind = "t"
        if node.information_set != NONE:
            found = game.sets[node.information_set]
            kind = "c" if found.player == CHANCE else "p"
            parts += [] if found.player == CHANCE else [str(found.player + 1)]
            parts.append(str(found.number))
            if node.information_set not in described:
                described.add(node.information_set)
                parts.append(_description(found))
        if node.outcome == NONE:
            parts.append("0")
        else:
            outcome = game.outcomes[node.outcome]
            parts.append(str(outcome.number))
            if node.outcome not in paid:
                paid.add(node.outcome)
                parts.append(_payment(outcome))
        lines.append(f"{kind} {' '.join(parts)}")
    return "\n".join(lines) + "\n"


def _description(found: InformationSet) -> str:
    if found.player != CHANCE:
        return f"{_quoted(found.label)} {{ {' '.join(map(_quoted, found.actions))} }}"
    shares = zip(found.actions, exact_shares(found.probabilities), strict=True)
    return f"{_quoted(found.label)} {{ {' '.join(f'{_quoted(action)} {share}' for action, share in shares)} }}"


def _payment(outcome: Outcome) -> str:
    return f"{_quoted(outcome.label)} {{ {', '.join(map(decimal, outcome.payoffs))} }}"


def exact_shares(probabilities: Sequence[float]) -> list[str]:
    """Probabilities as decimals that add up to exactly 1, as Gambit wants them: the largest takes up the rounding.

    There are MOST_PLACES places at most.
    """
    exact = [Fraction(repr(float(p))) for p in probabilities]
    places = min(MOST_PLACES, max(_places(p) for p in probabilities))
    scale = 10**places
    units = [round(share * scale) for share in exact]
    largest = max(range(len(units)), key=units.__getitem__)
    units[largest] += scale - sum(units)
    return [_trimmed(f"{unit // scale}.{unit % scale:0{places}d}" if places else str(unit)) for unit in units]


def decimal(value: float) -> str:
    """`value` as the shortest decimal that reads back as it; with an exponent where it would be very long."""
    plain = _trimmed(f"{Decimal(repr(float(value))):f}")
    text = plain if len(plain) <= LONGEST_PLAIN else repr(float(value))
    return "0" if text == "-0" else text


def _places(value: float) -> int:
    exponent = Decimal(repr(float(value))).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(label: str) -> str:
    # A backslash in front of the closing quote would keep the label open, and the format has no way to write it.
    label = label.replace('"', '\\"').replace("\0", "")
    return f'"{label} "' if label.endswith("\\") else f'"{label}"'
