"""A game tree as Gambit's files hold it, with the place of every part."""

from dataclasses import dataclass

from offramp.core.spans import SourceText, Span

CHANCE = -1
NONE = -1


@dataclass(frozen=True, slots=True)
class InformationSet:
    """What a player knows when it moves, or an event of chance. The file describes it where it first occurs.

    player: from 0, or CHANCE. number: as the file numbers it, among those of this player. probabilities: one an
    action, of chance only; they add up to 1.
    """

    player: int
    number: int
    label: str
    actions: tuple[str, ...]
    probabilities: tuple[float, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Outcome:
    """What every player is paid where it lies. `number` is the file's."""

    number: int
    label: str
    payoffs: tuple[float, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Node:
    """information_set: an index into `ExtensiveGame.sets`, NONE at an end. outcome: into `outcomes`, or NONE."""

    label: str
    information_set: int
    outcome: int
    span: Span


@dataclass(frozen=True, slots=True)
class ExtensiveGame:
    """A game tree. `nodes` stand in prefix order: each before its children, the first action's whole branch first.

    Payoffs of outcomes along a path add up. Labels are as written; they may be empty or occur twice.
    """

    title: str
    comment: str
    players: tuple[str, ...]
    sets: tuple[InformationSet, ...]
    outcomes: tuple[Outcome, ...]
    nodes: tuple[Node, ...]
    source: SourceText

    def player(self, number: int) -> str:
        """What to call a player (from 0) or chance."""
        return player_name(self.players, number)


def player_name(players: tuple[str, ...], number: int) -> str:
    """A player's label; `player 2` where it has none or that is a number, `chance` for CHANCE."""
    if number == CHANCE:
        return "chance"
    label = players[number].strip()
    return f"player {label or number + 1}" if not label or label.isdigit() else label
