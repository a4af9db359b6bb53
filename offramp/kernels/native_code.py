"""Machine code for kernels: which backend runs them, and functions compiled from the text of an LLVM module."""

import contextlib
import ctypes
import functools
import gc
import hashlib
import os
import platform
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

from offramp.core.diagnostics import Diagnostic, ScenarioError
from offramp.kernels import machine_code, object_cache

BACKENDS = ("native", "numpy")
_PROCESSORS = ("x86_64", "amd64", "aarch64", "arm64")


def backend() -> str:
    """Which of `BACKENDS` is asked for by OFFRAMP_BACKEND; ScenarioError (E718) where it's set to something else."""
    asked = os.environ.get("OFFRAMP_BACKEND") or BACKENDS[0]
    if asked in BACKENDS:
        return asked
    message = f"the environment variable OFFRAMP_BACKEND is {asked}, and takes {' or '.join(BACKENDS)}"
    raise ScenarioError([Diagnostic("E718", message, remedy="unset it: native code is used where it can be")])


def native_reason() -> str | None:
    """Why native code isn't used, in words; None where it is. Raises what `backend` raises."""
    if backend() == "numpy":
        return "OFFRAMP_BACKEND is set to numpy"
    return _obstacle()


@functools.cache
def _obstacle() -> str | None:
    """What keeps this process from running native code."""
    if platform.machine().lower() not in _PROCESSORS or sys.maxsize < 2**32:
        return f"there is no native code for the processor {platform.machine() or 'of this machine'}"
    try:
        import llvmlite.binding as llvm

        llvm.check_jit_execution()
        machine_code.host()
    except ImportError as fault:
        return f"llvmlite can't be imported ({fault})"
    except (OSError, RuntimeError, AttributeError) as fault:
        return f"llvmlite doesn't work here ({fault})"
    return None


class Library:
    """The functions of a compiled module. Its code stays in memory as long as the library or one of its functions."""

    def __init__(self, code: bytes) -> None:
        self._loaded = machine_code.Loaded(code)

    def function(self, name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
        """The function `name` with its C types (ctypes.c_double, …); other threads of Python run during a call.

        RuntimeError where the module has no such function.
        """
        function: Any = ctypes.CFUNCTYPE(result, *arguments)(self._loaded.address(name))
        function.library = self
        return cast(Callable[..., Any], function)


def compiled(ir_text: str) -> Library:
    """The machine code of an LLVM module, from the cache where it's there, else compiled and put there.

    The same text gives the same library. RuntimeError where the text is no valid module.
    """
    return compiled_for(ir_text, machine_code.host())


def compiled_for(ir_text: str, processor: machine_code.Processor) -> Library:
    """As `compiled`, for a processor that may lack what this one has."""
    key = machine_code.key(ir_text, processor)
    with _LOCK:
        library = _LIBRARIES.get(key)
        if library is None:
            library = _LIBRARIES[key] = _from_cache(key) or _compiled_anew(ir_text, processor, key)
            _RECENT.append(library)
        return library


def compiled_from(what: str, make: Callable[[], tuple[str, str]]) -> tuple[Library, str]:
    """A module's machine code and what there is to know of it, without writing the module down where that was done.

    what: all that the module depends on. make: writes the module; its text, and notes that are kept with the code.
    """
    processor = machine_code.host()
    key = machine_code.key(f"{_generators()}\n{what}", processor)
    with _LOCK:
        found = object_cache.read(object_cache.cache_folder(), key)
        if found is not None:
            size = int.from_bytes(found[:_SIZE], "little")
            with contextlib.suppress(RuntimeError):  # another build of the same LLVM made it
                return Library(found[_SIZE + size :]), found[_SIZE : _SIZE + size].decode()
        with _collecting_later():
            text, notes = make()
        code = machine_code.object_code(text, processor)
        library = Library(code)
        packed = notes.encode()
        object_cache.write(object_cache.cache_folder(), key, len(packed).to_bytes(_SIZE, "little") + packed + code)
        return library, notes


@contextlib.contextmanager
def _collecting_later() -> Iterator[None]:
    """No garbage collection meanwhile: a module is a great many objects, and none of them is garbage before it is
    written down. Looking through them again and again takes a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@functools.cache
def _generators() -> str:
    """A checksum of all that writes modules: with another release of it they come out differently."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


_SIZE = 8  # bytes in which the length of notes is written
_LOCK = threading.Lock()  # LLVM does one thing at a time anyway
_LIBRARIES: WeakValueDictionary[str, Library] = WeakValueDictionary()
_RECENT: deque[Library] = deque(maxlen=64)  # a study of many scenarios doesn't fill the memory with their code


def _from_cache(key: str) -> Library | None:
    code = object_cache.read(object_cache.cache_folder(), key)
    if code is None:
        return None
    try:
        return Library(code)
    except RuntimeError:  # another build of the same LLVM made it
        return None


def _compiled_anew(ir_text: str, processor: machine_code.Processor, key: str) -> Library:
    code = machine_code.object_code(ir_text, processor)
    library = Library(code)
    object_cache.write(object_cache.cache_folder(), key, code)
    return library
