"""Plausible `analyse --json` results of any size, for the page's tests. Nothing here comes from a solver."""

from __future__ import annotations

import math
from typing import Any

VERDICTS = ("free", "unsteady", "unwilling", "dependent", "trapped")

ACTORS: dict[str, tuple[str, dict[str, str]]] = {
    "league": (
        "The northern league",
        {
            "sustain": "Keep up help at today's rate",
            "surge": "More help, of new kinds, sooner",
            "intervene": "Send its own forces",
            "wind_down": "Reduce help and prepare to leave",
            "broker_talks": "Press both sides to talk",
        },
    ),
    "harbour": (
        "The harbour city",
        {"defend": "Hold the line", "attack": "Go on the offensive", "talk": "Offer talks"},
    ),
    "crown": (
        "The crown",
        {"hold": "Hold the line", "advance": "Go on the offensive", "talk_terms": "Offer talks on terms"},
    ),
}
ENDINGS: dict[str, tuple[str, float]] = {
    "wider_war": ("The league and the crown fight each other", 0.006),
    "negotiated_settlement": ("Both sides sign", 0.13),
    "freeze": ("Fighting stops without a treaty", 0.29),
    "league_leaves": ("The league ends its help", 0.31),
    "collapse_of_the_defence": ("The harbour city can't hold", 0.11),
    "harbour_success": ("The harbour city takes back what it lost", 0.025),
    "crown_breakdown": ("The crown's home front gives way", 0.019),
    "horizon": ("Nothing of this has happened by the end", 0.11),
}
STOCKS = {
    "front_line": {"means": "How much ground the harbour city holds", "unit": "share", "range": [0, 1]},
    "strength": {"means": "Strength of its forces", "unit": "index", "range": [0, 1]},
    "will": {"means": "Public support for help", "unit": "share", "range": [0, 1]},
    "endurance": {"means": "What the crown can still bear", "unit": "index", "range": [0, 1]},
    "stake": {"means": "What the league has riding on success", "unit": "index", "range": [0, 2]},
}
VIEWS = {
    "as_written": {"means": "The baseline of the scenario file", "stance": "", "tilt": 0.0},
    "pamphlet": {"means": "What the pamphlet implies", "stance": "partisan", "tilt": 0.25},
    "critic": {"means": "What its strongest opponents hold", "stance": "partisan", "tilt": -0.3},
    "analyst": {"means": "Wide ranges, no stance", "stance": "neutral", "tilt": -0.05},
}


def analysis(
    views: tuple[str, ...] = ("pamphlet", "critic", "analyst"),
    periods: int = 12,
    resolved: bool = False,
    actors: dict[str, tuple[str, dict[str, str]]] | None = None,
) -> dict[str, Any]:
    """An analysis of about the flagship's size, unless asked otherwise."""
    actors = ACTORS if actors is None else actors
    return {
        "schema": "offramp/analyse/1",
        "scenario": {
            "id": "harbour",
            "title": "The harbour war",
            "question": "Does the league leave through blame, escalate through desperation, or neither?",
            "path": "harbour.yaml",
            "sha256": "5d" * 32,
            "summary": "A league helps a besieged city; how could each of the three get out?",
            "information_until": "2023-09",
            "names": {
                "views": {v: {"means": VIEWS[v]["means"], "stance": VIEWS[v]["stance"]} for v in views},
                "endings": {e: means for e, (means, _) in ENDINGS.items()},
                "groups": {
                    "leaves": ["league_leaves"],
                    "escalates": ["wider_war"],
                    "neither": [e for e in ENDINGS if e not in ("league_leaves", "wider_war")],
                },
                "options": {a: dict(options) for a, (_, options) in actors.items()},
                "stocks": STOCKS,
                "assumptions": {
                    "aid": {"means": "Help that arrives", "unit": "bn/quarter"},
                    "slip": {"means": "Chance that a clash spreads", "unit": "probability"},
                },
                "sources": [
                    {"title": "The Pamphlet", "stance": "partisan", "date": "2023-09"},
                    {"title": "Yearbook of Help", "stance": "official statistics", "date": "2023-06"},
                ],
            },
        },
        "finding": "In two of three views the league could still get out, and by its own payoffs it costs too much.",
        "views": {v: solution(v, float(VIEWS[v]["tilt"]), periods, resolved, actors) for v in views},  # type: ignore[arg-type]  # mixed table
    }


def solution(
    view: str, tilt: float, periods: int, resolved: bool, actors: dict[str, tuple[str, dict[str, str]]]
) -> dict[str, Any]:
    """One view's `solve --json`."""
    weights = {e: w * (1 + tilt * math.cos(2.0 * n)) for n, (e, (_, w)) in enumerate(ENDINGS.items())}
    total = sum(weights.values())
    endings = {e: w / total for e, w in weights.items()}
    error = 0.012 if resolved else 0.037
    groups = {
        "leaves": endings["league_leaves"],
        "escalates": endings["wider_war"],
        "neither": 1 - endings["league_leaves"] - endings["wider_war"],
    }
    return {
        "schema": "offramp/solve/1",
        "offramp": "0.1.0",
        "view": None if view == "as_written" else view,
        "view_means": VIEWS[view]["means"],
        "level": 0.5,
        "assumptions": {"aid": 7.5 + 4 * tilt, "slip": 0.05, "fatigue": 0.04 - 0.02 * tilt},
        "switches": {},
        "set": {},
        "answer": {
            "ask": "Does the league leave through blame, escalate through desperation, or neither?",
            "sentence": "Most likely neither; leaving through blame has about one chance in three.",
            "leading": "neither",
            "groups": {g: {"probability": p, "error": error} for g, p in groups.items()},
        },
        "endings": endings,
        "ending_errors": dict.fromkeys(endings, error * 0.6),
        "duration": 7.4 + tilt,
        "actors": {a: actor(n, a, actors[a], tilt, error) for n, a in enumerate(actors)},
        "exits": {a: exits(n, actors[a][1], tilt, periods) for n, a in enumerate(actors)},
        "timeline": [moment(t, periods, endings, tilt, list(actors)) for t in range(periods)],
        "certificate": {
            "resolved": resolved,
            "exact": False,
            "tolerance": 0.02,
            "audit_gap": error * 0.5,
            "audit_error": 0.004,
            "refinement_change": error,
            "policy_change": error * 1.4,
            "quadrature_change": 0.0021,
            "clamped": 0.0004,
            "clipped": 0.013,
            "mass_error": 3e-16,
            "points": [240, 720],
            "paths": 4000,
            "best_reply_gain": {a: 0.03 + 0.02 * n for n, a in enumerate(actors)},
            "stationary_residual": None,
            "settled_by": None,
            "logit_residual": None,
            "stages": None,
            "reasons": []
            if resolved
            else ["Between the last two grids the chance of freeze moved by 0.037, more than the tolerance of 0.02."],
        },
        "audited": None,
        "equilibria": None,
        "ties": [],
        "warnings": [
            {
                "code": "W501",
                "severity": "warning",
                "message": "the ending freeze depends on a threshold of a stock without a shock",
                "remedy": "give front a shock",
                "path": "harbour.yaml",
                "line": 88,
                "column": 5,
                "used_at": None,
                "values": {},
            }
        ],
    }


def actor(n: int, name: str, what: tuple[str, dict[str, str]], tilt: float, error: float) -> dict[str, Any]:
    """One actor's part of a solution."""
    verdict = VERDICTS[(2 + n + round(4 * tilt)) % 5]
    would, could, helped = {
        "free": (0.62, 0.81, 0.88),
        "unsteady": (0.44, 0.77, 0.86),
        "unwilling": (0.27, 0.71, 0.83),
        "dependent": (0.12, 0.33, 0.64),
        "trapped": (0.03, 0.21, 0.48),
    }[verdict]
    options = {
        o: {
            "available": k != len(what[1]) - 1 or n != 2,
            "move": None,
            "family": None,
            "number": None,
            "chosen": (0.6, 0.2, 0.1, 0.06, 0.04)[k],
            "would": would * (1 - 0.1 * k),
            "could": could * (1 - 0.15 * k),
            "helped": helped * (1 - 0.1 * k),
            "possible": 0.97,
            "guaranteed": 0.02,
            "value": -1.3 - 0.2 * k,
            "reach": could * (1 - 0.15 * k),
            "price": 0.31 * k,
            "repeat_reach": could * (0.9 - 0.2 * k),
            "ruin": {"would": 0.01, "could": 0.04} if n == 0 else None,
            "status": ("way_out", "keeps_open", "priced_out", "closed", "closed")[k],
            "status_share": 1.0,
            "horn": (None, "league_leaves", "collapse_of_the_defence", "wider_war", "wider_war")[k],
        }
        for k, o in enumerate(what[1])
    }
    return {
        "name": what[0],
        "verdict": verdict,
        "verdict_by_level": {
            str(p): VERDICTS[min(4, max(0, VERDICTS.index(verdict) + round((p - 0.5) * 6)))]
            for p in (0.3, 0.4, 0.5, 0.6, 0.7)
        },
        "would": would,
        "could": could,
        "helped": helped,
        "possible": 0.97,
        "guaranteed": 0.02,
        "errors": {"would": error, "could": error * 1.2, "helped": error * 1.2, "value": 0.06},
        "value": -1.3,
        "best_reply_value": -1.25,
        "best_reply_would": would + 0.05,
        "price": 0.42 + 0.1 * n,
        "rationality": 4.0,
        "rationality_means": "Picks an option worth 10% of the stakes more 3 times as often.",
        "habit": None,
        "ruin": {"endings": ["wider_war"], "cap": 0.05, "would": 0.006, "could": 0.07, "reach_within_cap": 0.44}
        if n == 0
        else None,
        "aspiration": 0.4 if n == 1 else None,
        "dilemma": {"in_dilemma": verdict in ("dependent", "trapped"), "two_horned": verdict == "trapped"},
        "expects": {
            "would": would + 0.3,
            "value": -0.7,
            "endings": {"harbour_success": 0.41, "freeze": 0.3, "horizon": 0.29},
        }
        if n == 2
        else None,
        "options": options,
    }


def exits(n: int, options: dict[str, str], tilt: float, periods: int) -> dict[str, Any]:
    """When each option of one actor closes."""
    found: dict[str, Any] = {}
    for k, option in enumerate(options):
        cells: list[dict[str, Any]] = []
        for t in range(periods):
            live = math.exp(-0.12 * t * 12 / periods)
            available = 1.0 if k < 3 else 0.35
            way = 1 / (1 + math.exp(0.8 * (t * 12 / periods - 3 - 2 * k + 5 * tilt + n)))
            gone = (1 - way) * min(1.0, (t + 1) * 0.07 * 12 / periods)
            priced = (1 - way - gone) * (0.3 + 0.1 * k)
            shares = {"way_out": way, "keeps_open": 1 - way - gone - priced, "priced_out": priced, "closed": gone}
            hidden = k == 4 and t < 2
            cells.append(
                {"t": t, "label": label(t), "live": live, "available": available, "reach": None if hidden else way}
                | dict.fromkeys(shares, None)
                if hidden
                else {"t": t, "label": label(t), "live": live, "available": available, "reach": way} | shares
            )
        closes = periods > 1 and k in (0, 2, 3)
        found[option] = {
            "periods": cells,
            "move": None,
            "family": None,
            "number": None,
            "first_closing": min(periods - 1, 3 + k) if closes else None,
            "last_closing": min(periods - 1, 4 + 2 * k) if closes else None,
            "calendar": k == 3 if closes else None,
        }
    return found


def moment(t: int, periods: int, endings: dict[str, float], tilt: float, actors: list[str]) -> dict[str, Any]:
    """One period of the timeline."""
    done = 1.0 if t == periods - 1 else 1 - math.exp(-2.2 * (t + 1) / periods)
    happened = {e: p * done if e != "horizon" else p * (t == periods - 1) for e, p in endings.items()}
    stocks = {}
    for k, stock in enumerate(STOCKS):
        middle = 0.5 + 0.08 * math.sin(0.5 * t * 12 / periods + k) + 0.1 * tilt
        half = 0.03 + 0.015 * math.sqrt(t * 12 / periods)
        stocks[stock] = {
            "mean": middle,
            "q05": middle - 2.4 * half,
            "q25": middle - half,
            "q50": middle,
            "q75": middle + half,
            "q95": middle + 2.4 * half,
        }
    verdicts = {}
    for n, a in enumerate(actors):
        way = 0.7 / (1 + math.exp(0.6 * (t * 12 / periods - 5 + 2 * n)))
        rest = 1 - way
        verdicts[a] = dict(zip(VERDICTS, (way, 0.1 * rest, 0.4 * rest, 0.3 * rest, 0.2 * rest), strict=True))
    return {
        "t": t,
        "label": label(t),
        "live": math.exp(-2.2 * t / periods),
        "endings": happened,
        "verdicts": verdicts,
        "stocks": stocks,
        "modes": {"phase": {"war": 0.9, "leaving": 0.1}},
        "outputs": {"war_weariness": {"mean": 0.2 + 0.5 * t / periods, "error": 0.012}},
    }


def label(t: int) -> str:
    """The name of a quarter."""
    return f"{2023 + (t + 3) // 4}Q{(t + 3) % 4 + 1}"


def exact_game() -> dict[str, Any]:
    """A small exact game in one view: no grid, no error, no stocks."""
    whole = analysis(("as_written",), 4, True)
    data = whole["views"]["as_written"]
    data["certificate"] |= {
        "exact": True,
        "audit_gap": None,
        "audit_error": None,
        "refinement_change": None,
        "policy_change": None,
        "quadrature_change": None,
        "clamped": 0.0,
        "clipped": 0.0,
        "paths": 0,
        "points": [],
    }
    data["ending_errors"] = dict.fromkeys(data["endings"], 0.0)
    for group in data["answer"]["groups"].values():
        group["error"] = 0.0
    for one in data["actors"].values():
        one["errors"] = dict.fromkeys(one["errors"], 0.0)
    for item in data["timeline"]:
        item["stocks"], item["outputs"] = {}, {}
    whole["scenario"]["names"]["stocks"] = {}
    return whole


def pure_process() -> dict[str, Any]:
    """A scenario without moves, answered from simulated paths."""
    return analysis(("as_written",), 12, True, {})


def bare() -> dict[str, Any]:
    """Only what a result can't do without: no names, no question, nothing optional."""
    whole = analysis(("as_written",), 3, True)
    del whole["scenario"]["names"], whole["scenario"]["summary"], whole["scenario"]["information_until"]
    whole["scenario"]["question"] = None
    data = whole["views"]["as_written"]
    data["answer"] = None
    return whole


def renamed(value: Any, change: Any) -> Any:
    """`value` with every string that an author may have written (names, sentences, labels) changed."""
    fixed = {*VERDICTS, "way_out", "keeps_open", "priced_out", "closed", "as_written", "horizon"}
    user_keys = {*ENDINGS, *STOCKS, *VIEWS, *ACTORS, "leaves", "escalates", "neither", "aid", "slip", "fatigue"}
    user_keys |= {"war_weariness"} | {o for _, options in ACTORS.values() for o in options}
    user_keys -= fixed
    if isinstance(value, dict):
        return {change(k) if k in user_keys else k: renamed(v, change) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, change) for v in value]
    if isinstance(value, str):
        return value if value in fixed else change(value)
    return value
