"""The questions that a scenario is asked, read once everything that they mention is known."""

from dataclasses import replace
from pathlib import Path

from offramp.scenario.claims.claim_ground import ground
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import ScenarioModel
from offramp.scenario.reading.fields import Fields
from offramp.scenario.reading.file_reading import Reading
from offramp.scenario.reading.read_claims import read_claims
from offramp.scenario.reading.read_evidence import read_evidence
from offramp.scenario.reading.read_forecasts import read_forecasts
from offramp.scenario.reading.read_offramps import read_offramps

QUESTIONS = ("offramps", "claims", "forecasts", "evidence")


def read_questions(top: Fields, model: ScenarioModel, folder: Path, reading: Reading) -> ScenarioModel:
    """`model` with its proposals, claims, forecasts and evidence."""
    if reading.calendar is None:
        return model  # its faults are in the log; whatever has a date would seem to have more of them
    options: dict[str, dict[str, None]] = {}
    for name, symbol in reading.names.symbols.items():
        if symbol.kind is Kind.CHOICE:
            options.setdefault(symbol.actor or name, {}).update(dict.fromkeys(symbol.labels))
    groups = model.question.groups if model.question else {}
    known = ground(reading, model.calendar, {actor: tuple(names) for actor, names in options.items()}, groups)
    offramps, claims, forecasts, evidence = (top.get(key) for key in QUESTIONS)
    return replace(
        model,
        offramps=read_offramps(offramps, model, known, reading),
        claims=read_claims(claims, known, reading),
        forecasts=read_forecasts(forecasts, known, reading),
        evidence=read_evidence(evidence, known, folder, reading),
    )
