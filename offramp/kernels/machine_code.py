"""LLVM: a module's text in, an object file out, and object files loaded into this process.

Callers of this file have made sure that llvmlite is there; it is imported late, as `offramp --help` needs none of it.
"""

import functools
import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

_FORMAT = 1  # to be raised when the same text is compiled to something else
_OPTIMISATION = 2
# Kernels come in vectors, with what doesn't change taken out of loops and worked out once. Further passes, or the whole
# pipeline, take time to find nothing: kernels run no faster.
_PASSES = ("sroa", "instruction_combine")
_CODE_MODEL = "small"
_RELOCATION = "pic"


@dataclass(frozen=True, slots=True)
class Processor:
    """What code is made for: LLVM's name of a CPU, and the features that it has (`+avx2,+fma`) or lacks."""

    cpu: str
    features: str


@functools.cache
def host() -> Processor:
    """The processor that this process runs on."""
    import llvmlite.binding as llvm

    return Processor(llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())


def key(ir_text: str, processor: Processor) -> str:
    """64 hexadecimal digits that change with everything that the compiled code depends on."""
    import llvmlite
    import llvmlite.binding as llvm

    settings = (_FORMAT, _OPTIMISATION, _PASSES, _CODE_MODEL, _RELOCATION)
    versions = (llvmlite.__version__, llvm.llvm_version_info, llvm.get_process_triple())
    made_for = repr((settings, versions, processor.cpu, processor.features))
    return hashlib.sha256(f"{made_for}\n{ir_text}".encode()).hexdigest()


def object_code(ir_text: str, processor: Processor) -> bytes:
    """The object file of a module, verified and optimised; RuntimeError where it's no valid module."""
    import llvmlite.binding as llvm

    machine = _target().create_target_machine(
        cpu=processor.cpu,
        features=processor.features,
        opt=_OPTIMISATION,
        reloc=_RELOCATION,
        codemodel=_CODE_MODEL,
    )
    module = llvm.parse_assembly(ir_text, llvm.create_context())
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    module.verify()
    passes = llvm.create_new_module_pass_manager()
    for name in _PASSES:
        getattr(passes, f"add_{name}_pass")()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(_OPTIMISATION)))
    return bytes(machine.emit_object(module))


class Loaded:
    """An object file in memory; its code stays there as long as this object."""

    def __init__(self, code: bytes) -> None:
        import llvmlite.binding as llvm

        self._loader = _loader()
        self._name = f"kernels {next(_NUMBERS)}"
        parts = llvm.JITLibraryBuilder().add_object_img(code)
        # Where a CPU lacks an instruction, such as a fused multiply-add, LLVM calls the C library.
        self._held = [parts.add_current_process().link(self._loader, self._name)]
        self._addresses: dict[str, int] = {}

    def address(self, name: str) -> int:
        """Where a function begins; RuntimeError where the module has none of this name."""
        known = self._addresses.get(name)
        if known is None:
            found = self._loader.lookup(self._name, name)
            self._held.append(found)
            known = self._addresses[name] = int(found[name])
        return known


_NUMBERS = itertools.count()


@functools.cache
def _target() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple())


@functools.cache
def _loader() -> Any:
    import llvmlite.binding as llvm

    _target()
    # JITLink, as the older linker fails on ARM when memory is handed out in pieces far apart.
    return llvm.create_lljit_compiler(use_jit_link=True)
