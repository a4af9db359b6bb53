"""A logit equilibrium as text: the likeliest outcome, what players get, how they choose, how far that is from a Nash
equilibrium, and what was assumed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from offramp.cli.game_words import action, outcome_name, player_names, set_name, title
from offramp.cli.layout import WIDTH, bullet, paragraph, sections, table
from offramp.core.numbers import as_written, cost, quantity, share
from offramp.report.markup import clean
from offramp.report.wording import capital, listed

Data = Mapping[str, Any]

MOST_SHOWN: Final = 24  # sets, outcomes, ties; --json lists all
_EXACT: Final = 0.0
_ROUNDING: Final = 1e-12  # of what is at stake
_MANY_TIMES: Final = 1e6
_BRANCHES: Final = "other equilibria branch off{} on the way from rationality 0; this is one of several"
_STATUSES: Final = {
    "past_fold": "the equilibria that begin at rationality 0 turn back on their way here, so that a rationality that "
    "grows slowly would jump; this is one of several",
    "stalled": "the equilibria that begin at rationality 0 could not be followed to here",
    "unresolved": "the Nash equilibrium at the end of the branch could not be verified",
    "beyond_precision": "rationality times payoffs is so large that rounding decides",
}


def equilibrium_text(result: Data, width: int = WIDTH) -> str:
    """The whole of a solution, what is likeliest first."""
    names = player_names(result["players"])
    return sections(
        [
            "\n".join(part for part in (paragraph(_finding(result, names), width), _doubts(result, width)) if part),
            _players(result, names, width),
            _sets(result, names, width),
            _outcomes(result, width),
            _ties(result, names, width),
            _rationality(result, names, width),
            _provenance(result, width),
        ]
    )


def _finding(result: Data, names: Sequence[str]) -> str:
    at = f"rationality {as_written(result['rationality'])}" if result["rationality"] != math.inf else "exact play"
    if not result["solved"]:
        return (
            f"“{title(result['game'])}” at {at}: NOT RESOLVED. No equilibrium was found; the numbers below are those "
            "with which the search ended."
        )
    payoffs = [f"{n} gets {quantity(p['payoff'], _EXACT)}" for n, p in zip(names, result["players"], strict=True)]
    said = f"“{title(result['game'])}” at {at}: on average {listed(payoffs[:12])}."
    likely = max(result["outcomes"], key=lambda o: float(o["probability"]), default=None)
    if likely is not None and likely["probability"] > 0:
        said += f" The likeliest outcome is {outcome_name(likely)} ({share(min(1.0, likely['probability']), _EXACT)})."
    return said


def _doubts(result: Data, width: int) -> str:
    """What is to know of simultaneous stages: other equilibria, or that there is none."""
    lines = []
    for stage in result["stages"]:
        said = [_STATUSES[stage["status"]]] if stage["status"] in _STATUSES else []
        if stage["branch_point"] is not None:
            said.append(_BRANCHES.format(f" at {stage['branch_point']:.6g}"))
        first = result["sets"][stage["sets"][0]]
        place = f"line {first['line']}: " if first["line"] and len(result["stages"]) > 1 else ""
        lines += [bullet(f"{place}{sentence if place else capital(sentence)}.", width) for sentence in said]
    left = len(lines) - MOST_SHOWN
    return "\n".join([*lines[:MOST_SHOWN], *([bullet(f"and {left} more such stages", width)] if left > 0 else [])])


def _players(result: Data, names: Sequence[str], width: int) -> str:
    rows = [["player", "expects", "best reply adds", "payoffs from", "to"]]
    for name, player in zip(names, result["players"], strict=True):
        gain, span = player["best_reply_gain"], player["highest"] - player["lowest"]
        expects, adds = quantity(player["payoff"], _EXACT), cost(gain if gain > _ROUNDING * span else 0.0, _EXACT)
        rows.append([name, expects, adds, as_written(player["lowest"]), as_written(player["highest"])])
    return "\n".join(["What players get, in the file's payoffs:", table(rows, width)])


def _sets(result: Data, names: Sequence[str], width: int) -> str:
    """Every choice, the likeliest to be met first where not all can be shown."""
    found = list(enumerate(result["sets"]))
    shown = sorted(sorted(found, key=lambda item: -item[1]["reached"])[:MOST_SHOWN])
    rows = [["where", "met", "choices"]]
    for _, there in shown:
        actions = there["actions"][:MOST_SHOWN]
        picked = [f"{action(a['label'], n)} {share(a['chosen'], _EXACT)}" for n, a in enumerate(actions, 1)]
        rows.append([set_name(there, names), share(there["reached"], _EXACT), ", ".join(picked)])
    left = len(found) - len(shown)
    more = [bullet(f"and {left:,} more that are met less often (--json lists all)", width)] if left > 0 else []
    return "\n".join(["How they choose:", table(rows, width), *more]) if found else ""


def _outcomes(result: Data, width: int) -> str:
    found = sorted(result["outcomes"], key=lambda o: -o["probability"])
    if not found:
        return ""
    rows = [["outcome", "chance", "payoffs"]]
    for outcome in found[:MOST_SHOWN]:
        paid = ", ".join(as_written(p) for p in outcome["payoffs"][:12])
        rows.append([outcome_name(outcome), share(min(1.0, outcome["probability"]), _EXACT), paid])
    left = len(found) - MOST_SHOWN
    more = [bullet(f"and {left:,} more (--json lists all)", width)] if left > 0 else []
    return "\n".join(["How it ends:", table(rows, width), *more])


def _ties(result: Data, names: Sequence[str], width: int) -> str:
    lines = []
    for there in result["sets"]:
        equal = [action(a["label"], n) for n, a in enumerate(there["actions"], 1) if a["tied"]]
        if equal:
            met = f" (met in {share(there['reached'], _EXACT)} of play)"
            lines.append(bullet(f"{set_name(there, names)}: {listed(equal[:MOST_SHOWN])}{met}", width))
    if not lines:
        return ""
    left = len(lines) - MOST_SHOWN
    more = [bullet(f"and {left:,} more such ties (--json lists all)", width)] if left > 0 else []
    return "\n".join(["Ties, split evenly between the equals:", *lines[:MOST_SHOWN], *more])


def _rationality(result: Data, names: Sequence[str], width: int) -> str:
    """What λ means for each player, whose payoffs spread differently."""
    rationality = result["rationality"]
    if rationality == math.inf:
        return paragraph("Rationality ∞: everybody always picks its best option.", width)
    if rationality == 0:
        return paragraph("Rationality 0: everybody picks by chance alone.", width)
    said = []
    for name, player in list(zip(names, result["players"], strict=True))[:12]:
        odds = rationality * 0.1 * (player["highest"] - player["lowest"])
        times = "over a million" if odds > math.log(_MANY_TIMES) else f"{math.exp(odds):.3g}"
        said.append(f"{times} by {name}")
    text = (
        f"Rationality {as_written(rationality)}, the same for all: an option worth 10% of what is at stake more is "
        f"picked so many times as often: {listed(said)}."
    )
    return paragraph(text, width)


def _provenance(result: Data, width: int) -> str:
    """What kind of solution this is, and of which file."""
    residuals = [stage["residual"] for stage in result["stages"]]
    said = "Logit equilibrium in agent form, by backward substitution, exact up to rounding."
    if residuals:
        what = "Logit equilibrium" if result["solved"] else "Sought: the logit equilibrium"
        most = max(residuals)
        left = f"{most:.0e}" if most >= _ROUNDING else f"under {_ROUNDING:.0e}"  # below it processors differ
        said = (
            f"{what} in agent form, by backward substitution, and on the principal branch where moves are simultaneous "
            f"(largest residual {left})."
        )
    game: Data = result["game"]
    return paragraph(f"{said} {clean(game['path'])}, offramp {clean(result['offramp'])}.", width)
