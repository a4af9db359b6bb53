"""Constants of kernels: they are shared and written in short, and must still be what they are said to be."""

import ctypes
from collections.abc import Callable

import numpy as np
import pytest
from llvmlite import ir

from offramp.kernels import native_code
from offramp.kernels.lanes import F64, I64, PTR, VOID, Lanes, each_lane, load, number, store, whole
from offramp.kernels.native_code import compiled

pytestmark = pytest.mark.skipif(native_code._obstacle() is not None, reason="no native code on this machine")

LANES = Lanes(4)
NUMBERS = (0.0, -0.0, 1.0, 0.1, -1e-310, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan"))
WHOLE = (0, 1, -1, 2**63 - 1, -(2**63))


def filled(words: int, build: Callable[[ir.IRBuilder, ir.Value], None]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What `build` writes into 64-bit words, which hold 77 at first."""
    module = ir.Module()
    made = ir.Function(module, ir.FunctionType(VOID, [PTR]), "fill")
    b = ir.IRBuilder(made.append_basic_block())
    build(b, made.args[0])
    b.ret_void()
    found = np.full(words, 77)
    compiled(str(module)).function("fill", None, ctypes.c_void_p)(found.ctypes.data)
    return found


def test_numbers_keep_their_bits() -> None:
    def build(b: ir.IRBuilder, to: ir.Value) -> None:
        for k, value in enumerate(NUMBERS):
            store(b, LANES.constant(value), to, 64 * k)
            store(b, LANES.splat(b, number(value)), to, 64 * k + 32)

    found = filled(8 * len(NUMBERS), build).view(np.float64).reshape(-1, 8)
    expected = np.repeat(np.array(NUMBERS)[:, None], 8, axis=1)
    assert np.array_equal(found, expected, equal_nan=True)
    assert np.array_equal(np.signbit(found[:9]), np.signbit(expected[:9]))


def test_integers_and_flags() -> None:
    def build(b: ir.IRBuilder, to: ir.Value) -> None:
        for k, value in enumerate(WHOLE):
            store(b, LANES.integer(value), to, 32 * k)
        masks = (LANES.all(), LANES.none(), LANES.flags([True] * 4), LANES.flags([False, True, True, False]))
        for k, mask in enumerate(masks, len(WHOLE)):
            store(b, b.select(mask, LANES.integers([1, 2, 3, 4]), LANES.integer(-1)), to, 32 * k)

    found = filled(4 * (len(WHOLE) + 4), build).reshape(-1, 4)
    assert (found[: len(WHOLE)] == np.array(WHOLE)[:, None]).all()
    assert found[len(WHOLE) :].tolist() == [[1, 2, 3, 4], [-1] * 4, [1, 2, 3, 4], [-1, 2, 3, -1]]


def test_a_number_in_every_lane_of_what_is_read() -> None:
    def build(b: ir.IRBuilder, to: ir.Value) -> None:
        store(b, LANES.splat(b, load(b, to, 0, I64)), to, 8)
        store(b, LANES.splat(b, b.sitofp(load(b, to, 0, I64), F64)), to, 40)

    found = filled(9, build)
    assert found[:5].tolist() == [77] * 5
    assert found[5:].view(np.float64).tolist() == [77.0] * 4


@pytest.mark.parametrize("mask", [0b0000, 0b1010, 0b1111, 0b1000])
def test_each_lane_of_a_mask_in_turn(mask: int) -> None:
    def build(b: ir.IRBuilder, to: ir.Value) -> None:
        with each_lane(b, ir.Constant(LANES.bits, mask)) as lane:
            count = load(b, to, 32, I64)
            store(b, count, to, b.mul(lane, whole(8)))
            store(b, b.add(count, whole(1)), to, 32)

    found = filled(5, build)
    turns = iter(range(77, 81))
    assert found[:4].tolist() == [next(turns) if mask >> lane & 1 else 77 for lane in range(4)]
