"""Documents and their states, from waiting to gone."""

import os
from pathlib import Path

import pytest

from desktop_rag.domain.documents import FileSeen
from desktop_rag.domain.errors import DocumentUnknown, Failure
from desktop_rag.domain.passages import Coverage
from tests.adapters.catalog.shelf import SMALL, Shelf, read_of, seen, with_shelf


def test_a_new_document_waits_and_its_name_is_made_readable(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        files = [FileSeen(b"/docs/caf\xe9.PDF", 5, 6, 2**64 - 1), seen(b"/docs/b")]
        first, second = await shelf.catalog.documents.wait(shelf.library, shelf.root, files)
        document = await shelf.one(first)
        assert document.path == b"/docs/caf\xe9.PDF" and document.shown == "/docs/caf\ufffd.PDF"
        assert (document.state, document.kind, document.size, document.modified_ns) == (
            "waiting",
            "pdf",
            5,
            6,
        )
        assert (document.passages, document.pages, document.indexed_ns, document.error) == (
            0,
            None,
            None,
            None,
        )
        assert await shelf.catalog.documents.waiting(shelf.library) == (first, second)

    with_shelf(tmp_path, work)


def test_waiting_again_makes_no_second_document(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        [first] = await documents.wait(shelf.library, shelf.root, [seen(b"/docs/a", 1, 1)])
        other, again = await documents.wait(
            shelf.library, shelf.root, [seen(b"/docs/b"), seen(b"/docs/a", 2, 2)]
        )
        assert again == first and other != first
        assert (await shelf.one(first)).size == 2

    with_shelf(tmp_path, work)


def test_the_ids_of_documents_that_are_gone_are_not_used_again(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        first = await shelf.add(b"/docs/a.pdf", read_of("some text"))
        passages = await shelf.passages()
        await shelf.catalog.documents.remove([first])
        second = await shelf.add(b"/docs/a.pdf", read_of("some text"))
        assert second > first and min(await shelf.passages()) > max(passages)
        with pytest.raises(DocumentUnknown):
            await shelf.one(first)

    with_shelf(tmp_path, work)


def test_documents_left_reading_by_a_kill_wait_again(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        ids = await documents.wait(shelf.library, shelf.root, [seen(b"/docs/a"), seen(b"/docs/b")])
        await documents.start_reading(ids)
        assert await shelf.state(ids[0]) == "reading"
        await shelf.catalog.contents.store([(ids[1], read_of("stored, not projected"))])
        assert await shelf.state(ids[1]) == "reading"
        assert await documents.waiting(shelf.library) == (ids[0],)

    with_shelf(tmp_path, work)


def test_a_changed_document_keeps_its_state_and_must_be_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        await shelf.words()
        before = await shelf.one(document)
        await documents.wait(shelf.library, shelf.root, [seen(b"/docs/a.pdf", 99, 2)])
        await documents.start_reading([document])
        assert await shelf.one(document) == before
        assert await documents.waiting(shelf.library) == (document,)
        known = (await documents.known(shelf.library))[b"/docs/a.pdf"]
        assert (known.size, known.modified_ns, known.due) == (99, 2, True)

    with_shelf(tmp_path, work)


def test_a_document_on_its_way_into_the_indexes_is_known_as_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("text", size=3, modified_ns=4))
        known = (await shelf.catalog.documents.known(shelf.library))[b"/docs/a.pdf"]
        assert (known.document, known.root) == (document, shelf.root)
        assert (known.size, known.modified_ns, known.due, known.failure) == (3, 4, False, None)

    with_shelf(tmp_path, work)


def test_a_failed_document_remembers_the_file_that_failed(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        [document] = await documents.wait(shelf.library, shelf.root, [seen(b"/docs/a.pdf", 1, 1)])
        failure = Failure("password", {"path": "/docs/a.pdf"})
        await documents.fail(document, failure, seen(b"/docs/a.pdf", 2, 3))
        failed = await shelf.one(document)
        assert (failed.state, failed.error, failed.size) == ("failed", failure, 2)
        known = (await documents.known(shelf.library))[b"/docs/a.pdf"]
        assert known.failure is not None
        assert (known.size, known.modified_ns, known.failure.code) == (2, 3, "password")
        assert await documents.waiting(shelf.library) == ()

    with_shelf(tmp_path, work)


def test_a_failed_document_waits_again_when_it_changed_or_is_retried(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        files = [seen(b"/docs/a"), seen(b"/docs/b")]
        ids = await documents.wait(shelf.library, shelf.root, files)
        for document in ids:
            await documents.fail(document, Failure("corrupt"))
        await documents.wait(shelf.library, shelf.root, files[:1])
        await documents.retry(ids[1:])
        assert [await shelf.state(document) for document in ids] == ["waiting", "waiting"]
        assert {file.failure for file in (await documents.known(shelf.library)).values()} == {None}
        assert await documents.waiting(shelf.library) == ids

    with_shelf(tmp_path, work)


def test_a_failed_reread_keeps_the_old_version_and_says_so(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        await shelf.words()
        await shelf.meaning(generation)
        await documents.wait(shelf.library, shelf.root, [seen(b"/docs/a.pdf", 50, 60)])
        await documents.fail(document, Failure("corrupt"), seen(b"/docs/a.pdf", 50, 60))
        kept = await shelf.one(document)
        assert kept.state == "ready" and kept.error is None and kept.passages == 2
        assert kept.warning == Failure("old-version-kept", {"error": "corrupt"})
        assert (await documents.known(shelf.library))[b"/docs/a.pdf"].size == 50
        assert await documents.waiting(shelf.library) == ()
        await documents.retry([document])
        assert await documents.waiting(shelf.library) == (document,)
        await shelf.catalog.contents.store([(document, read_of("old"))])
        assert (await shelf.one(document)).warning is None

    with_shelf(tmp_path, work)


def test_only_failed_documents_and_those_with_an_old_version_are_retried(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("fine"))
        await shelf.catalog.documents.retry([document])
        assert await shelf.catalog.documents.waiting(shelf.library) == ()

    with_shelf(tmp_path, work)


def test_attention_counts_the_failed_and_those_with_a_warning(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        failed, kept, *_ = await documents.wait(
            shelf.library, shelf.root, [seen(b"/docs/%d" % n) for n in range(3)]
        )
        await documents.fail(failed, Failure("corrupt"))
        await shelf.catalog.contents.store([(kept, read_of("kept"))])
        await documents.fail(kept, Failure("corrupt"))
        await shelf.add(
            b"/docs/w.pdf", read_of("warned", warning=Failure("pages-unreadable", {"pages": "3"}))
        )
        assert await documents.attention(shelf.library) == 3

    with_shelf(tmp_path, work)


def test_a_root_that_is_not_there_takes_its_documents_offline_and_back(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        there = await shelf.add(b"/docs/a.pdf", read_of("text"))
        [waits] = await documents.wait(shelf.library, shelf.root, [seen(b"/docs/b.pdf")])
        await shelf.words()
        assert await documents.settle_offline(shelf.root, True) == (there, waits)
        assert await documents.settle_offline(shelf.root, True) == ()
        assert await shelf.state(there) == await shelf.state(waits) == "offline"
        assert await shelf.shown(await shelf.passages()), "what was read of it is still found"
        assert await documents.waiting(shelf.library) == ()
        assert {file.offline for file in (await documents.known(shelf.library)).values()} == {True}
        assert await documents.settle_offline(shelf.root, False) == (there, waits)
        assert (await shelf.state(there), await shelf.state(waits)) == ("searchable", "waiting")

    with_shelf(tmp_path, work)


def test_many_come_in_the_order_asked_and_pages_by_id(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        files = [seen(b"/docs/%d" % number) for number in range(5)]
        ids = await documents.wait(shelf.library, shelf.root, files)
        found = await documents.many([ids[3], 999, ids[0]])
        assert [document.id for document in found] == [ids[3], ids[0]]
        first = await documents.page(shelf.library, 0, 3)
        rest = await documents.page(shelf.library, first[-1].id, 3)
        assert [document.id for document in first + rest] == list(ids)

    with_shelf(tmp_path, work)


def test_documents_are_found_at_a_path_and_below_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        separator = os.fsencode(os.sep)
        paths = [b"r", b"r/a", b"r/b/c", b"r-x", b"r0", b"r/\xff", b"s"]
        files = [seen(path.replace(b"/", separator)) for path in paths]
        ids = await shelf.catalog.documents.wait(shelf.library, shelf.root, files)
        found = await shelf.catalog.documents.at(shelf.library, [b"r" + separator, b"r", b"s", b"none"])
        assert [document.id for document in found] == [ids[0], ids[1], ids[2], ids[5], ids[6]]

    with_shelf(tmp_path, work)


def test_coverage_leaves_out_what_no_search_can_ever_see(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        documents = shelf.catalog.documents
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        await shelf.add(b"/docs/a.pdf", read_of("ready"))
        await shelf.words()
        await shelf.meaning(generation)
        await shelf.add(b"/docs/b.pdf", read_of("searchable"))
        await shelf.words()
        await shelf.add(b"/docs/c.pdf", read_of("reading"))
        failed, _ = await documents.wait(shelf.library, shelf.root, [seen(b"/docs/d"), seen(b"/docs/e")])
        await documents.fail(failed, Failure("corrupt"))
        assert await documents.coverage(shelf.library) == Coverage(4, 2, 1)

    with_shelf(tmp_path, work)
