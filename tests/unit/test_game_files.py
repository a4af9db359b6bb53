"""Game files through the public interface and the command line."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import offramp
from offramp.cli.main import main
from offramp.cli.schemas import schema
from offramp.core.spans import SourceText
from offramp.exchange.extensive_game import NONE, ExtensiveGame
from offramp.exchange.game_numbers import exact_number
from offramp.exchange.game_text import MAX_BYTES
from offramp.exchange.read_game import read_game_text
from offramp.exchange.strategic_game import StrategicGame
from offramp.solve.trees import stage_games as stage_games_module
from offramp.solve.trees.best_replies import best_reply_gain
from offramp.solve.trees.stage_games import stage_games
from offramp.solve.trees.tree import tree_of
from offramp.solve.trees.tree_logit import solve_tree

GAMES = Path(__file__).parents[1] / "closed_form" / "games"
SCENARIOS = Path(__file__).parents[1] / "closed_form" / "scenarios"
FILES = sorted(GAMES.iterdir())
HIDDEN = ("agents_and_players.efg", "one_card_poker.efg")
SOLVED = [path for path in FILES if path.name not in HIDDEN]


def tree(text: str) -> ExtensiveGame:
    game = read_game_text(SourceText("game.efg", text))
    assert isinstance(game, ExtensiveGame)
    return game


def table(text: str) -> StrategicGame:
    game = read_game_text(SourceText("game.nfg", text))
    assert isinstance(game, StrategicGame)
    return game


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    assert main([*command, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    kind = found["schema"].split("/")[1]
    assert [fault.message for fault in Draft202012Validator(schema(kind)).iter_errors(found)] == []
    return found


# ---- what is in a file


def test_every_kind_of_label_number_and_place() -> None:
    game = tree(
        'EFG 2 D "A \\"small\\" game" {"Mrs A" "" }\n"a comment\nin two lines"\n\n'
        'c "start" 3 "luck" { "good" 1/3 "bad" 2/3 }0\n'
        '  p "x" 1 7 "one\\\\two" { "in" "in" "" } 4 "fee" { -1e-1, +.5 }\n'
        't "" 2 "" { 1. 1/4 } t "" 2 t "" 0\n'
        '  p "y" 1 7 0 t "" 4 t "" 0 t"z"2\n'
    )
    assert (game.title, game.comment) == ('A "small" game', "a comment\nin two lines")
    assert (game.player(0), game.player(1), game.player(-1)) == ("Mrs A", "player 2", "chance")
    luck, seven = game.sets
    assert (luck.player, luck.number, luck.label, luck.actions) == (-1, 3, "luck", ("good", "bad"))
    assert luck.probabilities == (1 / 3, 2 / 3)
    assert (seven.player, seven.number, seven.actions) == (0, 7, ("in", "in", ""))
    assert (luck.span.line, luck.span.column) == (5, 11)
    assert [(o.number, o.label, o.payoffs) for o in game.outcomes] == [(4, "fee", (-0.1, 0.5)), (2, "", (1.0, 0.25))]
    assert [node.information_set for node in game.nodes] == [0, 1, NONE, NONE, NONE, 1, NONE, NONE, NONE]
    assert [node.outcome for node in game.nodes] == [NONE, 0, 1, 1, NONE, NONE, 0, NONE, 1]
    assert [node.span.line for node in game.nodes] == [5, 6, 7, 7, 7, 8, 8, 8, 8]
    assert [node.label for node in game.nodes] == ["start", "x", "", "", "", "y", "", "", "z"]


def test_payoffs_on_the_way_add_up() -> None:
    game = tree('EFG 2 R "" { "one" } p "" 1 1 "" { "a" "b" } 1 "" { 10 } t "" 2 "" { 1 } t "" 3 "" { 2 }')
    solution = solve_tree(tree_of(game), math.inf)
    assert solution.value_vi[0].tolist() == [12]
    assert solution.choice_v.tolist() == [1, 0, 1]


def test_the_first_player_varies_fastest_in_both_bodies() -> None:
    listed = table('NFG 1 R "" { "one" "two" } { 3 2 }\n 1 1 0 2 0 2 1 1 0 3 2 0')
    payoff = [[[1, 1], [1, 1]], [[0, 2], [0, 3]], [[0, 2], [2, 0]]]
    assert listed.payoff_si.tolist() == payoff
    assert listed.strategies == (("1", "2", "3"), ("1", "2"))
    by_outcome = table(
        'NFG 1 R "" { "one" "two" } { { "1" "2" "3" } { "1" "2" } } "comment"\n'
        '{ { "" 1, 1 } { "" 0, 2 } { "" 0 3 } { "" 2 0 } } 1 2 2 1 3 4'
    )
    assert by_outcome.payoff_si.tolist() == payoff
    with_commas = table('NFG 1 R "" { "one" "two" } { 3 2 }\n 1, 1, 0, 2, 0, 2, 1, 1, 0, 3, 2, 0')
    assert with_commas.payoff_si.tolist() == payoff
    nothing = table('NFG 1 R "" { "one" "two" } { { "a" } { "b" "c" } } { { "" 5 6 } } 0 1')
    assert nothing.payoff_si.tolist() == [[[0, 0], [5, 6]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("-0.25", -0.25), (".5", 0.5), ("7.", 7), ("1e3", 1000), ("-1.5E-2", -0.015), ("2/8", 0.25), ("+4", 4)],
)
def test_numbers(text: str, value: float) -> None:
    assert float(exact_number(text)) == value  # type: ignore[arg-type]  # None would be no number


@pytest.mark.parametrize(
    "text", ["", "x", "1/0", "1/2/3", "1e", "--1", "1e301", "1e101", "½", "١", "0x1", "1_0", "inf", "1" * 101]
)
def test_what_is_no_number(text: str) -> None:
    assert isinstance(exact_number(text), str)


def test_rounded_probabilities_are_scaled_and_others_refused() -> None:
    head = 'EFG 2 R "" { "one" } c "" 1 "" { "a" A "b" B "c" C } 0 t "" 0 t "" 0 t "" 0'
    thirds = head.replace(" A ", f" {1 / 3!r} ").replace(" B ", f" {1 / 3!r} ").replace(" C ", f" {1 / 3!r} ")
    assert sum(tree(thirds).sets[0].probabilities) == 1
    with pytest.raises(offramp.ScenarioError, match=r"add up to 0\.999"):
        tree(head.replace(" A ", " 0.333 ").replace(" B ", " 0.333 ").replace(" C ", " 0.333 "))


def test_all_faults_are_told_together_and_no_more_than_twenty() -> None:
    text = 'EFG 2 R "" { "one" "two" }\np "" 1 1 "" { "a" "b" } 0\nt "" 1 "" { 1 }\nt "" 2 "" { x 1 }\n'
    with pytest.raises(offramp.ScenarioError) as refused:
        tree(text)
    assert [(d.code, d.span and d.span.line) for d in refused.value.diagnostics] == [("E807", 3), ("E806", 4)]
    many = 'EFG 2 R "" { "one" }\n' + "".join(f'p "" 1 {k} "" {{ "a" }} {k} "" {{ x }}\n' for k in range(1, 90))
    with pytest.raises(offramp.ScenarioError) as refused:
        tree(many)
    assert len(refused.value.diagnostics) == 20


def test_reading_goes_on_behind_a_node_that_is_spoilt() -> None:
    text = 'EFG 2 R "" { "one" }\np "" 1 1 "" { "a" "b" } 0\nt "" 1 spoilt { 1 }\nt "" 2 "" { nought }\n'
    with pytest.raises(offramp.ScenarioError) as refused:
        tree(text)
    assert [d.code for d in refused.value.diagnostics] == ["E811", "E804", "E806"]


def test_bounds_of_size(tmp_path: Path) -> None:
    path = tmp_path / "large.efg"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(offramp.ScenarioError, match="16 MB"):
        offramp.read_game(path)
    crowd = " ".join(f'"{k}"' for k in range(101))
    with pytest.raises(offramp.ScenarioError, match="101 players"):
        tree(f'EFG 2 R "" {{ {crowd} }} t "" 0')


@pytest.mark.slow
def test_too_many_nodes_are_refused() -> None:
    nodes = 'p "" 1 1 "" { "a" } 0\n' + 'p "" 1 1 0\n' * 500_001
    with pytest.raises(offramp.ScenarioError, match="500,000 nodes"):
        tree('EFG 2 R "" { "one" }\n' + nodes)


@pytest.mark.parametrize("name", ["nowhere.efg", "."])
def test_files_that_are_not_there(name: str) -> None:
    with pytest.raises(offramp.ScenarioError, match="E001"):
        offramp.read_game(name)


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "marked.efg"
    path.write_bytes(b"\xef\xbb\xbf" + (GAMES / "win_or_lose.efg").read_bytes())
    assert offramp.read_game(path).solve().payoffs == offramp.read_game(GAMES / "win_or_lose.efg").solve().payoffs


# ---- what is solved


def test_stages_are_found_under_moves_and_chance() -> None:
    """After a first move and a draw two players move at once; one way out of that leads to a last move."""
    text = """EFG 2 R "" { "a" "b" }
p "" 1 1 "" { "in" "out" } 0
c "" 1 "" { "sun" 1/2 "rain" 1/2 } 0
p "" 1 2 "" { "l" "r" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 } t "" 2 "" { 0 0 }
p "" 2 1 0
t "" 2 p "" 1 5 "" { "x" "y" } 0 t "" 3 "" { 2 0 } t "" 4 "" { 0 2 }
t "" 5 "" { 3 3 }
t "" 6 "" { 2 2 }"""
    game = tree(text)
    solution = solve_tree(tree_of(game), math.inf)
    (stage,) = stage_games(solution.tree)
    assert [game.sets[h].number for h in stage.sets] == [2, 1]
    assert stage.sizes == (2, 2)
    assert len(stage.exit_x) == 4
    assert solution.solved
    assert solution.gain_i.tolist() == pytest.approx([0, 0], abs=1e-9)


def test_a_large_stage_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = " ".join(f'"{k}"' for k in range(300))
    inner = "".join(f'p "" 2 1 "" {{ {sizes} }} 0\n' + 't "" 0\n' * 300 for _ in range(300))
    text = f'EFG 2 R "" {{ "a" "b" }}\np "" 1 1 "" {{ {sizes} }} 0\n{inner}'
    assert len(stage_games(tree_of(tree(text)))) == 1
    monkeypatch.setattr(stage_games_module, "MOST_PROFILES", 80_000)
    with pytest.raises(offramp.ScenarioError, match="in 90,000 ways"):
        stage_games(tree_of(tree(text)))


def test_a_gain_needs_perfect_recall() -> None:
    game = tree('EFG 2 R "" { "one" } p "" 1 1 "" { "a" "b" } 0 t "" 1 "" { 0 } p "" 1 1 0 t "" 2 "" { 4 } t "" 1')
    with pytest.raises(ValueError, match="forgets"):
        best_reply_gain(tree_of(game), np.ones(5), 0)


def test_rationality_must_be_a_number_from_0_on() -> None:
    game = offramp.read_game(GAMES / "win_or_lose.efg")
    for wrong in (-1.0, math.nan):
        with pytest.raises(offramp.ScenarioError, match="E713"):
            game.solve(wrong)


# ---- the command line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["check", "show"])
def test_what_is_shown_fits_its_schema(command: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, command, str(path))
    assert found["ok"]
    assert found["solved"] is (path.name not in HIDDEN)
    assert bool(found["not_yet"]) is (path.name in HIDDEN)
    if found["game"]["form"] == "extensive":
        counts = found["counts"]
        assert counts["nodes"] == counts["decisions"] + counts["draws"] + counts["ends"]
        assert sum(there["nodes"] for there in found["sets"]) == counts["decisions"]


@pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.name)
@pytest.mark.parametrize("rationality", ["0", "1.5", "inf"])
def test_what_is_solved_fits_its_schema(rationality: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "solve", str(path), "--rationality", rationality)
    assert found["solved"]
    for there in found["sets"]:
        assert sum(action["chosen"] for action in there["actions"]) == pytest.approx(1)
    assert found == json.loads(
        json.dumps(offramp.read_game(path).solve(float(rationality)).to_json()).replace("Infinity", '"inf"')
    )


def test_the_worth_of_actions(capsys: pytest.CaptureFixture[str]) -> None:
    """At a finite rationality log odds are λ times the difference in worth, in stages as elsewhere."""
    for name in ("entry_and_accommodation.efg", "unseen_coin.efg", "sharing_game.efg", "constant_sum.nfg"):
        found = printed(capsys, "solve", str(GAMES / name), "--rationality", "2")
        for there in found["sets"]:
            first, *others = there["actions"]
            for other in others:
                odds = math.log(first["chosen"] / other["chosen"])
                assert odds == pytest.approx(2 * (first["worth"] - other["worth"]), abs=1e-9)


def test_the_default_rationality_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "solve", str(GAMES / "win_or_lose.efg"))
    assert found["rationality"] == 1


@pytest.mark.parametrize("form", ["efg", "prism"])
def test_what_is_written_fits_its_schema(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = str(SCENARIOS / "sharing_game.yaml")
    found = printed(capsys, "write", scenario, "--as", form)
    assert found["path"] is None
    assert found["kind"] == {"efg": "efg", "prism": "smg"}[form]
    out = tmp_path / f"sharing.{form}"
    again = printed(capsys, "write", scenario, "--out", str(out))
    assert again["text"] is None
    assert out.read_text(encoding="utf-8") == found["text"]
    assert main(["write", scenario, "--out", str(out)]) == 2
    assert "[E733]" in capsys.readouterr().err
    assert main(["write", scenario, "--out", str(out), "--overwrite", "--set", "lambda=2"]) == 0
    assert out.read_text(encoding="utf-8") != found["text"]
