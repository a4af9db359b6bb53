"""A small game with a stock and a shock, as data, so that it can be told with other names, in another order or unit."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

NAMES = {name: name for name in ("north", "south", "push", "offer", "accept", "wait")}


@dataclass(frozen=True)
class StockGame:
    periods: int
    start: float
    spread: float
    rise: float
    slip: float
    stakes: tuple[float, float]
    war_costs: tuple[float, float]
    running: tuple[float, float]
    precisions: tuple[float, float]
    favours: tuple[float, float]
    bar: float


def draw_stock_game(rng: Random) -> StockGame:
    def two(low: float, high: float) -> tuple[float, float]:
        return round(rng.uniform(low, high), 3), round(rng.uniform(low, high), 3)

    return StockGame(
        periods=rng.randint(1, 4),
        start=round(rng.uniform(0.1, 0.9), 3),
        spread=round(rng.uniform(0.01, 0.1), 3),
        rise=round(rng.uniform(0.0, 0.2), 3),
        slip=round(rng.uniform(0.0, 0.5), 3),
        stakes=two(0.2, 3.0),
        war_costs=two(0.0, 8.0),
        running=two(0.0, 0.5),
        precisions=two(0.0, 6.0),
        favours=rng.choice([(0.0, 0.0), two(0.0, 1.0)]),
        bar=round(rng.uniform(0.2, 0.8), 3),
    )


def scaled(game: StockGame, factor: float) -> StockGame:
    """Every payoff and favour times `factor`, every precision divided by it."""

    def times(pair: tuple[float, float], by: float) -> tuple[float, float]:
        return pair[0] * by, pair[1] * by

    return replace(
        game,
        stakes=times(game.stakes, factor),
        war_costs=times(game.war_costs, factor),
        running=times(game.running, factor),
        favours=times(game.favours, factor),
        precisions=times(game.precisions, 1.0 / factor),
    )


def scenario_data(game: StockGame, names: dict[str, str] | None = None, reverse: bool = False) -> dict[str, Any]:
    """The scenario file as data, with other names for actors and options, or with the actors listed in reverse."""
    word = NAMES if names is None else names
    north, south = word["north"], word["south"]
    push, offer, accept, wait = word["push"], word["offer"], word["accept"], word["wait"]

    def by_actor(first: Any, second: Any) -> dict[str, Any]:
        pairs = [(north, first), (south, second)]
        return dict(reversed(pairs) if reverse else pairs)

    def payoffs(k: int) -> dict[str, Any]:
        return {
            "each_period": f"-{game.running[k]!r} * strain",
            "at_end": {
                "war": -game.war_costs[k],
                "deal": game.stakes[k],
                "horizon": f"{game.stakes[k]!r} * (0.4 - strain)",
            },
        }

    return {
        "offramp": 1,
        "title": "A crisis with a stock",
        "calendar": {"periods": game.periods},
        "actors": by_actor({"rationality": game.precisions[0]}, {"rationality": game.precisions[1]}),
        "state": {
            "phase": {"modes": ["crisis", "fighting", "settled"], "start": "crisis"},
            "strain": {"range": [0, 1], "start": game.start},
        },
        "play": [
            {"move": north, "when": "phase == crisis", "options": {push: {}, offer: {}, wait: {}}},
            {
                "move": south,
                "when": "phase == crisis",
                "options": {
                    push: {},
                    accept: {"when": f"{north} == {offer}", "then": {"phase": "settled"}},
                    wait: {"then": {"strain": "0.95 * strain"}},
                },
            },
            {
                "chance": "slips",
                "probability": f"{game.slip!r} * (0.5 + strain) if {north} == {push} and {south} == {push} else 0.01",
                "then": {"phase": "fighting"},
            },
            {"shock": "nerves", "sd": game.spread},
            {"update": {"strain": f"strain + ({game.rise!r} if {north} == {push} else -0.05) + nerves"}},
        ],
        "payoffs": by_actor(payoffs(0), payoffs(1)),
        "endings": {"war": {"when": "phase == fighting"}, "deal": {"when": "phase == settled"}},
        "tolerable": by_actor(["deal"], {"deal": 1, "horizon": f"logistic(({game.bar!r} - strain) / 0.1)"}),
        "helped": by_actor(game.favours[0], game.favours[1]),
    }
