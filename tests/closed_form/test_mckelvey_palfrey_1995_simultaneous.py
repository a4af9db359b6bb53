"""Games of one move that both make at the same time, as scenarios.

Prisoner's dilemma: p(C) solves p = 1 / (1 + exp(λ(1 + p))) for T = 5, R = 3, P = 1, S = 0. Asymmetric matching pennies:
Goeree & Holt 2001 (American Economic Review 91:1402-1422), logit equilibria by two other solvers.
"""

from pathlib import Path

import pytest

from .scenario_runs import chosen, run

GAME = """
offramp: 1
title: {title}
calendar: {{periods: 1}}
assumptions: {{precision: {{means: λ, unit: 1/utility, value: 1, range: [0, 200]}}}}
actors: {{row: {{rationality: precision}}, column: {{rationality: precision}}}}
state: {{phase: {{modes: ["on"], start: "on"}}}}
play: [{{move: [row, column], options: {{row: [{rows}], column: [{columns}]}}}}]
payoffs:
  row: {{at_end: {{horizon: "{row}"}}}}
  column: {{at_end: {{horizon: "{column}"}}}}
tolerable: {{row: [horizon], column: [horizon]}}
"""


def payoff(table: list[list[float]], rows: list[str], columns: list[str]) -> str:
    cells = [
        f"{value} if row == {r} and column == {c}"
        for r, of_row in zip(rows, table, strict=True)
        for c, value in zip(columns, of_row, strict=True)
    ]
    return " else ".join(cells) + " else 0"


def scenario(
    folder: Path, rows: list[str], columns: list[str], row: list[list[float]], column: list[list[float]]
) -> Path:
    path = folder / "game.yaml"
    text = GAME.format(
        title="A game",
        rows=", ".join(rows),
        columns=", ".join(columns),
        row=payoff(row, rows, columns),
        column=payoff(column, rows, columns),
    )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("precision", "share"), [(0.5, 0.338648), (1, 0.226751), (2, 0.099788)])
def test_prisoners(precision: float, share: float) -> None:
    found = run("prisoners-dilemma", precision=precision)
    for actor in ("one", "two"):
        assert chosen(found, actor, "cooperate") == pytest.approx(share, abs=5e-7)
    assert found["certificate"]["logit_residual"] < 1e-8
    assert len(found["equilibria"]["found"]) == 1


@pytest.mark.parametrize(
    ("precision", "top", "left"),
    [(0.01, 0.740155, 0.452116), (0.05, 0.817988, 0.218923), (0.1, 0.713424, 0.153502), (1, 0.524289, 0.125304)],
)
def test_asymmetric_matching_pennies(precision: float, top: float, left: float, tmp_path: Path) -> None:
    row, column = [[320, 40], [40, 80]], [[40, 80], [80, 40]]
    found = run(scenario(tmp_path, ["t", "b"], ["l", "r"], row, column), precision=precision)
    assert chosen(found, "row", "t") == pytest.approx(top, abs=5e-7)
    assert chosen(found, "column", "l") == pytest.approx(left, abs=5e-7)


def test_exact_players_mix(tmp_path: Path) -> None:
    """Their Nash equilibrium: p(T) = 1/2, p(L) = 1/8."""
    path = scenario(tmp_path, ["t", "b"], ["l", "r"], [[320, 40], [40, 80]], [[40, 80], [80, 40]])
    path.write_text(path.read_text(encoding="utf-8").replace("rationality: precision", "rationality: inf"))
    found = run(path)
    assert chosen(found, "row", "t") == pytest.approx(0.5, abs=1e-6)
    assert chosen(found, "column", "l") == pytest.approx(0.125, abs=1e-6)
    assert found["certificate"]["resolved"]
