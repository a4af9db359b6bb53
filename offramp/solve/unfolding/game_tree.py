"""A scenario's game unfolded into a tree over its whole calendar, as `exchange` holds one.

Everybody sees what was picked and drawn before, so that a node is an information set of its own; moves made at the same
time stand one after the other, and the later ones' sets hide the earlier. Payoffs stand at the ends: what was paid on
the way and at the end, discounted to the first period. A habit becomes an event of chance.

Offramp values what follows a move at the time of the move, Gambit at the start. With a discount δ the difference
between two options in period t is δ^t times as large there: for finite λ choices agree where δ = 1, or in period 0.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import Diagnostic, ScenarioError, Severity
from offramp.core.spans import SourceText, Span
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame, InformationSet, Node, Outcome
from offramp.game.blocks import Block
from offramp.game.game import Game
from offramp.game.payment import paid_at_end, paid_each_period
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import HORIZON, Chance, Move
from offramp.solve.start import Start
from offramp.solve.unfolding.branchings import Branching, branchings, check_finite

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_NODES: Final = 100_000
_NOWHERE = Span("", 1, 1, 1, 1)


def game_tree(game: Game, start: Start, comment: str = "") -> ExtensiveGame:
    """The tree of `game` from `start` on.

    Raises ScenarioError E822 where the game has infinitely many states or actors with beliefs of their own, E821 where
    the tree would have more than MOST_NODES nodes.
    """
    check_finite(game, "a game tree")
    if not game.actors:
        said = "nobody acts in this scenario, and a game tree in Gambit's format has players"
        mend = "write it as a PRISM model: a Markov chain"
        raise ScenarioError([Diagnostic("E822", said, game.model.calendar.span, mend)], game.model.source)
    for i, actor in enumerate(game.actors):
        if game.believed_by(actor) is not None:
            said = f"{actor} believes in another game than is played, and a game tree is the same for all its players"
            span = game.model.actors[game.actors[i]].span
            raise ScenarioError([Diagnostic("E822", said, span, "take `believes` away")], game.model.source)
    unfolding = _Unfolding(game)
    unfolding.grow(start.block(game))
    return unfolding.written(comment)


def discount_warnings(game: Game, start: Start) -> list[Diagnostic]:
    """What to know of a tree whose players discount (W823)."""
    last = game.periods - 1
    found = []
    for i, actor in enumerate(game.actors):
        if game.discount_i[i] < 1 and last > start.t and actor in game.model.payoffs:
            said = (
                f"{actor} discounts by {game.discount_i[i]:.6g} a period. The tree has everything at its worth in the "
                "first period, where options of period t differ by less: by that factor to the power of t"
            )
            mend = "compare exact play (rationality inf), or set the discount to 1"
            found.append(Diagnostic("W823", said, game.model.actors[actor].span, mend, Severity.WARNING))
    return found


@dataclass
class _Unfolding:
    """A tree that grows. Axis n: its nodes, each with its mover (an actor, CHANCE, NONE at an end) and its branches.

    slots: for each branch that is still open (a row of the play), the node and the number of its action.
    """

    game: Game
    movers: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    actions: list[tuple[str, ...]] = field(default_factory=list)
    shares: list[tuple[float, ...]] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    ends: dict[int, tuple[str, tuple[float, ...]]] = field(default_factory=dict)
    hidden: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # period, step, row: what a set has in common

    def grow(self, block: Block) -> None:
        """Play everything that can happen from the rows of `block` on, one row to begin with."""
        game, first = self.game, block.t
        paid_ni = np.zeros((block.size, len(game.actors)))
        slot_n, branch_n = np.full(block.size, -1), np.zeros(block.size, dtype=np.int64)
        for t in range(first, game.periods):
            end = block
            for found in branchings(game, block):
                if isinstance(found, Block):
                    end = found
                    continue
                self._check(len(found.index_c))
                slot_n, branch_n = self._part(found, slot_n, branch_n)
                paid_ni = paid_ni[found.index_c]
            worth_i = game.discount_i ** (t - first)
            paid_ni = paid_ni + worth_i * paid_each_period(end)
            ended_n = end.ended
            if t + 1 == game.periods:
                ended_n = np.where(end.live, game.endings.index(HORIZON), ended_n)
            self._end(end, ended_n, paid_ni, worth_i, slot_n, branch_n)
            live = np.flatnonzero(ended_n < 0)
            if not len(live):
                break
            block = game.next_period(end, live)
            paid_ni, slot_n, branch_n = paid_ni[live], slot_n[live], branch_n[live]

    def _check(self, more: int) -> None:
        if len(self.movers) + more > MOST_NODES:
            said = (
                f"unfolded over {self.game.periods} periods, the game is a tree of more than {MOST_NODES:,} nodes, the "
                "most that are written"
            )
            mend = "shorten the calendar, or write it as a PRISM model, in which states that come again are one"
            raise ScenarioError([Diagnostic("E821", said, self.game.model.calendar.span, mend)], self.game.model.source)

    def _node(self, mover: int, label: str, actions: tuple[str, ...], shares: tuple[float, ...]) -> int:
        self.movers.append(mover)
        self.labels.append(label)
        self.actions.append(actions)
        self.shares.append(shares)
        self.children.append([NONE] * len(actions))
        return len(self.movers) - 1

    def _hang(self, node: int, slot: int, branch: int) -> None:
        if slot >= 0:
            self.children[slot][branch] = node

    def _part(self, found: Branching, slot_n: Ints, branch_n: Ints) -> tuple[Ints, Ints]:
        """Make a node of every row that parts; the slots of the rows behind the step."""
        slot_c, branch_c = slot_n[found.index_c], branch_n[found.index_c]
        step, parts_n = found.step, found.parts_n
        edges = np.searchsorted(found.index_c, np.arange(found.before.size + 1))
        names = _names(step)
        mover = CHANCE
        if isinstance(step, Move) and found.share_c is None:
            mover = self.game.actors.index(step.actor)
        for row in np.flatnonzero(parts_n).tolist():
            kids = slice(int(edges[row]), int(edges[row + 1]))
            shares = () if found.share_c is None else tuple(found.share_c[kids].tolist())
            actions = tuple(names[column] for column in found.column_c[kids].tolist())
            node = self._node(mover, _label(found.before, row), actions, shares)
            self._hang(node, int(slot_n[row]), int(branch_n[row]))
            if found.base_n is not None and mover != CHANCE:
                self.hidden[node] = (found.before.t, found.number, int(found.base_n[row]))
            slot_c[kids], branch_c[kids] = node, np.arange(kids.stop - kids.start)
        return slot_c, branch_c

    def _end(self, end: Block, ended_n: Ints, paid_ni: Floats, worth_i: Floats, slot_n: Ints, branch_n: Ints) -> None:
        """Make an end of the tree of every row whose game is over."""
        self._check(int((ended_n >= 0).sum()))
        for number in np.unique(ended_n[ended_n >= 0]).tolist():
            rows, ending = np.flatnonzero(ended_n == number), self.game.endings[number]
            payoff_ni, _ = paid_at_end(end.child({}, rows), ending)
            for row, total in zip(rows.tolist(), (paid_ni[rows] + worth_i * payoff_ni).tolist(), strict=True):
                node = self._node(NONE, "", (), ())
                self.ends[node] = (f"{ending}, {self.game.model.calendar.label(end.t)}", tuple(total))
                self._hang(node, int(slot_n[row]), int(branch_n[row]))

    def written(self, comment: str) -> ExtensiveGame:
        """The tree in the order of files: each node before its children, the first branch first."""
        game = self.game
        sets: list[InformationSet] = []
        outcomes: dict[tuple[str, tuple[float, ...]], int] = {}
        numbers = dict.fromkeys([*range(len(game.actors)), CHANCE], 0)
        nodes = []
        met: dict[str, int] = {}
        shared: dict[object, int] = {}
        ahead = [0]
        while ahead:
            node = ahead.pop()
            ahead += reversed(self.children[node])
            mover = self.movers[node]
            if mover == NONE and node in self.ends:
                outcome = outcomes.setdefault(self.ends[node], len(outcomes))
                nodes.append(Node(self.labels[node], NONE, outcome, _NOWHERE))
                continue
            found = shared.setdefault(self.hidden.get(node, node), len(sets))
            if found == len(sets):
                numbers[mover] += 1
                sets.append(InformationSet(mover, numbers[mover], "", self.actions[node], self.shares[node], _NOWHERE))
            nodes.append(Node(_distinct(self.labels[node], met), found, NONE, _NOWHERE))
        listed = [Outcome(n, label, paid, _NOWHERE) for n, (label, paid) in enumerate(outcomes, 1)]
        players = tuple(game.model.actors[actor].title for actor in game.actors)
        return ExtensiveGame(
            game.model.title, comment, players, tuple(sets), tuple(listed), tuple(nodes), SourceText("", "")
        )


def _distinct(label: str, met: dict[str, int]) -> str:
    """The label with a number where it occurred before: Gambit wants every node's to be its own."""
    met[label] = met.get(label, 0) + 1
    return label if met[label] == 1 else f"{label} ({met[label]})"


def _names(step: Move | Chance) -> tuple[str, ...]:
    """What each column of a step is called."""
    if isinstance(step, Move):
        return ("", *(option.name for option in step.options))
    return ("nothing", *(outcome.name for outcome in step.outcomes))


def _label(block: Block, row: int) -> str:
    """A node's label: the period and the modes in front of the move."""
    game = block.game
    parts = [game.model.calendar.label(block.t)]
    parts += [f"{mode} = {game.label(int(block.value((Kind.MODE, mode))[row]))}" for mode in game.modes]
    for axis in game.axes:
        parts.append(f"{axis.name} = {block.value(axis.key)[row]:g}")
    return ", ".join(parts)
