"""What `offramp check` and `offramp show` say of a Gambit file: what kind of game it is, and what is in it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence
from offramp.core.numbers import as_written
from offramp.exchange.extensive_game import player_name
from offramp.report.markup import clean
from offramp.report.wording import listed

Data = Mapping[str, Any]

MOST_SHOWN: Final = 40  # sets, outcomes; --json lists all
_KINDS: Final = {
    "perfect_information": "Everybody sees all earlier moves and draws: perfect information.",
    "simultaneous_moves": "What is hidden is only what happens at the same time: simultaneous moves.",
    "hidden_information": "It has hidden information beyond simultaneous moves, and isn't solved yet.",
    "strategic_form": "All players pick at once.",
}


def game_text(facts: Data, width: int = WIDTH, whole: bool = True) -> str:
    """The game in words. whole: with all sets and outcomes; else what kind of game it is, and that it is in order."""
    names = player_names(facts["players"])
    head = paragraph(f"“{title(facts['game'])}” is in order: {_size(facts)}.", width)
    parts = [head if not whole else f"{title(facts['game'])}\n\n{head}", paragraph(_kind(facts), width)]
    parts.append("\n".join(bullet(said, width) for said in _not_yet(facts["not_yet"])))
    if whole:
        comment = clean(facts["game"]["comment"])
        parts.insert(1, paragraph(comment, width) if comment else "")
        parts += [_players(facts, names, width), _sets(facts, names, width), _outcomes(facts["outcomes"], width)]
    return sections(parts)


def title(game: Data) -> str:
    """A game's title, or its file's name."""
    return clean(game["title"]) or clean(game["id"])


def player_names(players: Sequence[Data]) -> list[str]:
    """What to call players, by number from 0."""
    labels = tuple(clean(player["label"]) for player in players)
    return [player_name(labels, i) for i in range(len(labels))]


def set_name(found: Data, names: Sequence[str]) -> str:
    """`Player 1, set 2 “(1,2)”`."""
    label = f" “{clean(found['label'])}”" if clean(found["label"]) else ""
    return f"{names[found['player'] - 1]}, set {found['number']}{label}"


def action(label: str, number: int) -> str:
    """An action's label, or its number where it has none."""
    return clean(label) or f"action {number}"


def outcome_name(found: Data) -> str:
    """`“Outcome 2”`, or `outcome 2` where it has no label."""
    return f"“{clean(found['label'])}”" if clean(found["label"]) else f"outcome {found['number']}"


def _size(facts: Data) -> str:
    counts: Data = facts["counts"]
    said = [_counted(len(facts["players"]), "player")]
    if facts["kind"] == "strategic_form":
        numbers = [str(len(player["strategies"])) for player in facts["players"]]
        return f"{said[0]} with {listed(numbers)} strategies, {counts['profiles']:,} ways to play"
    said += [_counted(counts["nodes"], "node"), _counted(counts["sets"], "information set")]
    said += [_counted(counts["draws"], "node of chance", "nodes of chance")] if counts["draws"] else []
    return listed([*said, _counted(counts["ends"], "end")])


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _kind(facts: Data) -> str:
    said = _KINDS[facts["kind"]]
    if facts["kind"] == "simultaneous_moves":
        said += f" They make {_counted(facts['counts']['stages'], 'stage')}."
    if facts["constant_sum"] is not None:
        total = as_written(facts["constant_sum"])
        said += " It is a zero-sum game." if total == "0" else f" Payoffs always add up to {total}."
    if not facts["perfect_recall"]:
        said += " Somebody forgets what it knew or did: imperfect recall."
    return said


def _not_yet(found: Sequence[Data]) -> list[str]:
    shown = [f"line {d['line']}: {sentence(clean(d['message']))}" for d in found[:MOST_SHOWN]]
    return [*shown, f"and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else shown


def _players(facts: Data, names: Sequence[str], width: int) -> str:
    lines = []
    for player, name in zip(facts["players"], names, strict=True):
        said = f"{name}: payoffs from {as_written(player['lowest'])} to {as_written(player['highest'])}"
        if player["strategies"]:
            labels = [action(label, n) for n, label in enumerate(player["strategies"][:MOST_SHOWN], 1)]
            said += f"; picks {listed(labels)}"
        lines.append(bullet(said, width))
    return "\n".join(["Players:", *lines])


def _sets(facts: Data, names: Sequence[str], width: int) -> str:
    found = facts["sets"]
    if not found:
        return ""
    lines = []
    for there in found[:MOST_SHOWN]:
        many = f", {there['nodes']} nodes" if there["nodes"] > 1 else ""
        actions = [action(label, n) for n, label in enumerate(there["actions"][:MOST_SHOWN], 1)]
        lines.append(bullet(f"{set_name(there, names)} (line {there['line']}{many}): {listed(actions)}", width))
    for event in facts["events"][: MOST_SHOWN - len(lines)]:
        pairs = zip(event["actions"], event["probabilities"], strict=True)
        shares = [f"{action(a, n)} {as_written(p)}" for n, (a, p) in enumerate(pairs, 1)]
        lines.append(bullet(f"chance, event {event['number']} (line {event['line']}): {listed(shares)}", width))
    left = len(found) + len(facts["events"]) - len(lines)
    return "\n".join(["Who moves where:", *lines, *_left(left, width)])


def _outcomes(found: Sequence[Data], width: int) -> str:
    if not found:
        return ""
    lines = [
        bullet(f"{outcome_name(o)} pays {', '.join(map(as_written, o['payoffs'][:MOST_SHOWN]))}", width)
        for o in found[:MOST_SHOWN]
    ]
    return "\n".join(["Outcomes:", *lines, *_left(len(found) - len(lines), width)])


def _left(number: int, width: int) -> list[str]:
    return [bullet(f"and {number:,} more (--json lists all)", width)] if number > 0 else []
