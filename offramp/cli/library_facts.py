"""What comes with Offramp, as plain data: mechanisms for a scenario to use, and whole scenarios."""

from typing import Any

from offramp.cli.scenario_facts import scenario_facts
from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.scenario.expressions.expression_tree import ValueType
from offramp.scenario.expressions.scope import suggest
from offramp.scenario.library import mechanism_files, ready_scenarios
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reader import read_scenario
from offramp.scenario.reuse.mechanism import Mechanism, mechanism
from offramp.scenario.reuse.specimen import specimen

Facts = dict[str, Any]


def library_facts() -> Facts:
    """All of it, by name."""
    models = {name: read_scenario(path) for name, path in ready_scenarios().items()}
    return {
        "schema": "offramp/library/1",
        "mechanisms": {
            name: {
                "title": found.title,
                "summary": found.summary,
                "sources": _sources(specimen(found)),
            }
            for name, found in ((name, mechanism(name)) for name in mechanism_files())
        },
        "models": {
            name: {"title": model.title, "summary": model.summary, "sources": _sources(model)}
            for name, model in models.items()
        },
    }


def entry_facts(name: str) -> Facts:
    """One mechanism or model. Raises ScenarioError E720 where there is none called so."""
    if name in mechanism_files():
        return _mechanism(mechanism(name))
    if name in ready_scenarios():
        return _model(name, read_scenario(ready_scenarios()[name]))
    remedy = suggest(name, (*mechanism_files(), *ready_scenarios()))
    remedy = remedy if remedy.startswith("did you mean") else "`offramp library` lists what there is"
    raise ScenarioError([Diagnostic("E720", f"the library has nothing called {name}", None, remedy)])


def _mechanism(found: Mechanism) -> Facts:
    model = specimen(found)
    facts = scenario_facts(model)
    inputs = {
        name: {
            "kind": "condition" if wanted.gives is ValueType.BOOLEAN else "number",
            "means": wanted.means,
            "unit": wanted.unit.text if wanted.unit else "",
            "default": wanted.default.text if wanted.default else None,
        }
        for name, wanted in found.inputs.items()
    }
    return {
        "schema": "offramp/library_entry/1",
        "kind": "mechanism",
        "name": found.name,
        "title": found.title,
        "summary": found.summary,
        "question": None,
        "equation": found.equation,
        "derivation": found.derivation,
        "inputs": inputs,
        "assumptions": {name: a for name, a in facts["assumptions"].items() if name not in inputs},
        "switches": facts["switches"],
        "stocks": facts["stocks"],
        "modes": facts["modes"],
        "events": list(facts["chances"]) if found.has_steps else [],
        "defines": {name: text for name, text in facts["defines"].items() if name not in inputs},
        "has_steps": found.has_steps,
        "sources": _sources(model),
        "text": found.source.text,
    }


def _model(name: str, model: ScenarioModel) -> Facts:
    facts = scenario_facts(model)
    return {
        "schema": "offramp/library_entry/1",
        "kind": "model",
        "name": name,
        "title": model.title,
        "summary": model.summary,
        "question": model.question.ask if model.question else None,
        "equation": None,
        "derivation": None,
        "inputs": {},
        **{key: facts[key] for key in ("assumptions", "switches", "stocks", "modes")},
        "events": list(facts["chances"]),
        "defines": facts["defines"],
        "has_steps": True,
        "sources": _sources(model),
        "text": model.source.text,
    }


def _sources(model: ScenarioModel) -> Facts:
    return {name: {"title": source.title, "date": source.date_text or None} for name, source in model.sources.items()}
