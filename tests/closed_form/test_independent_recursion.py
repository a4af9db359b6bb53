"""Games without stocks against an independent recursion over plain dictionaries (`recursion.py`), to 1e-9."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from .game_drawing import draw_game
from .outlooks import Choice, Outlook, verdict
from .recursion import Recursion
from .scenario_runs import assert_exact, run
from .small_games import SmallGame, write_scenario

RICH = 1000  # from this number on, games have habits, named moves, numeric options and a rule for ties
GAMES = (*range(60), *range(RICH, RICH + 60))
EXPECTATIONS = ("would", "could", "helped", "possible", "guaranteed")


def close(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-9, rel=1e-9)


def drawn(number: int, folder: Path) -> tuple[SmallGame, Recursion, Path]:
    game = draw_game(Random(number), rich=number >= RICH)
    return game, Recursion(game), write_scenario(game, folder / f"game_{number}.yaml")


def assert_same_actors(solution: dict[str, Any], outlook: Outlook, game: SmallGame) -> None:
    for name in game.players:
        actor = solution["actors"][name]
        for expectation in EXPECTATIONS:
            assert actor[expectation] == close(getattr(outlook, expectation)[name]), (
                name,
                expectation,
            )
        assert actor["value"] == close(outlook.value[name]), name
        assert actor["best_reply_value"] == close(outlook.reply[name]), name
        assert actor["best_reply_would"] == close(outlook.reply_would[name]), name
        assert actor["verdict"] == verdict(outlook, name), name


def assert_same_endings(solution: dict[str, Any], outlook: Outlook, game: SmallGame) -> None:
    for ending in [*game.endings, "horizon"]:
        assert solution["endings"].get(ending, 0.0) == close(outlook.endings[ending]), ending


def assert_same_options(solution: dict[str, Any], choice: Choice) -> None:
    options = solution["actors"][choice.actor]["options"]
    for name, outlook in choice.outlooks.items():
        option = options[name]
        assert option["available"], name
        assert option["chosen"] == close(choice.mixture[name]), name
        for expectation in EXPECTATIONS:
            wanted = getattr(outlook, expectation)[choice.actor]
            assert option[expectation] == close(wanted), (name, expectation)
        assert option["value"] == close(outlook.value[choice.actor]), name
        assert option["reach"] == close(outlook.could[choice.actor]), name
        assert option["price"] == close(choice.price(name)), name
        assert option["repeat_reach"] == close(outlook.repeat[choice.actor, choice.group(name)]), name
        assert option["status"] == choice.status(name), name
    same_move = {options[name]["move"] for name in choice.outlooks}
    for name, option in options.items():
        if name not in choice.outlooks and option["move"] in same_move:
            assert not option["available"], name


@pytest.mark.parametrize("number", GAMES)
def test_from_the_start(number: int, tmp_path: Path) -> None:
    game, recursion, path = drawn(number, tmp_path)
    solution = run(path)
    assert_exact(solution)
    outlook = recursion.at(0, game.start)
    assert_same_actors(solution, outlook, game)
    assert_same_endings(solution, outlook, game)
    choice = recursion.first_choice(0, game.start)
    if choice is not None:
        assert_same_options(solution, choice)
        if set(solution["actors"][choice.actor]["options"]) == set(choice.outlooks):
            trapped_whatever = all(outlook.would[choice.actor] < 0.5 for outlook in choice.outlooks.values())
            assert solution["actors"][choice.actor]["dilemma"]["in_dilemma"] is trapped_whatever


@pytest.mark.parametrize("number", GAMES)
def test_options_of_the_first_period(number: int, tmp_path: Path) -> None:
    """Options of whoever moves in period 0, also after another's move or a draw: means over what leads there."""
    _, recursion, path = drawn(number, tmp_path)
    actors = run(path)["actors"]
    met: dict[tuple[str, str], list[tuple[float, Choice]]] = {}
    for mass, choice in recursion.forward()[0].decisions:
        for option in choice.outlooks:
            met.setdefault((choice.actor, option), []).append((mass, choice))
    for (actor, option), nodes in met.items():
        shown = actors[actor]["options"][option]
        total = sum(mass for mass, _ in nodes)
        assert shown["available"]
        assert shown["chosen"] == close(sum(mass * choice.mixture[option] for mass, choice in nodes))
        for expectation in EXPECTATIONS:
            mean = sum(mass * getattr(choice.outlooks[option], expectation)[actor] for mass, choice in nodes) / total
            assert shown[expectation] == close(mean), (actor, option, expectation)
        worth = sum(mass * choice.outlooks[option].value[actor] for mass, choice in nodes) / total
        assert shown["value"] == close(worth)
        assert shown["price"] == close(sum(mass * choice.price(option) for mass, choice in nodes) / total)
        reaches = [(mass, choice.outlooks[option].repeat[actor, choice.group(option)]) for mass, choice in nodes]
        repeated = sum(mass * reach for mass, reach in reaches) / total
        assert shown["repeat_reach"] == close(repeated)


@pytest.mark.parametrize("number", GAMES)
def test_at_states_off_the_path(number: int, tmp_path: Path) -> None:
    game, recursion, path = drawn(number, tmp_path)
    rng = Random(f"states of {number}")
    for _ in range(4):
        t = rng.randrange(game.periods)
        modes = {mode: "open" if mode == "fate" else rng.choice(labels) for mode, labels in game.modes.items()}
        solution = run(path, at={"t": t, **modes})
        state = tuple(modes.values())
        outlook = recursion.at(t, state)
        assert_same_actors(solution, outlook, game)
        assert_same_endings(solution, outlook, game)
        choice = recursion.first_choice(t, state)
        if choice is not None:
            assert_same_options(solution, choice)


@pytest.mark.parametrize("number", GAMES)
def test_period_by_period(number: int, tmp_path: Path) -> None:
    """What has ended by each period, how many periods are started, and the verdicts over what is live."""
    game, recursion, path = drawn(number, tmp_path)
    solution = run(path)
    periods = recursion.forward()
    assert solution["duration"] == close(sum(sum(period.live.values()) for period in periods))
    for t, (shown, period) in enumerate(zip(solution["timeline"], periods, strict=False)):
        assert shown["t"] == t
        live = sum(period.live.values())
        assert shown["live"] == close(live)
        for ending in [*game.endings, "horizon"]:
            assert shown["endings"].get(ending, 0.0) == close(period.ended.get(ending, 0.0))
        if live < 0.001:
            continue
        for name in game.players:
            shares: dict[str, float] = {}
            for modes, mass in period.live.items():
                word = verdict(recursion.at(t, modes), name)
                shares[word] = shares.get(word, 0.0) + mass / live
            found = {word: share for word, share in shown["verdicts"][name].items() if share > 1e-12}
            assert found == close({word: share for word, share in shares.items() if share > 1e-12})


@pytest.mark.parametrize("number", GAMES)
def test_exits_period_by_period(number: int, tmp_path: Path) -> None:
    """Way out, kept open, priced out or closed: shares of the live mass for which the option is available."""
    _, recursion, path = drawn(number, tmp_path)
    exits = run(path)["exits"]
    for t, period in enumerate(recursion.forward()):
        live = sum(period.live.values())
        shares: dict[tuple[str, str], dict[str, float]] = {}
        for mass, choice in period.decisions:
            for option, outlook in choice.outlooks.items():
                found = shares.setdefault((choice.actor, option), {"mass": 0.0, "reach": 0.0})
                found["mass"] += mass
                found["reach"] += mass * outlook.could[choice.actor]
                status = choice.status(option)
                found[status] = found.get(status, 0.0) + mass
        for (actor, option), found in shares.items():
            if found["mass"] < 0.00101:  # nothing is drawn under 0.001
                continue
            shown = next(entry for entry in exits[actor][option]["periods"] if entry["t"] == t)
            assert shown["live"] == close(live)
            assert shown["available"] == close(found["mass"] / live)
            assert shown["reach"] == close(found["reach"] / found["mass"])
            for status in ("way_out", "keeps_open", "priced_out", "closed"):
                assert shown[status] == close(found.get(status, 0.0) / found["mass"]), status
