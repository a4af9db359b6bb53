"""What is kept of the periods of simulated paths, as LLVM IR: the numbers of each path, or sums and histograms of them.

Sums are taken of differences from the block's first number, so that little cancels; `simulate.summaries` says the same
with NumPy, and puts blocks together. A histogram has `BINS` equal bins over a range that is given, ends included, and
one more for lanes that aren't there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from llvmlite import ir

from offramp.kernels.lanes import F64, I32, I64, PTR, Lanes, at, call_intrinsic, load, loop, store, whole
from offramp.kernels.path_layout import BINS, LEAST, MOST, SQUARES, SUM


@dataclass(frozen=True)
class Records:
    """Builds the writing down of one number at a time. word: a word of the frame.

    One number's sums lie in `sum_bytes`: the block's first number, and a vector each of sums, sums of squares,
    smallest and largest ones. All numbers of a period lie side by side.
    """

    lanes: Lanes
    word: Callable[[str], ir.Value]
    numbers: int

    @property
    def sum_bytes(self) -> int:
        """The memory of one number's sums."""
        return 64 + 4 * self.lanes.bytes

    def hold(self, b: ir.IRBuilder, period: ir.Value, column: ir.Value, row: int, values: ir.Value) -> None:
        """Write the numbers or labels of one period down, path by path. column: of these paths, in bytes."""
        rows = b.add(b.mul(period, self.word("held rows")), whole(row))
        place = b.add(b.mul(rows, self.word("held stride")), column)
        store(b, values, b.inttoptr(self.word("held"), PTR), place)

    def add(
        self, b: ir.IRBuilder, period: ir.Value, number: int, values: ir.Value, rows: ir.Value, first: ir.Value
    ) -> None:
        """Add the values in the lanes `rows` to the sums of a number in a period.

        first: the lane whose value is the block's first, −1 where there was one before.
        """
        lanes = self.lanes
        place = b.add(b.mul(period, whole(self.numbers)), whole(number))
        sums = at(b, b.inttoptr(self.word("sums"), PTR), b.mul(place, whole(self.sum_bytes)))
        with b.if_then(b.icmp_signed(">=", first, whole(0)), likely=False):
            store(b, b.extract_element(values, first), sums, 0)
        zero = lanes.constant(0.0)
        apart = b.select(rows, b.fsub(values, lanes.splat(b, load(b, sums, 0, F64))), zero)
        where = {what: 64 + (what - 1) * lanes.bytes for what in (SUM, SQUARES, LEAST, MOST)}
        total = load(b, sums, where[SUM], lanes.f64, 64)
        store(b, b.fadd(total, apart), sums, where[SUM], 64)
        squares = load(b, sums, where[SQUARES], lanes.f64, 64)
        store(b, call_intrinsic(b, "fma", apart, apart, squares), sums, where[SQUARES], 64)
        for what, operator in ((LEAST, "<"), (MOST, ">")):
            before = load(b, sums, where[what], lanes.f64, 64)
            nearer = b.and_(rows, b.fcmp_ordered(operator, values, before))
            store(b, b.select(nearer, values, before), sums, where[what], 64)

    def count(self, b: ir.IRBuilder, period: ir.Value, found: Sequence[tuple[int, ir.Value]], rows: ir.Value) -> None:
        """Count the values in the lanes `rows` in the histograms of their numbers in a period."""
        lanes = self.lanes
        narrow = ir.VectorType(I32, lanes.width)
        outside = ir.Constant(narrow, [ir.Constant(I32, BINS)] * lanes.width)
        zero, top = lanes.constant(0.0), lanes.constant(BINS - 1)
        places, cells = [], []
        for number, values in found:
            place = b.add(b.mul(period, whole(self.numbers)), whole(number))
            low, scale = (
                lanes.splat(b, load(b, b.inttoptr(self.word(f"bin {name}"), PTR), b.mul(place, whole(8)), F64))
                for name in ("low", "scale")
            )
            along = b.fmul(b.fsub(values, low), scale)
            along = b.select(b.fcmp_ordered(">", along, zero), along, zero)
            along = b.select(b.fcmp_ordered("<", along, top), along, top)
            with b.goto_entry_block():
                places.append(b.alloca(narrow))
            b.store(b.select(rows, b.fptosi(along, narrow), outside), places[-1])
            cells.append(at(b, b.inttoptr(self.word("bins"), PTR), b.mul(place, whole(4 * (BINS + 1)))))
        # Lane by lane, so that equal numbers of one kind don't wait for each other.
        with loop(b, whole(lanes.width), name="lane") as k:
            for place, bins in zip(places, cells, strict=True):
                index = b.load(b.gep(place, [k], source_etype=I32), typ=I32)
                cell = b.gep(bins, [b.zext(index, I64)], source_etype=I32)
                b.store(b.add(b.load(cell, typ=I32), ir.Constant(I32, 1)), cell)

    def clear(self, b: ir.IRBuilder, periods: ir.Value) -> None:
        """Empty the sums of all periods, not the histograms: these are of all blocks."""
        lanes = self.lanes
        sums = b.inttoptr(self.word("sums"), PTR)
        with loop(b, b.mul(periods, whole(self.numbers)), name="number") as n:
            mine = at(b, sums, b.mul(n, whole(self.sum_bytes)))
            store(b, ir.Constant(F64, 0.0), mine, 0)
            for what, start in ((SUM, 0.0), (SQUARES, 0.0), (LEAST, float("inf")), (MOST, float("-inf"))):
                store(b, lanes.constant(start), mine, 64 + (what - 1) * lanes.bytes, 64)

    def save(self, b: ir.IRBuilder, periods: ir.Value, block: ir.Value) -> None:
        """Add up lanes, one by one, and write a block's sums to its place in the result: period × number × 5."""
        lanes = self.lanes
        sums, result = (b.inttoptr(self.word(name), PTR) for name in ("sums", "sum result"))
        count = b.mul(periods, whole(self.numbers))
        mine = at(b, result, b.mul(b.mul(block, count), whole(40)))
        with loop(b, count, name="number") as n:
            there = at(b, sums, b.mul(n, whole(self.sum_bytes)))
            to = at(b, mine, b.mul(n, whole(40)))
            store(b, load(b, there, 0, F64), to, 0)
            for what in (SUM, SQUARES, LEAST, MOST):
                values = load(b, there, 64 + (what - 1) * lanes.bytes, lanes.f64, 64)
                found = b.extract_element(values, ir.Constant(I64, 0))
                for lane in range(1, lanes.width):
                    other = b.extract_element(values, ir.Constant(I64, lane))
                    if what in (SUM, SQUARES):
                        found = b.fadd(found, other)
                    else:
                        operator = "<" if what == LEAST else ">"
                        found = b.select(b.fcmp_ordered(operator, other, found), other, found)
                store(b, found, to, 8 * what)
