"""Cases of switches in words: which of them turn a conclusion, before everything else."""

from collections.abc import Mapping
from typing import Any

from offramp.cli.layout import bullet, paragraph
from offramp.core.numbers import tally
from offramp.report.markup import clean
from offramp.report.wording import Wording, capital, listed, mid_sentence, spoken

Data = Mapping[str, Any]


def switches_text(result: Data, names: Wording, width: int) -> str:
    """What other cases of switches turn; empty where none were looked at."""
    found = result["switches"]
    if not found:
        return ""
    turning = [one for one in found if one["turned"]]
    silent = [one for one in found if not one["turned"]]
    lines = []
    if turning:
        lines.append(paragraph("Another case of a switch turns what is concluded, on the same draws:", width))
        lines += [bullet(_turn(one, turn, names), width) for one in turning for turn in one["turned"]]
    if silent:
        few = all(c["difference_low"] is None for one in silent for c in one["conclusions"])
        cases = listed([f"{_where(one)} ({names.view(one['view'])})" for one in silent])
        why = "Under 200 worlds say too little of what turns" if few else "No verdict, answer or closing surely turns"
        lines.append(bullet(f"{why} where {cases}.", width) if turning else paragraph(f"{why} where {cases}.", width))
    return "\n".join(lines)


def _where(one: Data) -> str:
    return f"{spoken(clean(one['switch']))} is “{spoken(clean(one['case']))}”, not “{spoken(clean(one['usual']))}”"


def _turn(one: Data, turn: Data, names: Wording) -> str:
    before, after = _tally(turn["usual_holds"]), _tally(turn["here_holds"])
    if turn["kind"] == "answer":
        usual, here = names.group(turn["usual"]), names.group(turn["here"])
        said = f"the likeliest answer turns from {usual}, in {before}, to {here}, in {after}"
    elif turn["kind"] == "closing":
        option, actor = names.option(turn["usual"]), mid_sentence(names.actor(turn["actor"]))
        said = f"{option} closes for {actor} in {before}, and then in {after}"
    else:
        actor = mid_sentence(names.actor(turn["actor"]))
        said = f"the verdict on {actor} turns from {turn['usual']}, in {before}, to {turn['here']}, in {after}"
    return f"{capital(said)}, where {_where(one)} ({names.view(one['view'])})."


def _tally(side: Data) -> str:
    return tally(side["count"], side["share"], side["low"], side["high"])
