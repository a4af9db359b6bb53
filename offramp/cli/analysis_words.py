"""An `analyse` result as text: the finding, then every view side by side."""

from collections.abc import Callable, Mapping
from shlex import quote
from typing import Any

from offramp.cli.certificate_words import whole
from offramp.cli.layout import WIDTH, bullet, paragraph, sections, sentence, table
from offramp.cli.solution_words import warning_lines
from offramp.cli.verdict_words import MEASURES, price, status
from offramp.cli.world_words import worlds_text
from offramp.core.numbers import level as set_level
from offramp.core.numbers import points, share
from offramp.report.markup import clean
from offramp.report.numeric_lines import fold_options
from offramp.report.several_equilibria import several
from offramp.report.switches import cases_over_views
from offramp.report.wording import Wording, capital, listed, worth

Data = Mapping[str, Any]

ROWS = ("would", "could", "helped")


def analysis_text(result: Data, width: int = WIDTH, page: str = "", asked: str = "") -> str:
    """The whole of an analysis, its finding first.

    page: where the page was written, if it was. asked: the scenario as the reader named it; its path by default.
    """
    names = Wording.of(result)
    views: Mapping[str, Data] = result["views"]
    found = [paragraph(clean(result["finding"]), width), _not_resolved(views, names, width)]
    return sections(
        [
            "\n".join(part for part in found if part),
            _verdicts(views, names, width),
            worlds_text(result, names, width),
            _answers(views, names, width),
            "\n".join(bullet(s, width) for s in cases_over_views(views, {v: names.view(v) for v in views})),
            _endings(views, names, width),
            _chances(views, names, width),
            _doors(views, names, width),
            _trust(views, names, width),
            warning_lines(_warnings(views), width),
            _further(result, width, page, asked),
        ]
    )


def _not_resolved(views: Mapping[str, Data], names: Wording, width: int) -> str:
    open_ones = [names.view(v) for v, r in views.items() if not r["certificate"]["resolved"]]
    if not open_ones:
        return ""
    where = "any view" if len(open_ones) == len(views) else f"the {listed(open_ones)} view"
    if 1 < len(open_ones) < len(views):
        where += "s"
    return paragraph(
        f"NOT RESOLVED in {where}: these numbers still depend on how finely they were computed. Take them as a "
        "first look.",
        width,
    )


def _heads(views: Mapping[str, Data], names: Wording) -> list[str]:
    return ["", *(names.view(v) for v in views)]


def _side_by_side(views: Mapping[str, Data], cell: Callable[[Data], str]) -> list[str]:
    return [cell(result) for result in views.values()]


def _verdicts(views: Mapping[str, Data], names: Wording, width: int) -> str:
    actors = names.actors()
    if not actors:
        return paragraph("Nobody chooses anything in this scenario, so nobody can be trapped in it.", width)
    trapped = {
        names.actor(a): [names.view(v) for v, r in views.items() if r["actors"].get(a, {}).get("verdict") == "trapped"]
        for a in actors
    }
    said = [f"{actor} (in {listed(where)})" for actor, where in trapped.items() if where]
    head = f"Trapped: {listed(said)}." if said else "Nobody is trapped in any view."
    rows = [_heads(views, names)]
    rows += [[capital(names.actor(a)), *_side_by_side(views, lambda r, a=a: _verdict(r, a))] for a in actors]  # type: ignore[misc]  # default binds
    level = set_level(next(iter(views.values()))["level"])
    return "\n".join(
        [
            paragraph(head, width),
            table(rows, width),
            bullet(
                f"free: on its way out, with a chance of at least {level} of an ending that it could live with", width
            ),
            bullet("unsteady: leaving is in its own interest, but its mistakes keep it in", width),
            bullet("unwilling: a way out is open, but by its own lights it costs too much", width),
            bullet("dependent: only a favour from others opens one", width),
            bullet("trapped: nobody will open one", width),
        ]
    )


def _verdict(result: Data, actor: str) -> str:
    data: Data | None = result["actors"].get(actor)
    return "–" if data is None else str(data["verdict"])


def _answers(views: Mapping[str, Data], names: Wording, width: int) -> str:
    """The groups of endings that the question asks about."""
    groups = list(dict.fromkeys(g for r in views.values() for g in (r.get("answer") or {}).get("groups") or {}))
    if not groups:
        return ""
    ask = next((clean(r["answer"]["ask"]) for r in views.values() if r.get("answer")), "")

    def chance(result: Data, group: str) -> str:
        found = ((result.get("answer") or {}).get("groups") or {}).get(group)
        return share(found["probability"], found.get("error")) if found else "–"

    rows = [_heads(views, names)]
    rows += [[names.group(g), *_side_by_side(views, lambda r, g=g: chance(r, g))] for g in groups]  # type: ignore[misc]  # default binds
    return "\n".join([paragraph(ask or "The question:", width), table(rows, width)])


def _endings(views: Mapping[str, Data], names: Wording, width: int) -> str:
    def chance(result: Data, ending: str) -> str:
        return share(result["endings"].get(ending), (result.get("ending_errors") or {}).get(ending))

    first: Data = next(iter(views.values()))["endings"]
    ranked = sorted(names.endings(), key=lambda e: -float(first.get(e, 0.0)))
    rows = [_heads(views, names)]
    rows += [[names.ending(e), *_side_by_side(views, lambda r, e=e: chance(r, e))] for e in ranked]  # type: ignore[misc]  # default binds
    return "\n".join([paragraph("How it ends:", width), table(rows, width)])


def _chances(views: Mapping[str, Data], names: Wording, width: int) -> str:
    """Per actor: where it is heading, what it could reach, what others could help it to, and the price."""
    parts = []
    for actor in names.actors():
        rows = [_heads(views, names)]
        for measure in ROWS:
            rows.append([measure, *_side_by_side(views, lambda r, m=measure, a=actor: _chance(r, a, m))])  # type: ignore[misc]  # default binds
        rows.append(["price", *_side_by_side(views, lambda r, a=actor: _price(r, a))])  # type: ignore[misc]  # default binds
        parts.append(paragraph(f"{capital(names.actor(actor))}, chances of an ending that it could live with:", width))
        parts.append(table(rows, width))
    if not parts:
        return ""
    legend = [bullet(f"{measure}: {MEASURES[measure]}", width) for measure in ROWS]
    legend.append(
        bullet("price: what its surest way out would cost it, in its own utility; below 0 it would pay", width)
    )
    return "\n".join([*parts, *legend])


def _chance(result: Data, actor: str, measure: str) -> str:
    data: Data | None = result["actors"].get(actor)
    return "–" if data is None else share(data.get(measure), (data.get("errors") or {}).get(measure))


def _price(result: Data, actor: str) -> str:
    data: Data | None = result["actors"].get(actor)
    if data is None:
        return "–"
    errors: Data = data.get("errors") or {}
    return price(data.get("price"), errors.get("value"), worth(data))


def _doors(views: Mapping[str, Data], names: Wording, width: int) -> str:
    """What each option is at the start, in every view."""
    parts = []
    for actor in names.actors():
        known = dict.fromkeys(o for r in views.values() for o in fold_options(_options(r, actor)))
        rows = [_heads(views, names)]
        for option in known:
            cells = _side_by_side(views, lambda r, a=actor, o=option: _door(r, a, o))  # type: ignore[misc]  # default binds
            rows.append([names.option(option), *cells])
        if known:
            parts += [
                paragraph(f"{capital(names.actor(actor))}, what its options are at the start:", width),
                table(rows, width),
            ]
    return "\n".join(parts)


def _door(result: Data, actor: str, option: str) -> str:
    data: Data = result["actors"].get(actor, {})
    numbers = fold_options(_options(result, actor)).get(option)
    if numbers is None:
        return "–"
    if not numbers["available"]:
        return "not available"
    mostly = numbers.get("mostly")
    return status(str(numbers["status"]), data) + (f" (most often {mostly:g})" if mostly is not None else "")


def _options(result: Data, actor: str) -> Mapping[str, Data]:
    return result["actors"].get(actor, {}).get("options") or {}


def _trust(views: Mapping[str, Data], names: Wording, width: int) -> str:
    lines = []
    for view, result in views.items():
        c: Data = result["certificate"]
        if c["exact"] and c["resolved"]:
            said = "exact, no error beyond rounding."
        elif c["resolved"]:
            said = f"resolved: {_checks(c)} (tolerance {points(c['tolerance'])})."
        else:
            reasons = " ".join(sentence(capital(clean(reason))) for reason in c.get("reasons") or ())
            said = f"NOT RESOLVED: {_checks(c)} (tolerance {points(c['tolerance'])}). {reasons}".rstrip()
        lines.append(bullet(f"{names.view(view)}: {said} {several(result)}".rstrip(), width))
    return "\n".join([paragraph("How far to trust this:", width), *lines])


def _checks(c: Data) -> str:
    said = []
    if c.get("audit_gap") is not None:
        said.append(
            f"{whole(c.get('paths'))} paths played on the exact rules differ by {points(c['audit_gap'])} points"
        )
    if c.get("refinement_change") is not None:
        said.append(f"a finer grid changes the chances by {points(c['refinement_change'])} points")
    return listed(said) or f"the chances come from {whole(c.get('paths'))} simulated paths"


def _warnings(views: Mapping[str, Data]) -> list[Data]:
    """Every warning once, though each view repeats it."""
    seen: dict[tuple[Any, ...], Data] = {}
    for result in views.values():
        for warning in result.get("warnings") or ():
            seen.setdefault((warning["code"], warning.get("line"), warning["message"]), warning)
    return list(seen.values())


def _further(result: Data, width: int, page: str, asked: str) -> str:
    scenario = quote(clean(asked or (result.get("scenario") or {}).get("path") or "SCENARIO"))
    view = next((v for v in result["views"] if v != "as_written"), None)
    command = f"offramp solve {scenario}" + (f" --view {clean(view)}" if view else "")
    lines = [paragraph(f"More about one view: {command}", width)]
    if page:
        lines.append(f"The page: {page}")
    return "\n".join(lines)
