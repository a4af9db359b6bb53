"""By when evidence must have been known, as a request says it: a date, the number of a period, or a forecast's name."""

import re
from datetime import date

from offramp.core.dates import FORMS, parse_date
from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.evidence.observed import cut_off_of
from offramp.scenario.claims.moments import has_dates
from offramp.scenario.model import ScenarioModel

_WHOLE = re.compile(r"[0-9]{1,9}")


def read_cut_off(model: ScenarioModel, until: str | None, forecast: str | None) -> date | int | None:
    """The cut-off that is asked for; None where none is. Raises ScenarioError E761 (no such forecast), E762 (no date,
    or both)."""
    if until is not None and forecast is not None:
        said = "a date and a forecast are given, and either says by when evidence must have been known"
        raise ScenarioError([Diagnostic("E762", said, None, "leave one of them out")])
    if forecast is not None:
        return cut_off_by(model, forecast)
    if until is None:
        return None
    if not has_dates(model.calendar):
        if _WHOLE.fullmatch(until):
            return int(until)
        said = f"`{until}` isn't the number of a period, and this calendar has no dates"
        raise ScenarioError([Diagnostic("E762", said, None, "write the last period that counts, such as 5")])
    found = parse_date(until)
    if found is None:
        raise ScenarioError([Diagnostic("E762", f"`{until}` is no date", None, f"write it like {FORMS}")])
    return found.last


def cut_off_by(model: ScenarioModel, forecast: str) -> date:
    """The day by which evidence must have been known to weigh worlds for a forecast. Raises ScenarioError E761."""
    if forecast not in model.forecasts:
        said = f"this scenario has no forecast {forecast}"
        remedy = did_you_mean(forecast, model.forecasts) if model.forecasts else "it has none; give a date by --until"
        raise ScenarioError([Diagnostic("E761", said, None, remedy)])
    return cut_off_of(model, model.forecasts[forecast])
