"""Libraries, their roots and exclusions, and what goes when they go."""

from pathlib import Path

import pytest

from desktop_rag.domain.errors import BadRequest, LibraryUnknown
from desktop_rag.domain.projections import keyword_target, vector_target
from tests.adapters.catalog.shelf import SMALL, Shelf, read_of, with_shelf


def test_a_library_is_made_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        libraries = shelf.catalog.libraries
        first = await libraries.create("Sample library", "built-in", sample=True)
        again = await libraries.create("Sample library", "other")
        assert first == again and first.sample and first.embedder == "built-in"
        await libraries.set_embedder(first.id, "bge-m3")
        assert (await libraries.named("Sample library")).embedder == "bge-m3"
        assert [library.name for library in await libraries.all()] == ["My library", "Sample library"]

    with_shelf(tmp_path, work)


def test_an_unknown_library_says_which(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        with pytest.raises(LibraryUnknown) as raised:
            await shelf.catalog.libraries.named("Taxes")
        assert raised.value.arguments == {"name": "Taxes"}

    with_shelf(tmp_path, work)


def test_a_library_counts_documents_bytes_and_each_passage_once(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.add(b"/docs/a.pdf", read_of("one page", "two pages"))
        await shelf.add(b"/docs/copy.pdf", read_of("one page", "two pages"))
        await shelf.add(b"/docs/b.pdf", read_of("another"))
        library = await shelf.catalog.libraries.named("My library")
        assert (library.documents, library.passages, library.bytes) == (3, 6, 30)

    with_shelf(tmp_path, work)


def test_my_library_cannot_be_removed(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        with pytest.raises(BadRequest):
            await shelf.catalog.libraries.remove(shelf.library)
        assert (await shelf.catalog.libraries.named("My library")).id == shelf.library

    with_shelf(tmp_path, work)


def test_a_removed_library_leaves_only_the_directories_to_be_deleted(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        catalog = shelf.catalog
        sample = await catalog.libraries.create("Sample library", "built-in")
        generation = await catalog.generations.begin(sample.id, SMALL)
        shared = await shelf.add(b"/docs/a.pdf", read_of("in both"))
        await shelf.add(b"/sample/a.pdf", read_of("in both"), sample.id)
        alone = await shelf.add(b"/sample/b.pdf", read_of("in one"), sample.id)
        content, _ = await catalog.contents.content_of(alone)
        await catalog.conversations.add_turn(sample.id, None, None, "why?", [])
        await catalog.libraries.remove(sample.id)
        assert [library.name for library in await catalog.libraries.all()] == ["My library"]
        assert [gone.id for gone in await catalog.generations.dropped()] == [generation.id]
        assert await catalog.outbox.pending(keyword_target(sample.id)) == 0
        assert await catalog.outbox.pending(vector_target(generation.id)) == 0
        assert await catalog.documents.many([alone]) == ()
        assert await catalog.conversations.all(sample.id) == ()
        assert (await catalog.contents.unit(shared, 0)).text == "in both"
        with pytest.raises(Exception, match="document-unknown"):
            await catalog.contents.sha256(content)
        again = await catalog.libraries.create("Sample library", "built-in")
        assert again.id != sample.id

    with_shelf(tmp_path, work)


def test_a_root_is_made_once_and_takes_the_device_it_has_now(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        libraries = shelf.catalog.libraries
        again = await libraries.add_root(shelf.library, b"/docs", "folder", 2)
        assert again.id == shelf.root and again.device == 2 and again.watched
        other = await libraries.add_root(shelf.library, b"/caf\xe9.txt", "file", 1)
        assert await libraries.roots(shelf.library) == (again, other)

    with_shelf(tmp_path, work)


def test_documents_of_a_removed_root_stay_where_another_root_holds_them(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        libraries = shelf.catalog.libraries
        middle = await libraries.add_root(shelf.library, b"/docs/in", "folder", 1)
        inner = await libraries.add_root(shelf.library, b"/docs/in/ner", "folder", 1)
        near = await libraries.add_root(shelf.library, b"/docs2", "folder", 1)
        outer, shelf.root = shelf.root, inner.id
        kept = await shelf.add(b"/docs/in/ner/a.pdf", read_of("kept"))
        shelf.root = near.id
        gone = await shelf.add(b"/docs2/b.pdf", read_of("gone"))
        await libraries.remove_root(inner.id)
        await libraries.remove_root(near.id)
        assert (await shelf.one(kept)).root == middle.id
        await libraries.remove_root(middle.id)
        assert [root.id for root in await libraries.roots(shelf.library)] == [outer]
        assert (await shelf.one(kept)).root == outer
        assert await shelf.catalog.documents.many([gone]) == ()

    with_shelf(tmp_path, work)


def test_exclusions_are_kept_until_they_are_lifted(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        libraries = shelf.catalog.libraries
        await libraries.exclude(shelf.library, [b"/docs/a", b"/docs/b", b"/docs/a"])
        await libraries.include(shelf.library, [b"/docs/b", b"/never"])
        assert await libraries.exclusions(shelf.library) == {b"/docs/a"}

    with_shelf(tmp_path, work)
