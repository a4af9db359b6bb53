"""Backward recursion over a `SmallGame` in plain dictionaries, one state at a time, as the definitions read.

Logit choice, the five expectations of the tolerable weights, plans, prices and verdicts are computed here and in
`outlooks.py` from their definitions alone; nothing of the package is used.
"""

import math
from collections import defaultdict
from typing import Any

from .outlooks import SAME, Choice, Outlook, Period, Seen, State, logit
from .small_games import Cases, ChanceStep, Condition, Effects, MoveStep, SmallGame, UpdateStep


class Recursion:
    """Solves a game from any state; results are kept, so that asking twice costs nothing."""

    def __init__(self, game: SmallGame) -> None:
        self.game = game
        self.mode_names = list(game.modes)
        self.known: dict[tuple[int, Seen], Outlook] = {}
        moves = [step for step in game.steps if isinstance(step, MoveStep)]
        self.repeatable = list(dict.fromkeys((step.actor, step.group(o)) for step in moves for o in step.options))

    # --- what holds where -------------------------------------------------------------------------------------------

    def holds(self, condition: Condition | None, seen: Seen) -> bool:
        t, modes, choices, events = seen
        match condition:
            case None:
                return True
            case ("mode", mode, label):
                return bool(modes[self.mode_names.index(mode)] == label)
            case ("choice", who, option):
                picked = dict(choices).get(who, "none")
                return bool(option in (picked, picked.partition(" ")[0]))
            case ("below", who, family, bound):
                picked = dict(choices).get(who, "none")
                return bool(picked.partition(" ")[0] == family and float(picked.partition(" ")[2]) < bound)
            case ("own_below", family, bound):
                # The option in which this stands is what was picked last, or is supposed to be.
                name, _, number = choices[-1][1].partition(" ")
                assert name == family
                return bool(float(number) < bound)
            case ("event", name):
                return name in events
            case ("before", bound):
                return bool(t < bound)
            case ("not", inner):
                return not self.holds(inner, seen)
            case ("and", left, right):
                return self.holds(left, seen) and self.holds(right, seen)
            case ("or", left, right):
                return self.holds(left, seen) or self.holds(right, seen)
        raise AssertionError(condition)

    def amount(self, value: Any, seen: Seen) -> Any:
        if isinstance(value, Cases):
            return value.then if self.holds(value.condition, seen) else value.otherwise
        return value

    def changed(self, effects: Effects, seen: Seen) -> State:
        new = {mode: self.amount(label, seen) for mode, label in effects.items()}
        return tuple(new.get(mode, old) for mode, old in zip(self.mode_names, seen[1], strict=True))

    def draws(self, step: ChanceStep, seen: Seen) -> list[tuple[float, Seen]]:
        t, _, choices, events = seen
        weights = {name: self.amount(weight, seen) for name, (weight, _) in step.outcomes.items()}
        if step.kind == "competing":
            total = sum(weights.values())
            some = 1.0 - math.exp(-total)
            weights = {name: some * rate / total if total > 0 else 0.0 for name, rate in weights.items()}
        branches: list[tuple[float, Seen]] = []
        for name, (_, then) in step.outcomes.items():
            branches.append((weights[name], (t, self.changed(then, seen), choices, events | {name})))
        branches.append((1.0 - sum(weights.values()), (t, self.changed(step.otherwise, seen), choices, events)))
        return branches

    def ending(self, seen: Seen) -> str | None:
        return next((name for name, when in self.game.endings.items() if self.holds(when, seen)), None)

    # --- backward ---------------------------------------------------------------------------------------------------

    def at(self, t: int, modes: State) -> Outlook:
        """The outlook at the start of period `t`."""
        return self.before_step(0, (t, modes, (), frozenset()))

    def after_step(self, k: int, seen: Seen) -> Outlook:
        ended = self.ending(seen)
        return self.finished(ended, seen) if ended is not None else self.before_step(k + 1, seen)

    def before_step(self, k: int, seen: Seen) -> Outlook:
        if (k, seen) not in self.known:
            self.known[k, seen] = self._before_step(k, seen)
        return self.known[k, seen]

    def _before_step(self, k: int, seen: Seen) -> Outlook:
        if k == len(self.game.steps):
            return self.period_over(seen)
        step = self.game.steps[k]
        if not self.holds(step.when, seen):
            return self.after_step(k, seen)
        match step:
            case UpdateStep():
                return self.after_step(k, (seen[0], self.changed(step.effects, seen), seen[2], seen[3]))
            case ChanceStep():
                branches = [(weight, self.after_step(k, there)) for weight, there in self.draws(step, seen) if weight]
                return self.expected(branches)
            case MoveStep():
                return self.played(self.choice(k, seen))
        raise AssertionError(step)

    def choice(self, k: int, seen: Seen) -> Choice:
        step = self.game.steps[k]
        assert isinstance(step, MoveStep)
        t, modes, choices, events = seen
        outlooks = {}
        for name, option in step.options.items():
            # A guard knows the number of its own option, and as little as before of what is picked.
            supposed: Seen = (t, modes, (*choices, ("", name)), events)
            if self.holds(option.when, supposed):
                there: Seen = (t, self.changed(option.then, supposed), (*choices, (step.choice, name)), events)
                outlooks[name] = self.after_step(k, there)
        mixture = self.mixture(step, seen, outlooks)
        return Choice(
            step.actor,
            {step.key(name): share for name, share in mixture.items()},
            {step.key(name): outlook for name, outlook in outlooks.items()},
            {step.key(name): step.group(name) for name in outlooks},
        )

    def mixture(self, step: MoveStep, seen: Seen, outlooks: dict[str, Outlook]) -> dict[str, float]:
        """How often each option is picked: by habit, by the logit rule, or the first of the best."""
        if step.habit is not None:
            whole = {label: self.amount(weight, seen) for label, weight in step.habit.items()}
            members = [step.label(name) for name in step.options]
            weights = {n: whole.get(step.label(n), 0.0) / members.count(step.label(n)) for n in outlooks}
            return {name: weight / sum(weights.values()) for name, weight in weights.items()}
        mixture = logit(
            {name: outlook.value[step.actor] for name, outlook in outlooks.items()},
            self.game.players[step.actor].rationality,
        )
        if step.ties == "first" and math.isinf(self.game.players[step.actor].rationality):
            first = next(name for name, share in mixture.items() if share > 0)
            return {name: float(name == first) for name in mixture}
        return mixture

    def paid(self, seen: Seen) -> dict[str, float]:
        return {
            name: sum(self.amount(value, seen) for value in player.each_period.values())
            for name, player in self.game.players.items()
        }

    def finished(self, ending: str, seen: Seen) -> Outlook:
        running = self.paid(seen)
        worth, weight = {}, {}
        for name, player in self.game.players.items():
            worth[name] = running[name] + self.amount(player.at_end[ending], seen)
            weight[name] = self.amount(player.tolerable.get(ending, 0.0), seen)
        repeat = {pair: weight[pair[0]] for pair in self.repeatable}
        return Outlook(
            worth,
            weight,
            weight,
            weight,
            weight,
            weight,
            worth,
            worth,
            weight,
            repeat,
            defaultdict(float, {ending: 1.0}),
        )

    def period_over(self, seen: Seen) -> Outlook:
        t, modes, _, _ = seen
        if t == self.game.periods - 1:
            return self.finished("horizon", seen)
        running, after = self.paid(seen), self.at(t + 1, modes)

        def later(worth: dict[str, float]) -> dict[str, float]:
            return {name: running[name] + self.game.players[name].discount * worth[name] for name in worth}

        return Outlook(
            later(after.value),
            after.would,
            after.could,
            after.helped,
            after.possible,
            after.guaranteed,
            later(after.plan),
            later(after.reply),
            after.reply_would,
            after.repeat,
            after.endings,
        )

    def expected(self, branches: list[tuple[float, Outlook]]) -> Outlook:
        def mean(part: str) -> dict[Any, float]:
            keys = getattr(branches[0][1], part)
            return {key: sum(weight * getattr(outlook, part)[key] for weight, outlook in branches) for key in keys}

        endings: dict[str, float] = defaultdict(float)
        for weight, outlook in branches:
            for name, probability in outlook.endings.items():
                endings[name] += weight * probability
        return Outlook(
            value=mean("value"),
            would=mean("would"),
            could=mean("could"),
            helped=mean("helped"),
            possible=mean("possible"),
            guaranteed=mean("guaranteed"),
            plan=mean("plan"),
            reply=mean("reply"),
            reply_would=mean("reply_would"),
            repeat=mean("repeat"),
            endings=endings,
        )

    def played(self, choice: Choice) -> Outlook:
        """The node as everybody sees it: the mover by its own rules, the others by its mixture and their hopes."""
        mover, outlooks = choice.actor, choice.outlooks
        node = self.expected([(choice.mixture[name], outlook) for name, outlook in outlooks.items()])
        favour = self.game.players[mover].favour
        affordable = [o for o in outlooks.values() if node.value[mover] - o.value[mover] <= favour + SAME]
        for other in self.game.players:
            if other == mover:
                continue
            node.helped[other] = max([node.helped[other], *(outlook.helped[other] for outlook in affordable)])
            node.possible[other] = max(outlook.possible[other] for outlook in outlooks.values())
            node.guaranteed[other] = min(outlook.guaranteed[other] for outlook in outlooks.values())
        for part in ("could", "helped", "possible", "guaranteed"):
            getattr(node, part)[mover] = max(getattr(outlook, part)[mover] for outlook in outlooks.values())
        plans = [o for o in outlooks.values() if o.could[mover] >= node.could[mover] - SAME]
        node.plan[mover] = max(outlook.plan[mover] for outlook in plans)
        node.reply[mover] = max(outlook.reply[mover] for outlook in outlooks.values())
        replies = [o for o in outlooks.values() if o.reply[mover] >= node.reply[mover] - SAME]
        # Equal best replies: one of them reaches most, and "payoff-best play would reach p" asks no more.
        node.reply_would[mover] = max(outlook.reply_would[mover] for outlook in replies)
        for actor, group in self.repeatable:
            if actor == mover:
                same = [outlook for option, outlook in outlooks.items() if choice.group(option) == group]
                node.repeat[actor, group] = max(o.repeat[actor, group] for o in same or outlooks.values())
        return node

    # --- at a state, and forward ------------------------------------------------------------------------------------

    def first_choice(self, t: int, modes: State) -> Choice | None:
        """The first decision of the period where no chance comes before it."""
        seen: Seen = (t, modes, (), frozenset())
        for k, step in enumerate(self.game.steps):
            if not self.holds(step.when, seen):
                continue
            if isinstance(step, MoveStep):
                return self.choice(k, seen)
            if isinstance(step, ChanceStep):
                return None
            seen = (t, self.changed(step.effects, seen), (), frozenset())
            if self.ending(seen) is not None:
                return None
        return None

    def forward(self) -> list[Period]:
        live: dict[State, float] = {self.game.start: 1.0}
        ended: dict[str, float] = defaultdict(float)
        periods = []
        for t in range(self.game.periods):
            period = Period(dict(live), {})
            arriving: dict[State, float] = defaultdict(float)
            for modes, mass in live.items():
                self._flow(0, (t, modes, (), frozenset()), mass, period, ended, arriving)
            if t == self.game.periods - 1:
                ended["horizon"] += sum(arriving.values())
            live, period.ended = arriving, dict(ended)
            periods.append(period)
        return periods

    def _flow(
        self, k: int, seen: Seen, mass: float, period: Period, ended: dict[str, float], arriving: dict[State, float]
    ) -> None:
        if mass == 0.0:
            return
        if k == len(self.game.steps):
            arriving[seen[1]] += mass
            return
        step = self.game.steps[k]
        branches: list[tuple[float, Seen]] = [(1.0, seen)]
        if self.holds(step.when, seen):
            t, _, choices, events = seen
            match step:
                case UpdateStep():
                    branches = [(1.0, (t, self.changed(step.effects, seen), choices, events))]
                case ChanceStep():
                    branches = self.draws(step, seen)
                case MoveStep():
                    choice = self.choice(k, seen)
                    period.decisions.append((mass, choice))
                    branches = []
                    for name, option in step.options.items():
                        probability = choice.mixture.get(step.key(name), 0.0)
                        after = self.changed(option.then, (t, seen[1], (*choices, ("", name)), events))
                        branches.append((probability, (t, after, (*choices, (step.choice, name)), events)))
        for probability, there in branches:
            finished = self.ending(there)
            if finished is None:
                self._flow(k + 1, there, mass * probability, period, ended, arriving)
            else:
                ended[finished] += mass * probability
