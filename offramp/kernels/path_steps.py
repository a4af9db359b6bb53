"""The steps of one period on simulated paths as LLVM IR: what `simulate.play` and `game.steps` do with NumPy.

Every path has its own modes, choices and events, and takes one way: where the solver's walk goes into every option
and outcome with what chances they have, a path draws, and new values are written in the lanes that drew them. What no
lane takes is passed over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from llvmlite import ir

from offramp.kernels.evaluation import NO_CHOICE, PROBABILITY_SLACK, moved_by
from offramp.kernels.expression_emitter import GIVEN, Value
from offramp.kernels.lanes import PTR, Lanes, at, load, loop, whole
from offramp.kernels.layout import Key, Rules
from offramp.kernels.path_draws import normal, picked, picked_alike, uniform
from offramp.kernels.path_sites import PathSite
from offramp.kernels.path_values import PathValues
from offramp.kernels.play_sites import writes
from offramp.kernels.vector_math import vector_function
from offramp.scenario.expressions.expression_tree import Kind
from offramp.scenario.model import (
    Chance,
    ChanceKind,
    Effect,
    Ending,
    Move,
    Option,
    Outcome,
    SetMode,
    SetStock,
    Shock,
    Update,
)

LIVE = -1


@dataclass
class Abreast:
    """The paths of one vector while they are played: what lies in variables of the function, and where they stand.

    live: paths that go on; ended: number of the ending that holds, LIVE where none does; clipped: whether a stock was
    held at an end of its range in this period; exploring: which paths meet every possible outcome equally often.
    counted: what the streams of draws are asked for; column: where these paths begin in arrays over all paths, in
    bytes; period: the number of the period's row.
    """

    live: ir.Value
    ended: ir.Value
    clipped: ir.Value
    exploring: ir.Value
    counted: ir.Value
    column: ir.Value
    period: ir.Value


@dataclass
class PathSteps:
    """Builds the steps of a scenario's play at a site. word: one that the caller fills; key: of a step's draw; see:
    writes down where a period stops, who moves there and which options there are."""

    rules: Rules
    codes: Mapping[str, int]
    values: PathValues
    site: PathSite
    paths: Abreast
    word: Callable[[str], ir.Value]
    key: Callable[[int], ir.Value]
    see: Callable[[ir.Value, Sequence[ir.Value]], None]
    _moved: set[str] = field(default_factory=set)
    _happened: set[str] = field(default_factory=set)

    @property
    def lanes(self) -> Lanes:
        """The shape of all vectors."""
        return self.values.lanes

    def play(self) -> None:
        """Every step of the period, in order."""
        for k, step in enumerate(self.rules.model.play):
            match step:
                case Move():
                    self._move(k, step)
                case Chance():
                    self._chance(k, step)
                case Shock():
                    self._shock(k, step)
                case Update():
                    self._update(k, step)
            if k == 0:
                # All endings are looked at behind the first step, whoever acts in it.
                self._endings([e for e in self.rules.model.endings.values() if e.when is not None])

    def live(self) -> ir.Value:
        """The paths that go on."""
        return self.site.builder.load(self.paths.live, typ=self.lanes.i1)

    def write(self, key: Key, new: ir.Value, rows: ir.Value) -> None:
        """A variable's new values in some lanes."""
        b, variables = self.site.builder, self.site.variables
        variables.store(b, key, b.select(rows, new, variables.load(b, key)))

    # ---- endings

    def _look(self, k: int) -> None:
        """Look at the endings that a step may have brought about; behind the first one that is done anyway."""
        if k == 0:
            return
        numbers, written = self.site.numbers, writes(self.rules.model.play[k])
        endings = [e for e in self.rules.model.endings.values() if e.when is not None]
        self._endings([e for e in endings if e.when and not numbers.reads[numbers.of(e.when)].isdisjoint(written)])

    def _endings(self, endings: Sequence[Ending]) -> None:
        b, lanes = self.site.builder, self.lanes
        names = self.rules.endings
        for ending in endings:
            live = self.live()
            here = self.values.holds(self.site, ending.when, live)
            number = lanes.integer(names.index(ending.name))
            b.store(b.select(here, number, b.load(self.paths.ended, typ=lanes.i64)), self.paths.ended)
            b.store(b.and_(live, b.not_(here)), self.paths.live)

    # ---- moves

    def _move(self, k: int, move: Move) -> None:
        acting = self._stop(k, move, self.values.holds(self.site, move.when, self.live()))
        with self.site.where(self.lanes.any(self.site.builder, acting)):
            columns = self._options(k, move, acting)
            self._choose(move, acting, columns)
            for option in move.written:
                if option.then:
                    mine = [c for o, c in zip(move.options, columns, strict=True) if o.label == option.label]
                    self._effects_where(option, self.values.any_of(self.site.builder, mine))
            self._look(k)
        self._moved.add(move.choice)

    def _stop(self, k: int, move: Move, acting: ir.Value) -> ir.Value:
        """Where the period stops in front of this move, nothing more happens; who moves here otherwise."""
        b = self.site.builder
        with self.site.where(b.icmp_signed("==", self.word("stop at"), whole(k))):
            there = self._there(move, acting)
            self.see(acting, [b.and_(here, acting) for here in there])
            b.store(self.lanes.none(), self.paths.live)
        return b.and_(acting, self.live())

    def _choose(self, move: Move, acting: ir.Value, columns: Sequence[ir.Value]) -> None:
        b, lanes, key = self.site.builder, self.lanes, (Kind.CHOICE, move.choice)
        if move.choice in self._moved:
            before = self.site.variables.load(b, key)
            again = b.icmp_signed("!=", before, lanes.integer(NO_CHOICE))
            self.values.report(self.site, again, acting)
        code: ir.Value = self.site.variables.load(b, key)
        for option, column in zip(move.options, columns, strict=True):
            code = b.select(column, lanes.integer(self.codes[option.name]), code)
        self.site.variables.store(b, key, code)
        self.site.variables.touch((Kind.PICKED, move.choice))

    def _options(self, k: int, move: Move, acting: ir.Value) -> list[ir.Value]:
        """In which lanes each option is picked: the one that a plan prefers where it is there, else any alike."""
        b, lanes = self.site.builder, self.lanes
        there = self._there(move, acting)
        if all(option.when is not None for option in move.options):
            self.values.report(self.site, b.not_(self.values.any_of(b, there)), acting)
        draw = uniform(b, lanes, self.paths.counted, self.key(k))
        chosen = [b.and_(acting, c) for c in picked_alike(b, lanes, draw, there)]
        places = self._places(len(chosen))
        for place, column in zip(places, chosen, strict=True):
            b.store(column, place)
        plan = self.word(f"plan {k}")
        with b.if_then(b.icmp_signed("!=", plan, whole(0))):
            wanted = load(b, b.inttoptr(plan, PTR), self.paths.column, lanes.i64)
            prefers = [
                b.and_(b.and_(acting, here), b.icmp_signed("==", wanted, lanes.integer(o)))
                for o, here in enumerate(there, 1)
            ]
            follows = self.values.any_of(b, prefers)
            for place, prefer in zip(places, prefers, strict=True):
                by_chance = b.and_(b.load(place, typ=lanes.i1), b.not_(follows))
                b.store(b.or_(by_chance, prefer), place)
        return [b.load(place, typ=lanes.i1) for place in places]

    def _places(self, count: int) -> list[ir.Value]:
        b = self.site.builder
        with b.goto_entry_block():
            return [b.alloca(self.lanes.i1) for _ in range(count)]

    def _there(self, move: Move, acting: ir.Value) -> list[ir.Value]:
        """In which lanes each option is there; where `when` reads the number of a numeric option, it sees it."""
        lanes, numbers, picked_key = self.lanes, self.site.numbers, (Kind.PICKED, move.choice)
        found: list[ir.Value] = []
        shared: dict[str, ir.Value] = {}
        for option in move.options:
            if option.when is None:
                found.append(lanes.all())
                continue
            reads_number = bool(move.families) and picked_key in numbers.reads[numbers.of(option.when)]
            if reads_number:
                code = Value(whole(self.codes[option.name]), True)
                found.append(self.values.holds(self.site.supposing({picked_key: code}), option.when, acting))
                continue
            if option.label not in shared:
                shared[option.label] = self.values.holds(self.site, option.when, acting)
            found.append(shared[option.label])
        return found

    # ---- chance

    def _chance(self, k: int, chance: Chance) -> None:
        b, lanes, variables = self.site.builder, self.lanes, self.site.variables
        events = [outcome.name for outcome in chance.outcomes if outcome.weight is not None]
        for name in events:
            if name in self._happened:
                variables.store(b, (Kind.EVENT, name), lanes.none())
        self._happened.update(events)
        acting = self.values.holds(self.site, chance.when, self.live())
        with self.site.where(lanes.any(b, acting)):
            struck = self._struck(k, chance, acting)
            for outcome, mask in zip(chance.outcomes, struck, strict=True):
                if outcome.weight is not None:
                    variables.store(b, (Kind.EVENT, outcome.name), mask)
            for outcome, mask in zip(chance.outcomes, struck, strict=True):
                if outcome.then:
                    self._effects_where(outcome, mask)
            self._look(k)

    def _struck(self, k: int, chance: Chance, acting: ir.Value) -> list[ir.Value]:
        """In which lanes each outcome happens."""
        b, lanes = self.site.builder, self.lanes
        weights = self._weights(chance, acting)
        reached: list[ir.Value] = []
        for weight in weights:
            reached.append(weight if not reached else b.fadd(reached[-1], weight))
        draw = uniform(b, lanes, self.paths.counted, self.key(k))
        struck = picked(b, lanes, draw, reached)[1:]
        places = self._places(len(struck))
        for place, mask in zip(places, struck, strict=True):
            b.store(b.and_(mask, acting), place)
        explores = b.load(self.paths.exploring, typ=lanes.i1)
        with b.if_then(lanes.any(b, explores)):
            possible = [b.fcmp_ordered(">", weight, lanes.constant(0.0)) for weight in weights]
            for place, mask in zip(places, picked_alike(b, lanes, draw, possible)[1:], strict=True):
                flat = b.and_(mask, acting)
                b.store(b.select(explores, flat, b.load(place, typ=lanes.i1)), place)
        return [b.load(place, typ=lanes.i1) for place in places]

    def _weights(self, chance: Chance, acting: ir.Value) -> list[ir.Value]:
        """Chances of nothing and of each outcome, up to a common factor (`game.steps.outcomes`)."""
        b, lanes = self.site.builder, self.lanes
        zero, one = lanes.constant(0.0), lanes.constant(1.0)
        competing = chance.kind is ChanceKind.COMPETING
        found: list[ir.Value | None] = []
        total: ir.Value = zero
        for outcome in chance.outcomes:
            if outcome.weight is None:
                found.append(None)
                continue
            raw = self.values.vector(self.site, outcome.weight, acting)
            right = b.fcmp_ordered(">=", raw, lanes.constant(-PROBABILITY_SLACK))
            weight = b.select(b.fcmp_ordered(">", raw, zero), raw, zero)
            if not competing:
                right = b.and_(right, b.fcmp_ordered("<=", raw, lanes.constant(1 + PROBABILITY_SLACK)))
                weight = b.select(b.fcmp_ordered("<", weight, one), weight, one)
            self.values.report(self.site, b.not_(right), acting)
            total = weight if total is zero else b.fadd(total, weight)
            found.append(weight)
        if competing:
            # One strikes with probability 1 − e^(−Σ rates), and which one goes by the rates.
            nothing = b.call(vector_function(b.module, "exp", lanes.width), [b.fneg(total)])
            some = b.fcmp_ordered(">", total, zero)
            share = b.fdiv(b.fsub(one, nothing), b.select(some, total, one))
            return [nothing, *(b.fmul(w, share) for w in found if w is not None)]
        if len(found) > 1:
            limit = 1 + PROBABILITY_SLACK * len(found)
            self.values.report(self.site, b.fcmp_ordered(">", total, lanes.constant(limit)), acting)
        rest = b.fsub(one, total)
        rest = b.select(b.fcmp_ordered(">=", rest, lanes.constant(1e-15)), rest, zero)
        return [zero if None in found else rest, *(rest if w is None else w for w in found)]

    # ---- shocks

    def _shock(self, k: int, shock: Shock) -> None:
        b, lanes = self.site.builder, self.lanes
        key, zero = (Kind.SHOCK, shock.name), lanes.constant(0.0)
        acting = self.values.holds(self.site, shock.when, self.live())
        with self.site.where(lanes.any(b, acting)):
            if shock.sd is not None:
                spread = self.values.vector(self.site, shock.sd, acting)
                proper = b.and_(
                    b.fcmp_ordered(">=", spread, zero), b.fcmp_ordered("<=", spread, lanes.constant(10.0**GIVEN))
                )
                self.values.report(self.site, b.not_(proper), acting)
                drawn = b.fmul(normal(b, lanes, self.paths.counted, self.key(k)), spread)
            else:
                # Worked out beforehand for each path and period, as it depends on nothing else.
                ready = b.inttoptr(self.word(f"draws {shock.name}"), PTR)
                row = b.mul(self.paths.period, self.word("draw stride"))
                drawn = load(b, at(b, ready, row), self.paths.column, lanes.f64)
            self.site.variables.store(b, key, b.select(acting, drawn, zero))

    # ---- updates and effects

    def _update(self, k: int, update: Update) -> None:
        rows = self.values.holds(self.site, update.when, self.live())
        with self.site.where(self.lanes.any(self.site.builder, rows)):
            if update.integrated:
                self._integrate(update, rows)
            else:
                self._effects(update.effects, rows)
            self._look(k)

    def _effects_where(self, owner: Option | Outcome, rows: ir.Value) -> None:
        with self.site.where(self.lanes.any(self.site.builder, rows)):
            self._effects(owner.then, rows)

    def _effects(self, effects: Sequence[Effect], rows: ir.Value) -> None:
        """Effects in the lanes `rows`, all reading what was before them."""
        b = self.site.builder
        new: list[tuple[Key, ir.Value]] = []
        out: ir.Value = self.lanes.none()
        for effect in effects:
            if isinstance(effect, SetStock):
                stock = self.rules.model.stocks[effect.stock]
                raw = self.values.vector(self.site, effect.expression, rows)
                values, clipped = self.values.held(self.site, stock, raw, rows)
                out = b.or_(out, clipped)
                new.append(((Kind.STOCK, effect.stock), values))
            else:
                new.append(((Kind.MODE, effect.mode), self._new_mode(effect, rows)))
        for key, values in new:
            self.write(key, values, rows)
        if any(isinstance(effect, SetStock) for effect in effects):
            self._clip(b.and_(out, rows))

    def _clip(self, rows: ir.Value) -> None:
        b = self.site.builder
        b.store(b.or_(b.load(self.paths.clipped, typ=self.lanes.i1), rows), self.paths.clipped)

    def _new_mode(self, effect: SetMode, rows: ir.Value) -> ir.Value:
        b, lanes = self.site.builder, self.lanes
        code: ir.Value = self.site.variables.load(b, (Kind.MODE, effect.mode))
        now, open_ = code, rows
        taken: list[tuple[ir.Value, str]] = []
        for condition, label in effect.cases:
            holds = self.values.holds(self.site, condition, open_)
            taken.append((holds, label))
            if condition is not None:
                open_ = b.and_(open_, b.not_(holds))
        for holds, label in taken:
            code = b.select(holds, lanes.integer(self.codes[label]) if label else now, code)
        return code

    def _integrate(self, update: Update, rows: ir.Value) -> None:
        """Euler's method or RK4 in equal substeps, as `game.integration`; held in the ranges at the end."""
        b, lanes, site = self.site.builder, self.lanes, self.site
        with b.goto_entry_block():
            place = {e.stock: b.alloca(lanes.f64) for e in moved_by(update)}
        for name, p in place.items():
            b.store(site.variables.load(b, (Kind.STOCK, name)), p)
        with loop(b, whole(update.substeps)), site.inside():
            now = {name: b.load(p, typ=lanes.f64) for name, p in place.items()}
            after = self.values.substep(site, site.supposing, update, now, rows)
            for name, p in place.items():
                b.store(after[name], p)
        out: ir.Value = lanes.none()
        for name, p in place.items():
            values, clipped = self.values.held(site, self.rules.model.stocks[name], b.load(p, typ=lanes.f64), rows)
            out = b.or_(out, clipped)
            self.write((Kind.STOCK, name), values, rows)
        self._clip(b.and_(out, rows))
