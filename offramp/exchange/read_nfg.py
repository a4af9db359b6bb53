"""Reads Gambit's strategic form (`NFG 1 R`), payoffs listed or as outcomes:

https://gambitproject.readthedocs.io/en/stable/formats.nfgpay.html and formats.nfgout.html. In both the strategy of the
first player varies fastest.
"""

import math

import numpy as np
from numpy.typing import NDArray

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import SourceText
from offramp.exchange.game_reading import Reading, StoppedError, counted
from offramp.exchange.game_tokens import Kind
from offramp.exchange.strategic_game import StrategicGame

MOST_PAYOFFS = 2_000_000
Floats = NDArray[np.float64]


def read_nfg(source: SourceText) -> StrategicGame:
    """The strategic game that `source` holds. Raises ScenarioError with all that is wrong with it (E801–E811)."""
    reader = _Reader(source, DiagnosticLog())
    return reader.finished(reader.game)


class _Reader(Reading):
    players: tuple[str, ...] = ()

    def game(self) -> StrategicGame:
        title, self.players = self.header("NFG", "1")
        strategies = self._strategies()
        comment = self.comment()
        sizes = [len(labels) for labels in strategies]
        # The first player's strategy varies fastest: it is the last axis of what is read, in C order.
        shape = (*reversed(sizes), len(self.players))
        flat = self._by_outcome(math.prod(sizes)) if self.at("{") else self._listed(math.prod(sizes))
        axes = (*reversed(range(len(sizes))), len(sizes))
        payoff_si = np.ascontiguousarray(flat.reshape(shape).transpose(axes))
        return StrategicGame(title, comment, self.players, strategies, payoff_si, self.source)

    def _strategies(self) -> tuple[tuple[str, ...], ...]:
        self.mark("{", "before the strategies")
        place = self.here()
        count = len(self.players)
        found: list[tuple[str, ...]] = []
        numbers: list[int] = []
        if self.at("{"):
            while self.at("{"):
                self.tokens.advance()
                found.append(self.labels("strategies, each in quotes"))
                numbers.append(len(found[-1]))
            self.mark("}", "after the players' lists of strategies")
        else:
            while not self.at("}"):
                numbers.append(self.whole("how many strategies the next player has, or `}`"))
            self.tokens.advance()
        if len(numbers) != count:
            said = f"strategies are given for {counted(len(numbers), 'player')}; expected them for each of {count}"
            self.fault("E807", said, place, "give every player its strategies, in the order of the players")
            raise StoppedError
        if 0 in numbers:
            said = f"player {numbers.index(0) + 1} has no strategy; expected one at least"
            self.fault("E807", said, place, "give it one, or leave the player out")
            raise StoppedError
        if math.prod(numbers) * count > MOST_PAYOFFS:
            said = f"the game has {math.prod(numbers) * count:,} payoffs; at most {MOST_PAYOFFS:,} are read"
            self.fault("E802", said, place, "leave out strategies that are never best")
            raise StoppedError
        return tuple(found) or tuple(tuple(str(k) for k in range(1, number + 1)) for number in numbers)

    def _listed(self, profiles: int) -> Floats:
        """Payoffs profile by profile, those of all players together."""
        wanted = profiles * len(self.players)
        payoffs = self._numbers_up_to(wanted, "the payoff")
        if len(payoffs) < wanted or self.tokens.kind is not Kind.END:
            listed = f"{len(payoffs):,}" if len(payoffs) < wanted else f"more than {wanted:,}"
            said = (
                f"{listed} payoffs are listed; expected {wanted:,}: "
                f"{profiles:,} ways to pick strategies, {len(self.players)} players each"
            )
            code = "E803" if self.tokens.kind is Kind.END else "E807"
            place = self.last() if self.tokens.kind is Kind.END else self.here()
            self.fault(code, said, place, "list one number for every player, strategies of the first player fastest")
        return np.resize(np.array(payoffs or [0.0]), wanted)

    def _numbers_up_to(self, wanted: int, what: str) -> list[float]:
        tokens = self.tokens
        found: list[float] = []
        while tokens.kind is Kind.WORD and len(found) < wanted:
            found.append(self.number(what))
            if self.at(","):
                tokens.advance()
        if tokens.kind not in (Kind.WORD, Kind.END) and len(found) < wanted:
            self.unexpected("a payoff")
        return found

    def _by_outcome(self, profiles: int) -> Floats:
        """The list of outcomes, then the number of one for each profile; 0 pays nothing."""
        count = len(self.players)
        paid: list[list[float]] = [[0.0] * count]
        self.mark("{", "before the outcomes")
        while self.at("{"):
            paid.append(self._outcome(len(paid)))
        self.mark("}", "after the outcomes")
        picked: list[int] = []
        while self.tokens.kind is not Kind.END and len(picked) < profiles:
            place = self.here()
            number = self.whole("the number of an outcome, 0 for none")
            if number >= len(paid):
                said = f"there is no outcome {number}; the list has {counted(len(paid) - 1, 'outcome')}"
                self.fault("E811", said, place, "outcomes are numbered from 1, in the order of their list")
                number = 0
            picked.append(number)
        if len(picked) < profiles or self.tokens.kind is not Kind.END:
            ends = self.tokens.kind is Kind.END
            named = f"{len(picked):,}" if len(picked) < profiles else f"more than {profiles:,}"
            said = f"outcomes are named for {named} ways to pick strategies; expected {profiles:,}"
            place = self.last() if ends else self.here()
            mend = "name one for every way to pick strategies, those of the first player fastest"
            self.fault("E803" if ends else "E807", said, place, mend)
            picked = (picked + [0] * profiles)[:profiles]
        return np.array(paid)[picked]

    def _outcome(self, number: int) -> list[float]:
        place = self.here()
        self.tokens.advance()
        self.label("the outcome's label, in quotes")
        return list(self.payoffs(number, len(self.players), place))
