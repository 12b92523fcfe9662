"""The file itself: private, made once, migrated, refused when it is not ours."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop_rag.adapters.catalog import schema
from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.catalog.connection import Connections, connect
from desktop_rag.domain.documents import FileSeen
from desktop_rag.domain.errors import DiskFull, Failure, FolderNewer, FolderUnreadable
from tests.adapters.catalog.consistency import broken_rules
from tests.adapters.catalog.shelf import Shelf, open_shelf, read_of, with_shelf

NEWEST = len(schema.MIGRATIONS) + 1


def add_a_table(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE later (id INTEGER)")


def open_and_close(path: Path) -> None:
    async def run() -> None:
        await (await Catalog.open(path)).close()

    asyncio.run(run())


def test_my_library_is_there_from_the_beginning(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        [library] = await shelf.catalog.libraries.all()
        assert (library.name, library.embedder, library.sample) == ("My library", "built-in", False)

    with_shelf(tmp_path, work)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_the_file_and_its_log_are_private(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").touch(mode=0o644)

    async def work(shelf: Shelf) -> None:
        modes = {entry.name: entry.stat().st_mode & 0o777 for entry in os.scandir(tmp_path)}
        assert modes == {"catalog.db": 0o600, "catalog.db-wal": 0o600, "catalog.db-shm": 0o600}

    with_shelf(tmp_path, work)


def test_a_clean_end_leaves_one_file(tmp_path: Path) -> None:
    open_and_close(tmp_path / "catalog.db")
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    async def store() -> tuple[int, int]:
        shelf = await open_shelf(path)
        document = await shelf.add(b"/docs/a.pdf", read_of("the only page"))
        await shelf.catalog.close()
        return document

    async def look(document: int) -> None:
        shelf = await open_shelf(path)
        assert (await shelf.catalog.contents.unit(document, 0)).text == "the only page"
        await shelf.catalog.close()

    asyncio.run(look(asyncio.run(store())))


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    open_and_close(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(FolderNewer) as raised:
        open_and_close(path)
    assert raised.value.arguments == {"path": str(tmp_path)}
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"this is no database, only text " * 200, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(content)
    with pytest.raises(FolderUnreadable):
        open_and_close(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.close()
    with pytest.raises(FolderUnreadable):
        open_and_close(path)


@pytest.mark.parametrize("name", ["folder", "absent/catalog.db"])
def test_a_place_where_no_file_can_be_is_unreadable(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FolderUnreadable):
        open_and_close(tmp_path / name)


def test_damage_that_is_met_later_is_told_as_an_unreadable_folder(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    async def fill() -> None:
        shelf = await open_shelf(path)
        for number in range(50):
            await shelf.add(b"/docs/%d.pdf" % number, read_of(f"{number} " + os.urandom(2000).hex()))
        await shelf.catalog.close()

    asyncio.run(fill())
    pages = bytearray(path.read_bytes())
    for start in range(8 * 4096, len(pages), 4096):
        pages[start : start + 2048] = b"\xaa" * 2048
    path.write_bytes(pages)

    async def look() -> None:
        catalog = await Catalog.open(path)
        try:
            await catalog.contents.passages(range(1, 100))
        finally:
            await catalog.close()

    with pytest.raises(FolderUnreadable):
        asyncio.run(look())


def test_a_full_disk_is_told_and_undoes_the_whole_transaction(tmp_path: Path) -> None:
    async def run() -> None:
        connections = Connections(tmp_path / "catalog.db")
        await connections.open()

        def limit(db: sqlite3.Connection) -> None:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {pages + 20}").fetchone()

        def fill(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO libraries (name, embedder) VALUES ('half', 'built-in')")
            db.execute("INSERT INTO settings VALUES ('large', ?)", ("x" * 1_000_000,))

        await connections.write(limit)
        with pytest.raises(DiskFull):
            await connections.write(fill)
        names = await connections.read(lambda db: db.execute("SELECT name FROM libraries").fetchall())
        assert names == [("My library",)]
        await connections.close()

    asyncio.run(run())


def test_a_defect_undoes_the_transaction_and_the_next_one_works(tmp_path: Path) -> None:
    async def run() -> None:
        connections = Connections(tmp_path / "catalog.db")
        await connections.open()

        def defect(db: sqlite3.Connection) -> None:
            db.execute("INSERT INTO libraries (name, embedder) VALUES ('half', 'built-in')")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await connections.write(defect)
        count = await connections.write(lambda db: db.execute("SELECT count(*) FROM libraries").fetchone()[0])
        assert count == 1
        await connections.close()

    asyncio.run(run())


def test_the_reader_cannot_write(tmp_path: Path) -> None:
    async def run() -> None:
        connections = Connections(tmp_path / "catalog.db")
        await connections.open()
        with pytest.raises(FolderUnreadable):
            await connections.read(lambda db: db.execute("DELETE FROM libraries"))
        await connections.close()

    asyncio.run(run())


def test_what_a_person_waits_for_is_read_while_something_else_is_read(tmp_path: Path) -> None:
    async def run() -> None:
        connections = Connections(tmp_path / "catalog.db")
        await connections.open()
        let_go = threading.Event()
        async with asyncio.TaskGroup() as group:
            long = group.create_task(connections.read(lambda db: let_go.wait(30)))
            try:
                looked = await asyncio.wait_for(
                    connections.look(lambda db: db.execute("SELECT count(*) FROM libraries").fetchone()), 10
                )
            finally:
                assert not long.done()
                let_go.set()
        assert looked == (1,)
        with pytest.raises(FolderUnreadable):
            await connections.look(lambda db: db.execute("DELETE FROM libraries"))
        await connections.close()

    asyncio.run(run())


def test_a_file_whose_searches_were_under_way_is_one_file_after_a_clean_end(tmp_path: Path) -> None:
    async def run() -> None:
        connections = Connections(tmp_path / "catalog.db")
        await connections.open()
        async with asyncio.TaskGroup() as group:
            looked = group.create_task(connections.look(lambda db: time.sleep(0.05) or "looked"))
            await asyncio.sleep(0)
            await connections.close()
            await connections.close()
        assert looked.result() == "looked"

    asyncio.run(run())
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


def test_a_caller_that_is_cancelled_does_not_halve_a_transaction(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        reads = [read_of(f"page {number}", f"more {number}") for number in range(200)]
        ids = [await shelf.add(b"/docs/0.pdf", reads[0])]
        task = asyncio.get_running_loop().create_task(
            shelf.catalog.contents.store([(ids[0], read) for read in reads])
        )
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await shelf.words()
        document = await shelf.one(ids[0])
        assert document.state == "searchable" and document.passages == 4

    with_shelf(tmp_path, work)


def test_an_older_file_is_copied_and_migrated_in_one_transaction(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    open_and_close(path)
    db = connect(path)
    schema.prepare(db, path, [*schema.MIGRATIONS, add_a_table])
    assert db.execute("PRAGMA user_version").fetchone() == (NEWEST + 1,)
    assert db.execute("SELECT count(*) FROM later").fetchone() == (0,)
    db.close()
    copy = tmp_path / f"catalog.db.{NEWEST}"
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
    old = sqlite3.connect(copy)
    assert old.execute("PRAGMA user_version").fetchone() == (NEWEST,)
    assert old.execute("SELECT name FROM libraries").fetchall() == [("My library",)]
    old.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    open_and_close(path)

    def half(db: sqlite3.Connection) -> None:
        db.execute("DROP TABLE answers")
        raise ZeroDivisionError

    db = connect(path)
    with pytest.raises(ZeroDivisionError):
        schema.prepare(db, path, [*schema.MIGRATIONS, half])
    db.close()
    open_and_close(path)


def test_the_copy_goes_once_the_newer_version_has_started_again(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    open_and_close(path)
    migrations: list[schema.Migration] = [*schema.MIGRATIONS, lambda db: None]
    for there in (True, False):
        db = connect(path)
        schema.prepare(db, path, migrations)
        db.close()
        assert (tmp_path / f"catalog.db.{NEWEST}").exists() == there


def make_the_first_version(db: sqlite3.Connection) -> None:
    """What the first version had of the tables that have changed."""
    db.execute("PRAGMA foreign_keys = OFF")
    for column in ("inode", "size", "modified_ns"):
        db.execute(f"ALTER TABLE exclusions DROP COLUMN {column}")
    db.execute("ALTER TABLE units DROP COLUMN stretches")
    db.execute("ALTER TABLE documents DROP COLUMN leaving")
    db.execute("ALTER TABLE documents DROP COLUMN recognize")
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'contents'").fetchone()
    narrow = sql.replace("    recognized INTEGER NOT NULL DEFAULT 0,\n", "").replace(", recognized)", ")")
    names = [row[1] for row in db.execute("PRAGMA table_info(contents)") if row[1] != "recognized"]
    db.execute(narrow.replace("contents", "narrow", 1))
    db.execute(f"INSERT INTO narrow SELECT {', '.join(names)} FROM contents")
    db.execute("DROP TABLE contents")
    db.execute("ALTER TABLE narrow RENAME TO contents")
    db.execute("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'contents'")
    db.execute("PRAGMA user_version = 1")


def test_the_first_version_keeps_its_contents_and_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    async def store() -> int:
        shelf = await open_shelf(path)
        document = await shelf.add(b"/docs/a.pdf", read_of("the only page"))
        await shelf.words()
        await shelf.catalog.close()
        return document

    document = asyncio.run(store())
    db = connect(path)
    make_the_first_version(db)
    db.close()

    async def look() -> None:
        shelf = await open_shelf(path)
        assert (await shelf.catalog.contents.unit(document, 0)).text == "the only page"
        new = await shelf.add(b"/docs/b.pdf", read_of("another page"))
        assert (await shelf.catalog.contents.content_of(new))[0] == 41
        await shelf.catalog.close()

    asyncio.run(look())
    assert broken_rules(path) == []


def test_long_texts_of_the_first_version_are_shown_as_before(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    text = "A page with many words. " * 900

    async def shown(document: int | None) -> tuple[int, tuple[str, ...]]:
        shelf = await open_shelf(path)
        if document is None:
            document = await shelf.add(b"/docs/a.pdf", read_of(text))
            await shelf.words()
        passages = await shelf.catalog.contents.passages_of([document])
        found = await shelf.catalog.contents.passages(passages)
        await shelf.catalog.close()
        return document, tuple(one.text for one in found)

    document, before = asyncio.run(shown(None))
    db = connect(path)
    make_the_first_version(db)
    db.close()
    assert asyncio.run(shown(document)) == (document, before)
    assert "".join(before) == text


def test_mails_of_the_first_version_are_read_again_for_what_is_attached(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"

    async def store() -> tuple[int, ...]:
        shelf = await open_shelf(path)
        ids = [
            await shelf.add(b"/docs/a.eml", read_of("dear Bob", kind="eml")),
            await shelf.add(b"/docs/a.pdf", read_of("the lamp")),
        ]
        await shelf.words()
        await shelf.catalog.close()
        return tuple(ids)

    mail, other = asyncio.run(store())
    db = connect(path)
    make_the_first_version(db)
    db.close()

    async def look() -> None:
        shelf = await open_shelf(path)
        assert await shelf.catalog.documents.waiting(shelf.library) == (mail,)
        assert [await shelf.state(number) for number in (mail, other)] == ["searchable", "searchable"]
        await shelf.catalog.close()

    asyncio.run(look())
    assert (tmp_path / "catalog.db.1").exists()
    assert broken_rules(path) == []


def test_documents_read_by_an_older_reader_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalog.db"

    async def store() -> int:
        shelf = await open_shelf(path)
        document = await shelf.add(b"/docs/a.pdf", read_of("the only page"))
        await shelf.words()
        seen = [FileSeen(b"/docs/slides.ppt", 5, 5, 5)]
        (failed,) = await shelf.catalog.documents.wait(shelf.library, shelf.root, seen)
        await shelf.catalog.documents.fail(failed, Failure("corrupt"))
        assert await shelf.catalog.documents.waiting(shelf.library) == ()
        await shelf.catalog.close()
        return document, failed

    async def look(document: int, failed: int) -> None:
        shelf = await open_shelf(path)
        assert await shelf.catalog.documents.waiting(shelf.library) == (document, failed)
        assert await shelf.state(document) == "searchable"
        assert await shelf.state(failed) == "waiting"
        await shelf.catalog.close()

    documents = asyncio.run(store())
    monkeypatch.setattr(schema, "READER_VERSION", schema.READER_VERSION + 1)
    asyncio.run(look(*documents))


def test_opening_imports_no_heavy_library() -> None:
    code = (
        "import sys, desktop_rag.adapters.catalog.catalog\n"
        "heavy = {'numpy', 'chromadb', 'tantivy', 'ollama', 'httpx', 'tokenizers', 'PySide6'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
