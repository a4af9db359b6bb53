"""How far to trust the numbers: the certificate in plain English, ties, and the checker's warnings."""

from collections.abc import Mapping, Sequence

from offramp.core.numbers import MISSING, cost, finest_place, is_number, level, points, share
from offramp.report.answers import grid
from offramp.report.markup import Html, el, join, table, words
from offramp.report.numeric_lines import fold_names
from offramp.report.several_equilibria import several
from offramp.report.verdict_tables import view_columns
from offramp.report.wording import Data, Wording, capital, worth

Table = list[tuple[str | Html, Sequence[str | Html]]]

# name in the certificate -> what is allowed: a number of points, the view's own tolerance, or nothing in particular
_CHECKS: dict[str, str] = {
    "refinement_change": "tolerance",
    "policy_change": "",
    "audit_gap": "tolerance",
    "audit_error": "",
    "quadrature_change": "0.5",
    "clamped": "0.1",
    "clipped": "",
    "mass_error": "",
    "stationary_residual": "",
    "logit_residual": "",
}
_TINY = ("stationary_residual", "logit_residual")  # read as powers of ten

_BY = ("means", "branch")  # ways to settle that need a word

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
        status, head, rest = "resolved", wording.say("trust.exact"), wording.say("trust.exact_rest")
    elif found.get("resolved"):
        status, head = "resolved", wording.say("trust.resolved")
        rest = wording.say("trust.resolved_rest", tolerance=tolerance)
    else:
        status, head = "unresolved", wording.say("trust.unresolved")
        rest = wording.say("trust.unresolved_rest", tolerance=tolerance)
    reasons = [el("li", words(reason)) for reason in found.get("reasons") or []]
    size, others = _size(found, wording), several(data, wording.said)
    return el(
        "article",
        el("h3", words(wording.view(view))) if len(wording.views) > 1 else None,
        el("p", el("strong", head), ": ", rest, class_=status),
        el("ul", reasons) if reasons else None,
        el("p", others) if others else None,
        el("p", wording.say(f"trust.settled_by.{found['settled_by']}")) if found.get("settled_by") in _BY else None,
        el("p", size, class_="note") if size else None,
        class_="card",
    )


def _size(found: Data, wording: Wording) -> str:
    grids = [f"{int(n):,}".replace(",", "\u202f") for n in found.get("points") or [] if is_number(n)]
    paths = found.get("paths")
    said = []
    if grids:
        said.append(wording.say("trust.grids", count=len(grids), grids=wording.listed(grids)))
    if is_number(paths) and paths > 0:
        said.append(wording.say("trust.paths", count=f"{int(paths):,}".replace(",", "\u202f")))
    return wording.say("trust.size", said=wording.listed(said)) if said else ""


def _checks(wording: Wording) -> Html | None:
    certificates: list[Data] = [view.get("certificate") or {} for view in wording.views.values()]
    rows: Table = []
    for name, allowed in _CHECKS.items():
        if any(is_number(found.get(name)) for found in certificates):
            sizes = {points(found.get("tolerance")) for found in certificates} if allowed == "tolerance" else {allowed}
            limit = wording.listed(sorted(wording.say("trust.points", size=size) for size in sizes if size))
            cells = [*[_measure(name, found.get(name)) for found in certificates], limit or MISSING]
            rows.append((wording.say(f"trust.checked.{name}"), cells))
    if not rows:
        return None
    return table(
        wording.say("trust.checks"),
        [*view_columns(wording), wording.say("trust.allowed")],
        rows,
        wording.say("trust.check"),
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
            label = words(wording.say("trust.actor_number", actor=wording.actor(actor), number=wording.term(name)))
            rows.append((label, [_both(v, name, actor) for v in views]))
    return table(
        wording.say("trust.exact_play"),
        view_columns(wording),
        rows,
        wording.say("trust.chance"),
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
    return table(wording.say("trust.best_replies"), view_columns(wording), rows, wording.say("corner.actor"), "tight")


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
            where = f" ({wording.listed(views)})" if len(said) > 1 else ""
            items.append(el("li", el("strong", words(wording.actor(actor)), where, ": "), words(sentence), "."))
    return join(el("h3", wording.say("trust.choosing")), el("ul", items, class_="plain")) if items else None


def _ties(wording: Wording) -> Html | None:
    items = []
    for view, data in wording.views.items():
        for tie in data.get("ties") or []:
            if (tie.get("mass") or 0.0) < _LEAST_MASS:
                continue
            labels = {item.get("t"): item.get("label") for item in data.get("timeline") or []}
            when = labels.get(tie.get("t"), tie.get("t"))
            known: Data = (data.get("exits") or {}).get(str(tie.get("actor"))) or {}
            options = wording.listed(
                [wording.option(o) for o in fold_names(tie.get("options") or [], known, wording.said)]
            )
            who = wording.actor(str(tie.get("actor")))
            said = {
                "view": wording.view(view),
                "period": when,
                "actor": who,
                "options": options,
                "share": share(tie.get("mass")),
            }
            first = tie.get("rule") == "first"
            items.append(
                el("li", wording.say("trust.tie_first", **said) if first else wording.say("trust.tie", **said))
            )
    return join(el("h3", wording.say("trust.ties")), el("ul", items, class_="plain")) if items else None


def _warnings(wording: Wording) -> Html | None:
    said: dict[tuple[str, str, str], None] = {}
    for data in wording.views.values():
        for warning in data.get("warnings") or []:
            where = wording.say("trust.line", line=warning["line"]) if warning.get("line") else ""
            said[(str(warning.get("code", "")), str(warning.get("message", "")), where)] = None
    items = [
        el("li", el("strong", words(code)), f" ({where}): " if where else ": ", words(message))
        for code, message, where in said
    ]
    return join(el("h3", wording.say("trust.warnings")), el("ul", items, class_="plain")) if items else None


def provenance(analysis: Data, wording: Wording) -> Html:
    """What was analysed with which version, and the stance of its sources."""
    scenario: Data = analysis.get("scenario") or {}
    versions = list(dict.fromkeys(str(d["offramp"]) for d in wording.views.values() if d.get("offramp")))
    digest = str(scenario.get("sha256") or "")
    sources: Sequence[Mapping[str, object]] = (scenario.get("names") or {}).get("sources") or []
    unstated = wording.say("trust.not_stated")
    rows: Table = [
        (words(s.get("title") or ""), [words(s.get("stance") or unstated), words(s.get("date") or MISSING)])
        for s in sources
    ]
    levels = sorted({level(float(d.get("level", 0.5))) for d in wording.views.values()})
    phrase = wording.said.phrase
    listed = wording.listed(versions)
    made = phrase("trust.made_by", versions=listed) if versions else phrase("trust.made")
    if scenario.get("path"):
        made = phrase("trust.from", made=made, path=words(scenario["path"]))
    if digest:
        made = phrase("trust.digest", made=made, digest=el("code", words(digest[:16])))
    if levels:
        made = phrase("trust.level", made=made, levels=wording.listed(levels))
    columns: list[str | Html] = [wording.say("trust.stance"), wording.say("trust.date")]
    return join(
        table(wording.say("trust.sources"), columns, rows, wording.say("trust.source"), "tight") if rows else None,
        el("p", phrase("trust.facts", made=made), class_="note"),
    )
