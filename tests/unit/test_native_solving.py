"""Native code against NumPy on every scenario at hand and on awkward corners, and faults that both report alike."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import offramp
from offramp.core.diagnostics import Diagnostic
from offramp.game.choices import options
from offramp.game.game import Game
from offramp.kernels import machine_code
from offramp.kernels.kernel_shelf import KernelShelf
from offramp.kernels.machine_code import Processor
from offramp.scenario.library import ready_scenarios
from offramp.scenario.model import Move
from offramp.scenario.reader import read_text
from offramp.solve import native_kernel, native_record, native_team
from offramp.solve.backward_induction import Backward, How, solve_backward
from offramp.solve.columns import Extent
from offramp.solve.forward_pass import walk
from offramp.solve.native_kernel import EXTENTS, why_not_native
from offramp.solve.start import Start, read_start

from ..guide_scenario import MORE_PARTS, PARTS, WHOLE, added, as_written, with_part, written
from ..twins import (
    Twins,
    assert_alike,
    assert_close,
    assert_same_play,
    assert_same_values,
    assert_twins,
    backend,
    counted,
    grids_of,
    needs_native,
    solved_by,
    solved_twins,
    whole_grids,
)

pytestmark = needs_native

TESTS = Path(__file__).parents[1]
LARGER = ("brink", "ukraine-2023")  # models that other tests look at
MODELS = (path for name, path in ready_scenarios().items() if name not in LARGER)
CLOSED_FORM = sorted([*(TESTS / "closed_form" / "scenarios").glob("*.yaml"), *MODELS])
RUN_TIME = sorted(path for path in (TESTS / "golden" / "run_time").iterdir() if path.is_dir())
QUICK = ("critical-risk", "ruin_threshold")
PLAIN = Processor("x86-64", "")


def game_of(data: Any, **more: Any) -> Game:
    """The game of a scenario file as data, its lines as long as they need to be."""
    return Game.bind(
        read_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=4000), "game.yaml"), **more
    )


def with_ballast(text: str) -> Any:
    """A scenario with a stock that plays no part: its states are no longer finitely many, so native code solves it."""
    data = as_written(text)
    stock = {"ballast": {"range": ["0", "1"], "start": "0.8"}}
    return {
        **data,
        "state": {**data.get("state", {}), **stock},
        "play": [*data["play"], {"update": {"ballast": "0.9 * ballast"}}],
    }


# --- scenarios at hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=p.stem, marks=() if p.stem in QUICK else pytest.mark.slow) for p in CLOSED_FORM],
)
def test_closed_forms(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    game = Game.bind(read_text(text, path.name))
    if game.exact:
        assert str(why_not_native(game)).startswith("its states are finitely many")
        game = game_of(with_ballast(text))
    assert_twins(game, points=2)


def test_a_scenario_of_the_library() -> None:
    assert_twins(offramp.load("brink").game(), points=60)


@pytest.mark.parametrize("number", range(len(WHOLE)))
def test_the_guide(number: int) -> None:
    assert_twins(game_of(as_written(WHOLE[number])), points=40)


@pytest.mark.slow
@pytest.mark.parametrize("part", [*PARTS, *MORE_PARTS])
def test_the_parts_of_the_guide(part: str) -> None:
    game = game_of(with_part(part))
    twins = assert_twins(game, points=12)
    assert (twins.native.by_lane is None) == (why_not_native(game) is not None)


def test_the_flagship() -> None:
    assert_twins(offramp.load("ukraine-2023").game(), points=20)


@pytest.mark.slow
def test_the_flagship_in_every_view() -> None:
    scenario = offramp.load("ukraine-2023")
    for view in scenario.model.views:
        assert_twins(Game.bind(scenario.model, view), points=40)


def deluded() -> Game:
    """The flagship, all of whose actors believe assumptions to be a tenth larger than they are."""
    scenario = offramp.load("ukraine-2023")
    data = yaml.load(scenario.text, Loader=yaml.BaseLoader)
    names = [name for name, a in scenario.model.assumptions.items() if a.value][: 2 * len(data["actors"])]
    data["believes"] = {
        actor: {name: f"1.1 * {name}" for name in names[2 * k : 2 * k + 2]} for k, actor in enumerate(data["actors"])
    }
    return Game.bind(read_text(written(data), str(scenario.path)))


@pytest.mark.slow
def test_the_flagship_with_deluded_actors() -> None:
    game = deluded()
    assert all(game.believed_by(actor) for actor in game.actors)
    assert_twins(game, points=40)


@pytest.mark.parametrize("name", ["brink", pytest.param("ukraine-2023", marks=pytest.mark.slow)])
def test_results_in_views(name: str) -> None:
    scenario = offramp.load(name)
    for view in [None, *scenario.model.views][: 2 if name == "ukraine-2023" else None]:
        found: list[Any] = []
        for by in ("numpy", "native"):
            with backend(by):
                found.append(scenario.solve(view=view, points=30, paths=16).to_json())
        assert_alike(*found)


# --- one small game in many shapes ----------------------------------------------------------------------------------

QUARREL = yaml.safe_load("""
offramp: 1
title: A quarrel
calendar: {periods: 3}
actors: {a: {rationality: 2}, b: {rationality: inf}}
assumptions: {p: 0.4, q: 0.6, one: {means: A unit, unit: utility, value: 1}}
state:
  phase: {modes: [open, war, deal], start: open}
  mood: {modes: [low, high], start: low}
  x: {range: [0, 1], start: 0.5}
play:
  - move: a
    options: {push: {then: {x: x + 0.1}}, wait: {}}
  - move: b
    options: {push: {then: {x: x + 0.2 * x}}, wait: {then: {x: x - 0.05}}}
  - {chance: slip, probability: 0.3 * x, then: {phase: war}}
  - {chance: peace, probability: 0.2, then: {phase: deal}}
  - {shock: noise, sd: 0.05}
  - {update: {x: x + noise}}
endings: {war: phase == war, deal: phase == deal}
payoffs:
  a: {each_period: -0.1 * x, at_end: {war: -1, deal: 1, otherwise: x}}
  b: {each_period: 0.1 * x, at_end: {war: -2, deal: 0.5 - x, otherwise: 0.2}}
tolerable: {a: [deal], b: {deal: 1, horizon: 1 - x}}
""")


def quarrel(first: str = "", last: str = "", a: str = "", b: str = "", **rest: str) -> dict[str, Any]:
    """The quarrel with steps before and behind the others, other moves, and other parts put in."""
    data = copy.deepcopy(QUARREL)
    moves = [yaml.safe_load(text) if text else move for text, move in zip((a, b), data["play"][:2], strict=True)]
    early, late = (yaml.safe_load(f"[{steps}]") for steps in (first, last))
    data["play"] = [*early, *moves, *late, *data["play"][2:]]
    merged: dict[str, Any] = added(data, {key: yaml.safe_load(text) for key, text in rest.items()})
    return merged


BID = "{move: a, options: {bid: {from: 0, to: 0.2, steps: 3, when: bid <= 0.7 - x, then: {x: x + bid}}, none_made: {}}}"
OLD = "{believes: {p: 0.3}}"
MIXED = "open if x > 0.5 else phase"

SHAPES = {
    # Believing in a game in which one doesn't move, everywhere or in some states, or has other options.
    "believed not to move": quarrel(
        a="{move: a, when: x < p, options: {push: {then: {x: x + 0.1}}, wait: {}}}", actors=f"{{a: {OLD}}}"
    ),
    "believed never to move": quarrel(a="{move: a, when: p > 0.35, options: [push, wait]}", actors=f"{{a: {OLD}}}"),
    "believed other options": quarrel(
        a="{move: a, options: {push: {when: x > p}, wait: {when: x <= q}, out: {when: p < 0.35}}}",
        actors=f"{{a: {OLD}, b: {{believes: {{q: 0.5}}}}}}",
    ),
    # A draw that isn't made in the state that the game starts in, or can't be made in a period in which it isn't.
    "drawn later": quarrel(
        last="{shock: s, when: mood == high, distribution: {lognormal: {median: 0.1, sigma: 0.4}}},"
        "{update: {x: 0.9 * x + s, mood: high if x > 0.45 else mood}}"
    ),
    "not drawn where it can't be": quarrel(
        last="{shock: s, when: t > 0, distribution: {normal: {mean: 0.1, sd: 0.1 * (t - 0.5)}}},"
        "{update: {x: 0.9 * x + s}}"
    ),
    # States side by side that go different ways before a move: each way has room of its own.
    "parted before moves": quarrel(
        first=f"{{update: {{phase: {MIXED}, mood: high if x > 0.45 else low}}}},"
        "{chance: c, when: x > 0.48, probability: 0.5, then: {mood: high if x > 0.52 else low}},"
        "{update: {phase: open if x > 0.3 else phase, mood: low if x < 0.55 else mood}},"
        "{one_of: {d: {probability: 0.3, then: {mood: low if x > 0.6 else high}}, e: {probability: 0.5 * x}},"
        "when: x < 0.9}",
        b="{move: b, when: mood == high, options: {wait: {},"
        "push: {then: {x: x + 0.1, mood: low if x > 0.6 else mood}}}}",
    ),
    # Endings between two steps, from the start, by time, by what was picked; all are looked at after the first step.
    "endings in the middle": quarrel(
        endings="{far: x >= 0.7, bold: b == push and x > 0.6 and mood == low, late: t == 2 and x > 0.52, low: x < 0.2}"
    ),
    "ended at the start": quarrel(first="{update: {mood: high}, when: x > 0.9}", endings="{far: x >= 0.4 and t > 0}"),
    # Ties, and what isn't a tie.
    "ties": quarrel(b="{move: b, options: {push: {}, wait: {}, third: {when: x > 0.5}, never: {when: x > 2}}}"),
    "the first of ties": quarrel(b="{move: b, ties: first, options: {push: {when: x > 0.4}, wait: {}, third: {}}}"),
    "no ties of a habit": quarrel(b="{move: b, habit: {push: 0.3, wait: 0.7}, options: [push, wait]}"),
    "no lambda": quarrel(actors="{a: {rationality: 0}}"),
    "a huge lambda": quarrel(actors="{a: {rationality: 1000000}}"),
    # Chances at their bounds.
    "chances": quarrel(
        first="{chance: sure, probability: 1, then: {x: x + 0.01}}, {chance: no_way, probability: 0 * x, then: {x: 0}},"
        "{chance: over, probability: 1 + 0.0000000001, then: {x: x - 0.01}},"
        "{chance: under, probability: -0.0000000001 * x}",
        last="{competing: {c: {rate: 'max(0, x - 0.5)', then: {x: x - 0.1}}, d: {rate: 0, then: {phase: deal}}}},"
        "{one_of: {e: {probability: 'clip(2 * x - 0.5, 0, 0.6)'}, otherwise: {then: {mood: high}},"
        "f: {probability: 0.4}}},"
        "{one_of: {g: {probability: x, then: {x: 0.9 * x}}, h: {probability: 1 - x}}, when: e or c}",
    ),
    "rates": quarrel(first="{competing: {c: {rate: 900 * x, then: {x: x - 0.1}}, d: {rate: 1000 * x}}}"),
    "shocks": quarrel(
        first="{shock: r, sd: 'max(0, x - 0.5)'}, {update: {x: x + r}}",
        last="{shock: s, when: x > 0.5 and mood == low, sd: 0.1},"
        "{update: {x: x + s, mood: high if s > 0.05 else mood}},"
        "{shock: u, sd: -0.0 * x}, {update: {x: x + u}},"
        "{shock: v, distribution: {student_t: {center: 0, scale: 0.01, df: 2}}, range: [-0.1, inf]},"
        "{update: {x: x + v}}",
    ),
    # Ranges: a stock that nothing moves, one past whose end there is only rounding, whole ones, and earlier values.
    "stocks": quarrel(
        first="{update: {z: z + 1e-13}}, {update: {z: z + 1e-11}}, {update: {z: z - 1e-11}},"
        "{update: {n: n + 1.0000001 * (1 if x > 0.5 else -1), big: 1.0001 * big}}",
        last="{update: {x: 'x + 0.1 * (previous(x) - previous(x, 2)) + 0.01 * n'}}",
        state="{still: {range: [0, 1], start: 0.25}, z: {range: [0, 1], start: 1}, x: {lags: 2},"
        "big: {range: [0, 1e9], start: 1e8}, n: {range: [-2, 3], start: 0, whole: true}}",
        payoffs="{a: {each_period: still + z + 1e-9 * big + 0.1 * n + previous(x)}}",
    ),
    "integrated": quarrel(
        first="{update: {x: x + 2 * x, y: y - 2 * x}, substeps: 2, when: mood == high}",
        last="{update: {x: x + 0.4 * (0.5 - x) * y, y: y - 0.3 * x}, method: rk4, substeps: 3, when: x > 0.45}",
        state="{y: {range: [0, 1], start: 0.3}, mood: {start: high}}",
    ),
    # Numbers that are picked: asked for, supposed, and by two movers.
    "numbers": quarrel(
        a=BID,
        b="{move: b, habit: {bid: 0.2 if b.bid < 0.05 else 0.05, push: 0.7},"
        "options: {bid: {from: 0, to: 0.3, steps: 3}, push: {when: not (a == bid) or a.bid < 0.15}}}",
        payoffs="{a: {each_period: 0.5 * a.bid if a == bid else (b.bid if b == bid else 0)}}",
    ),
    "nobody pays it": quarrel(
        b="{move: c, habit: {push: 0.3, wait: 0.7}, options: {push: {then: {phase: deal}}, wait: {}}}",
        last="{move: c, as: later, habit: {push: 0.6, wait: 0.4}, options: {push: {}, wait: {then: {x: x - 0.2}}}}",
        actors="{c: {habit: {push: 0.5, wait: 0.5}, helped: 2}}",
        tolerable="{c: [war]}",
    ),
    "ruin": quarrel(
        actors="{a: {ruin: {endings: [war], cap: 0.1}, helped: 0.2},"
        "b: {ruin: [war, horizon], helped: 1, discount: 0.8}}"
    ),
    "labels compared": quarrel(
        b="{move: b, options: {push: {when: a != b or x > 0.3}, wait: {}}}", last="{update: {x: x + 0.1}, when: a == b}"
    ),
    "eight actors": quarrel(
        first=",".join(f"{{move: {c}, when: x > 0.{k}, options: [up, down]}}" for k, c in enumerate("cdefgh", 2)),
        last="{update: {x: 'x + (0.05 if c == up else 0) - (0.05 if h == up and d == down else 0)'}}",
        actors=f"{{{', '.join(f'{c}: {{rationality: 3}}' for c in 'cdefgh')}}}",
        payoffs=f"{{{', '.join(f'{c}: {{at_end: {{war: {k}, otherwise: x}}}}' for k, c in enumerate('cdefgh'))}}}",
        tolerable=f"{{{', '.join(f'{c}: [deal]' for c in 'cdefgh')}}}",
    ),
}
SLOW_SHAPES = (
    "eight actors",
    "ruin",
    "rates",
    "labels compared",
    "no lambda",
    "integrated",
    "believed never to move",
    "the first of ties",
    "not drawn where it can't be",
)


@pytest.mark.parametrize("shape", [pytest.param(s, marks=pytest.mark.slow if s in SLOW_SHAPES else ()) for s in SHAPES])
def test_shapes(shape: str) -> None:
    game = game_of(SHAPES[shape])
    assert why_not_native(game) is None
    # A huge λ makes much of the last digits of what it weighs.
    assert_twins(game, points=40, within=1e-8 if shape == "a huge lambda" else 1e-10)


def test_beliefs_about_those_who_believe() -> None:
    """Whoever is believed to play in a game may believe in yet another one there."""
    minds = "{a: {believes: {p: 0.3}}, b: {rationality: 3, believes: {q: 0.1}}}"
    losses = "{b: {at_end: {war: -9 * q, deal: 0.5 - x, otherwise: 0.2}}}"
    game = game_of(quarrel(actors=minds, payoffs=losses))
    grids = whole_grids(game, 30)

    def solved(name: str) -> Backward:
        games = [game.believed_by(actor) for actor in ("a", "b")]
        with backend(name):
            last = solve_backward(games[1], grids, How(3), Extent.OUTLOOK)
            beliefs = {0: solve_backward(games[0], grids, How(3), Extent.OUTLOOK, {1: last}), 1: last}
            return solve_backward(game, grids, How(3), beliefs=beliefs)

    with counted() as given_up:
        twins = Twins(solved("native"), solved("numpy"), 0)
        assert twins.native.by_lane is not None
        assert_same_values(twins, 0)
        assert_same_play(twins, Start())
    assert not given_up
    plain = solved_by("native", game, Start(), grids)
    assert np.abs(twins.native.values(0) - plain.values(0)).max() > 1e-3


def test_moves_on_the_grids_of_another_game() -> None:
    """What NumPy builds again is of the game that was solved, whichever game its states were laid out for."""
    shape = quarrel(a="{move: a, options: {push: {when: p < 0.4}, wait: {}, out: {when: p < 0.4}}}")
    few, many = game_of(shape), game_of(shape, overrides={"p": 0.3})
    grids, start = grids_of(many, Start(), 20), Start()
    plain, again = solved_by("numpy", few, start, grids), solved_by("numpy", few, start, grids)
    for parts in again.slices:
        for part in parts:
            part.stage = None
    with backend("numpy"):
        for one, other in zip(walk(plain, start.block(few)), walk(again, start.block(few)), strict=True):
            assert_close(one.ended_e, other.ended_e, "ended")


def test_a_share_that_nobody_chooses() -> None:
    """Who believes in a game in which it doesn't move picks blindly; who moves there, as there."""
    game = game_of(SHAPES["believed not to move"])
    twins = solved_twins(game, points=40)
    with backend("native"):
        assert twins.native.by_lane is not None
        block = game.block(0, {"x": np.array([0.25, 0.35, 0.39, 0.2])}, {}, 4)
        shares = twins.native.by_lane.choices(block, 0, 0, np.ones((4, 2), dtype=bool))
    assert_close(shares.sum(axis=1), np.ones(4), "sums")
    assert (shares[0] != 0.5).all()
    assert_close(shares[1], [0.5, 0.5], "blind")


@pytest.mark.parametrize("shape", ["believed not to move", "believed other options"])
def test_what_believers_pick_is_found_in_the_game_that_they_believe_in(shape: str) -> None:
    """The same as in this game, which has all of its options looked at for it."""
    game = game_of(SHAPES[shape])
    solved = solved_twins(game, points=40).native
    with backend("native"):
        assert solved.by_lane is not None
        block = game.block(0, {"x": np.linspace(0.2, 0.7, 23)}, {}, 23)
        for step in (0, 1):
            move = game.model.play[step]
            assert isinstance(move, Move)
            available = options(block, move)[:, 1:]
            acting = available.any(axis=1)
            mover = game.actors.index(move.actor)
            found = solved.by_lane.choices(block, step, mover, available)[acting]
            here = solved.by_lane._enter("outlook", block, step).choice[acting]
            assert_close(found, here, f"step {step}", 1e-13)


EXPRESSIONS = {
    "and": "0.1 if x > 0.4 and 1 / (x - 0.4) > 3 else 0.2",
    "or": "0.1 if x <= 0 or log(x) > -1 else 0.2",
    "if": "log(x - 0.4) if x > 0.45 else 0",
    "nested if": "(1 / (x - 0.5) if x > 0.6 else (sqrt(0.5 - x) if x < 0.5 else 0)) * 0.01",
    "not": "0.3 if not (x < 0.5 or sqrt(x - 0.5) < 0.1) else 0",
    "mod": "(x % 0.3) + (-x % 0.3) * 0.1 + (x % -0.3) * 0.3 + (7 * x % 1)",
    "power": "x ** 2 + x ** 0.5 + (x + 1) ** -1.5 + 2 ** x + x ** 3 + 0 ** 0",
    "tables": "table(table(x, [0, 0.5, 1], [0, 1, 0]), [0, 0.2, 1], [1, 0.5, 0.7])",
    "extremes": "min(x, 0.3, p) + max(x, q, -0.0) + clip(x, 0.2, 0.6) + abs(x - 0.5) + clip(x, 0.6, 0.2)",
    "functions": "exp(-50 * x) + exp(x) + log(x + 1) + logistic(40 * (x - 0.5)) + per_period(x) + sqrt(x)",
    "steep": "logistic(2000 * x - 1000)",
    "yes and no": "(1 if not (x > 0.5) == (mood == low) else 0.5) + (0.2 if (x > 0.5) != (p > 0.5) else 0.7)",
    "signs": "-(-x) - -0.0 + 0 * -x",
}


def test_expressions() -> None:
    """Each where something is paid, and where it moves a stock between two moves."""
    terms = {f"term{k}": f"one * ({e})" for k, e in enumerate(EXPRESSIONS.values())}
    moved = [{"update": {"x": f"clip(0.05 * ({e}) + 0.95 * x, 0, 1)"}} for e in EXPRESSIONS.values()]
    data = quarrel(payoffs=yaml.safe_dump({"a": {"each_period": terms}}))
    data["play"][1:1] = moved
    assert_twins(game_of(data), points=80)


def test_names_that_kernels_use_themselves() -> None:
    text = yaml.safe_dump(QUARREL, sort_keys=False)
    for old, new in {"deal": "live", "war": "forward", "slip": "entries", "noise": "fault", "peace": "lärm"}.items():
        text = text.replace(old, new)
    assert_twins(game_of(yaml.safe_load(text)), points=40)


BARE = yaml.safe_load("""
offramp: 1
title: Bare
calendar: {periods: 4}
state: {x: {range: [0, 1], start: 0.5}}
play: [{shock: n, sd: 0.1}, {update: {x: x + n}}]
""")


@pytest.mark.parametrize("endings", [{}, {"endings": {"far": "x > 0.8"}}])
def test_nobody_decides_anything(endings: dict[str, Any]) -> None:
    assert_twins(game_of({**BARE, **endings}), points=40)


def test_moves_are_written_down_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    game = game_of(SHAPES["parted before moves"])
    twins = solved_twins(game, points=60)
    monkeypatch.setattr(native_record, "RECORD_BYTES", 40_000)
    assert_same_play(twins, Start())


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_team, "WORTH_SHARING", 2)
    game = game_of(SHAPES["believed other options"])
    twins = solved_twins(game, points=200)
    shared = solved_by("native", game, Start(), twins.native.grids, threads=3)
    for t in range(game.periods):
        assert (shared.values(t) == twins.native.values(t)).all()
    assert (shared.lowest_i == twins.native.lowest_i).all()
    assert shared.entries == twins.native.entries


# --- one kernel for many games --------------------------------------------------------------------------------------


def test_one_kernel_serves_all_horizons_numbers_and_starts() -> None:
    scenario = offramp.load("brink")
    game = scenario.game()
    kernel = native_kernel.native_kernel(game, EXTENTS)
    for periods in (1, 2, game.periods + 2):
        longer = game.with_periods(periods)
        assert native_kernel.native_kernel(longer, EXTENTS) is kernel
        assert_twins(longer, points=20)
    name, assumption = next((n, a) for n, a in game.model.assumptions.items() if a.value)
    other = scenario.game(set={name: 0.9 * assumption.value})
    assert native_kernel.native_kernel(other, EXTENTS) is kernel
    assert_twins(other, points=20)


def test_starts_in_the_middle_of_the_game() -> None:
    game = game_of(SHAPES["stocks"])
    starts: list[dict[str, float | str]] = [{"t": 1, "x": 0.7, "previous(x)": 0.4, "mood": "high"}, {"t": 2, "n": -2}]
    for at in starts:
        assert_twins(game, read_start(game, at), points=40)


def test_two_kernels_take_turns() -> None:
    games = [game_of(SHAPES["ties"]), game_of(SHAPES["chances"])]
    both = [solved_twins(game, points=30) for game in games]
    for _ in range(2):
        for twins in both:
            assert_same_play(twins, Start())


def test_a_processor_that_lacks_much(monkeypatch: pytest.MonkeyPatch) -> None:
    if "sse2" not in machine_code.host().features:
        pytest.skip("no x86-64 here")
    game = game_of(SHAPES["shocks"])
    here = solved_twins(game, points=40)
    with monkeypatch.context() as patch:
        patch.setattr(machine_code, "host", lambda: PLAIN)
        patch.setattr(native_kernel, "_shelf", KernelShelf())
        plain = solved_by("native", game, Start(), here.native.grids)
    assert plain.by_lane is not None
    assert_same_values(Twins(plain, here.native, 0), 0, within=1e-12)


# --- faults ---------------------------------------------------------------------------------------------------------


def found_by(name: str, game: Game) -> "Backward | list[Diagnostic]":
    """The solution on grids over everything, where play comes to or not; or what is wrong with the game."""
    try:
        return solved_by(name, game, Start(), whole_grids(game, 3))
    except offramp.ScenarioError as fault:
        return list(fault.diagnostics)


@pytest.mark.parametrize(
    "case", [pytest.param(p, id=p.name, marks=pytest.mark.slow if p.name.startswith("E614") else ()) for p in RUN_TIME]
)
def test_faults_of_the_transcripts(case: Path, tmp_path: Path) -> None:
    data = with_ballast((case / "scenario.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "scenario.yaml"
    path.write_text(written(data), encoding="utf-8")
    said = []
    for name in ("numpy", "native"):
        with backend(name), pytest.raises(offramp.ScenarioError) as caught:
            offramp.load(path).solve(points=12, refine=False)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert f"[{case.name[:4]}]" in said[0]
    if case.name[:4] in ("E607", "E614"):  # told by how large it is, before anything is solved
        return
    game, other = (offramp.load(path).game() for _ in range(2))
    with counted() as given_up:
        native = found_by("native", game)
    assert native == found_by("numpy", other)
    assert isinstance(native, list)
    assert native[0].code == case.name[:4]
    assert given_up or why_not_native(game) is not None


# What is no number where x is 0.5, as it is in some state of every grid.
FAULTY = "{number: 1 / (x - 0.5), holds: number > 0}"
SITES: dict[str, dict[str, str]] = {
    "a move": {"a": "{move: a, when: holds, options: [push, wait]}"},
    "an option": {"a": "{move: a, options: {push: {when: holds}, wait: {}}}"},
    "an effect": {"a": "{move: a, options: {push: {then: {x: number}}, wait: {}}}"},
    "a label": {"a": "{move: a, options: {push: {then: {mood: high if holds else low}}, wait: {}}}"},
    "a habit": {
        "a": "{move: a, habit: {push: 'clip(number, 0, 0.3)', wait: '1 - clip(number, 0, 0.3)'}, options: [push, wait]}"
    },
    "a chance": {"last": "{chance: c, probability: 'clip(number, 0, 1)'}"},
    "a chance between": {"first": "{chance: c, when: holds, probability: 0.3}"},
    "a rate": {"last": "{competing: {c: {rate: 'max(0, number)'}, d: {rate: 1}}}"},
    "a spread": {"last": "{shock: s, sd: abs(number)}"},
    "a spread below 0": {"last": "{shock: s, sd: 0.4 - x}"},
    "a chance above 1": {"last": "{one_of: {c: {probability: x}, d: {probability: 0.2 + 0.5 * x}}}"},
    "what a branch hides": {"last": "{update: {x: 'clip(number, 0, 1) if x < 0.9 else 0'}}"},
    "what a condition hides": {"last": "{update: {x: '0.1 if holds and x < 2 or x > 0.7 else 0.2'}}"},
    "an update": {"last": "{update: {x: number}, when: mood == low}"},
    "an integrated update": {"last": "{update: {x: number}, method: rk4}"},
    "an ending": {"endings": "{far: holds}"},
    "a payoff": {"payoffs": "{a: {each_period: one * (number)}}"},
    "a last payoff": {"payoffs": "{b: {at_end: {war: one * (number)}}}"},
    "a weight": {"tolerable": "{b: {war: number}}"},
    "a number": {"a": BID, "payoffs": "{a: {each_period: one * bid}}"},
    "no number": {"last": "{update: {x: (-x) ** 0.5 + log(x - 0.2)}}"},
    "no option": {"a": "{move: a, options: {push: {when: x > 0.5}, wait: {when: x < 0.5}}}"},
    "two moves": {"first": "{move: a, when: x == 0.5, options: [push, wait]}"},
    "no whole number": {"last": "{update: {n: n + x}}", "state": "{n: {range: [0, 2], start: 0, whole: true}}"},
    "a draw": {"last": "{shock: s, when: x > 0.5, distribution: {normal: {mean: 0, sd: t - 1}}}, {update: {x: x + s}}"},
}


QUICK_SITES = ("a habit", "a spread below 0", "a number", "what a branch hides", "a draw", "two moves")


@pytest.mark.parametrize("site", [pytest.param(s, marks=() if s in QUICK_SITES else pytest.mark.slow) for s in SITES])
def test_a_fault_is_told_alike(site: str) -> None:
    still = {actor: f"{{move: {actor}, options: [push, wait]}}" for actor in "ab"}
    game = game_of(quarrel(**{**still, "define": FAULTY, **SITES[site]}))
    assert why_not_native(game) is None
    with counted() as given_up:
        native = found_by("native", game)
    numpy = found_by("numpy", game)
    assert isinstance(numpy, list)
    assert native == numpy
    assert given_up


GUARDED = {
    "define": "{wrong: 1 / (x - 0.5), never: x * x > x + 0.01, split: x != 0.5 and wrong > 0,"
    "number: 'clip(wrong, 0, 1) if x != 0.5 else 0.2'}",
    "first": "{update: {x: x + 0.1}, when: split}, {chance: c, when: split, probability: 0.3 if x == 0.5 else 0.1}",
    "a": "{move: a, when: not split, habit: {push: 0.5, wait: 0.5},"
    "options: {push: {when: split or x == 0.5, then: {x: number, mood: high if split else low}}, wait: {}}}",
    "b": "{move: b, when: not never, options: {push: {when: 'not (never and wrong > 0)'}, wait: {},"
    "third: {when: never, then: {x: wrong, mood: high if wrong > 1 else low}}}}",
    "last": "{chance: d, when: never, probability: wrong}, {update: {x: wrong}, when: never},"
    "{shock: s, when: never, sd: wrong}, {shock: u, when: t > 0, distribution: {gamma: {shape: t, mean: 0.1}}},"
    "{update: {x: number + u}}, {competing: {e: {rate: number}}}",
    "endings": "{odd: never}",
    "payoffs": "{a: {each_period: {one: one * number, other: one * (wrong if never else 0)},"
    "at_end: {odd: wrong * one}}, b: {at_end: {odd: 0}}}",
    "tolerable": "{a: {deal: 1, odd: wrong}}",
}


def test_what_no_state_meets_is_no_fault() -> None:
    game = game_of(quarrel(**GUARDED))
    with counted() as given_up:
        native = found_by("native", game)
    numpy = found_by("numpy", game)
    assert isinstance(native, Backward)
    assert isinstance(numpy, Backward)
    assert not given_up
    assert_same_values(Twins(native, numpy, 0), 0)
