"""The linearised equilibrium conditions against finite differences, and the solver of small systems against LAPACK."""

import numpy as np
import pytest

from offramp.kernels.simultaneous import small_systems
from offramp.kernels.simultaneous.stage_games import StageGames, choosing


@pytest.mark.parametrize("size", [2, 3, 4, 7, 12])
def test_small_systems(size: int) -> None:
    rng = np.random.default_rng(size)
    matrix, right = rng.normal(size=(size, size, 50)), rng.normal(size=(size, 2, 50))
    matrix[0, 0, ::3] = 0.0  # a pivot that must be swapped away
    found, determinant = small_systems.solve(matrix, right)
    wanted = np.linalg.solve(matrix.transpose(2, 0, 1), right.transpose(2, 0, 1)).transpose(1, 2, 0)
    np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(determinant, np.linalg.det(matrix.transpose(2, 0, 1)), rtol=1e-9)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_singular_system_raises_nothing(size: int) -> None:
    _, determinant = small_systems.solve(np.zeros((size, size, 1)), np.ones((size, 1, 1)))
    assert determinant[0] == 0.0


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (5, 2), (2, 3, 4), (2, 2, 2, 3)])
def test_linearisation(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(sum(shape))
    size, actors = 7, len(shape)
    there = [np.ones((size, m), dtype=bool) for m in shape]
    there[0][::2, 0] = False
    games = StageGames.of([rng.normal(size=(size, *shape)) for _ in shape], [1.0] * actors, there)
    equations = choosing(games).equations(rng.uniform(0, 1, (actors, size)), rng.uniform(1, 2, (actors, size)))
    point = np.append(rng.normal(size=(equations.unknowns, size)), np.full((1, size), 1.5), axis=0)

    def conditions(at: np.ndarray) -> np.ndarray:
        gain, _ = equations.gains(equations.chances(at[:-1]))
        rate = equations.base_is + equations.slope_is * at[-1]
        return at[:-1] - np.concatenate([r * g for r, g in zip(rate, gain, strict=True)])

    shifts = 1e-6 * np.eye(len(point))[:, :, None]
    by_difference = np.stack([(conditions(point + d) - conditions(point - d)) / 2e-6 for d in shifts], axis=-1)
    jacobian = equations.jacobian(point)
    np.testing.assert_allclose(jacobian, by_difference.transpose(1, 0, 2), atol=1e-7)

    border, ahead = rng.normal(size=point.shape), rng.normal(size=size)
    line = equations.linearise(point, border, ahead)
    matrix = np.concatenate((jacobian, border.T[:, None]), axis=1)
    right = np.concatenate((-conditions(point), ahead[None])).T[..., None]
    np.testing.assert_allclose(line.step_us.T, np.linalg.solve(matrix, right)[..., 0], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(np.einsum("suv,vs->su", jacobian, line.direction_us), 0.0, atol=1e-9)
    np.testing.assert_allclose((border * line.direction_us).sum(axis=0), 1.0, rtol=1e-9)
    np.testing.assert_allclose(line.determinant_s, np.linalg.det(matrix), rtol=1e-8)
