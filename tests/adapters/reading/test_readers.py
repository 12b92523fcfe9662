"""Reader processes: one bad document costs that document, whatever it does to the process."""

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.domain.errors import (
    ChildLost,
    Corrupt,
    DesktopRagError,
    FileChanged,
    ReaderCrashed,
    ReadingMemory,
    ReadingTimeout,
)
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import DocumentRead, FileWanted, MarksWanted, PageWanted, Tile
from tests.adapters.reading import making

HERE = Path(__file__).parent
COMMAND = [sys.executable, str(HERE / "strange_reader.py")]


def with_readers(use: Callable[[Readers], Awaitable[Any]], **limits: Any) -> Any:
    """Runs `use` with readers, and makes sure that none of their processes is left."""

    async def run() -> Any:
        readers = Readers(COMMAND, **limits)
        try:
            return await use(readers)
        finally:
            pids = readers.pids
            await readers.close()
            assert not any(psutil.pid_exists(pid) for pid in pids)

    return asyncio.run(run())


def write(folder: Path, name: str, text: str | bytes) -> bytes:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return os.fsencode(path)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not reached():  # noqa: ASYNC110 - processes end without an event of ours
            await asyncio.sleep(0.02)


async def outcome(readers: Readers, path: bytes) -> DocumentRead | DesktopRagError:
    try:
        return (await outcomes_of(readers, [path]))[0]
    except DesktopRagError as error:
        return error


async def outcomes_of(readers: Readers, paths: list[bytes]) -> list[DocumentRead | DesktopRagError]:
    """What came of files that were asked for in one call, in order; each is told of exactly once."""
    told: dict[int, DocumentRead | DesktopRagError] = {}

    def done(index: int, outcome: DocumentRead | DesktopRagError) -> None:
        assert index not in told
        told[index] = outcome

    await readers.read([FileWanted(path) for path in paths], done)
    return [told[index] for index in range(len(paths))]


def test_units_stand_in_the_result(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.pdf", making.pdf([making.lines(["One page."]), making.lines(["Another page."])])
    )

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    read = with_readers(use)
    assert read.pages == 2 and [part.unit.place.number for part in read.units] == [1, 2]
    status = os.stat(path)
    assert (read.size, read.modified_ns, read.inode) == (status.st_size, status.st_mtime_ns, status.st_ino)


@pytest.mark.parametrize(
    ("words", "expected", "limits"),
    [
        ("please die", ReaderCrashed, {}),
        ("please spin", ReadingTimeout, {"seconds": 0.5}),
        ("please grow", ReadingMemory, {"memory": 300_000_000}),
        ("please overflow", ReadingMemory, {}),
        ("please panic", Corrupt, {}),
    ],
)
def test_a_bad_document_does_not_stop_the_run(
    tmp_path: Path, words: str, expected: type[DesktopRagError], limits: dict[str, Any]
) -> None:
    paths = [write(tmp_path, f"{n:02}.txt", f"Document number {n}.") for n in range(40)]
    paths.insert(20, write(tmp_path, "bad.txt", words))

    async def use(readers: Readers) -> list[DocumentRead | DesktopRagError]:
        return await outcomes_of(readers, paths)

    outcomes = with_readers(use, **limits)
    assert type(outcomes.pop(20)) is expected
    texts = [read.units[0].unit.text for read in outcomes]
    assert texts == [f"Document number {n}." for n in range(40)]


def test_a_form_that_calls_itself_costs_a_bounded_amount_of_memory(tmp_path: Path) -> None:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>",
        4: b"<< >>",
        5: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> "
        b"/Length 11 >>\nstream\n/F Do /F Do\nendstream",
        10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 500] "
        b"/Resources << /XObject << /F 5 0 R >> >> /Contents 11 0 R >>",
        11: b"<< /Length 5 >>\nstream\n/F Do\nendstream",
    }
    path = write(tmp_path, "loop.pdf", making.assembled(objects))

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    assert isinstance(with_readers(use, memory=400_000_000, seconds=10), ReadingMemory | ReadingTimeout)


def test_two_bad_documents_in_one_request_are_each_blamed_for_themselves(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.txt", "please die" if n in (1, 2, 5) else "fine") for n in range(8)]

    async def use(readers: Readers) -> list[DocumentRead | DesktopRagError]:
        return await outcomes_of(readers, paths)

    outcomes = with_readers(use)
    assert [type(each) is ReaderCrashed for each in outcomes] == [n in (1, 2, 5) for n in range(8)]


def test_two_bad_documents_in_the_pipe_are_each_blamed_for_themselves(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.txt", "please die" if n in (1, 2, 5) else "fine") for n in range(8)]

    async def use(readers: Readers) -> list[DocumentRead | DesktopRagError]:
        return await asyncio.gather(*(outcome(readers, path) for path in paths))

    outcomes = with_readers(use)
    assert [type(each) is ReaderCrashed for each in outcomes] == [n in (1, 2, 5) for n in range(8)]


def test_no_document_is_blamed_for_a_reader_that_died_idle(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Words.")

    async def use(readers: Readers) -> None:
        for _ in range(3):
            assert isinstance(await outcome(readers, path), DocumentRead)
            (pid,) = readers.pids
            os.kill(pid, signal.SIGKILL)

    with_readers(use)


def test_a_page_is_drawn_while_documents_are_read(tmp_path: Path) -> None:
    bad = write(tmp_path, "bad.txt", "please spin")
    path = write(tmp_path, "a.pdf", making.pdf([making.lines(["Look at this page."])]))
    sha256 = hashlib.sha256(Path(os.fsdecode(path)).read_bytes()).digest()
    tiles: list[Tile] = []

    async def use(readers: Readers) -> None:
        reading = asyncio.gather(outcome(readers, bad))
        picture = await readers.page(PageWanted(path, sha256, 1, 600), tiles.append)
        assert not reading.done()
        assert (picture.width, picture.height) == (600, 750)
        found = await readers.marks(MarksWanted(path, sha256, 1, 0, (Span(0, 4),)))
        assert found.texts == ("Look",)
        with pytest.raises(FileChanged):
            await readers.marks(MarksWanted(path, b"\0" * 32, 1, 0, ()))
        await readers.close()
        assert isinstance((await reading)[0], ChildLost)

    with_readers(use)
    assert sum(tile.width * tile.height for tile in tiles) == 600 * 750


def test_what_a_parser_prints_reaches_neither_the_frames_nor_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "a.txt", "please print")

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    assert isinstance(with_readers(use), DocumentRead)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_reader_cannot_write_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "please write")
    monkeypatch.chdir(tmp_path)

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    assert isinstance(with_readers(use, stderr=subprocess.DEVNULL), Corrupt)
    assert not (tmp_path / "written.tmp").exists() or (tmp_path / "written.tmp").stat().st_size == 0


def test_a_cancelled_read_makes_way_for_the_next(tmp_path: Path) -> None:
    spin, fine = write(tmp_path, "spin.txt", "please spin"), write(tmp_path, "fine.txt", "fine")

    async def use(readers: Readers) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await outcome(readers, spin)
        assert isinstance(await outcome(readers, fine), DocumentRead)

    with_readers(use, seconds=600)


def test_a_reader_that_cannot_start_is_no_fault_of_the_document(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "fine")

    async def run() -> None:
        readers = Readers([*COMMAND, "refuse"])
        with pytest.raises(ChildLost):
            await outcomes_of(readers, [path])
        await readers.close()

    asyncio.run(run())


def test_an_idle_reader_ends_and_another_is_started_when_needed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "fine")

    async def use(readers: Readers) -> None:
        for _ in range(2):
            await outcomes_of(readers, [path])
            await until(lambda: not readers.pids)

    with_readers(use, idle=0.05)


def test_closing_ends_a_reader_that_is_at_work(tmp_path: Path) -> None:
    path = write(tmp_path, "spin.txt", "please spin")

    async def run() -> None:
        readers = Readers(COMMAND)
        reading = asyncio.gather(outcome(readers, path))
        await until(lambda: bool(readers.pids))
        (pid,) = readers.pids
        await readers.close()
        assert isinstance((await reading)[0], ChildLost)
        assert not psutil.pid_exists(pid)

    asyncio.run(run())


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_spinning_reader_dies_with_its_killed_parent(tmp_path: Path) -> None:
    path = write(tmp_path, "spin.txt", "please spin")
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, *COMMAND, os.fsdecode(path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    reader = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([reader], timeout=10)
    assert not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE


_PARENT = """
import asyncio, os, sys
from desktop_rag.adapters.reading.readers import Readers
from desktop_rag.domain.reading import FileWanted

async def main():
    readers = Readers(sys.argv[1:-1])
    wanted = [FileWanted(os.fsencode(sys.argv[-1]))]
    reading = asyncio.gather(readers.read(wanted, lambda index, outcome: None))
    while not readers.pids:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    print(readers.pids[0], flush=True)
    await reading

asyncio.run(main())
"""


def mail(*attached: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "The lamp"
    message["From"] = "ann@example.org"
    message.set_content("The lamp is red.")
    for number, text in enumerate(attached):
        message.add_attachment(text, filename=f"{number}.txt")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("words", "code", "limits"),
    [("please die", "crashed", {}), ("please spin", "timeout", {"seconds": 0.5})],
)
def test_an_attachment_that_ends_the_reader_costs_only_itself(
    tmp_path: Path, words: str, code: str, limits: dict[str, Any]
) -> None:
    path = write(tmp_path, "a.eml", mail("one", words, "three"))

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    read = with_readers(use, **limits)
    assert isinstance(read, DocumentRead)
    assert "The lamp is red." in read.units[0].unit.text
    first, second, third = read.members
    assert first.read and third.read and second.failure
    assert [part.unit.text.strip() for part in (*first.read.units, *third.read.units)] == ["one", "three"]
    assert (second.name, second.failure.code) == ("1.txt", code)


def test_a_mail_full_of_such_attachments_is_read_without_them(tmp_path: Path) -> None:
    path = write(tmp_path, "a.eml", mail(*["please die"] * 8))

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, path)

    read = with_readers(use)
    assert isinstance(read, DocumentRead)
    assert [member.failure and member.failure.code for member in read.members] == ["crashed"] * 8


def test_a_mail_that_ends_the_reader_itself_is_the_one_to_fail(tmp_path: Path) -> None:
    message = mail("one").replace(b"The lamp is red.", b"please die")

    async def use(readers: Readers) -> DocumentRead | DesktopRagError:
        return await outcome(readers, write(tmp_path, "a.eml", message))

    assert isinstance(with_readers(use), ReaderCrashed)
