"""Tesseract, the program that recognises text: whether it is there, what it knows, and one page at a time.

Pictures go in and words come out through pipes: a reader writes no files.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from desktop_rag.adapters.reading.limits import die_with

# Of its own processor time on Unix, where a busy computer must not cost the page; of the clock elsewhere.
SECONDS_A_PAGE = 60
_PATIENCE = 240.0
_LISTING_SECONDS = 10.0
# A page of 25 megapixels takes 0.5 GiB.
_ADDRESS_SPACE = 2 * 2**30
_MOST_OUTPUT = 64 * 2**20
# Its setup does not put it on PATH there.
_ON_WINDOWS = r"C:\Program Files\Tesseract-OCR\tesseract.exe"
# What it lists besides languages: the data for telling scripts and equations.
_NO_LANGUAGES = frozenset({"osd", "equ", "snum"})


class RecognitionFailed(Exception):
    """Tesseract gave up on a page, or was given up."""


def program() -> str | None:
    """The path of tesseract, or None where it is not installed."""
    found = shutil.which("tesseract")
    if found is None and sys.platform == "win32" and os.path.isfile(_ON_WINDOWS):
        return _ON_WINDOWS
    return found


def languages() -> tuple[str, ...]:
    """The languages that it can recognise, as it names them ("eng"); () where it is not installed."""
    path = program()
    if path is None:
        return ()
    try:
        listed = subprocess.run(
            [path, "--list-langs"], capture_output=True, timeout=_LISTING_SECONDS, stdin=subprocess.DEVNULL,
            check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ()
    # The first line says where they lie; old versions write to stderr.
    lines = (listed.stdout or listed.stderr).decode("utf-8", "replace").splitlines()[1:]
    names = (line.strip() for line in lines)
    return tuple(name for name in names if name and name not in _NO_LANGUAGES and "/" not in name)


def words_of(picture: bytes, languages: str, dpi: int = 0, page: int = 0) -> str:
    """The words of a picture as tesseract's table (TSV); `page` is the index of one in a TIFF file.

    `dpi` 0 lets it estimate. Raises `RecognitionFailed`, also after 60 s.
    """
    how = ["-l", languages, *(("--dpi", str(dpi)) if dpi else ())]
    return _run(picture, page, [*how, "tsv"]).decode("utf-8", "replace")


def pdf_of(picture: bytes, page: int = 0) -> bytes:
    """A page of a picture as a PDF, decoded and not read: half a second for 9 megapixels, instead of five.

    Of pictures with a palette: it packs others by way of a file, and a reader writes none. Raises
    `RecognitionFailed`.
    """
    # As if it were one line of text; it wants to know in which language.
    language = next(iter(languages()), "eng")
    return _run(picture, page, ["-l", language, "--psm", "7", "pdf"])


def _run(picture: bytes, page: int, how: list[str]) -> bytes:
    path = program()
    if path is None:
        raise RecognitionFailed("not installed")
    # Without a number it takes all pages.
    which = ["-c", f"tessedit_page_number={page}"]
    try:
        done = subprocess.run(
            [path, "-", "-", *which, *how], input=picture, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=_PATIENCE if os.name == "posix" else SECONDS_A_PAGE, check=True,
            # Several threads make one page hardly faster and the computer slower.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"}, preexec_fn=_bounds(),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise RecognitionFailed(type(error).__name__) from error
    return done.stdout[:_MOST_OUTPUT]


def _bounds() -> Callable[[], None] | None:
    """What the new process does before it becomes tesseract: it dies with the reader, which limits time
    and memory by itself alone."""
    if os.name != "posix":
        return None
    import resource

    reader = os.getpid()

    def bound() -> None:
        die_with(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_A_PAGE, SECONDS_A_PAGE + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    return bound
