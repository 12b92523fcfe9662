"""How the two indexes are fed, and how documents move on as they take things in."""

from pathlib import Path

import msgspec

from desktop_rag.domain.projections import OutboxRow, keyword_target, vector_target
from tests.adapters.catalog.shelf import LARGE, SMALL, Shelf, read_of, seen, with_shelf


def test_a_document_is_searchable_with_its_words_and_ready_with_its_meaning(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        assert await shelf.state(document) == "reading"
        assert await shelf.words() == (document,)
        assert await shelf.state(document) == "searchable"
        assert await shelf.meaning(generation) == (document,)
        assert await shelf.state(document) == "ready"

    with_shelf(tmp_path, work)


def test_meaning_may_come_before_words(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        assert await shelf.meaning(generation) == ()
        assert await shelf.state(document) == "reading"
        assert await shelf.words() == (document,)
        assert await shelf.state(document) == "ready"

    with_shelf(tmp_path, work)


def test_a_document_moves_on_only_with_its_last_passage(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("one", "two"))
        target = keyword_target(shelf.library)
        rows = await shelf.catalog.outbox.next(target, 10)
        assert [row.passage for row in rows] == list(await shelf.passages())
        assert await shelf.catalog.outbox.next(target, 2, rows[0].sequence) == rows[1:3]
        assert await shelf.catalog.outbox.done(target, rows[:3]) == ()
        assert await shelf.catalog.outbox.pending(target) == 1
        assert await shelf.catalog.outbox.done(target, rows) == (document,)
        assert await shelf.catalog.outbox.done(target, rows) == ()

    with_shelf(tmp_path, work)


def test_a_content_without_passages_does_not_hang(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", msgspec.structs.replace(read_of("x"), units=()))
        assert await shelf.state(document) == "ready"

    with_shelf(tmp_path, work)


def test_a_copy_takes_over_what_its_content_has_reached(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        await shelf.add(b"/docs/a.pdf", read_of("text"))
        await shelf.words()
        copy = await shelf.add(b"/docs/b.pdf", read_of("text"))
        assert await shelf.state(copy) == "searchable"
        rows = await shelf.catalog.outbox.next(keyword_target(shelf.library), 100)
        assert [(row.again, row.drop) for row in rows] == [(True, False)] * 2  # for the name of the copy
        assert len(await shelf.meaning(generation)) == 2
        assert await shelf.state(await shelf.add(b"/docs/c.pdf", read_of("text"))) == "ready"

    with_shelf(tmp_path, work)


def test_a_changed_document_flips_when_words_and_meaning_are_in(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        await shelf.words()
        await shelf.meaning(generation)
        old = await shelf.passages()
        await shelf.catalog.documents.wait(shelf.library, shelf.root, [seen(b"/docs/a.pdf", 20, 2)])
        await shelf.catalog.contents.store([(document, read_of("new", size=20, modified_ns=2))])
        new = tuple(sorted(set(await shelf.passages()) - set(old)))
        assert len(new) == 2 and await shelf.catalog.documents.waiting(shelf.library) == ()
        assert await shelf.words() == ()
        assert await shelf.shown([*old, *new]) == set(old)
        assert (await shelf.one(document)).size == 10
        assert await shelf.meaning(generation) == (document,)
        assert await shelf.shown([*old, *new]) == set(new)
        flipped = await shelf.one(document)
        assert (flipped.state, flipped.size, flipped.modified_ns) == ("ready", 20, 2)
        for target in (keyword_target(shelf.library), vector_target(generation.id)):
            await shelf.drain(target)
        assert await shelf.passages() == new
        assert await shelf.catalog.contents.passages(old) == ()

    with_shelf(tmp_path, work)


def test_the_old_passages_leave_every_index_after_the_flip(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        catalog = shelf.catalog
        active = await catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        old = list(await shelf.passages())
        await shelf.words()
        await shelf.meaning(active)
        await catalog.generations.activate(active.id)
        building = await catalog.generations.begin(shelf.library, LARGE)
        await catalog.contents.store([(document, read_of("new"))])
        words, meaning = keyword_target(shelf.library), vector_target(active.id)
        for target in (words, meaning):
            rows = await catalog.outbox.next(target, 2)
            assert [row.drop for row in rows] == [False, False]
            await catalog.outbox.done(target, rows)
        for target in (words, meaning):
            assert await shelf.outbox(target) == [(True, passage) for passage in old]
        # The old passages' add rows of the one being built became drop rows: they may be in it already.
        rows = await shelf.outbox(vector_target(building.id))
        assert [drop for drop, _ in rows] == [False, False, True, True]
        assert [passage for drop, passage in rows if drop] == old

    with_shelf(tmp_path, work)


def test_without_any_generation_words_are_enough(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        await shelf.words()
        await shelf.catalog.contents.store([(document, read_of("new"))])
        assert await shelf.words() == (document,)
        assert await shelf.state(document) == "searchable"
        [passage, _] = await shelf.catalog.contents.passages(await shelf.passages())
        assert passage.text == "n"

    with_shelf(tmp_path, work)


def test_an_old_version_stays_in_the_indexes_for_its_copy(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        copy = await shelf.add(b"/docs/b.pdf", read_of("old"))
        await shelf.words()
        old = await shelf.passages()
        await shelf.catalog.contents.store([(document, read_of("new"))])
        await shelf.words()
        assert await shelf.shown(old) == set(old)
        assert await shelf.outbox(keyword_target(shelf.library)) == []
        await shelf.catalog.documents.remove([copy])
        assert await shelf.outbox(keyword_target(shelf.library)) == [(True, passage) for passage in old]

    with_shelf(tmp_path, work)


def test_a_version_that_was_overtaken_leaves_the_indexes(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("first"))
        await shelf.words()
        await shelf.catalog.contents.store([(document, read_of("second"))])
        second = (await shelf.passages())[2:]
        await shelf.catalog.contents.store([(document, read_of("third"))])
        rows = await shelf.outbox(keyword_target(shelf.library))
        assert [row for row in rows if row[0]] == [(True, passage) for passage in second]
        await shelf.words()
        [passage, _] = await shelf.catalog.contents.passages(await shelf.passages())
        assert passage.text == "th"

    with_shelf(tmp_path, work)


def test_a_file_that_went_back_to_what_is_shown_needs_nothing(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        document = await shelf.add(b"/docs/a.pdf", read_of("first"))
        await shelf.words()
        first = await shelf.passages()
        await shelf.catalog.contents.store([(document, read_of("second"))])
        await shelf.catalog.contents.store([(document, read_of("first", modified_ns=9))])
        assert await shelf.passages() == first
        assert all(drop for drop, _ in await shelf.outbox(keyword_target(shelf.library)))
        assert (await shelf.one(document)).modified_ns == 9
        assert await shelf.state(document) == "searchable"

    with_shelf(tmp_path, work)


def test_a_removed_document_leaves_both_indexes_and_its_text_is_gone(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        await shelf.words()
        ids = await shelf.passages()
        await shelf.catalog.documents.remove([document])
        # Rows that were never committed are turned round, for they may be on their way.
        for target in (keyword_target(shelf.library), vector_target(generation.id)):
            assert await shelf.outbox(target) == [(True, passage) for passage in ids]
        assert await shelf.catalog.contents.passages(ids) == ()
        assert await shelf.words() == ()

    with_shelf(tmp_path, work)


def test_a_row_that_was_turned_round_while_it_was_committed_stays(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        target = keyword_target(shelf.library)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        in_hand = await shelf.catalog.outbox.next(target, 10)
        await shelf.catalog.documents.remove([document])
        assert await shelf.catalog.outbox.done(target, in_hand) == ()
        assert await shelf.outbox(target) == [(True, row.passage) for row in in_hand]

    with_shelf(tmp_path, work)


def test_a_content_that_comes_back_is_added_again(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        other = await shelf.catalog.libraries.create("Other", "built-in")
        await shelf.add(b"/other/a.pdf", read_of("text"), other.id)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        await shelf.words()
        ids = await shelf.passages()
        await shelf.catalog.documents.remove([document])
        again = await shelf.add(b"/docs/a.pdf", read_of("text"))
        target = keyword_target(shelf.library)
        assert await shelf.outbox(target) == [(False, passage) for passage in ids]
        assert await shelf.state(again) == "reading"
        assert await shelf.words() == (again,)

    with_shelf(tmp_path, work)


def test_a_stale_row_of_another_target_removes_nothing(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generation = await shelf.catalog.generations.begin(shelf.library, SMALL)
        await shelf.add(b"/docs/a.pdf", read_of("text"))
        rows = await shelf.catalog.outbox.next(keyword_target(shelf.library), 10)
        await shelf.catalog.outbox.done(vector_target(generation.id), rows)
        await shelf.catalog.outbox.done(vector_target(999), [OutboxRow(rows[0].sequence, False, 1)])
        assert await shelf.catalog.outbox.next(keyword_target(shelf.library), 10) == rows

    with_shelf(tmp_path, work)


def test_a_new_generation_is_given_every_passage_and_replaces_the_old_one(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generations = shelf.catalog.generations
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        await shelf.words()
        first = await generations.begin(shelf.library, SMALL)
        assert (first.state, first.embedder, first.library) == ("building", SMALL, shelf.library)
        await shelf.meaning(first)
        assert await generations.activate(first.id) == ()
        second = await generations.begin(shelf.library, LARGE)
        assert second.directory != first.directory
        assert await shelf.outbox(vector_target(second.id)) == [(False, p) for p in await shelf.passages()]
        assert await shelf.state(document) == "ready", "the active one still answers"
        assert await generations.active(shelf.library) == msgspec.structs.replace(first, state="active")
        await shelf.meaning(second)
        [replaced] = await generations.activate(second.id)
        assert replaced == msgspec.structs.replace(first, state="dropped")
        assert await generations.dropped() == (replaced,)
        assert await generations.building(shelf.library) is None
        await generations.forget(first.id)
        await generations.forget(second.id)
        assert await generations.dropped() == ()
        active = await generations.active(shelf.library)
        assert active is not None and active.id == second.id

    with_shelf(tmp_path, work)


def test_documents_follow_the_generation_that_becomes_active(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generations = shelf.catalog.generations
        first = await generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        await shelf.words()
        await shelf.meaning(first)
        await generations.activate(first.id)
        second = await generations.begin(shelf.library, LARGE)
        await generations.activate(second.id)
        assert await shelf.state(document) == "searchable", "its vectors are not in this one yet"
        assert await shelf.meaning(second) == (document,)
        await generations.drop(second.id)
        assert await shelf.state(document) == "searchable"
        assert await shelf.catalog.outbox.pending(vector_target(second.id)) == 0

    with_shelf(tmp_path, work)


def test_beginning_again_drops_what_was_being_built(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generations = shelf.catalog.generations
        await shelf.add(b"/docs/a.pdf", read_of("text"))
        first = await generations.begin(shelf.library, SMALL)
        second = await generations.begin(shelf.library, LARGE)
        assert [gone.id for gone in await generations.dropped()] == [first.id]
        assert await generations.building(shelf.library) == second
        assert await shelf.catalog.outbox.pending(vector_target(first.id)) == 0
        assert await generations.activate(first.id) == ()

    with_shelf(tmp_path, work)


def test_a_changed_document_flips_when_the_generation_with_its_vectors_becomes_active(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generations = shelf.catalog.generations
        first = await generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("old"))
        await shelf.words()
        await shelf.meaning(first)
        await generations.activate(first.id)
        second = await generations.begin(shelf.library, LARGE)
        await shelf.catalog.contents.store([(document, read_of("new"))])
        await shelf.words()
        assert await shelf.meaning(second) == ()
        await generations.activate(second.id)
        [passage, _] = await shelf.catalog.contents.passages(await shelf.passages())
        assert passage.text == "n" and await shelf.state(document) == "ready"

    with_shelf(tmp_path, work)


def test_refilling_replaces_the_rows_of_a_target(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        generations = shelf.catalog.generations
        generation = await generations.begin(shelf.library, SMALL)
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        gone = await shelf.add(b"/docs/b.pdf", read_of("gone"))
        await shelf.words()
        await shelf.meaning(generation)
        await shelf.catalog.documents.remove([gone])
        words, meaning = keyword_target(shelf.library), vector_target(generation.id)
        ids = await shelf.passages()
        assert await generations.refill(shelf.library, words) == len(ids) == 2
        assert await shelf.outbox(words) == [(False, passage) for passage in ids]
        assert await shelf.state(document) == "ready", "meaning still finds it"
        assert await generations.refill(shelf.library, meaning) == 2
        assert await shelf.state(document) == "searchable"
        await shelf.words()
        assert await shelf.meaning(generation) == (document,)
        assert await shelf.state(document) == "ready"

    with_shelf(tmp_path, work)
