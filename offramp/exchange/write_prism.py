"""Writes a model in the language of PRISM: https://www.prismmodelchecker.org/manual/ThePRISMLanguage/.

Storm reads the same; stochastic games are those of PRISM-games.
"""

import re
from collections.abc import Collection, Iterator

from offramp.exchange.prism_model import NATURE, Command, ModelKind, PrismModel, Reward, Values, Variable

# Words that mean something of their own: https://www.prismmodelchecker.org/manual/Appendices/ and PRISM-games.
_KEYWORDS = frozenset(
    {
        "A", "bool", "clock", "const", "csg", "ctmc", "C", "double", "dtmc", "E", "endinit", "endinvariant",
        "endmodule", "endobservables", "endplayer", "endrewards", "endsystem", "false", "filter", "formula", "func",
        "F", "global", "G", "idtmc", "imdp", "init", "invariant", "I", "int", "label", "lts", "ma", "max", "mdp",
        "min", "module", "X", "nondeterministic", "observable", "observables", "of", "Pmax", "Pmin", "P", "player",
        "pomdp", "popta", "prob", "probabilistic", "pta", "R", "rate", "rewards", "Rmax", "Rmin", "S", "smg",
        "stochastic", "stpg", "system", "tptg", "true", "U", "W",
    }
)  # fmt: skip


OVER = "over"  # the action with which nothing happens


def identifier(name: str, taken: Collection[str] = ()) -> str:
    """`name` as PRISM can read it, other than all of `taken`."""
    plain = re.sub("[^A-Za-z0-9_]", "_", name)
    if not plain or plain[0].isdigit():
        plain = f"_{plain}"
    found, number = plain, 1
    while found in taken or found in _KEYWORDS:
        number += 1
        found = f"{plain}_{number}"
    return found


def prism_text(model: PrismModel) -> str:
    """The text of the file."""
    lines = [*(f"// {line}".rstrip() for line in model.comment.splitlines()), "", model.kind.value, ""]
    for name, value, means in model.constants:
        lines.append(f"const double {name} = {value!r}; // {means}")
    for variable in model.variables:
        lines += [f"const int {name} = {value};" for value, name in variable.names]
    if model.kind is ModelKind.SMG:
        lines += ["", *_players(model)]
    declared = (model.clock, *model.variables)
    lines += ["", "module game", *(f"  {_declared(variable)}" for variable in declared), ""]
    lines += [f"  {_command(model, command)}" for command in model.commands]
    lines += [f"  [{OVER}] {model.over} -> true;", "endmodule", ""]
    for name, rewards in model.rewards:
        lines += [f'rewards "{name}"', *_rewards(model, rewards), "endrewards", ""]
    lines += [f'label "{name}" = {condition};' for name, condition in model.labels]
    return "\n".join(lines) + "\n"


def _players(model: PrismModel) -> Iterator[str]:
    owned: dict[int, dict[str, None]] = {number: {} for number in (*range(len(model.deciders)), NATURE)}
    for command in model.commands:
        owned[command.owner][command.action] = None
    owned[NATURE][OVER] = None
    for number, actions in owned.items():
        if actions:
            name = "nature" if number == NATURE else model.deciders[number]
            yield f"player {name}"
            yield f"  {', '.join(f'[{action}]' for action in actions)}"
            yield "endplayer"


def _declared(variable: Variable) -> str:
    return f"{variable.name} : [{variable.low}..{variable.high}] init {_value(variable, variable.start)};"


def _command(model: PrismModel, command: Command) -> str:
    branches = " + ".join(
        f"{probability!r}:{_assigned(model, command.source, later, after)}"
        for probability, later, after in command.branches
    )
    return f"[{command.action}] {_guard(model, command)} -> {branches};"


def _guard(model: PrismModel, at: Command | Reward) -> str:
    clock, first, last = model.clock.name, at.first, at.last
    when = f"{clock}={first}" if first == last else f"{clock}>={first} & {clock}<={last}"
    where = (f"{v.name}={_value(v, value)}" for v, value in zip(model.variables, at.source, strict=True))
    return " & ".join([when, *where])


def _assigned(model: PrismModel, before: Values, later: int, after: Values) -> str:
    clock = model.clock.name
    changed = [f"({clock}'={clock}+{later})"] if later else []
    changed += [
        f"({v.name}'={_value(v, new)})"
        for v, old, new in zip(model.variables, before, after, strict=True)
        if old != new
    ]
    return "&".join(changed) or "true"


def _rewards(model: PrismModel, rewards: tuple[Reward, ...]) -> Iterator[str]:
    if not rewards:
        yield "  true : 0;"  # one entry at least is wanted
    for reward in rewards:
        yield f"  [{reward.action}] {_guard(model, reward)} : {reward.value!r};"


def _value(variable: Variable, value: int) -> str:
    return next((name for number, name in variable.names if number == value), str(value))
