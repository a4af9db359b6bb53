"""Off-ramps as plain data: what `offramp offramps --json` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.core.diagnostics import Diagnostic, Severity
from offramp.explore.hinges.flip_values import Flip
from offramp.explore.off_ramps.asked import Asked
from offramp.explore.off_ramps.levers import Lever
from offramp.explore.off_ramps.search import Temptations, Tried
from offramp.explore.off_ramps.worlds import Counts, InWorlds
from offramp.explore.shares import Share
from offramp.game.game import Game
from offramp.judge.claims.pledged_games import may_be_broken
from offramp.judge.off_ramps.candidates import words
from offramp.judge.off_ramps.standings import CHANCES
from offramp.judge.off_ramps.trials import Baseline, Effect, would_offer
from offramp.judge.requests import Request, described
from offramp.scenario.claims.claim_tree import Pledge
from offramp.scenario.model import ScenarioModel

Facts = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """All that a search came to. singles, pairs: the best first."""

    model: ScenarioModel
    path: Path
    request: Request
    baseline: Baseline
    singles: Sequence[Tried]
    pairs: Sequence[Tried]
    levers: Sequence[Lever]
    worlds: InWorlds | None
    asked: Asked


def off_ramp_results(found: Found) -> Facts:
    """The results as they are documented."""
    baseline, model = found.baseline, found.model
    game, certificate = baseline.solution.game, baseline.solution.certificate
    head = described("offramps/1", model, found.path, game, found.request)
    head["assumptions"] = {name: value for name, value in game.assumptions.items() if name in model.assumptions}
    ranked = sorted([*found.singles, *found.pairs], key=lambda one: one.rank)
    listed = [_off_ramp(found, one) for one in ranked]
    if found.worlds is not None:
        solved = [facts for one, facts in zip(ranked, listed, strict=True) if one.effect is not None]
        for facts, count in zip(solved, found.worlds.counts, strict=True):
            facts["worlds"] = _counts(count, found, found.worlds.not_free)
        listed.sort(key=lambda facts: -(facts["worlds"]["moves"]["count"] if facts["worlds"] else -1))
    return head | {
        "actor": found.asked.actor,
        "baseline": _baseline(found),
        "resolved": certificate.resolved,
        "exact": certificate.exact,
        "reasons": list(certificate.reasons),
        "points": list(certificate.points),
        "offramps": listed,
        "pairs_tried": found.asked.pairs,
        "levers": [_lever(lever) for lever in found.levers] if found.asked.levers else None,
        "worlds": None if found.worlds is None else _worlds(found.worlds),
        "warnings": [warning.to_json() for warning in warnings(found)],
    }


def warnings(found: Found) -> list[Diagnostic]:
    """What the analyst should know of the file's proposals: that one changes nothing, can't be kept, wasn't tried."""
    said = []
    tried = {one.candidate.name for one in found.singles}
    for proposal in found.model.offramps.values():
        if proposal.name not in tried:
            message = f"off-ramp {proposal.name} isn't tried: it holds for a time only, in a game without a last period"
            remedy = "leave `from` and `until` out, or give the calendar a number of periods"
            said.append(Diagnostic("W772", message, proposal.span, remedy, Severity.WARNING))
    for one in found.singles:
        candidate = one.candidate
        if candidate.kind != "proposal" or one.effect is None:
            continue
        if one.effect.changes_nothing:
            message = f"off-ramp {candidate.name} changes nothing: with it every number is as it is without it"
            remedy = "see that the rules read what it changes, and that what it binds could be picked at all"
            said.append(Diagnostic("W770", message, candidate.span, remedy, Severity.WARNING))
        for pledge in candidate.pledges:
            if may_be_broken(found.model, pledge) and pledge.how == "never":
                options = " or ".join(pledge.options)
                message = (
                    f"{pledge.actor} may have nothing but {options} to pick at times, and then picks it all the same"
                )
                remedy = f"give {pledge.actor} an option that is always there, or let the commitment rule out less"
                said.append(Diagnostic("W771", message, candidate.span, remedy, Severity.WARNING))
    return said


def _baseline(found: Found) -> Facts:
    baseline, model = found.baseline, found.model
    actors = baseline.layout.actors
    values = baseline.layout.value
    return {
        "verdict": baseline.verdict.word,
        "may_be": baseline.verdict.may_be,
        "chances": _numbers(baseline.number_n, baseline.error_n),
        "values": {
            actor: {
                "name": model.actors[actor].title,
                "value": float(baseline.number_n[values][a]),
                "error": float(baseline.error_n[values][a]),
                "stakes": float(baseline.stakes_a[a]),
                "leeway": float(baseline.leeway_a[a]),
                "leeway_declared": model.actors[actor].helped is not None,
            }
            for a, actor in enumerate(actors)
        },
    }


def _numbers(number_n: Any, error_n: Any) -> Facts:
    return {name: {"value": float(number_n[n]), "error": float(min(1.0, error_n[n]))} for n, name in enumerate(CHANCES)}


def _off_ramp(found: Found, one: Tried) -> Facts:
    candidate, model = one.candidate, found.model
    proposal = model.offramps.get(candidate.name) if candidate.kind == "proposal" else None
    effect = one.effect
    return {
        "name": candidate.name,
        "kind": candidate.kind,
        "words": words(model, candidate),
        "means": proposal.means if proposal else None,
        "line": proposal.span.line if proposal else None,
        "parts": list(candidate.parts),
        "commits": [_commitment(pledge) for pledge in candidate.pledges],
        "changes": dict(candidate.change),
        "adds": [
            {"actor": added.actor, "options": list(dict.fromkeys(option.label for option in added.options))}
            for added in candidate.add
        ],
        "moves": effect.move.value if effect else None,
        "verdict": effect.verdict.word if effect else None,
        "may_be": effect.verdict.may_be if effect else [],
        "closely": one.closely,
        "nothing": effect.changes_nothing if effect else False,
        "chances": _numbers(effect.number_n, effect.error_n) if effect else None,
        "costs": _costs(found.baseline, effect) if effect else None,
        "binds": {actor: _bound(found, one, effect, actor) for actor in candidate.binders} if effect else {},
        "until": _until(found.baseline.solution.game, one),
        "worlds": None,
        "faults": [fault.to_json() for fault in one.faults],
    }


def _commitment(pledge: Pledge) -> Facts:
    return {
        "actor": pledge.actor,
        "how": "force" if pledge.how == "always" else "avoid",
        "options": list(pledge.options),
        "from": pledge.since.text if pledge.since else None,
        "until": pledge.until.text if pledge.until else None,
    }


def _costs(baseline: Baseline, effect: Effect) -> Facts:
    layout = baseline.layout
    change, error = effect.change_n[layout.value], effect.change_error_n[layout.value]
    return {actor: {"change": float(change[a]), "error": float(error[a])} for a, actor in enumerate(layout.actors)}


def _bound(found: Found, one: Tried, effect: Effect, actor: str) -> Facts:
    baseline = found.baseline
    a = baseline.layout.actors.index(actor)
    offers = would_offer(baseline, effect, actor)
    facts: Facts = dict.fromkeys(("would_offer", "gain", "gain_error", "gain_share", "when", "keeps"))
    tempted = one.tempted.get(actor)
    kept = {} if tempted is None else _kept(baseline, tempted, a)
    return facts | {"would_offer": offers} | kept


def _kept(baseline: Baseline, tempted: Temptations, a: int) -> Facts:
    if tempted.found is None:
        return {"gain": 0.0, "gain_error": 0.0, "gain_share": 0.0, "keeps": True}
    gain, leeway = tempted.found.gain, float(baseline.leeway_a[a])
    return {
        "gain": gain,
        "gain_error": tempted.error,
        "gain_share": gain / float(baseline.stakes_a[a]),
        "when": baseline.solution.game.model.calendar.label(tempted.found.t),
        "keeps": None if abs(gain - leeway) <= tempted.error and tempted.error > 0 else gain <= leeway,
    }


def _until(game: Game, one: Tried) -> Facts | None:
    beginnings = one.beginnings
    if beginnings is None:
        return None
    return {
        "t": beginnings.last,
        "label": game.model.calendar.label(beginnings.last),
        "always": beginnings.last == game.periods - 1,
        "throughout": beginnings.throughout,
        "looked_at": list(beginnings.works),
    }


def _lever(lever: Lever) -> Facts:
    flips, assumption = lever.flips, lever.assumption
    nearest = lever.nearest
    return {
        "assumption": assumption.name,
        "means": assumption.means,
        "unit": assumption.unit,
        "value": lever.value,
        "quantile": flips.baseline,
        "shift": None if nearest is None else lever.shift,
        "turns_at": None if nearest is None else _flip(lever, nearest),
        "below": _flip(lever, flips.below),
        "above": _flip(lever, flips.above),
        "solved": flips.looks,
    }


def _flip(lever: Lever, flip: Flip) -> Facts:
    return {
        "status": flip.status,
        "value": lever.at(flip.value),
        "low": lever.at(flip.low),
        "high": lever.at(flip.high),
        "quantile": flip.value,
    }


def _worlds(found: InWorlds) -> Facts:
    return {
        "count": found.worlds,
        "free": Share(found.free, found.worlds).to_json(),
        "failed": Share(found.failed, found.worlds).to_json(),
        "not_free": Share(found.not_free, found.worlds).to_json(),
        "error": found.error,
    }


def _counts(count: Counts, found: Found, of: int) -> Facts:
    actors = found.baseline.layout.actors
    return {
        "moves": Share(count.moves, of).to_json(),
        "too_close": Share(count.too_close, of).to_json(),
        "failed": Share(count.failed, of).to_json(),
        "rises": {actor: Share(rise, of).to_json() for actor, rise in zip(actors, count.rise_a, strict=True)},
    }
