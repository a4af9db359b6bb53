"""How far to trust the numbers: the certificate in plain English, ties, and the checker's warnings."""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import MISSING, cost, finest_place, is_number, level, points, share
from offramp.report.answers import grid
from offramp.report.markup import Html, el, join, table, words
from offramp.report.numeric_lines import fold_names
from offramp.report.several_equilibria import several
from offramp.report.verdict_tables import view_columns
from offramp.report.wording import Data, Wording, capital, listed, worth

Table = list[tuple[str | Html, Sequence[str | Html]]]

# name in the certificate -> (what was checked, what is allowed)
_CHECKS: dict[str, tuple[str, str]] = {
    "refinement_change": ("Change of the headline numbers between the last two grids", "tolerance"),
    "policy_change": ("Change of the choices between the last two grids, at audited states", ""),
    "audit_gap": ("Gap between the grid’s numbers and play on the exact dynamics", "tolerance"),
    "audit_error": ("Sampling error of that gap", ""),
    "quadrature_change": ("Change with twice as many nodes for the random shocks", "0.5 points"),
    "clamped": ("Play that left the grid", "0.1 points"),
    "clipped": ("Periods played in which a stock was held at the end of its range", ""),
    "mass_error": ("Probability lost or gained on the way", ""),
    "stationary_residual": ("What all later periods of the open game may still change, as a share", ""),
    "logit_residual": ("Residual of simultaneous choices", ""),
}
_TINY = ("stationary_residual", "logit_residual")  # read as powers of ten

_LEAST_MASS = 0.001  # nothing is said about play rarer than this


def certificate(wording: Wording) -> Html:
    """Verdict on the numbers for each view, then every check beside what is allowed."""
    cards = [_card(view, data, wording) for view, data in wording.views.items()]
    return join(
        el("div", cards, class_=grid(wording.views)),
        _exact_play(wording),
        _checks(wording),
        _best_replies(wording),
        _choosing(wording),
        _ties(wording),
        _warnings(wording),
    )


def _card(view: str, data: Data, wording: Wording) -> Html:
    found: Data = data.get("certificate") or {}
    tolerance = points(found.get("tolerance"))
    if found.get("exact") and found.get("resolved"):
        status, said = "resolved", "Exact: the game was solved state by state, with no grid and no sampling."
    elif found.get("resolved"):
        said = f"Resolved: on a finer grid, and in exact play, no headline number moved more than {tolerance} points."
        status = "resolved"
    else:
        said = (
            f"Not resolved: a finer grid or exact play moved a headline number by more than {tolerance} points, or "
            "another check failed. The numbers of this view are rough, and a verdict near the level may be another."
        )
        status = "unresolved"
    head, _, rest = said.partition(":")
    reasons = [el("li", words(reason)) for reason in found.get("reasons") or []]
    size, others = _size(found), several(data, wording.said)
    return el(
        "article",
        el("h3", words(wording.view(view))) if len(wording.views) > 1 else None,
        el("p", el("strong", head), ":", rest, class_=status),
        el("ul", reasons) if reasons else None,
        el("p", others) if others else None,
        el("p", size, class_="note") if size else None,
        class_="card",
    )


def _size(found: Data) -> str:
    grids = [f"{int(n):,}".replace(",", "\u202f") for n in found.get("points") or [] if is_number(n)]
    paths = found.get("paths")
    said = []
    if grids:
        said.append(f"grids of {listed(grids)} points" if len(grids) > 1 else f"one grid of {grids[0]} points")
    if is_number(paths) and paths > 0:
        said.append(f"{int(paths):,} audited paths".replace(",", "\u202f"))
    return f"From {listed(said)}." if said else ""


def _checks(wording: Wording) -> Html | None:
    certificates: list[Data] = [view.get("certificate") or {} for view in wording.views.values()]
    rows: Table = []
    for name, (what, allowed) in _CHECKS.items():
        if any(is_number(found.get(name)) for found in certificates):
            tolerances = {f"{points(found.get('tolerance'))} points" for found in certificates}
            limit = listed(sorted(tolerances)) if allowed == "tolerance" else allowed
            rows.append((what, [*[_measure(name, found.get(name)) for found in certificates], limit or MISSING]))
    if not rows:
        return None
    return table(
        "What was checked, in percentage points of probability",
        [*view_columns(wording), "Allowed"],
        rows,
        "Check",
        "tight",
    )


def _exact_play(wording: Wording) -> Html | None:
    """Both numbers where a view isn't resolved: the grid's, and what play on the exact rules brings."""
    views = list(wording.views.values())
    if not any(v.get("audited") and not (v.get("certificate") or {}).get("resolved") for v in views):
        return None
    endings = dict.fromkeys(e for v in views for e in ((v.get("audited") or {}).get("endings") or {}))
    rows: Table = []
    for ending in endings:
        rows.append((words(capital(wording.ending(ending))), [_both(v, "endings", ending) for v in views]))
    for name in ("would", "could"):
        for actor in wording.actors():
            label = words(f"{wording.actor(actor)}: {name}")
            rows.append((label, [_both(v, name, actor) for v in views]))
    return table(
        "Computed on the grid, then played out on the exact rules: where they differ, trust the second",
        view_columns(wording),
        rows,
        "Chance",
        "tight",
    )


def _both(view: Data, name: str, key: str) -> str:
    found: Data = ((view.get("audited") or {}).get(name) or {}).get(key) or {}
    computed = (view.get("endings") or {}) if name == "endings" else ((view.get("actors") or {}).get(key) or {})
    return f"{share(computed.get(key if name == 'endings' else name))}, {share(found.get('value'), found.get('error'))}"


def _measure(name: str, value: object) -> str:
    if not is_number(value):
        return MISSING
    return f"{value:.0e}" if name in _TINY else points(value)


def _best_replies(wording: Wording) -> Html | None:
    rows: Table = []
    for actor in wording.actors():
        gains = [((v.get("certificate") or {}).get("best_reply_gain") or {}).get(actor) for v in wording.views.values()]
        if any(is_number(gain) for gain in gains):
            its: list[Data] = [(v.get("actors") or {}).get(actor) or {} for v in wording.views.values()]
            cells = [
                cost(gain, (data.get("errors") or {}).get("value"), finest_place(gain, *worth(data)))
                for gain, data in zip(gains, its, strict=True)
            ]
            rows.append((words(wording.actor(actor)), cells))
    if not rows:
        return None
    caption = "What each would gain by always picking its best option, in its own payoff (choices are noisy: above 0)"
    return table(caption, view_columns(wording), rows, "Actor", "tight")


def _choosing(wording: Wording) -> Html | None:
    items = []
    for actor in wording.actors():
        said: dict[str, list[str]] = {}
        for view, data in wording.views.items():
            sentence = ((data.get("actors") or {}).get(actor) or {}).get("rationality_means")
            if sentence:
                # The name stands before it already.
                plain = str(sentence).removeprefix(wording.actor(actor)).strip().rstrip(".")
                said.setdefault(plain, []).append(wording.view(view))
        for sentence, views in said.items():
            where = f" ({listed(views)})" if len(said) > 1 else ""
            items.append(el("li", el("strong", words(wording.actor(actor)), where, ": "), words(sentence), "."))
    return join(el("h3", "How each actor is taken to choose"), el("ul", items, class_="plain")) if items else None


def _ties(wording: Wording) -> Html | None:
    items = []
    for view, data in wording.views.items():
        for tie in data.get("ties") or []:
            if (tie.get("mass") or 0.0) < _LEAST_MASS:
                continue
            labels = {item.get("t"): item.get("label") for item in data.get("timeline") or []}
            when = labels.get(tie.get("t"), tie.get("t"))
            known: Data = (data.get("exits") or {}).get(str(tie.get("actor"))) or {}
            options = listed([wording.option(o) for o in fold_names(tie.get("options") or [], known)])
            who = wording.actor(str(tie.get("actor")))
            mass = share(tie.get("mass"))
            said = f"{wording.view(view)}, {when}: {who} is indifferent between {options} in {mass} of play."
            said += " It takes the first." if tie.get("rule") == "first" else ""
            items.append(el("li", said))
    return join(el("h3", "Ties"), el("ul", items, class_="plain")) if items else None


def _warnings(wording: Wording) -> Html | None:
    said: dict[tuple[str, str, str], None] = {}
    for data in wording.views.values():
        for warning in data.get("warnings") or []:
            where = f"line {warning['line']}" if warning.get("line") else ""
            said[(str(warning.get("code", "")), str(warning.get("message", "")), where)] = None
    items = [
        el("li", el("strong", words(code)), f" ({where}): " if where else ": ", words(message))
        for code, message, where in said
    ]
    return join(el("h3", "Warnings about the scenario file"), el("ul", items, class_="plain")) if items else None


def provenance(analysis: Data, wording: Wording) -> Html:
    """What was analysed with which version, and the stance of its sources."""
    scenario: Data = analysis.get("scenario") or {}
    versions = list(dict.fromkeys(str(d["offramp"]) for d in wording.views.values() if d.get("offramp")))
    digest = str(scenario.get("sha256") or "")
    sources: Sequence[Mapping[str, object]] = (scenario.get("names") or {}).get("sources") or []
    rows: Table = [
        (words(s.get("title") or ""), [words(s.get("stance") or "not stated"), words(s.get("date") or MISSING)])
        for s in sources
    ]
    levels = sorted({level(float(d.get("level", 0.5))) for d in wording.views.values()})
    return join(
        table("Sources and their stance", ["Stance", "Date"], rows, "Source", "tight") if rows else None,
        el(
            "p",
            f"Made by Offramp {listed(versions)}" if versions else "Made by Offramp",
            join(" from ", words(scenario["path"])) if scenario.get("path") else None,
            join(" (sha256 ", el("code", words(digest[:16])), ")") if digest else None,
            f", level {listed(levels)}" if levels else None,
            ". Nothing in a source is taken as a fact: each number in the scenario is an assumption.",
            class_="note",
        ),
    )
