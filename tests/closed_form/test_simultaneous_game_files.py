"""Games with simultaneous moves in files: Gambit's logit equilibria (pygambit 16.7.0), and Nash equilibria at λ = ∞."""

import math

import pytest

from .game_files import gains, mixed, profile, solved

# λ -> information set -> chances, to nine digits.
ENTRY = {
    0.5: {"stance": (0.427061216, 0.572938784), "entry": (0.498998303, 0.501001697),
          "after_s": (0.817574476, 0.182425524)},
    1.0: {"stance": (0.434127643, 0.565872357), "entry": (0.554894986, 0.445105014),
          "after_s": (0.952574127, 0.047425873)},
    2.0: {"stance": (0.506513978, 0.493486022), "entry": (0.646904802, 0.353095198),
          "after_s": (0.997527377, 0.002472623)},
    5.0: {"stance": (0.609231799, 0.390768201), "entry": (0.694722606, 0.305277394),
          "after_t": (0.993307149, 0.006692851)},
}  # fmt: skip
COIN = {
    0.5: {"one": (0.489064339, 0.510935661), "two": (0.470833586, 0.529166414)},
    1.0: {"one": (0.463555713, 0.536444287), "two": (0.451321288, 0.548678712)},
    2.0: {"one": (0.412389676, 0.587610324), "two": (0.440984117, 0.559015883)},
    5.0: {"one": (0.354662499, 0.645337501), "two": (0.460092880, 0.539907120)},
}
CONSTANT_SUM = {
    0.5: [[0.568773237, 0.431226763], [0.553695485, 0.446304515]],
    1.0: [[0.642979359, 0.357020641], [0.588319024, 0.411680976]],
    2.0: [[0.772676607, 0.227323393], [0.611743479, 0.388256521]],
    5.0: [[0.9449112, 0.0550888], [0.568428907, 0.431571093]],
}


@pytest.mark.parametrize(("name", "published"), [("entry_and_accommodation", ENTRY), ("unseen_coin", COIN)])
def test_trees(name: str, published: dict[float, dict[str, tuple[float, float]]]) -> None:
    for rationality, sets in published.items():
        result = solved(f"{name}.efg", rationality)
        assert result["solved"]
        assert all(stage["residual"] < 1e-10 for stage in result["stages"])
        for label, chances in sets.items():
            assert tuple(mixed(result, label).values()) == pytest.approx(chances, abs=2e-9)


@pytest.mark.parametrize("rationality", CONSTANT_SUM)
def test_constant_sum(rationality: float) -> None:
    result = solved("constant_sum.nfg", rationality)
    for found, published in zip(profile(result), CONSTANT_SUM[rationality], strict=True):
        assert found == pytest.approx(published, abs=2e-9)
    assert sum(player["payoff"] for player in result["players"]) == pytest.approx(2.0, abs=1e-12)


@pytest.mark.parametrize("rationality", [0.0, 0.5, 1.0, 2.0, 5.0])
def test_prisoners_dilemma(rationality: float) -> None:
    """Defecting is worth 1 more whatever the other does: cooperation has 1 / (1 + exp(λ))."""
    result = solved("prisoners_dilemma.nfg", rationality)
    keeps = 1 / (1 + math.exp(rationality))
    assert profile(result) == [pytest.approx([keeps, 1 - keeps], abs=1e-12)] * 2
    assert gains(result) == pytest.approx([keeps, keeps], abs=1e-12)


def test_nash_equilibria_at_infinite_rationality() -> None:
    """Mixtures that make the other side indifferent: worked out by hand from the payoffs, and as published."""
    entry = solved("entry_and_accommodation.efg", math.inf)
    assert mixed(entry, "stance") == pytest.approx({"S": 2 / 3, "T": 1 / 3}, abs=1e-9)
    assert mixed(entry, "entry") == pytest.approx({"E": 2 / 3, "O": 1 / 3}, abs=1e-9)
    assert mixed(entry, "after_s") == mixed(entry, "after_t") == {"A": 1.0, "F": 0.0}
    coin = solved("unseen_coin.efg", math.inf)
    assert mixed(coin, "one") == pytest.approx({"A": 1 / 3, "B": 2 / 3}, abs=1e-9)
    assert mixed(coin, "two") == pytest.approx({"X": 1 / 2, "Y": 1 / 2}, abs=1e-9)
    for result in (entry, coin):
        assert gains(result) == pytest.approx([0, 0], abs=1e-9)
        assert {stage["status"] for stage in result["stages"]} == {"limit"}
