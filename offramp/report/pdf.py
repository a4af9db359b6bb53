"""A page as a PDF document, printed by a browser of the Chromium kind that is on this machine."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

BROWSER: Final = "OFFRAMP_BROWSER"  # names a browser that isn't among these
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_ELSEWHERE: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_SECONDS: Final = 120
# Nothing of the reader's own browser is used, and nothing is asked of any other machine.
_FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)


class NoPdfError(Exception):
    """There is no browser that prints, or it printed nothing; says why."""


def find_browser() -> str:
    """The browser to print with. Raises NoPdfError where there is none."""
    named = os.environ.get(BROWSER)
    for name in [named] if named else (*_NAMES, *_ELSEWHERE):
        if (found := shutil.which(name)) is not None:
            return found
    raise NoPdfError(
        f"{BROWSER} names {named}, which isn't a program here" if named else "no browser was found that prints PDF"
    )


def pdf(page: str, browser: str) -> bytes:
    """The page as a tagged PDF with an outline. Raises NoPdfError where the browser doesn't make one."""
    with TemporaryDirectory(prefix="offramp-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "page.html").write_text(page, encoding="utf-8")
        _run([browser, *_flags(folder), (folder / "page.html").as_uri()])
        made = folder / "page.pdf"
        content = made.read_bytes() if made.is_file() else b""
    if not content.startswith(b"%PDF-"):
        raise NoPdfError(f"{browser} printed no PDF")
    return content


def _flags(folder: Path) -> list[str]:
    own = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}"]
    # A browser won't keep its sandbox for the superuser; the page is our own, and may reach nothing.
    superuser = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*_FLAGS, *(["--no-sandbox"] if superuser else []), *own]


def _run(command: list[str]) -> None:
    """Run the browser with all that it starts, and end all of it when its time is up."""
    quiet = subprocess.DEVNULL
    try:
        started = subprocess.Popen(  # noqa: S603  # the reader's own browser, and no shell
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as fault:
        raise NoPdfError(
            f"{command[0]} can't be started: {(fault.strerror or type(fault).__name__).lower()}"
        ) from fault
    try:
        started.wait(_SECONDS)
    except subprocess.TimeoutExpired as fault:
        raise NoPdfError(f"{command[0]} took more than {_SECONDS} seconds to print the page") from fault
    finally:
        if started.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL) if hasattr(os, "killpg") else started.kill()
            started.wait()
