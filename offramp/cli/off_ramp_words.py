"""Off-ramps as text: what would reopen a way out, who would offer it, whether it would be kept, what it costs whom."""

from collections.abc import Mapping
from typing import Any, Final

from offramp.cli.layout import WIDTH, bullet, paragraph, sections, table
from offramp.cli.solution_words import warning_lines
from offramp.core.numbers import as_written, level, quantity, share, tally
from offramp.report.markup import clean
from offramp.report.wording import capital, listed, mid_sentence

Data = Mapping[str, Any]

MOST, MOST_PAIRS = 12, 6  # off-ramps, or levers, and pairs that are listed; `--json` has all
MOST_COLUMNS = 4  # actors whose payoffs a table has room for
_OPEN: Final = ("free", "unsteady", "unwilling")  # the actor can reach the level by itself
_COUNTS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def off_ramps_text(result: Data, width: int = WIDTH) -> str:
    """The whole of what `offramp offramps` prints."""
    shown, both = _shown(result, MOST), _shown(result, MOST_PAIRS, pairs=True)
    return sections(
        [
            _finding(result, width),
            _as_it_is(result, width),
            _table(f"What would change for {_name(result)}:", shown, result, width),
            _table("Pairs of these that do more than either of their two:", both, result, width),
            _payoffs(shown, result, width),
            _temptations(shown, result, width),
            _faults(result, width),
            _levers(result, width),
            _worlds(result, width),
            warning_lines(result["warnings"], width),
            _reading([*shown, *both], result, width),
            _provenance(result, width),
        ]
    )


def _shown(result: Data, most: int, pairs: bool = False) -> list[Data]:
    """What is listed: what moves the verdict or may do so, what the file proposes; in worlds, what moves it in any."""
    found = [
        one
        for one in result["offramps"]
        if one["moves"] == "towards_free"
        or (one["moves"] == "too_close" and one["closely"])
        or one["kind"] == "proposal"
        or ((one.get("worlds") or {}).get("moves") or {}).get("count")
    ]
    return [one for one in found if (one["kind"] == "pair") is pairs][:most]


def _name(result: Data) -> str:
    return mid_sentence(clean(result["baseline"]["values"][result["actor"]]["name"]))


def _finding(result: Data, width: int) -> str:
    name, verdict = _name(result), result["baseline"]["verdict"]
    every = [one for one in result["offramps"] if one["moves"] == "towards_free"]
    found = [one for one in every if one["kind"] != "pair"] or every
    pairs = len(every) - len(found)
    close = sum(one["moves"] == "too_close" for one in result["offramps"])
    if verdict == "free" and not found:
        said = f"{capital(name)} is free as things stand: nothing has to be reopened for it."
    elif not found:
        said = f"Nothing that was tried would move {name} towards a way out"
        said += f"; {_count(close)} {'is' if close == 1 else 'are'} too close to call." if close else "."
    else:
        opens = verdict not in _OPEN and all(one["verdict"] in _OPEN for one in found)
        does = f"reopen a way out for {name}" if opens else f"move {name} towards a way out"
        things = f"{capital(_count(len(found)))} thing{'s' if len(found) != 1 else ''}"
        said = f"{things} would {does}; {_offers(found)}."
        said += f" {capital(_count(pairs))} pair{'s' if pairs != 1 else ''} of things would do more." if pairs else ""
    lines = [paragraph(said, width)]
    if not result["resolved"]:
        lines.append(
            paragraph(
                "NOT RESOLVED: these numbers still depend on how finely they were computed. Take this as a first look.",
                width,
            )
        )
    return "\n".join(lines)


def _offers(found: list[Data]) -> str:
    """`one of them would be offered, but not kept`."""
    alone = len(found) == 1
    binding = [one for one in found if one["binds"]]
    outside = len(found) - len(binding)
    said = []
    if binding:
        offered = [one for one in binding if _all(one, "would_offer") is True]
        kept = sum(_all(one, "keeps") is True for one in offered)
        of_them = "it" if alone else f"{_count(len(offered))} of them"
        if not offered:
            said.append(f"{'it' if alone else 'none of them'} would {'not ' if alone else ''}be offered")
        elif kept == len(offered):
            said.append(f"{of_them} would be offered, and kept")
        elif all(_all(one, "keeps") is False for one in offered):
            said.append(f"{of_them} would be offered, but not kept")
        elif not kept:
            said.append(f"{of_them} would be offered, but not surely kept")
        else:
            said.append(f"{of_them} would be offered, of which {_count(kept)} would be kept")
    if outside:
        said.append(f"nobody in the game has to bind itself for {'it' if alone else _count(outside)}")
    return ", and ".join(said)


def _all(one: Data, what: str) -> bool | None:
    """Whether all who must act do; None where that is open, or nobody must."""
    answers = [bound[what] for bound in one["binds"].values()]
    if not answers:
        return None
    return False if False in answers else None if None in answers else True


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else f"{number}"


def _as_it_is(result: Data, width: int) -> str:
    base = result["baseline"]
    chances = base["chances"]
    others = [word for word in base["may_be"] if word != base["verdict"]]
    doubt = f" (or, within the error, {listed(others)})" if others else ""
    said = (
        f"{capital(_name(result))} is {base['verdict']}{doubt}: as things stand it would reach an ending that it could "
        f"live with in {_chance(chances['would'])}, could in {_chance(chances['could'])}, and helped by others in "
        f"{_chance(chances['helped'])}."
    )
    return paragraph(said, width)


def _chance(one: Data) -> str:
    return share(one["value"], one["error"])


def _table(head: str, shown: list[Data], result: Data, width: int) -> str:
    if not shown:
        return ""
    rows = [["off-ramp", "verdict", "would", "could", "offered", "kept"]]
    for one in shown:
        if one["chances"] is None:
            rows.append([_label(one), "not solved"])
            continue
        verdict = one["verdict"] if len(one["may_be"]) < 2 else f"{one['verdict']}?"
        chances = [_chance(one["chances"][name]) for name in ("would", "could")]
        rows.append([_label(one), verdict, *chances, _answer(one, "would_offer"), _answer(one, "keeps")])
    alike = [one for one in result["offramps"] if (one["kind"] == "pair") is (shown[0]["kind"] == "pair")]
    left = sum(one["moves"] == "towards_free" for one in alike) - sum(one["moves"] == "towards_free" for one in shown)
    more = [bullet(f"and {left} more that move the verdict (--json lists all).", width)] if left > 0 else []
    return "\n".join([paragraph(head, width), table(rows, width), *more])


def _label(one: Data) -> str:
    said = clean(one["words"])
    return f"{clean(one['name'])}: {said}" if one["kind"] == "proposal" else capital(said)


def _answer(one: Data, what: str) -> str:
    if not one["binds"]:
        return "–"
    if what == "keeps" and all(bound["gain"] is None for bound in one["binds"].values()):
        return "–"
    found = _all(one, what)
    return "unclear" if found is None else "yes" if found else "no"


def _payoffs(shown: list[Data], result: Data, width: int) -> str:
    """What each off-ramp costs or brings each actor, and until when it works."""
    listed_ones = [one for one in shown if one["costs"] is not None]
    actors = list(result["baseline"]["values"])
    if not listed_ones:
        return ""
    head = paragraph("What it brings each of them, in its own utility, and when it must begin at the latest:", width)
    titles = [capital(clean(result["baseline"]["values"][actor]["name"])) for actor in actors]
    if len(actors) <= MOST_COLUMNS:
        rows = [["off-ramp", "begin by", *titles]]
        for one in listed_ones:
            rows.append([_label(one), _begin(one), *(_change(one["costs"][actor]) for actor in actors)])
        return "\n".join([head, table(rows, width)])
    lines = []
    for one in listed_ones:
        costs = [f"{title} {_change(one['costs'][actor])}" for actor, title in zip(actors, titles, strict=True)]
        lines.append(bullet(f"{_label(one)}: {', '.join(costs)}; begin by: {_begin(one)}", width))
    return "\n".join([head, *lines])


def _begin(one: Data) -> str:
    until = one["until"]
    if until is None:
        return "–"
    return clean(until["label"]) + ("" if until["throughout"] else "*")


def _change(one: Data) -> str:
    found = quantity(one["change"], one["error"])
    return found if found.startswith(("−", "0")) and not found.startswith("0.") else f"+{found}"


def _temptations(shown: list[Data], result: Data, width: int) -> str:
    """For what would be offered: what breaking it would bring those who are bound."""
    lines = []
    for one in shown:
        for actor, bound in one["binds"].items():
            if _all(one, "would_offer") is not True or bound["gain"] is None:
                continue
            own = result["baseline"]["values"][actor]
            lines.append(bullet(f"{_label(one)}: {_temptation(clean(own['name']), bound, own)}", width))
    return "\n".join(["What would be offered, and the temptation to break it:", *lines]) if lines else ""


def _temptation(name: str, bound: Data, own: Data) -> str:
    gain, error = bound["gain"], bound["gain_error"]
    if bound["when"] is None:
        return f"{mid_sentence(name)} never comes to a move at which it is bound."
    if gain <= 0 and gain + error <= 0:
        return f"{mid_sentence(name)} never gains by breaking it."
    leeway = as_written(float(f"{own['leeway']:.3g}")) + ("" if own["leeway_declared"] else ", 1% of its stakes,")
    does = {True: "keeps it", False: "breaks it", None: "may break it"}[bound["keeps"]]
    return (
        f"{mid_sentence(name)} {does}: breaking it once would bring it up to {quantity(gain, error)} "
        f"({clean(bound['when'])}; {share(max(0.0, bound['gain_share']), 0.0)} of its stakes), and it forgoes {leeway} "
        "to keep its word."
    )


def _faults(result: Data, width: int) -> str:
    lines = [
        bullet(f"{_label(one)}: [{fault['code']}] {clean(fault['message'])}", width)
        for one in result["offramps"]
        for fault in one["faults"]
    ]
    return "\n".join(["Not solved to the end, because a rule breaks:", *lines]) if lines else ""


def _levers(result: Data, width: int) -> str:
    found = result["levers"]
    if not found:
        return ""
    turning = [lever for lever in found if lever["shift"] is not None]
    unsure = sum(lever["shift"] is None and "not_resolved" in _statuses(lever) for lever in found)
    head = f"Levers, one assumption moved and all others as they are ({len(found)} tried):"
    if not turning:
        said = "None of them moves the verdict towards free inside its range"
        return "\n".join([head, bullet(f"{said}{f'; {unsure} may, too close to call' if unsure else ''}.", width)])
    rows = [["assumption", "now", "turns at", "shift"]]
    for lever in turning[:MOST]:
        rows.append(
            [
                clean(lever["assumption"]),
                as_written(lever["value"]),
                _turns_at(lever["turns_at"]),
                f"{100 * lever['shift']:.0f}%",
            ]
        )
    left = len(turning) - MOST
    more = [bullet(f"and {left} more.", width)] if left > 0 else []
    close = [bullet(f"{capital(_count(unsure))} more may, too close to call.", width)] if unsure else []
    return "\n".join([head, table(rows, width), *more, *close])


def _turns_at(flip: Data) -> str:
    return quantity(flip["value"], (flip["high"] - flip["low"]) / 2)


def _statuses(lever: Data) -> tuple[str, str]:
    return lever["below"]["status"], lever["above"]["status"]


def _worlds(result: Data, width: int) -> str:
    worlds = result["worlds"]
    if worlds is None:
        return ""
    name, count = _name(result), worlds["count"]
    if not count:
        return paragraph("Nothing is uncertain here, so that every world would be the same.", width)
    said = f"Of {count:,} worlds {name} is free already in {tally(**_tallied(worlds['free']))}."
    failed = worlds["failed"]["count"]
    said += f" {failed} couldn't be solved." if failed else ""
    rest = [one for one in result["offramps"] if one["worlds"] is not None and _moving(one)][:MOST]
    if not worlds["not_free"]["count"]:
        return paragraph(said, width)
    said += f" In the other {worlds['not_free']['count']:,}:"
    if not rest:
        return paragraph(f"{said} nothing that was tried surely moves the verdict towards free.", width)
    rows = [["off-ramp", "moves it in", "too close in", "pays whoever acts in"]]
    for one in rest:
        found = one["worlds"]
        pays = [found["rises"][actor]["count"] for actor in one["binds"]]
        rows.append([_label(one), tally(**_tallied(found["moves"])), f"{found['too_close']['count']}", _pays(pays)])
    return "\n".join([paragraph(said, width), table(rows, width)])


def _pays(pays: list[int]) -> str:
    return " and ".join(map(str, pays)) if pays else "–"


def _moving(one: Data) -> int:
    return int(one["worlds"]["moves"]["count"])


def _tallied(found: Data) -> dict[str, Any]:
    return {key: found[key] for key in ("count", "share", "low", "high")}


def _reading(shown: list[Data], result: Data, width: int) -> str:
    if not shown:
        return ""
    lines = [
        "Offered: whether the value of whoever must act rises. Kept: whether breaking it once, while all others rely "
        "on it, never brings more than whoever is bound would forgo to keep its word."
    ]
    if any(len(one["may_be"]) > 1 for one in shown):
        lines.append("A verdict with a question mark is too close to call: the numerical error decides.")
    if any(one["until"] is not None and not one["until"]["throughout"] for one in shown):
        lines.append("*: some earlier beginnings don't work.")
    if any(lever["shift"] is not None for lever in result["levers"] or ()):
        lines.append("Shift: the share of all that the assumption may be that lies between now and where it turns.")
    return "\n".join(bullet(line, width) for line in lines)


def _provenance(result: Data, width: int) -> str:
    changed = [f"{clean(name)} = {value}" for name, value in result["set"].items()]
    view = f"In the view {clean(result['view']).replace('_', ' ')}" if result["view"] else "Assumptions as written"
    said = f"{view}{f', {listed(changed)}' if changed else ''}; a way out is a chance of at least "
    said += f"{level(result['level'])} of an ending that the actor could live with."
    return paragraph(f"{said} {clean(result['scenario']['path'])}, offramp {clean(result['offramp'])}.", width)
