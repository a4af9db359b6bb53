"""How far a result can be trusted: its certificate in plain English."""

from collections.abc import Callable, Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph, sentence
from offramp.core.numbers import finest_place, points, quantity, share
from offramp.report.markup import clean
from offramp.report.several_equilibria import met
from offramp.report.wording import Wording, capital, worth
from offramp.solve.reasons import STATIONARY_TOLERANCE

Data = Mapping[str, Any]


_SETTLED = {
    "means": ", and did so from means of two of them. A further period leaves them as they are.",
    "branch": ". A further period leaves these as they are, and choice leads to them as rationality grows from "
    "nothing.",
}


def not_resolved(result: Data, width: int) -> str:
    """The notice under the answer where the numbers are still moving; empty where they aren't."""
    certificate: Data = result["certificate"]
    if certificate["resolved"]:
        return ""
    return paragraph(
        "NOT RESOLVED: these numbers still depend on how finely they were computed. Take them as a first look; "
        "“How far to trust this” below says what is open.",
        width,
    )


def certificate(result: Data, names: Wording, width: int) -> str:
    """What was checked, what it showed, and what would help where it isn't enough."""
    c: Data = result["certificate"]
    head = f"How far to trust this: {_headline(c)}"
    items = [*(sentence(capital(clean(reason))) for reason in c.get("reasons") or ()), *_checks(c)]
    if not c["resolved"] and result.get("audited"):
        items.append(_exact_play(result["audited"], names))
    actors: Data = result.get("actors") or {}
    gains = [
        f"{names.actor(a)} {quantity(gain, None, finest_place(gain, *worth(actors.get(a) or {})))}"
        for a, gain in (c.get("best_reply_gain") or {}).items()
        if gain is not None
    ]
    if gains:
        items.append(
            "What each would gain by choosing perfectly, in its own utility (not an error: people are assumed "
            f"to slip): {', '.join(gains)}."
        )
    if not c["resolved"]:
        endless = (c.get("stationary_residual") or 0.0) > STATIONARY_TOLERANCE * c["tolerance"]
        items.append(
            "To do better: "
            + (
                "give the game a number of periods, or let something end it sooner."
                if c["exact"] and endless
                else "ask for a finer grid (--points) or more paths (--paths), or make hard thresholds in the scenario "
                "gradual."
            )
        )
    return "\n".join([paragraph(head, width), *(bullet(item, width) for item in items)])


def _headline(c: Data) -> str:
    if c["exact"] and c["resolved"]:
        return "exact. Every state was enumerated, so there is no error beyond rounding."
    tolerance = f"{points(c['tolerance'])} percentage points"
    if c.get("audit_gap") is None and c.get("refinement_change") is None and c.get("paths"):
        enough = "resolved. Enough was played" if c["resolved"] else "NOT RESOLVED. Too little was played"
        return f"{enough} for the tolerance of {tolerance}: the chances were counted over {whole(c['paths'])} paths."
    if c["resolved"]:
        return f"resolved. Two independent checks agree within the tolerance of {tolerance}."
    return f"NOT RESOLVED. Something moved by more than the tolerance of {tolerance}, or could not be checked."


def _exact_play(audited: Data, names: Wording) -> str:
    """The other numbers: what paths on the exact rules bring."""

    def said(rows: Data, name: Callable[[str], str]) -> str:
        order = sorted(rows, key=lambda key: -rows[key]["value"])
        return ", ".join(f"{name(key)} {share(rows[key]['value'], rows[key]['error'])}" for key in order)

    return (
        f"On the exact rules the same play ends so: {said(audited['endings'], names.ending)}. Each would live with the "
        f"ending: {said(audited['would'], names.actor)}; it could: {said(audited['could'], names.actor)}. Where these "
        "differ from the numbers above, trust these more."
    )


def _checks(c: Data) -> list[str]:
    found = _stages(c)
    if c.get("stationary_residual"):
        found.append(
            "The game is open: all periods that are still to come may change a chance, or a payoff as a share of the "
            f"stakes, by {c['stationary_residual']:.0e}."
        )
    if (by := c.get("settled_by")) in _SETTLED:
        found.append(
            "Longer and longer games may not come to these numbers: those of one period after another didn't settle"
            + _SETTLED[by]
        )
    if c["exact"]:
        return found
    if c.get("audit_gap") is not None:
        noise = f" (give or take {points(c['audit_error'])})" if c.get("audit_error") is not None else ""
        found.append(
            f"Played out on the exact rules, {whole(c.get('paths'))} paths differ from the computed chances by "
            f"{points(c['audit_gap'])} points{noise}."
        )
    if c.get("refinement_change") is not None:
        sizes = [whole(p) for p in c.get("points") or ()]
        grids = f" (grids of {' and '.join(sizes[-2:])} points)" if sizes else ""
        if sizes[-2:] == ["1", "1"]:
            grids = " (with one state in each period that play comes to, so that there is nothing to refine)"
        found.append(
            f"Computed twice, coarser and finer{grids}, the headline chances differ by "
            f"{points(c['refinement_change'])} points."
        )
    if c.get("policy_change") is not None:
        found.append(f"Between the two, the choices themselves differ by {points(c['policy_change'])} points.")
    if c.get("quadrature_change"):  # exactly 0 where there are no shocks
        found.append(f"Finer random shocks change the chances by {points(c['quadrature_change'])} points.")
    if (c.get("clamped") or 0) > 0:
        found.append(f"{_part(c['clamped'])} of what can happen falls outside the region that was computed.")
    if (c.get("clipped") or 0) > 0:
        found.append(
            f"{_part(c['clipped'])} of the periods played press a quantity against an end of its range: it is cut."
        )
    return found


def _stages(c: Data) -> list[str]:
    """What is known of moves made at the same time."""
    if not c.get("stages"):
        return []
    found = [f"Choices made at the same time satisfy their equations up to {c['logit_residual']:.0e}.", met(c)]
    return [said for said in found if said]


def whole(number: object) -> str:
    """A count with its thousands set apart."""
    return f"{int(number):,}" if isinstance(number, int | float) else "some"


def _part(value: float) -> str:
    return share(value, 0.0) if value >= 1e-4 else "Under 0.01%"
