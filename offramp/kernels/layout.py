"""What kernels need to know of a scenario, as plain data: nothing here needs LLVM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offramp.scenario.expressions.expression_tree import Expression, Kind
from offramp.scenario.model import ScenarioModel

Key = tuple[Kind, str]


@dataclass(frozen=True)
class Rules:
    """What is played and paid: a scenario with the weights of one view."""

    model: ScenarioModel
    tolerable: Mapping[str, Mapping[str, Expression]]

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors' names, in order."""
        return tuple(self.model.actors)

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings' names, in order."""
        return tuple(self.model.endings)


@dataclass(frozen=True)
class Names:
    """Numbers behind labels. codes: label -> number. numeric: name of a numeric option's number -> the choice that it
    is read from and the number behind each label. members: for a numeric option, which labels are its numbers; the
    last entry of both is for "no choice"."""

    codes: dict[str, int]
    numeric: dict[str, tuple[str, tuple[float, ...]]] = field(default_factory=dict)
    members: dict[str, tuple[bool, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class StateAxis:
    """One number of the state: where it stands in a period's last rows, and whether it is an integer."""

    ends_as: Key
    whole: bool


@dataclass(frozen=True)
class PeriodLayout:
    """What a kernel needs to know of a scenario beyond its rules.

    parameters: places of assumptions and other numbers of a period in the array of parameters; switches: of cases in
    the array of integers. vectors, words: the moving variables, in the order in which blocks of states hold them.
    axes: the numbers of the state. labels: the numbers of each mode's labels.
    """

    names: Names
    parameters: Mapping[Key, int]
    switches: Mapping[str, int]
    vectors: Sequence[Key]
    words: Sequence[Key]
    axes: Sequence[StateAxis]
    labels: Mapping[str, Sequence[int]]
