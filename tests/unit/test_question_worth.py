"""What questions are worth: gathered for all options at once, and still what the formula says."""

from typing import Any

import numpy as np
import pytest

from offramp.explore.hinges import perfect_information as questions
from offramp.explore.hinges.quantile_scale import QuantileScale

WORLDS, OPTIONS, ROWS = 300, 4, 23


def plain(scale: QuantileScale, count_rw: Any, centred_rwo: Any, mean_o: Any) -> Any:
    """EVPPI row by row of worlds: the mean of each option in each bin, smoothed, and the best of them."""
    found = []
    for count_w, centred_wo in zip(count_rw, centred_rwo, strict=True):
        mass_b = np.bincount(scale.bin_w, weights=count_w, minlength=len(scale.mass_b))
        total_ob = [np.bincount(scale.bin_w, weights=count_w * one_w, minlength=len(mass_b)) for one_w in centred_wo.T]
        mean_ob = np.divide(total_ob, mass_b, out=np.zeros((len(mean_o), len(mass_b))), where=mass_b > 0)
        expected_og = np.einsum("gb,ob->og", scale.smooth_gb, mean_ob) + mean_o[:, None]
        share_b = mass_b / mass_b.sum()
        found.append(share_b @ expected_og.max(axis=0) - (share_b @ expected_og.T).max())
    return np.array(found)


@pytest.mark.parametrize("few", [False, True])
def test_worth_in_all_rows_at_once_is_that_of_each_row(few: bool) -> None:
    rng = np.random.default_rng(5)
    value_w = rng.integers(0, 5, WORLDS).astype(float) if few else rng.random(WORLDS)
    worth_wo = rng.normal(size=(WORLDS, OPTIONS)) + np.outer(value_w - value_w.mean(), [0, 1, 2, -1])
    mean_o = worth_wo.mean(axis=0)
    centred_wo, weight_w = worth_wo - mean_o, np.ones(WORLDS)
    scale = QuantileScale.of(value_w, weight_w, 0.1)
    bins = questions._bins(value_w.tobytes(), weight_w.tobytes(), 0.1)
    count_rw = rng.poisson(1.0, (ROWS, WORLDS)).astype(float)
    [resampled_r] = questions._resampled([bins], centred_wo, mean_o, np.ascontiguousarray(count_rw.T))
    expected_r = plain(scale, count_rw, np.broadcast_to(centred_wo, (ROWS, *centred_wo.shape)), mean_o)
    assert resampled_r == pytest.approx(np.maximum(expected_r, 0.0), abs=1e-12)
    order_rw = np.stack([rng.permutation(WORLDS) for _ in range(ROWS)])
    dealt_rwo = centred_wo[order_rw]
    total_bor = questions._gathered(bins, np.ascontiguousarray(dealt_rwo.transpose(1, 2, 0)))
    dealt_r = questions._worth(bins, bins.mass_b, total_bor, mean_o)
    expected_r = plain(scale, np.ones((ROWS, WORLDS)), dealt_rwo, mean_o)
    assert dealt_r == pytest.approx(np.maximum(expected_r, 0.0), abs=1e-12)
    assert (dealt_r > 0).any()


def test_parcels_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    names, value_wa = ("a", "b"), rng.random((WORLDS, 2))
    worth_wo = rng.normal(size=(WORLDS, OPTIONS)) + np.outer(value_wa[:, 0], [0, 1, 2, -1])
    whole = questions.perfect_information(names, value_wa, worth_wo, seed=3)
    monkeypatch.setattr(questions, "AT_ONCE", 7 * WORLDS * OPTIONS)
    assert questions.perfect_information(names, value_wa, worth_wo, seed=3) == whole
    assert whole.questions[0].name == "a"
