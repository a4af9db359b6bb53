"""Reads Gambit's extensive form (`EFG 2 R`): https://gambitproject.readthedocs.io/en/stable/formats.efg.html.

One pass over the tokens, without recursion: a tree may be as deep as it likes.
"""

from fractions import Fraction

from offramp.core.diagnostics import DiagnosticLog
from offramp.core.spans import SourceText, Span
from offramp.exchange.extensive_game import CHANCE, NONE, ExtensiveGame, InformationSet, Node, Outcome, player_name
from offramp.exchange.game_numbers import exact_number
from offramp.exchange.game_reading import NODES, LostError, Reading, StoppedError, counted
from offramp.exchange.game_tokens import Kind

MOST_NODES = 500_000
MOST_VALUES = 5_000_000  # nodes × players: what the solver keeps several arrays of
SLACK = Fraction(1, 10**9)  # what rounded probabilities may miss 1 by


def read_efg(source: SourceText) -> ExtensiveGame:
    """The game tree that `source` holds. Raises ScenarioError with all that is wrong with it (E801–E812)."""
    reader = _Reader(source, DiagnosticLog())
    return reader.finished(reader.game)


class _Reader(Reading):
    def __init__(self, source: SourceText, log: DiagnosticLog) -> None:
        super().__init__(source, log)
        self.players: tuple[str, ...] = ()
        self.sets: list[InformationSet] = []
        self.outcomes: list[Outcome] = []
        self.nodes: list[Node] = []
        self._set_of: dict[tuple[int, int], int] = {}
        self._outcome_of: dict[int, int] = {}
        self._shares: dict[int, tuple[str, ...]] = {}  # the probabilities of a chance set as they were written
        self._lost = False  # whether an entry was passed over, so that branches can't be counted any more

    def game(self) -> ExtensiveGame:
        title, self.players = self.header("EFG", "2")
        comment = self.comment()
        self._tree()
        return ExtensiveGame(
            title, comment, self.players, tuple(self.sets), tuple(self.outcomes), tuple(self.nodes), self.source
        )

    def _tree(self) -> None:
        tokens = self.tokens
        most = min(MOST_NODES, MOST_VALUES // len(self.players))
        awaited = [1]  # for each node on the way to the one at hand, how many of its branches are to come
        branching: list[int] = []  # the nodes themselves
        while tokens.kind is not Kind.END if self._lost else awaited:
            if len(self.nodes) == most:
                said = f"the game has more than {most:,} nodes, the most that are read with {len(self.players)} players"
                self.fault("E802", said, self.here(), "cut the game down, such as to one of its subgames")
                raise StoppedError
            if tokens.kind is Kind.END and not self._lost:
                self._unfinished(branching, awaited)
            try:
                self._node()
            except LostError:
                self._pass_over()
                continue
            if self._lost:
                continue
            awaited[-1] -= 1
            found = self.nodes[-1].information_set
            if found != NONE:
                awaited.append(len(self.sets[found].actions))
                branching.append(len(self.nodes) - 1)
            while awaited and not awaited[-1]:
                awaited.pop()
                if branching:
                    branching.pop()
        if tokens.kind is not Kind.END:
            said = "the tree is complete here: every action has its branch, and what follows belongs to none"
            self.fault("E812", said, self.here(), "remove it, or give the node that it belongs to one more action")

    def _unfinished(self, branching: list[int], awaited: list[int]) -> None:
        if not branching:
            self.unexpected("the first node")
        node = self.nodes[branching[-1]]
        there = self.sets[node.information_set]
        has = len(there.actions) - awaited[-1]
        said = (
            f"the file ends here; expected the branch of action {has + 1} of {len(there.actions)} "
            f"(“{there.actions[has]}”) of the node of line {node.span.line}"
        )
        self.fault("E803", said, self.last(), "copy the whole file, its end included, or take away the action")
        raise StoppedError

    def _pass_over(self) -> None:
        """Go to where the next node begins, after one that couldn't be read."""
        self._lost = True
        tokens = self.tokens
        tokens.advance()
        while tokens.kind is not Kind.END:
            if tokens.kind is Kind.WORD and tokens.text in NODES and tokens.begins_line():
                return
            if tokens.kind is Kind.OPEN:
                raise StoppedError  # a quote is missing: what was told is its place, as near as can be said
            tokens.advance()

    def _node(self) -> None:
        tokens = self.tokens
        kind, start, end = tokens.text, tokens.start, tokens.end
        if tokens.kind is not Kind.WORD or kind not in NODES:
            self.unexpected("a node, which begins with `c`, `p` or `t`")
        tokens.advance()
        label = self.label("the node's label, in quotes")
        found = NONE
        if kind == "p":
            place = self.here()
            player = self.whole("the number of the player who moves") - 1
            if not 0 <= player < len(self.players):
                said = f"there is no player {player + 1}; the game has {counted(len(self.players), 'player')}"
                self.fault("E811", said, place, "players are numbered in the order in which the first line names them")
            found = self._set(player)
        elif kind == "c":
            found = self._set(CHANCE)
        outcome = self._outcome()
        self.nodes.append(Node(label, found, outcome, self.spot(start, end)))

    # ---- information sets

    def _set(self, player: int) -> int:
        what = "event" if player == CHANCE else "information set"
        place = (self.tokens.start, self.tokens.end)
        number = self.whole(f"the number of the {what}")
        known = self._set_of.get((player, number))
        if not self.described():
            if known is None:
                said = f"{what} {number} of {self._name(player)} was not described before"
                self.fault("E811", said, self.spot(*place), _describe("actions"))
                self._lost = True
                return NONE
            return known
        label = self.label("its label")
        self.mark("{", "before the actions")
        actions, shares = self._chances() if player == CHANCE else (self.labels("actions, each in quotes"), ())
        if not actions:
            said = f"{what} {number} of {self._name(player)} has no action; expected one at least"
            self.fault("E807", said, self.spot(*place), "name its actions, or make the node an end with `t`")
            self._lost = True
            return NONE
        if known is not None:
            self._same_set(known, label, actions, shares, place)
            return known
        span = self.spot(*place)
        probabilities = self._probabilities(shares, number, span) if shares else ()
        self.sets.append(InformationSet(player, number, label, actions, probabilities, span))
        self._set_of[player, number] = made = len(self.sets) - 1
        self._shares[made] = shares
        return made

    def _chances(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        actions, shares = [], []
        tokens = self.tokens
        while not self.at("}"):
            actions.append(self.label("an outcome of chance, in quotes, or `}`"))
            if tokens.kind is not Kind.WORD:
                self.unexpected(f"the probability of “{actions[-1]}”")
            shares.append(tokens.text)
            self.number("the probability")
            if self.at(","):
                tokens.advance()
        tokens.advance()
        return tuple(actions), tuple(shares)

    def _probabilities(self, shares: tuple[str, ...], number: int, span: Span) -> tuple[float, ...]:
        """The probabilities of an event, scaled to add up to 1 where rounding leaves them within SLACK of it."""
        exact = [found for found in map(exact_number, shares) if isinstance(found, Fraction)]
        if len(exact) < len(shares):
            return ()  # told already
        negative = [text for text, share in zip(shares, exact, strict=True) if share < 0]
        total = sum(exact, Fraction())
        if negative:
            said = f"a probability of event {number} is {negative[0]}; expected it between 0 and 1"
            self.fault("E808", said, span, "write shares of one whole")
        elif abs(total - 1) > SLACK:
            said = f"the probabilities of event {number} add up to {float(total):.12g}; expected 1"
            self.fault("E808", said, span, "write shares of one whole; fractions such as 1/3 are exact")
        else:
            return tuple(float(share / total) for share in exact)
        return ()

    def _same_set(
        self, known: int, label: str, actions: tuple[str, ...], shares: tuple[str, ...], place: tuple[int, int]
    ) -> None:
        """Whether a set that is described again is described alike."""
        before = self.sets[known]
        what = "event" if before.player == CHANCE else "information set"
        who = "" if before.player == CHANCE else f" of {self._name(before.player)}"
        said = ""
        if actions != before.actions:
            said = f"has the actions {_listed(actions)} here and {_listed(before.actions)} in line {before.span.line}"
        elif label != before.label:
            said = f"is called “{label}” here and “{before.label}” in line {before.span.line}"
        elif [*map(exact_number, shares)] != [*map(exact_number, self._shares[known])]:
            then = ", ".join(self._shares[known])
            said = f"has the probabilities {', '.join(shares)} here and {then} in line {before.span.line}"
        if said:
            mend = "describe it alike, leave the description out here, or give it a number of its own"
            self.fault("E809", f"{what} {before.number}{who} {said}", self.spot(*place), mend)

    def _name(self, player: int) -> str:
        inside = player == CHANCE or 0 <= player < len(self.players)
        return player_name(self.players, player) if inside else f"player {player + 1}"

    # ---- outcomes

    def _outcome(self) -> int:
        place = (self.tokens.start, self.tokens.end)
        number = self.whole("the number of an outcome, 0 for none")
        if not self.described():
            if not number:
                return NONE
            known = self._outcome_of.get(number)
            if known is None:
                said = f"outcome {number} was not described before"
                self.fault("E811", said, self.spot(*place), _describe("payoffs"))
                return NONE
            return known
        label = self.label("its label")
        self.mark("{", "before the payoffs")
        payoffs = self.payoffs(number, len(self.players), self.spot(*place))
        if not number:
            said = "outcome 0 means that nothing is paid, and has no payoffs of its own"
            self.fault("E810", said, self.spot(*place), "give the outcome a number above 0")
            return NONE
        known = self._outcome_of.get(number)
        if known is None:
            self._outcome_of[number] = known = len(self.outcomes)
            self.outcomes.append(Outcome(number, label, payoffs, self.spot(*place)))
            return known
        before = self.outcomes[known]
        if payoffs != before.payoffs or label != before.label:
            named = label != before.label
            then, now = (f"“{before.label}”", f"“{label}”") if named else map(_amounts, (before.payoffs, payoffs))
            how = "is called" if named else "pays"
            said = f"outcome {number} {how} {now} here and {then} in line {before.span.line}"
            mend = "describe it alike, leave the description out here, or give it a number of its own"
            self.fault("E810", said, self.spot(*place), mend)
        return known


def _describe(what: str) -> str:
    return f"describe it where it first occurs: a label and {{ {what} }}"


def _listed(actions: tuple[str, ...]) -> str:
    shown = [f"“{action}”" for action in actions[:6]]
    return ", ".join([*shown, f"… ({len(actions)} in all)"] if len(actions) > 6 else shown)


def _amounts(payoffs: tuple[float, ...]) -> str:
    return ", ".join(f"{payoff:.12g}" for payoff in payoffs[:12])
