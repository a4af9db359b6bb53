"""What a run is asked for, with its defaults, held against the scenario before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from offramp.core.diagnostics import Diagnostic, ScenarioError, did_you_mean
from offramp.explore.branches import EVERY, Branch, branches
from offramp.explore.designs import KINDS, SCRAMBLES, Kind, correlated, sized, varying
from offramp.explore.runs.manifest import MOST_WORLDS, Asked
from offramp.explore.view_runs import views_to_solve
from offramp.judge.requests import AS_WRITTEN
from offramp.judge.verdicts import LEVEL
from offramp.scenario.model import ScenarioModel

WORLDS = 1_000  # a view, unless asked otherwise
SEED = 1
KIND: Kind = "lhs"


@dataclass(frozen=True)
class RunRequest:
    """What is asked. None: the default, or what the run that is gone on with was asked for."""

    worlds: int | None = None
    seed: int | None = None
    level: float | None = None
    views: tuple[str, ...] | None = None
    closings: bool | None = None
    claims: bool | None = None
    evidence: bool | None = None
    resume: bool = False
    design: str | None = None
    switches: tuple[str, ...] | None = None


def asked_for(model: ScenarioModel, request: RunRequest) -> Asked:
    """The request with its defaults, checked. Raises ScenarioError E701, E702, E713, E748, E752, E753."""
    kind = known_design(request.design) or KIND
    views = _views(model, request.views)
    switches = chosen_switches(model, request.switches) or ()
    found = branches(model, views, switches)
    vary = {name: varying(model, one.view, dict(one.cases)) for name, one in found.items()}
    if not any(vary.values()):
        said = "nothing is uncertain here: every world would be the same"
        remedy = "give assumptions a range, quantiles or a distribution, or solve it with `offramp solve`"
        raise ScenarioError([Diagnostic("E748", said, None, remedy)])
    if kind == "saltelli":
        _blocks_can_be_had(model, vary.values())
    worlds = drawn_worlds(model, kind, WORLDS if request.worlds is None else request.worlds, list(found.values()))
    parts = ["payoffs", "options"] + ([] if request.closings is False else ["closings"])
    formalised = [*(one.holds for one in model.claims.values()), *(one.happens for one in model.forecasts.values())]
    parts += ["claims"] if request.claims is not False and any(formalised) else []
    parts += ["evidence"] if model.evidence and request.evidence is not False else []
    level = LEVEL if request.level is None else request.level
    seed = SEED if request.seed is None else request.seed
    scrambles = {"sobol": SCRAMBLES, "saltelli": 1}.get(kind, 0)
    return Asked(worlds, seed, level, tuple(views), tuple(parts), kind, scrambles, switches)


def known_design(text: str | None) -> Kind | None:
    """A kind of design by its name. Raises ScenarioError E752 where there is none such."""
    for kind in KINDS:
        if text == kind:
            return kind
    if text is None:
        return None
    remedy = did_you_mean(text, KINDS)
    raise ScenarioError([Diagnostic("E752", f"there is no design {text or '(empty)'}", None, remedy)])


def chosen_switches(model: ScenarioModel, names: Sequence[str] | None) -> tuple[str, ...] | None:
    """The switches that are meant; all of them where one is called so. Raises ScenarioError E754 for an unknown one."""
    if names is None:
        return None
    unknown = [name for name in names if name not in model.switches and name != EVERY]
    if unknown or not model.switches:
        if model.switches:
            said = f"this scenario has no switch {unknown[0]}"
            remedy = did_you_mean(unknown[0], [*model.switches, EVERY])
        else:
            said, remedy = "this scenario has no switches", "leave --switch out, or declare one under `switches`"
        raise ScenarioError([Diagnostic("E754", said, None, remedy)], model.source)
    return tuple(name for name in model.switches if EVERY in names or name in names)


def drawn_worlds(model: ScenarioModel, kind: Kind, worlds: int, found: Sequence[Branch]) -> int:
    """How many worlds the view has in which most varies, where so many are asked for: as many as the design needs.

    Raises ScenarioError E713 where that is none or too many.
    """
    most = max(len(varying(model, one.view, dict(one.cases))) for one in found)
    if not 1 <= worlds <= MOST_WORLDS:
        said = f"{worlds} worlds can't be looked at"
        raise ScenarioError([Diagnostic("E713", said, None, f"ask for 1 to {MOST_WORLDS:,}")])
    drawn = sized(kind, worlds, most)
    if drawn > MOST_WORLDS:
        said = f"for {worlds:,} worlds this design needs {drawn:,}, and {MOST_WORLDS:,} can be looked at"
        fewer = max(n for n in (sized(kind, MOST_WORLDS // k, most) for k in (1, 2, 4)) if n <= MOST_WORLDS)
        raise ScenarioError([Diagnostic("E713", said, None, f"ask for {fewer:,}")])
    return drawn


def _views(model: ScenarioModel, asked: Sequence[str] | None) -> list[str]:
    views = list(dict.fromkeys(asked or [view or AS_WRITTEN for view in views_to_solve(model)]))
    known = [AS_WRITTEN, *model.views]
    faults = [
        Diagnostic("E701", f"this scenario has no view {view}", None, did_you_mean(view, known))
        for view in views
        if view not in known
    ]
    if faults:
        raise ScenarioError(faults, model.source)
    return views


def _blocks_can_be_had(model: ScenarioModel, vary: Iterable[tuple[str, ...]]) -> None:
    for names in vary:
        known = correlated(names, model.correlations)
        if known:
            said = (
                f"{known[0].first} and {known[0].second} are correlated, and Saltelli's blocks mix columns of "
                "different worlds, which would tear them apart"
            )
            remedy = "ask for --design lhs or iid: `offramp hinges --indices` then gives Shapley effects"
            raise ScenarioError([Diagnostic("E753", said, None, remedy)])
