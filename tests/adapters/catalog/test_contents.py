"""What was read of documents comes back exactly, and is stored once."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from desktop_rag.adapters.catalog import contents as module
from desktop_rag.domain.documents import UNIT_SEPARATOR, Unit, UnitPlace
from desktop_rag.domain.errors import DocumentUnknown, Failure
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.reading import UnitChunks
from tests.adapters.catalog.shelf import SMALL, Shelf, open_shelf, read_of, seen, with_shelf

PAGES = ("Größe: 1 m\nnext line", "", "日本語のページ, and an emoji 🙂 here")


def test_units_come_back_as_they_were_read(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents = shelf.catalog.contents
        read = read_of(*PAGES)
        document = await shelf.add(b"/docs/a.pdf", read)
        assert await contents.units(document) == 3
        for number, part in enumerate(read.units):
            assert await contents.unit(document, number) == part.unit

    with_shelf(tmp_path, work)


def test_the_unit_at_an_offset_is_the_one_that_holds_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents = shelf.catalog.contents
        document = await shelf.add(b"/docs/a.pdf", read_of("0123", "567", "9"))
        found = [(await contents.unit_at(document, offset))[0] for offset in (-1, 0, 4, 5, 8, 9, 100)]
        assert found == [0, 0, 0, 1, 1, 2, 2]
        _, unit = await contents.unit_at(document, 6)
        assert unit.text[6 - unit.start] == "6"

    with_shelf(tmp_path, work)


def test_a_passage_is_exactly_a_slice_of_the_text(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        read = read_of(*PAGES, title="On Größe", language="de")
        await shelf.add(b"/docs/a.pdf", read)
        await shelf.add(b"/docs/in/b.pdf", read)
        text = UNIT_SEPARATOR.join(PAGES)
        ids = await shelf.passages()
        passages = await shelf.catalog.contents.passages([*reversed(ids), 999_999])
        assert [passage.id for passage in passages] == list(reversed(ids))
        for passage in passages:
            assert passage.text == text[passage.start : passage.end]
            assert (passage.document_title, passage.language) == ("On Größe", "de")
            assert passage.file_names == ("a.pdf", "b.pdf")
        assert passages[-1].heading == ("Part", "Page 1") and passages[-2].heading == ()
        assert [passage.unit for passage in passages] == [2, 2, 1, 1, 0, 0]

    with_shelf(tmp_path, work)


def test_a_document_shows_what_was_read_of_it(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        warning = Failure("pages-unreadable", {"pages": "2"})
        read = read_of("one", "two", title="Own title", kind="docx", size=77, modified_ns=88, warning=warning)
        document = await shelf.one(await shelf.add(b"/docs/a.bin", read))
        assert (document.kind, document.title, document.unit_kind) == ("docx", "Own title", "page")
        assert (document.pages, document.units, document.passages) == (2, 2, 4)
        assert (document.size, document.modified_ns, document.warning) == (77, 88, warning)
        assert document.state == "reading" and document.indexed_ns is None
        await shelf.words()
        assert (await shelf.one(document.id)).indexed_ns is not None

    with_shelf(tmp_path, work)


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents = shelf.catalog.contents
        read = read_of("same", "text")
        first, second, other = await shelf.catalog.documents.wait(
            shelf.library, shelf.root, [seen(b"/docs/%d" % n) for n in range(3)]
        )
        assert await contents.store([(first, read), (second, read), (other, read_of("other"))]) == 6
        assert await contents.content_of(first) == await contents.content_of(second)
        content, sha256 = await contents.content_of(first)
        assert sha256 == read.sha256 == await contents.sha256(content)

    with_shelf(tmp_path, work)


def test_a_document_that_was_removed_while_it_was_read_is_passed_over(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        gone = await shelf.add(b"/docs/a.pdf", read_of("first"))
        await shelf.catalog.documents.remove([gone])
        assert await shelf.catalog.contents.store([(gone, read_of("late"))]) == 0
        assert await shelf.passages() == ()

    with_shelf(tmp_path, work)


def test_text_that_cannot_be_utf8_keeps_its_offsets(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        text = "before \ud800 after, and more"
        place = UnitPlace("section", 1, "label \udfff")
        part = UnitChunks(Unit(place, 0, text), (Chunk(0, 9, ("head \ud801",)), Chunk(9, len(text))))
        read = msgspec.structs.replace(read_of("x", title="title \ud800"), units=(part,))
        await shelf.add(b"/docs/a.txt", read)
        first, second = await shelf.catalog.contents.passages(await shelf.passages())
        assert (first.text, second.text) == ("before ? ", "after, and more")
        assert (first.document_title, first.heading) == ("title ?", ("head ?",))

    with_shelf(tmp_path, work)


def test_places_tell_where_a_passage_can_be_seen(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        read = read_of("one", "two", title="Own title")
        first = await shelf.add(b"/docs/a.pdf", read)
        second = await shelf.add(b"/docs/b.pdf", read)
        assert await shelf.shown(await shelf.passages()) == set(), "its words are not in yet"
        await shelf.words()
        ids = await shelf.passages()
        places = await shelf.catalog.contents.places(shelf.library, [ids[2], ids[2], 999_999])
        assert list(places) == [ids[2]]
        here, there = places[ids[2]]
        assert (here.document, there.document) == (first, second)
        assert (here.path, here.shown, here.title, here.kind) == (
            b"/docs/a.pdf",
            "/docs/a.pdf",
            "Own title",
            "pdf",
        )
        assert here.unit == UnitPlace("page", 2, "p. 2") and here.page == 2
        assert (here.start, here.end, here.heading) == (4, 5, ("Part", "Page 2"))

    with_shelf(tmp_path, work)


def test_places_of_another_library_are_not_shown(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        other = await shelf.catalog.libraries.create("Other", "built-in")
        await shelf.add(b"/docs/a.pdf", read_of("shared"))
        await shelf.words()
        theirs = await shelf.add(b"/other/a.pdf", read_of("shared"), other.id)
        ids = await shelf.passages()
        assert await shelf.catalog.contents.places(other.id, ids) == {}
        await shelf.words(other.id)
        places = await shelf.catalog.contents.places(other.id, ids)
        assert [place.document for place in places[ids[0]]] == [theirs]

    with_shelf(tmp_path, work)


def test_passages_of_documents_are_those_that_they_show(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        first = await shelf.add(b"/docs/a.pdf", read_of("one"))
        copy = await shelf.add(b"/docs/b.pdf", read_of("one"))
        await shelf.add(b"/docs/c.pdf", read_of("two"))
        ids = await shelf.passages()
        assert await shelf.catalog.contents.passages_of([copy, first, 999]) == ids[:2]

    with_shelf(tmp_path, work)


def test_languages_follow_what_the_library_holds(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        languages = shelf.catalog.contents.languages
        assert await languages(shelf.library) == ()
        await shelf.add(b"/docs/a", read_of("eins", language="de"))
        assert await languages(shelf.library) == ("de",)
        await shelf.add(b"/docs/b", read_of("one", language="en"))
        last = await shelf.add(b"/docs/c", read_of("two", language="en"))
        assert await languages(shelf.library) == ("en", "de")
        await shelf.catalog.documents.remove([last])
        assert await languages(shelf.library) == ("de", "en")

    with_shelf(tmp_path, work)


def test_what_has_no_content_yet_is_unknown(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents = shelf.catalog.contents
        [waits] = await shelf.catalog.documents.wait(shelf.library, shelf.root, [seen(b"/docs/a")])
        for asked in (
            contents.content_of(waits), contents.units(waits), contents.unit(waits, 0),
            contents.unit_at(waits, 0), contents.sha256(1), contents.unit(999, 0),
        ):  # fmt: skip
            with pytest.raises(DocumentUnknown):
                await asked

    with_shelf(tmp_path, work)


def test_the_text_of_a_removed_document_is_nowhere_in_the_folder(tmp_path: Path) -> None:
    title = "the secret title of a removed document"

    async def run() -> None:
        shelf = await open_shelf(tmp_path / "catalog.db")
        document = await shelf.add(b"/docs/a.pdf", read_of("some", title=title))
        await shelf.words()
        await shelf.catalog.documents.remove([document])
        files = await asyncio.to_thread(lambda: [path.read_bytes() for path in tmp_path.iterdir()])
        assert len(files) == 3
        assert not any(title.encode() in content for content in files)
        await shelf.catalog.close()

    asyncio.run(run())
    assert title.encode() not in (tmp_path / "catalog.db").read_bytes()


def test_what_a_search_has_to_know_is_that_of_the_moment(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        contents, seen_versions = shelf.catalog.contents, set()
        for count, language in enumerate(("de", "fr", "de"), 1):
            await shelf.add(f"/docs/{count}.pdf".encode(), read_of(f"text {count}", language=language))
            standing = await contents.standing(shelf.library)
            seen_versions.add(standing.version)
            assert standing.coverage.documents == count
            assert standing.version == await contents.version()
            assert await contents.standing(shelf.library) is standing
        assert standing.languages == ("de", "fr")
        assert len(seen_versions) == 3

    with_shelf(tmp_path, work)


def test_documents_that_took_long_to_count_are_not_counted_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONG", -1.0)
    monkeypatch.setattr(module, "AS_LONG", 1e12)

    async def work(shelf: Shelf) -> None:
        contents = shelf.catalog.contents
        await shelf.add(b"/docs/1.pdf", read_of("one", language="de"))
        first = await contents.standing(shelf.library)
        await shelf.add(b"/docs/2.pdf", read_of("two", language="fr"))
        second = await contents.standing(shelf.library)
        assert (second.languages, second.coverage) == (first.languages, first.coverage)
        assert second.version == await contents.version() != first.version
        assert second.generation is None
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        assert (await contents.standing(shelf.library)).generation == generation
        contents._counted.clear()  # the time is over
        third = await contents.standing(shelf.library)
        assert (third.languages, third.coverage.documents) == (("de", "fr"), 2)

    with_shelf(tmp_path, work)
