"""Which observations there are, and which of them count by a date."""

from dataclasses import dataclass
from datetime import date

from offramp.core.dates import parse_date
from offramp.scenario.claims.moments import has_dates, last_day
from offramp.scenario.claims.questions import Evidence, Forecast, Observation
from offramp.scenario.model import ScenarioModel

NONE_YET = -1


@dataclass(frozen=True)
class Observed:
    """One observed value of a series."""

    series: Evidence
    observation: Observation

    @property
    def t(self) -> int:
        """The period at whose end it was observed."""
        return self.observation.t

    @property
    def value(self) -> float:
        """What was observed."""
        return self.observation.value


def observations(model: ScenarioModel) -> list[Observed]:
    """All of them, in the order of time, and in one period in the order of the file."""
    found = [Observed(series, one) for series in model.evidence.values() for one in series.observed]
    return sorted(found, key=lambda one: one.t)


def known_by(one: Observed, model: ScenarioModel, day: date) -> bool:
    """Whether an observation was known on a day: its period was over, and what it is cited from had been written.

    A calendar without dates has nothing that was known on a day. Of a source without a date nothing more is asked; one
    with a month or a year for a date was known at its end.
    """
    if not has_dates(model.calendar) or last_day(model.calendar, one.t) > day:
        return False
    source = model.sources.get(one.series.quote.source) if one.series.quote is not None else None
    written = parse_date(source.date_text) if source is not None and source.date is not None else None
    return written is None or written.last <= day


def last_counted(model: ScenarioModel, cut_off: date | int | None) -> int:
    """The last period whose evidence counts, NONE_YET where none does.

    cut_off: a day, or the number of a period that counts too; None: everything counts. Worlds are weighed by all that
    was observed up to a period, so where something wasn't known in time nothing of its period or later counts.
    """
    last = NONE_YET
    for t in sorted({one.t for one in observations(model)}):
        now = [one for one in observations(model) if one.t == t]
        if isinstance(cut_off, date):
            counts = all(known_by(one, model, cut_off) for one in now)
        else:
            counts = cut_off is None or t <= cut_off
        if not counts:
            break
        last = t
    return last


def cut_off_of(model: ScenarioModel, forecast: Forecast) -> date:
    """The day by which evidence must have been known to weigh worlds for a forecast: that of the document that makes
    it, and never later than the scenario's `information_until`. Where neither is known no evidence is known to be
    early enough: the first day that there is."""
    source = model.sources.get(forecast.quote.source) if forecast.quote is not None else None
    days = [day for day in (model.information_until, source.date if source else None) if day is not None]
    return min(days) if days else date.min
