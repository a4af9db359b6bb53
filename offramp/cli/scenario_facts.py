"""What a scenario says, as plain data: actors, options, endings, assumptions with their values and sources."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from offramp.cli.play_facts import drawn, numbers, play_facts
from offramp.cli.question_facts import question_facts
from offramp.core.distribution_facts import distribution_facts
from offramp.judge.choosing import habits, weighs
from offramp.scenario.expressions.expression_printer import number_text, to_text
from offramp.scenario.expressions.expression_tree import Expression, Number
from offramp.scenario.model import Actor, Anchor, Assumption, Chance, Move, ScenarioModel, Shock, Stock, Switch

Facts = dict[str, Any]


def identity(model: ScenarioModel) -> Facts:
    """Which scenario this is: the part that every result shares."""
    return {
        "id": Path(model.source.path).stem,
        "title": model.title,
        "question": model.question.ask if model.question else None,
        "path": model.source.path,
        "sha256": sha256(model.source.text.encode()).hexdigest(),
    }


def counts(model: ScenarioModel) -> dict[str, int]:
    """How much of everything a scenario has."""
    return {
        "actors": len(model.actors),
        "assumptions": len(model.assumptions),
        "switches": len(model.switches),
        "modes": len(model.modes),
        "stocks": len(model.stocks),
        "steps": len(model.play),
        "endings": len(model.endings),
        "offramps": len(model.offramps),
        "claims": len(model.claims),
        "forecasts": len(model.forecasts),
        "evidence": len(model.evidence),
        "views": len(model.views),
        "sources": len(model.sources),
        "periods": 0 if model.calendar.open else model.calendar.periods,
    }


def scenario_facts(model: ScenarioModel) -> Facts:
    """The whole scenario in the words of its file."""
    labels = (*model.modes, *model.actors, *model.switches)
    calendar = model.calendar
    return {
        "schema": "offramp/show/1",
        "scenario": identity(model),
        "summary": model.summary,
        "information_until": model.information_until.isoformat() if model.information_until else None,
        "question": {"ask": model.question.ask, "groups": {g: list(e) for g, e in model.question.groups.items()}}
        if model.question
        else None,
        "calendar": {
            "periods": None if calendar.open else calendar.periods,
            "period": calendar.period or None,
            "start": calendar.start.isoformat() if calendar.start else None,
            "first": calendar.label(0),
            "last": None if calendar.open else calendar.label(calendar.periods - 1),
        },
        "views": {name: {"means": view.means, "stance": view.stance} for name, view in model.views.items()},
        "actors": {name: _actor(model, actor, labels) for name, actor in model.actors.items()},
        "endings": {
            name: {
                "means": ending.means,
                "when": to_text(ending.when, labels) if ending.when else None,
                "tolerable": _weights(model.tolerable, name, labels),
                "tolerable_in_views": _in_views(model, name, labels),
            }
            for name, ending in model.endings.items()
        },
        "assumptions": {name: _assumption(model, a) for name, a in model.assumptions.items()},
        "correlations": [
            {"first": pair.first, "second": pair.second, "value": pair.value} for pair in model.correlations
        ],
        "switches": {name: _switch(switch) for name, switch in model.switches.items()},
        "modes": {
            name: {"means": mode.means, "labels": list(mode.labels), "start": mode.start}
            for name, mode in model.modes.items()
        },
        "stocks": {name: _stock(stock, labels) for name, stock in model.stocks.items()},
        "play": play_facts(model),
        "chances": {
            outcome.name: {"kind": step.kind.value, "weight": _text(outcome.weight, labels)}
            for step in model.play
            if isinstance(step, Chance)
            for outcome in step.outcomes
        },
        "defines": {name: to_text(define.expression, labels) for name, define in model.defines.items()},
        "tables": {
            name: {
                "means": curve.means,
                "x": list(curve.xs),
                "y": list(curve.ys),
                "unit": curve.unit,
                "x_unit": curve.x_unit,
                "because": [_anchor(anchor) for anchor in curve.because],
            }
            for name, curve in model.tables.items()
        },
        "output": list(model.outputs),
        "shocks": {step.name: "".join(drawn(step, labels).values()) for step in model.play if isinstance(step, Shock)},
        **question_facts(model),
        "sources": {
            name: {
                "title": source.title,
                "date": source.date_text or None,
                "stance": source.stance,
                "link": source.link,
                "file": source.file,
            }
            for name, source in model.sources.items()
        },
        "warnings": [warning.to_json() for warning in model.warnings],
    }


def _actor(model: ScenarioModel, actor: Actor, labels: tuple[str, ...]) -> Facts:
    options: dict[str, Facts] = {}
    for step in model.play:
        if isinstance(step, Move) and step.actor == actor.name:
            for option in step.written:
                guards = [to_text(guard, labels) for guard in (step.when, option.when) if guard]
                key = step.group(option)
                known = options.setdefault(key, {"means": "", "when": [], "numbers": numbers(step, option)})
                known["means"] = known["means"] or option.means
                known["when"].append(" and ".join(f"({g})" for g in guards) if len(guards) > 1 else "".join(guards))
    payoff = model.payoffs.get(actor.name)
    return {
        "name": actor.title,
        "options": options,
        # An actor with nothing but habits weighs nothing, so that its rationality says nothing.
        "rationality": _text(actor.rationality, labels) if weighs(model, actor.name) else None,
        "habit": habits(model, actor.name) or None,
        "discount": _text(actor.discount, labels),
        "aspiration": _text(actor.aspiration, labels),
        "ruin": list(actor.ruin),
        "ruin_cap": _text(actor.ruin_cap, labels),
        "helped": _text(actor.helped, labels),
        "believes": {name: to_text(e, labels) for name, e in actor.believes.items()},
        "each_period": {name or "total": to_text(e, labels) for name, e in payoff.each_period} if payoff else {},
        "at_end": {ending: to_text(e, labels) for ending, e in payoff.at_end.items()} if payoff else {},
    }


def _text(expression: Expression | None, labels: tuple[str, ...]) -> str | None:
    if expression is None:
        return None
    # A lone number may be infinite, which the language writes `inf`.
    if isinstance(expression, Number) and expression.value in (float("inf"), float("-inf")):
        return "inf" if expression.value > 0 else "-inf"
    return to_text(expression, labels)


def _weights(weights: Mapping[str, Mapping[str, Expression]], ending: str, labels: tuple[str, ...]) -> dict[str, str]:
    return {actor: to_text(listed[ending], labels) for actor, listed in weights.items() if ending in listed}


def _in_views(model: ScenarioModel, ending: str, labels: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """All weights of an ending in each view that sees it otherwise; there, an actor's whole list is replaced."""
    as_written = _weights(model.tolerable, ending, labels)
    found = {view: _weights(model.tolerable_in(view), ending, labels) for view in model.view_tolerable}
    return {view: weights for view, weights in found.items() if weights != as_written}


def _assumption(model: ScenarioModel, assumption: Assumption) -> Facts:
    return {
        "means": assumption.means,
        "unit": assumption.unit,
        "value": assumption.value,
        **distribution_facts(assumption.distribution),
        "views": {
            view: {"value": assumption.baseline(view), **distribution_facts(distribution)}
            for view, distribution in assumption.views.items()
            if view in model.views
        },
        "because": [_anchor(anchor) for anchor in assumption.because],
    }


def _switch(switch: Switch) -> Facts:
    return {
        "means": switch.means,
        "value": switch.value,
        "views": dict(switch.views),
        "cases": {
            name: {"means": case.means, "periods": case.periods, "set": dict(case.set)}
            for name, case in switch.cases.items()
        },
        "because": [_anchor(anchor) for anchor in switch.because],
    }


def _anchor(anchor: Anchor) -> Facts:
    return {"source": anchor.source or None, "phrase": anchor.phrase, "place": anchor.place, "note": anchor.note}


def _stock(stock: Stock, labels: tuple[str, ...]) -> Facts:
    return {
        "means": stock.means,
        "unit": stock.unit,
        "low": stock.low,
        "high": stock.high,
        "start": number_text(stock.start.value) if isinstance(stock.start, Number) else to_text(stock.start, labels),
        "whole": stock.whole,
        "lags": stock.lags,
    }
