"""Kernels compiled by LLVM: right numbers, compiled once, and nothing lost where the cache or LLVM can't be used."""

import ctypes
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from pathlib import Path
from weakref import WeakValueDictionary

import pytest

from offramp.core.diagnostics import ScenarioError
from offramp.kernels import machine_code, native_code, object_cache
from offramp.kernels.machine_code import Processor
from offramp.kernels.native_code import Library, backend, compiled, compiled_for, compiled_from, native_reason

PLAIN = Processor("x86-64", "")

KERNEL = """
declare <4 x double> @llvm.fma.v4f64(<4 x double>, <4 x double>, <4 x double>)

define internal double @hidden(double %x) noinline {
  %y = fadd double %x, 1.0
  ret double %y
}

define double @plus_one(double %x) {
  %y = call double @hidden(double %x)
  ret double %y
}

define void @fused(ptr %x, ptr %y) {
  %v = load <4 x double>, ptr %x, align 8
  %r = call <4 x double> @llvm.fma.v4f64(<4 x double> %v, <4 x double> %v, <4 x double> splat (double -1.0))
  store <4 x double> %r, ptr %y, align 8
  ret void
}

define void @rounded(ptr %x, ptr %y) {
  %v = load <4 x double>, ptr %x, align 8
  %s = fmul <4 x double> %v, %v
  %r = fadd <4 x double> %s, splat (double -1.0)
  store <4 x double> %r, ptr %y, align 8
  ret void
}
"""


needs_llvm = pytest.mark.skipif(native_code._obstacle() is not None, reason="no native code on this machine")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and a process that has compiled nothing yet."""
    monkeypatch.delenv("OFFRAMP_BACKEND", raising=False)
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", str(tmp_path / "caches"))
    forget(monkeypatch)
    return tmp_path / "caches" / "code"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a new process would know: nothing."""
    monkeypatch.setattr(native_code, "_LIBRARIES", WeakValueDictionary())
    monkeypatch.setattr(native_code, "_RECENT", deque(maxlen=64))


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[Processor]:
    """Grows by one with each module that is compiled."""
    done = []
    real = machine_code.object_code

    def counted(ir_text: str, processor: Processor) -> bytes:
        done.append(processor)
        return real(ir_text, processor)

    monkeypatch.setattr(machine_code, "object_code", counted)
    return done


def plus_one(library: Library) -> Callable[[float], float]:
    return library.function("plus_one", ctypes.c_double, ctypes.c_double)


def four(library: Library, name: str, *values: float) -> list[float]:
    x, y = (ctypes.c_double * 4)(*values), (ctypes.c_double * 4)()
    library.function(name, None, ctypes.c_void_p, ctypes.c_void_p)(ctypes.addressof(x), ctypes.addressof(y))
    return list(y)


SMALL = 2.0**-30
VALUES = (1.0, 1.0 + SMALL, 3.0, -0.5)


@needs_llvm
@pytest.mark.parametrize("processor", [None, PLAIN], ids=["this machine", "plain x86-64"])
def test_right_numbers(processor: Processor | None) -> None:
    if processor and not machine_code.host().features.count("sse2"):
        pytest.skip("no x86-64 here")
    library = compiled_for(KERNEL, processor) if processor else compiled(KERNEL)
    assert plus_one(library)(0.75) == 1.75
    # (1 + s)² − 1 = 2s + s²: the last term is lost when the product is rounded first.
    assert four(library, "fused", *VALUES) == [0.0, 2 * SMALL + SMALL**2, 8.0, -0.75]
    assert four(library, "rounded", *VALUES) == [0.0, 2 * SMALL, 8.0, -0.75]


@needs_llvm
def test_a_plain_processor_gets_code_of_its_own() -> None:
    others = (Processor("x86-64-v2", ""), Processor("x86-64", "+fma"))
    keys = {machine_code.key(KERNEL, processor) for processor in (machine_code.host(), PLAIN, *others)}
    keys |= {machine_code.key(KERNEL + "\n", PLAIN)}
    assert len(keys) == 5
    assert all(len(key) == 64 for key in keys)


@needs_llvm
def test_the_same_text_is_compiled_once(compilations: list[Processor], monkeypatch: pytest.MonkeyPatch) -> None:
    library = compiled(KERNEL)
    assert compiled(KERNEL) is library
    assert compiled_for(KERNEL, machine_code.host()) is library
    forget(monkeypatch)
    assert plus_one(compiled(KERNEL))(1.0) == 2.0  # from the cache
    assert len(compilations) == 1


@needs_llvm
def test_what_the_cache_holds_is_run_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(KERNEL)
    forget(monkeypatch)

    def never(ir_text: str, processor: Processor) -> bytes:
        raise AssertionError("compiled again")

    monkeypatch.setattr(machine_code, "object_code", never)
    assert four(compiled(KERNEL), "fused", *VALUES)[2] == 8.0


@needs_llvm
def test_damaged_code_is_compiled_anew(
    cache: Path, compilations: list[Processor], monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled(KERNEL)
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:-10], whole[:200] + bytes([whole[200] ^ 4]) + whole[201:]):
        file.write_bytes(damaged)
        forget(monkeypatch)
        assert plus_one(compiled(KERNEL))(2.0) == 3.0
        assert file.read_bytes() == whole
    assert len(compilations) == 4


@needs_llvm
def test_code_that_is_no_object_file_is_compiled_anew(
    cache: Path, compilations: list[Processor], monkeypatch: pytest.MonkeyPatch
) -> None:
    object_cache.write(cache, machine_code.key(KERNEL, machine_code.host()), b"in order, yet no code")
    assert plus_one(compiled(KERNEL))(2.0) == 3.0
    forget(monkeypatch)
    compiled(KERNEL)
    assert len(compilations) == 1


@needs_llvm
def test_without_a_cache_code_runs_from_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("OFFRAMP_CACHE_DIR", str(tmp_path / "file"))
    assert plus_one(compiled(KERNEL))(2.0) == 3.0
    monkeypatch.setattr(object_cache, "cache_folder", lambda: None)
    forget(monkeypatch)
    assert plus_one(compiled(KERNEL))(2.0) == 3.0


@needs_llvm
def test_threads_that_ask_at_once_compile_once(compilations: list[Processor]) -> None:
    start = threading.Barrier(8)
    got: list[Library] = []

    def ask() -> None:
        start.wait()
        got.append(compiled(KERNEL))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len({id(library) for library in got}) == 1
    assert len(compilations) == 1


@needs_llvm
def test_a_module_is_written_once(cache: Path, compilations: list[Processor]) -> None:
    written: list[str] = []

    def write() -> tuple[str, str]:
        written.append("now")
        return KERNEL, "what there is to know"

    for _ in range(2):
        library, notes = compiled_from("a kernel", write)
        assert (plus_one(library)(1.0), notes) == (2.0, "what there is to know")
    assert len(written) == len(compilations) == 1
    compiled_from("another kernel", write)
    for file in cache.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert plus_one(compiled_from("a kernel", write)[0])(1.0) == 2.0
    assert len(written) == 3


@needs_llvm
@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_collected_again_once_a_module_is_written(collecting: bool) -> None:
    def write() -> tuple[str, str]:
        assert not gc.isenabled()
        return KERNEL, ""

    def fail() -> tuple[str, str]:
        raise ZeroDivisionError

    if not collecting:
        gc.disable()
    try:
        compiled_from("a kernel", write)
        assert gc.isenabled() is collecting
        with pytest.raises(ZeroDivisionError):
            compiled_from("no kernel", fail)
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


@needs_llvm
def test_other_threads_run_during_a_call() -> None:
    library = compiled(
        "define void @wait_for(ptr %flag) {\n  br label %again\nagain:\n"
        "  %set = load atomic i64, ptr %flag seq_cst, align 8\n  %done = icmp ne i64 %set, 0\n"
        "  br i1 %done, label %end, label %again\nend:\n  ret void\n}\n"
    )
    flag = ctypes.c_int64(0)
    other = threading.Timer(0.05, lambda: setattr(flag, "value", 1))
    other.start()
    library.function("wait_for", None, ctypes.c_void_p)(ctypes.addressof(flag))
    other.join()


@needs_llvm
def test_code_lives_as_long_as_a_function_of_it() -> None:
    library = compiled(KERNEL)
    native_code._RECENT.clear()
    function, seen = plus_one(library), weakref.ref(library)
    del library
    gc.collect()
    assert seen() is not None
    assert function(4.0) == 5.0
    del function
    gc.collect()
    assert seen() is None


@needs_llvm
def test_code_that_was_used_lately_stays_in_memory() -> None:
    seen = weakref.ref(compiled(KERNEL))
    gc.collect()
    assert seen() is not None
    assert compiled(KERNEL) is seen()


@needs_llvm
def test_a_function_is_looked_up_once() -> None:
    """LLVM hands out something to hold for each time: thousands of worlds would pile it up."""
    library = compiled(KERNEL)
    for _ in range(3):
        library.function("plus_one", ctypes.c_double, ctypes.c_double)
    held = len(library._loaded._held)
    assert library.function("plus_one", ctypes.c_double, ctypes.c_double)(1.0) == 2.0
    assert len(library._loaded._held) == held == 2


@needs_llvm
@pytest.mark.parametrize("name", ["hidden", "nothing"])
def test_a_function_that_is_not_there(name: str) -> None:
    with pytest.raises(RuntimeError, match=name):
        compiled(KERNEL).function(name, ctypes.c_double, ctypes.c_double)


@needs_llvm
@pytest.mark.parametrize(
    "text",
    ["define double @f( {", "define i32 @f() {\n  %a = add i32 %b, 1\n  %b = add i32 %a, 1\n  ret i32 %b\n}"],
    ids=["no text of LLVM", "used before it's made"],
)
def test_a_text_that_is_no_module(text: str, cache: Path) -> None:
    with pytest.raises(RuntimeError):
        compiled(text)
    assert not cache.exists()


@needs_llvm
def test_ctrl_c_while_compiling_is_passed_on(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(ir_text: str, processor: Processor) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(machine_code, "object_code", interrupted)
        with pytest.raises(KeyboardInterrupt):
            compiled(KERNEL)
    assert not cache.exists()
    assert plus_one(compiled(KERNEL))(2.0) == 3.0  # and nothing stays locked


PROCESS = """
import ctypes, sys
from offramp.kernels.native_code import compiled
text = sys.stdin.read()
print(compiled(text).function("plus_one", ctypes.c_double, ctypes.c_double)(1.0))
"""


@needs_llvm
def test_two_processes_at_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", PROCESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdin
        process.stdin.write(KERNEL)
        process.stdin.flush()
    for process in both:
        assert process.stdin
        process.stdin.close()
    for process in both:
        assert process.stdout
        assert process.stdout.read() == "2.0\n"
        assert process.wait() == 0
        process.stdout.close()
    (file,) = cache.iterdir()
    assert file.name == machine_code.key(KERNEL, machine_code.host()) + ".code"

    def never(ir_text: str, processor: Processor) -> bytes:
        raise AssertionError("the file isn't valid")

    monkeypatch.setattr(machine_code, "object_code", never)
    compiled(KERNEL)


@pytest.mark.parametrize(("value", "expected"), [(None, "native"), ("", "native"), ("native", "native")])
def test_native_is_asked_for(value: str | None, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("OFFRAMP_BACKEND", value)
    assert backend() == expected
    monkeypatch.setattr(native_code, "_obstacle", lambda: None)
    assert native_reason() is None


def test_numpy_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_BACKEND", "numpy")
    assert backend() == "numpy"
    assert native_reason() == "OFFRAMP_BACKEND is set to numpy"


def test_no_other_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_BACKEND", "Numpy")
    for asked in (backend, native_reason):
        with pytest.raises(ScenarioError, match=r"error\[E718\]: .* is Numpy, and takes native or numpy"):
            asked()


def test_obstacles_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    look = native_code._obstacle.__wrapped__
    monkeypatch.setattr(native_code.platform, "machine", lambda: "riscv64")
    assert look() == "there is no native code for the processor riscv64"
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    assert "llvmlite can't be imported" in str(look())


@needs_llvm
def test_a_system_that_lets_nobody_make_code(monkeypatch: pytest.MonkeyPatch) -> None:
    import llvmlite.binding as llvm

    def forbidden() -> None:
        raise OSError(13, "cannot allocate executable memory")

    monkeypatch.setattr(llvm, "check_jit_execution", forbidden)
    reason = native_code._obstacle.__wrapped__()
    assert reason == "llvmlite doesn't work here ([Errno 13] cannot allocate executable memory)"


def test_asking_for_help_loads_no_compiler() -> None:
    code = (
        "import sys; from offramp.cli.main import main; import offramp.kernels.native_code as native\n"
        "main(['--help']); main(['check', 'brink']); native.backend()\n"
        "sys.exit('llvmlite' in sys.modules)"
    )
    environment = {**os.environ, "COLUMNS": "100"}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert ended.returncode == 0
