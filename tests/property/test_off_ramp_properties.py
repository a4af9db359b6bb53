"""Off-ramps of random finite games: what ruling out options can't do, and the same games solved by another road."""

from dataclasses import replace
from pathlib import Path

import pytest

from offramp.game.game import Game
from offramp.judge.off_ramps.standings import CHANCES, Layout
from offramp.scenario.model import Move
from offramp.solve.solver import Effort, solve
from offramp.solve.start import Start
from tests.finite_games import RICH, drawn_scenario

GAMES = [*range(6), *range(RICH, RICH + 4)]


@pytest.mark.parametrize("number", GAMES)
def test_ruling_out_options_cannot_raise_what_is_possible(number: int, tmp_path: Path) -> None:
    scenario = drawn_scenario(number, tmp_path)
    actor = next(name for name in scenario.model.actors if scenario.model.tolerable.get(name))
    found = scenario.off_ramps(actor, pairs=False, levers=False).to_json()
    tried = [one for one in found["offramps"] if one["kind"] == "commitment"]
    for one in tried:
        chances = {name: one["chances"][name]["value"] for name in CHANCES}
        assert chances["possible"] <= found["baseline"]["chances"]["possible"]["value"] + 1e-9
        assert chances["would"] <= chances["could"] + 1e-9
        assert chances["could"] <= chances["helped"] + 1e-9
        assert chances["helped"] <= chances["possible"] + 1e-9


@pytest.mark.parametrize("number", GAMES)
def test_an_option_that_is_ruled_out_might_as_well_not_be_written(number: int, tmp_path: Path) -> None:
    """A game from whose file the options are left out that a commitment rules out, where others are always there."""
    scenario = drawn_scenario(number, tmp_path)
    model = scenario.model
    actor = next(name for name in model.actors if model.tolerable.get(name))
    found = scenario.off_ramps(actor, pairs=False, levers=False).to_json()
    layout, compared = Layout(tuple(model.actors), actor), 0
    for one in found["offramps"]:
        committed = one["commits"][0]
        out = set(committed["options"])
        moves = [s for s in model.play if isinstance(s, Move) and s.actor == committed["actor"]]
        left = [[o for o in move.options if o.label not in out] for move in moves]
        numeric = any(o.family in out for move in moves for o in move.options)  # rules read the number by that name
        if committed["how"] == "force" or numeric or not all(any(o.when is None for o in kept) for kept in left):
            continue
        play = tuple(
            replace(s, options=tuple(o for o in s.options if o.label not in out))
            if isinstance(s, Move) and s.actor == committed["actor"]
            else s
            for s in model.play
        )
        number_n = layout.read(solve(Game.bind(replace(model, play=play)), Start(), Effort()).backward)
        assert [one["chances"][name]["value"] for name in CHANCES] == pytest.approx(number_n[:5].tolist(), abs=1e-9)
        compared += 1
    assert compared or number >= RICH
