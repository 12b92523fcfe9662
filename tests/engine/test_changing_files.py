"""Files that change or go while they are being read."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop_rag.domain.reading import FileWanted
from desktop_rag.engine import calls
from desktop_rag.engine.engine import Engine
from tests.end_to_end.agreement import agreed
from tests.engine.scene import with_engine


def meddled(engine: Engine, meddle: Callable[[bytes, int], None]) -> list[bytes]:
    """The engine's reader, but when it has read a file, that file is meddled with; returns what is read."""
    reader = engine._parts.reader
    read_files: list[bytes] = []
    original = reader.read

    async def read(files: Sequence[FileWanted], done: Any) -> None:
        def told(index: int, outcome: Any) -> None:
            path = files[index].path
            read_files.append(path)
            meddle(path, read_files.count(path))
            done(index, outcome)

        await original(files, told)

    reader.read = read  # type: ignore[method-assign]
    return read_files


def indexed(
    tmp_path: Path, folder: Path, meddle: Callable[[bytes, int], None]
) -> tuple[Any, list[bytes], set[str]]:
    outcome: list[Any] = []

    async def scene(engine: Engine) -> None:
        read = meddled(engine, meddle)
        report = await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))
        listed = (await engine.call(calls.DOCUMENTS, calls.InLibrary())).documents
        hits = (await engine.call(calls.SEARCH, calls.Search("alpacas", mode="keyword"))).hits
        names = {os.path.basename(one.shown) for one in listed}
        outcome.extend((report, read, names, {os.path.basename(hit.place.shown) for hit in hits}))

    with_engine(tmp_path / "data", scene)
    assert agreed(tmp_path / "data").holds
    return outcome[0], outcome[1], outcome[2] | {f"found {name}" for name in outcome[3]}


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("one.txt", "two.txt", "three.txt"):
        (folder / name).write_text(f"Llamas, as they stand in {name}.\n")
    return folder


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    def meddle(path: bytes, times: int) -> None:
        if path.endswith(b"two.txt") and times == 1:
            Path(os.fsdecode(path)).write_text("Alpacas came in meanwhile.\n")

    report, read, seen = indexed(tmp_path, folder_of(tmp_path), meddle)
    assert (report.indexed, report.failed, report.removed) == (3, 0, 0)
    assert sorted(map(os.path.basename, read)) == [b"one.txt", b"three.txt", b"two.txt", b"two.txt"]
    assert "found two.txt" in seen


def test_a_file_that_goes_while_it_is_read_is_taken_out(tmp_path: Path) -> None:
    def meddle(path: bytes, times: int) -> None:
        if path.endswith(b"two.txt"):
            os.unlink(path)

    report, _, seen = indexed(tmp_path, folder_of(tmp_path), meddle)
    assert (report.indexed, report.removed) == (2, 1)
    assert seen == {"one.txt", "three.txt"}


def test_a_file_that_never_rests_is_read_a_few_times_and_no_more(tmp_path: Path) -> None:
    def meddle(path: bytes, times: int) -> None:
        if path.endswith(b"two.txt"):
            Path(os.fsdecode(path)).write_text(f"Alpacas, and again {times} alpacas.\n" * times)

    report, read, seen = indexed(tmp_path, folder_of(tmp_path), meddle)
    assert report.indexed == 3
    assert [os.path.basename(path) for path in read].count(b"two.txt") == 3
    assert "found two.txt" in seen


def test_a_file_that_was_added_by_itself_and_lies_in_an_added_folder_stays_out_when_removed(
    tmp_path: Path,
) -> None:
    folder = folder_of(tmp_path)
    one = os.fsencode(folder / "one.txt")

    async def scene(engine: Engine) -> None:
        await engine.call(calls.INDEX, calls.Index(paths=(one,)))
        await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))
        assert (await engine.call(calls.REMOVE, calls.Picked(paths=(one,)))).count == 1
        report = await engine.call(calls.INDEX, calls.Index())
        assert (report.indexed, report.unchanged) == (0, 2)

    with_engine(tmp_path / "data", scene)
