"""Storm (stormpy) on models that Offramp writes: chances of endings, payoffs and ways out, to 1e-9."""

from pathlib import Path
from typing import Any

import pytest

import offramp
from tests.finite_games import RICH, drawn_scenario
from tests.prism_reading import Model

from .peer import peer

pytestmark = pytest.mark.slow

SCENARIOS = Path(__file__).parents[1] / "closed_form" / "scenarios"
PUBLISHED = [
    "avenue-of-retreat",
    "centipede_constant_sum",
    "centipede_four_moves",
    "forts",
    "gamblers_ruin",
    "gambling-for-resurrection",
    "habits",
    "moran_fixation",
    "sharing_game",
    "symmetric_walk_maximum",
    "three_players",
    "tree_with_chance",
]
PLAIN = range(8)
GAMES = (*PLAIN, *range(RICH, RICH + 12))
WAYS_OUT = "{}_tolerates"


def close(expected: float) -> object:
    return pytest.approx(expected, abs=1e-9, rel=1e-9)


class Storm:
    """A written model in Storm."""

    def __init__(self, text: str, folder: Path) -> None:
        self.stormpy = peer("stormpy")
        path = folder / "model.prism"
        path.write_text(text, encoding="utf-8")
        self.program = self.stormpy.parse_prism_program(str(path))
        self.read = Model(text)

    def ask(self, *questions: str) -> list[float]:
        """The answers at the start: up to rounding, since a model without circles is solved by substitution."""
        wanted = self.stormpy.parse_properties(";".join(questions), self.program)
        model = self.stormpy.build_model(self.program, wanted)
        (start,) = model.initial_states
        found = [self.stormpy.model_checking(model, one) for one in wanted]
        return [float(answer.get_value(start)) for answer in found]

    def states(self) -> int:
        """How many states Storm finds."""
        return int(self.stormpy.build_model(self.program).nr_states)


def same_chain(scenario: offramp.Scenario, folder: Path) -> None:
    expected = scenario.solve().to_json()
    storm = Storm(scenario.as_prism(free=[]), folder)
    endings = list(expected["endings"])
    found = storm.ask(*(f'P=? [F "{ending}"]' for ending in endings))
    assert found == [close(expected["endings"][ending]) for ending in endings]
    for name, actor in expected["actors"].items():
        (payoff,) = storm.ask(f'R{{"{name}"}}=? [F "ended"]')
        assert payoff - storm.read.constants.get(f"raised_{name}", 0.0) == close(actor["value"])
        if WAYS_OUT.format(name) in storm.read.rewards:
            assert storm.ask(f'R{{"{WAYS_OUT.format(name)}"}}=? [F "ended"]') == [close(actor["would"])]


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_scenarios_as_solved(name: str, tmp_path: Path) -> None:
    own = SCENARIOS / f"{name}.yaml"
    same_chain(offramp.load(own if own.exists() else name), tmp_path)


@pytest.mark.parametrize("number", GAMES)
def test_random_scenarios_as_solved(number: int, tmp_path: Path) -> None:
    same_chain(drawn_scenario(number, tmp_path), tmp_path)


@pytest.mark.parametrize("number", PLAIN)
def test_one_who_decides(number: int, tmp_path: Path) -> None:
    """What an actor could reach, and what its best reply brings, with all others as solved."""
    scenario = drawn_scenario(number, tmp_path)
    for name, actor in scenario.solve().to_json()["actors"].items():
        storm = Storm(scenario.as_prism(free=[name]), tmp_path)
        if storm.read.kind == "dtmc":
            continue  # it never moves
        (best,) = storm.ask(f'R{{"{name}"}}max=? [F "ended"]')
        assert best - storm.read.constants.get(f"raised_{name}", 0.0) == close(actor["best_reply_value"])
        if WAYS_OUT.format(name) in storm.read.rewards:
            assert storm.ask(f'R{{"{WAYS_OUT.format(name)}"}}max=? [F "ended"]') == [close(actor["could"])]


@pytest.mark.parametrize("number", PLAIN)
def test_stochastic_games(number: int, tmp_path: Path) -> None:
    """Storm builds the game with all of its states; read as one decision process it says what all could do together."""
    scenario = drawn_scenario(number, tmp_path)
    text = scenario.as_prism()
    storm = Storm(text, tmp_path)
    assert storm.read.kind in ("smg", "mdp")
    ends = {after for ways in storm.read.ways.values() for way in ways for _, after in way.branches}
    assert storm.states() == len({storm.read.start, *ends})
    together = Storm(as_decision_process(text), tmp_path) if storm.read.kind == "smg" else storm
    for name, actor in scenario.solve().to_json()["actors"].items():
        if WAYS_OUT.format(name) in together.read.rewards:
            assert together.ask(f'R{{"{WAYS_OUT.format(name)}"}}max=? [F "ended"]') == [close(actor["possible"])]


def as_decision_process(text: str) -> str:
    head, _, rest = text.partition("\nsmg\n")
    constants, _, module = rest.partition("player ")
    return f"{head}\nmdp\n{constants}module{module.partition('module')[2]}"


def test_a_wrong_chance_is_noticed(tmp_path: Path) -> None:
    scenario = offramp.load(SCENARIOS / "centipede_four_moves.yaml")
    text = scenario.as_prism(free=[])
    share = text.partition("-> ")[2].partition(":")[0]
    other = Storm(text.replace(share, "0.25", 1).replace(f"{1 - float(share)!r}", "0.75"), tmp_path)
    expected: dict[str, Any] = scenario.solve().to_json()["endings"]
    assert other.ask('P=? [F "taken_1"]') != [close(expected["taken_1"])]
