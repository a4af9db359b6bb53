"""Shocks: where they strike, and what scores of a standard normal or uniform draws become there."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from offramp.core.families import FAMILIES, Canonical
from offramp.game.blocks import Block
from offramp.game.faults import evaluate_safely
from offramp.game.rules import fault, where
from offramp.scenario.checks.check_draws import LEAST_HELD
from offramp.scenario.model import Draw, Shock

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_NEAREST = 2.0**-53  # chances come no nearer to 0 and 1: beyond lie infinities that no draw ever has


@dataclass
class Strike:
    """A shock on the rows of one block. `acting` (size,): where it is drawn; elsewhere it is 0.

    sd: the spread of a normal shock (size,). draw: otherwise the family, with its parameters at the acting rows.
    below, up_to: chances of the whole family below the ends that cut it off.
    """

    acting: Bools
    sd: Floats
    draw: Draw | None = None
    canonical: Canonical = ()
    below: Any = 0.0
    up_to: Any = 1.0
    _place: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def from_scores(self, score: Floats, index: Ints) -> Floats:
        """The shock in rows `index` of the block, from scores of a standard normal."""
        if self.draw is None:
            return np.where(self.acting[index], score * self.sd[index], 0.0)
        return self._quantiles(np.asarray(ndtr(score)), index)

    def from_uniforms(self, uniform: Floats) -> Floats:
        """The shock in every row of the block, from uniform draws in (0, 1)."""
        if self.draw is None:
            return np.asarray(ndtri(uniform) * self.sd)
        return self._quantiles(uniform, np.arange(len(uniform)))

    def _quantiles(self, chance: Floats, index: Ints) -> Floats:
        assert self.draw is not None
        result = np.zeros(len(index))
        struck = self.acting[index]
        if not struck.any():
            return result
        at = self._place[index[struck]]
        below, up_to = _at(self.below, at), _at(self.up_to, at)
        p = np.clip(chance[struck], _NEAREST, 1 - _NEAREST)
        p = (1.0 - p) * below + p * up_to
        found = FAMILIES[self.draw.family].quantile(p, *(_at(value, at) for value in self.canonical))
        # Rounding must not carry a value over an end.
        result[struck] = np.clip(found, self.draw.low, self.draw.high)
        return result


def strike(block: Block, shock: Shock) -> Strike:
    """Where `shock` strikes in `block`, and how strongly.

    Raises ScenarioError E602 where a spread is negative, E621 where parameters make no distribution.
    """
    acting = where(block, shock.when, block.live)
    if shock.draw is not None:
        return _drawn(block, shock, shock.draw, acting)
    assert shock.sd is not None
    raw = np.broadcast_to(np.asarray(evaluate_safely(block, shock.sd, acting), dtype=np.float64), (block.size,))
    bad = np.flatnonzero(acting & (raw < 0))
    if len(bad):
        raise fault(
            block,
            int(bad[0]),
            "E602",
            f"the spread of {shock.name} is {raw[bad[0]]:g} here; expected it 0 or more",
            shock.sd.span,
            "hold it with max(0, …)",
        )
    sd = np.where(acting, raw, 0.0)
    return Strike(sd > 0, sd)


def _drawn(block: Block, shock: Shock, draw: Draw, acting: Bools) -> Strike:
    rows = np.flatnonzero(acting)
    nothing = np.zeros(block.size)
    if not len(rows):
        return Strike(acting, nothing, draw)
    values = {
        name: np.broadcast_to(np.asarray(evaluate_safely(block, e, acting), dtype=np.float64), (block.size,))[rows]
        for name, e in draw.parameters.items()
    }
    family = FAMILIES[draw.family]
    form = family.form(frozenset(values))
    assert form is not None
    holds = np.broadcast_to(np.asarray(form.rule(*(values[name] for name in form.parameters))), (len(rows),))
    if not holds.all():
        k = int(np.flatnonzero(~holds)[0])
        here = ", ".join(f"{name} is {values[name][k]:g}" for name in form.parameters)
        raise fault(
            block,
            int(rows[k]),
            "E621",
            f"{shock.name} can't be drawn here: {here}; `{draw.family}` needs {form.needs}",
            draw.span,
            "hold its parameters with max or clip, or guard the shock with `when`",
        )
    canonical = family.canonical(values)
    below = 0.0 if draw.low == -np.inf else family.cdf(draw.low, *canonical)
    up_to = 1.0 if draw.high == np.inf else family.cdf(draw.high, *canonical)
    held = np.broadcast_to(np.asarray(up_to - below), (len(rows),))
    if not (held >= LEAST_HELD).all():
        k = int(np.flatnonzero(~(held >= LEAST_HELD))[0])
        here = ", ".join(f"{name} is {values[name][k]:g}" for name in form.parameters)
        raise fault(
            block,
            int(rows[k]),
            "E621",
            f"the range [{draw.low:g}, {draw.high:g}] of {shock.name} leaves nothing of its distribution here: {here}",
            draw.span,
            "widen the range, or hold the parameters with max or clip",
        )
    place = np.zeros(block.size, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return Strike(acting, nothing, draw, canonical, below, up_to, place)


def _at(value: Any, rows: Ints) -> Any:
    """A parameter at some of the acting rows; one that is the same everywhere as it is."""
    return value[rows] if np.ndim(value) else value
