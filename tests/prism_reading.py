"""Reads the models that Offramp writes in the language of PRISM, and plays them out: a small checker of our own.

Only what is written there is understood. States are mappings of variables; time is in them, so there are no circles but
the one at an end.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

State = tuple[int, ...]
_COMMAND = re.compile(r"^  \[(\w+)\] (.+?) -> (.+);$", re.M)
_VARIABLE = re.compile(r"^  (\w+) : \[(-?\d+)\.\.(-?\d+)\] init (-?\w+);$", re.M)
_REWARDS = re.compile(r'^rewards "(\w+)"\n(.*?)^endrewards$', re.M | re.S)
_LABEL = re.compile(r'^label "(\w+)" = (.+);$', re.M)
_CONSTANT = re.compile(r"^const (?:int|double) (\w+) = ([-\d.e+]+);", re.M)
_PLAYER = re.compile(r"^player (\w+)\n(.*?)^endplayer$", re.M | re.S)


@dataclass(frozen=True)
class Way:
    action: str
    branches: tuple[tuple[float, State], ...]
    rewards: Mapping[str, float]


class Model:
    """A model that was read: `ways` by state, `start`, `labels`, `owners` of actions, `constants`."""

    def __init__(self, text: str) -> None:
        self.kind = re.search(r"^(dtmc|mdp|smg)$", text, re.M)[1]  # type: ignore[index]  # fails where it isn't there
        self.constants = {name: float(value) for name, value in _CONSTANT.findall(text)}
        found = _VARIABLE.findall(text)
        self.names = [name for name, *_ in found]
        self.bounds = [(int(low), int(high)) for _, low, high, _ in found]
        self.start: State = tuple(self._value(start) for *_, start in found)
        self.labels = dict(_LABEL.findall(text))
        self.owners = {
            action: player for player, actions in _PLAYER.findall(text) for action in re.findall(r"\[(\w+)\]", actions)
        }
        paid: dict[tuple[str, State], dict[str, float]] = {}
        for name, entries in _REWARDS.findall(text):
            for action, guard, value in re.findall(r"^  \[(\w+)\] (.+) : (\S+);$", entries, re.M):
                for source in self._states(guard):
                    entry = paid.setdefault((action, source), {})
                    assert name not in entry
                    entry[name] = float(value)
        self.rewards = [name for name, _ in _REWARDS.findall(text)]
        self.ways: dict[State, list[Way]] = {}
        for action, guard, onward in _COMMAND.findall(text):
            if onward == "true":
                continue  # the circle at an end
            for source in self._states(guard):  # also those of periods in which nothing leads there
                branches = tuple(self._branch(source, branch) for branch in onward.split(" + "))
                self.ways.setdefault(source, []).append(Way(action, branches, paid.get((action, source), {})))

    def _value(self, text: str) -> int:
        return int(self.constants[text]) if text in self.constants else int(text)

    def _states(self, guard: str) -> list[State]:
        """The states that a guard admits: those of several periods, alike in all else."""
        when = re.match(r"t=(\d+) & ", guard) or re.match(r"t>=(\d+) & t<=(\d+) & ", guard)
        assert when is not None
        given = dict(part.split("=") for part in guard[when.end() :].split(" & "))
        assert ["t", *given] == self.names
        rest = tuple(self._value(value) for value in given.values())
        first, last = int(when[1]), int(when[when.lastindex or 1])
        return [(t, *rest) for t in range(first, last + 1)]

    def _branch(self, source: State, text: str) -> tuple[float, State]:
        share, _, updates = text.partition(":")
        after = dict(zip(self.names, source, strict=True))
        after["t"] += int((re.search(r"\(t'=t\+(\d+)\)", updates) or ["", "0"])[1])
        for name, value in re.findall(r"\((\w+)'=(-?\w+)\)", updates):
            after[name] = self._value(value)
        state = tuple(after[name] for name in self.names)
        assert all(low <= value <= high for value, (low, high) in zip(state, self.bounds, strict=True))
        return float(share), state

    def holds(self, label: str, state: State) -> bool:
        """Whether a label's condition, alternatives of comparisons, holds in a state."""
        given = dict(zip(self.names, state, strict=True))
        for part in self.labels[label].split(" | "):
            name, sign, value = re.fullmatch(r"(\w+)([=>])(\d+)", part).groups()  # type: ignore[union-attr]  # so here
            if given[name] == int(value) if sign == "=" else given[name] > int(value):
                return True
        return False

    def value(self, reward: str | None, label: str | None, pick: Callable[[str, list[float]], float]) -> float:
        """The expected total of a reward structure, or the chance of an end that is labelled so.

        pick: from whose move it is (empty: nobody's) and what its ways are worth, what the move is worth.
        """

        @cache
        def worth(state: State) -> float:
            ways = self.ways.get(state)
            if ways is None:
                assert self.holds("ended", state)
                return float(label is not None and self.holds(label, state))
            found = []
            for way in ways:
                assert abs(sum(share for share, _ in way.branches) - 1) < 1e-12
                onward = sum(share * worth(after) for share, after in way.branches)
                found.append(onward + (way.rewards.get(reward, 0.0) if reward else 0.0))
            owners = {self.owners.get(way.action, "") for way in ways}
            assert len(owners) == 1
            return found[0] if len(found) == 1 else pick(owners.pop(), found)

        return worth(self.start)
