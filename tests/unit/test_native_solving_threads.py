"""Native code shared among threads: the same bytes on any number of them."""

import numpy as np
import pytest

import offramp
from offramp.game.game import Game
from offramp.solve import native_team
from offramp.solve.backward_induction import How, solve_backward
from offramp.solve.columns import Columns, Extent
from offramp.solve.solver import Effort, _Solver
from offramp.solve.start import Start


@pytest.mark.parametrize("deluded", [False, True])
def test_threads_change_no_bit_of_a_solution(monkeypatch: pytest.MonkeyPatch, deluded: bool) -> None:
    monkeypatch.delenv("OFFRAMP_BACKEND", raising=False)
    monkeypatch.setattr(native_team, "WORTH_SHARING", 4)
    spell = {"spell_moscow": 0.5 if deluded else 0.0, "spell_bloc": 0.0, "spell_kyiv": 0.0}
    game = Game.bind(offramp.load("ukraine-2023").model, None, spell)
    solver = _Solver(game, Start(), Effort(points=40), lambda what, share: None)
    grids = solver.once(40, 2, "solving").grids
    found = []
    for threads in (1, 2, 3):
        believed = {
            i: solve_backward(other, grids, How(2, threads=threads), Extent.OUTLOOK)
            for i, other in solver.believed.items()
        }
        solved = solve_backward(game, grids, How(2, threads=threads), beliefs=believed)
        assert solved.native is not None
        assert len(solved.native.members) == threads
        found.append(solved)
    assert bool(solver.believed) is deluded
    for other in found[1:]:
        assert other.entries == found[0].entries
        assert (other.lowest_i == found[0].lowest_i).all()
        assert (other.highest_i == found[0].highest_i).all()
        for t in range(game.periods):
            assert (other.values(t) == found[0].values(t)).all()
    assert np.isfinite(found[0].values(0)).all()
    assert found[0].values(0).shape[1] == Columns(game).count
