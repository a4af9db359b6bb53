"""Functions of LLVM IR tried on arrays: compiled with llvmlite alone, for this processor or for any other."""

import ctypes
from collections.abc import Callable

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numpy.typing import NDArray

from offramp.kernels.lanes import I64, PTR, VOID, Lanes, load, loop, store, whole
from offramp.kernels.vector_math import TWO_ARGUMENTS, vector_function

Floats = NDArray[np.float64]


class NativeMap:
    """A function of `vector_math` over arrays whose size is a multiple of `width`.

    plain: for an x86-64 without AVX and FMA instead of this processor.
    """

    def __init__(self, name: str, width: int, plain: bool = False) -> None:
        self.width = width
        self.arguments = 2 if name in TWO_ARGUMENTS else 1
        self.assembly, self._engine = _compiled(_kernel(name, width, self.arguments), plain)
        kinds = [ctypes.c_int64, *[ctypes.c_void_p] * (self.arguments + 1)]
        self._call: Callable[..., None] = ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address("kernel"))

    def __call__(self, *arrays: Floats) -> Floats:
        """The values, whatever the size: the end is filled up with ones."""
        padded = [np.append(a, np.ones(-len(a) % self.width)) for a in np.broadcast_arrays(*map(np.ravel, arrays))]
        result = np.full(len(padded[0]), 77.0)
        self.fill(result, *padded)
        return result[: np.broadcast(*arrays).size]

    def fill(self, result: Floats, *arrays: Floats) -> None:
        """Write the values into `result`."""
        self._call(len(result), *(a.ctypes.data for a in (*arrays, result)))


def _kernel(name: str, width: int, arguments: int) -> ir.Module:
    module = ir.Module()
    lanes = Lanes(width)
    kernel = ir.Function(module, ir.FunctionType(VOID, [I64, *[PTR] * (arguments + 1)]), "kernel")
    b = ir.IRBuilder(kernel.append_basic_block())
    made = vector_function(module, name, width)
    assert vector_function(module, name, width) is made
    count, *pointers = kernel.args
    with loop(b, b.sdiv(count, whole(width))) as k:
        offset = b.mul(k, whole(8 * width))
        values = [load(b, pointer, offset, lanes.f64) for pointer in pointers[:-1]]
        store(b, b.call(made, values), pointers[-1], offset)
    b.ret_void()
    return module


def _compiled(module: ir.Module, plain: bool) -> tuple[str, llvm.ExecutionEngine]:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    if plain:
        machine = target.create_target_machine(
            cpu="x86-64", features="", opt=3, jit=True, codemodel="small", reloc="pic"
        )
    else:
        features = llvm.get_host_cpu_features().flatten()
        machine = target.create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=features, opt=3, jit=True, codemodel="small", reloc="pic"
        )
    parsed = llvm.parse_assembly(str(module))
    parsed.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(parsed, passes)
    assembly = machine.emit_assembly(parsed)
    engine = llvm.create_mcjit_compiler(parsed, machine)
    engine.finalize_object()
    return assembly, engine
