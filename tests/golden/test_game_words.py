"""What the terminal says of game files and of scenarios that are written: the wording is reviewed here as a diff.

After a wanted change: OFFRAMP_REWRITE_GOLDEN=1 pytest tests/golden/test_game_words.py
"""

import os
import shutil
from pathlib import Path

import pytest

import offramp
from offramp.cli.equilibrium_words import equilibrium_text
from offramp.cli.main import main
from offramp.core.version import __version__

FOLDER = Path(__file__).parent / "game_words"
GAMES = Path(__file__).parents[1] / "closed_form" / "games"
SCENARIOS = Path(__file__).parents[1] / "closed_form" / "scenarios"
CASES = {
    "check_perfect_information": "check win_or_lose.efg",
    "check_hidden_information": "check one_card_poker.efg",
    "check_strategic_form": "check nine_equilibria.nfg",
    "show_tree": "show unseen_coin.efg",
    "show_strategic_form": "show constant_sum.nfg",
    "solve_tree": "solve centipede_four_moves.efg",
    "solve_exactly": "solve sharing_game.efg --rationality inf",
    "solve_by_chance": "solve three_players.efg --rationality 0",
    "solve_simultaneous": "solve entry_and_accommodation.efg --rationality 2",
    "solve_past_a_branch_point": "solve nine_equilibria.nfg --rationality 2",
    "write_tree": "write sharing_game.yaml --as efg",
    "write_chain": "write sharing_game.yaml --as prism --solved",
    "write_to_a_file": "write sharing_game.yaml --out sharing.prism",
    "write_for_one": "write sharing_game.yaml --out sister.prism --free sister",
}


@pytest.mark.parametrize("case", CASES)
def test_words(case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    command = CASES[case].split()
    name = command[1]
    shutil.copy(next(folder / name for folder in (GAMES, SCENARIOS) if (folder / name).is_file()), name)
    assert main(command) == 0
    found = capsys.readouterr().out.replace(f"offramp {__version__}", "offramp VERSION")
    found = found.replace(f"Offramp {__version__}", "Offramp VERSION")
    expected = FOLDER / f"{case}.txt"
    if os.environ.get("OFFRAMP_REWRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("status", ["stalled", "unresolved", "beyond_precision"])
def test_what_is_no_equilibrium_is_not_called_one(status: str) -> None:
    result = offramp.read_game(GAMES / "matching_pennies.nfg").solve(3.0).to_json()
    said = equilibrium_text(result)
    assert "NOT RESOLVED" not in said
    assert "\nLogit equilibrium in agent form" in said
    result["solved"] = False
    result["stages"][0] |= {"status": status, "residual": 0.4}
    said = equilibrium_text(result)
    assert "NOT RESOLVED. No equilibrium was found" in " ".join(said.split("\n\n")[0].split())
    assert "\nLogit equilibrium in agent form" not in said
    assert "on average" not in said
