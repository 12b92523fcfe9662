"""Conversations come back whole, with answers as they were."""

import contextlib
import sqlite3
from pathlib import Path

import msgspec
import pytest

from desktop_rag.domain.answers import Answer, Evidence, PromptFit, Sentence, Timings
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import ConversationUnknown, Failure
from desktop_rag.domain.passages import Span
from desktop_rag.domain.reports import EngineSettings
from tests.adapters.catalog.shelf import Shelf, read_of, with_shelf


def answer_to(turn: int) -> Answer:
    evidence = Evidence(
        1, 5, "ab" * 32, b"/docs/caf\xe9.pdf", "/docs/caf\ufffd.pdf", "Title", "pdf",
        UnitPlace("page", 3, "iii"), 10, 20, "ten  chars", "ten", (Span(0, 3),),
    )  # fmt: skip
    return Answer(
        0, turn, "stopped", "It is so [1].", (evidence,), (1,), 2, (Sentence("It is so.", "close", (1,)),),
        "so", 30, 8, 1, "model:1b", "digest", PromptFit(4096, 900), Timings(0.1, 0.2, 0.3),
        Failure("answer-interrupted", {"model": "model:1b"}),
    )  # fmt: skip


def test_a_conversation_is_a_tree_of_turns(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.conversations
        begun, first = await store.add_turn(shelf.library, None, None, "Why  is\nthat?", [3, 4])
        assert (begun.title, begun.library, begun.turns) == ("Why is that?", shelf.library, (first,))
        assert (first.question, first.scope, first.parent) == ("Why  is\nthat?", (3, 4), None)
        _, second = await store.add_turn(shelf.library, begun.id, first.id, "And then?", [])
        _, sibling = await store.add_turn(shelf.library, begun.id, first.id, "And when?", [])
        whole = await store.one(begun.id)
        assert whole.turns == (first, second, sibling)
        assert second.parent == sibling.parent == first.id

    with_shelf(tmp_path, work)


def test_an_answer_is_a_snapshot_that_outlives_its_document(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.conversations
        document = await shelf.add(b"/docs/a.pdf", read_of("text"))
        begun, turn = await store.add_turn(shelf.library, None, None, "Why?", [document])
        stored = await store.add_answer(answer_to(turn.id))
        again = await store.add_answer(msgspec.structs.replace(answer_to(turn.id), state="complete"))
        assert stored.id and stored.created_ns and again.id != stored.id
        await shelf.catalog.documents.remove([document])
        [kept] = (await store.one(begun.id)).turns
        assert kept.answers == (stored, again)
        assert msgspec.structs.replace(stored, id=0, created_ns=0) == answer_to(turn.id)

    with_shelf(tmp_path, work)


def test_the_conversation_that_changed_last_comes_first(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.conversations
        first, turn = await store.add_turn(shelf.library, None, None, "one", [])
        second, _ = await store.add_turn(shelf.library, None, None, "two", [])
        assert [found.id for found in await store.all(shelf.library)] == [second.id, first.id]
        await store.add_answer(answer_to(turn.id))
        listed = await store.all(shelf.library)
        assert [found.id for found in listed] == [first.id, second.id]
        assert listed[0].turns == ()

    with_shelf(tmp_path, work)


def test_a_long_question_makes_a_short_title(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        begun, turn = await shelf.catalog.conversations.add_turn(shelf.library, None, None, "why " * 100, [])
        assert len(begun.title) <= 80 and begun.title.endswith("why…")
        assert turn.question == "why " * 100

    with_shelf(tmp_path, work)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        store = shelf.catalog.conversations
        other = await shelf.catalog.libraries.create("Other", "built-in")
        begun, turn = await store.add_turn(shelf.library, None, None, "one", [])
        apart, _ = await store.add_turn(shelf.library, None, None, "two", [])
        for asked in (
            store.one(99),
            store.add_turn(shelf.library, 99, None, "?", []),
            store.add_turn(other.id, begun.id, None, "?", []),
            store.add_turn(shelf.library, apart.id, turn.id, "?", []),
            store.add_answer(answer_to(99)),
        ):
            with pytest.raises(ConversationUnknown):
                await asked
        await store.remove(begun.id)
        with pytest.raises(ConversationUnknown):
            await store.add_answer(answer_to(turn.id))
        assert [found.id for found in await store.all(shelf.library)] == [apart.id]

    with_shelf(tmp_path, work)


def test_a_question_removed_with_its_conversation_is_nowhere_in_the_file(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        begun, _ = await shelf.catalog.conversations.add_turn(
            shelf.library, None, None, "a very private question", []
        )
        await shelf.catalog.conversations.remove(begun.id)

    with_shelf(tmp_path, work)
    assert b"private question" not in (tmp_path / "catalog.db").read_bytes()


def test_settings_are_kept(tmp_path: Path) -> None:
    kept = EngineSettings(
        "http://other:11434", ("http://other:11434",), ("large:cloud",), "model:1b", "bge-m3"
    )

    async def save(shelf: Shelf) -> None:
        assert await shelf.catalog.settings.load() == EngineSettings()
        await shelf.catalog.settings.save(kept)

    async def load(shelf: Shelf) -> None:
        assert await shelf.catalog.settings.load() == kept

    with_shelf(tmp_path, save)
    with_shelf(tmp_path, load)


def test_a_setting_that_cannot_be_used_is_the_default(tmp_path: Path) -> None:
    async def work(shelf: Shelf) -> None:
        await shelf.catalog.settings.save(EngineSettings(chat_model="model:1b"))

    with_shelf(tmp_path, work)
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.db", isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO settings VALUES ('engine.embedder', '7'), ('engine.unheard', '1')")

    async def load(shelf: Shelf) -> None:
        assert await shelf.catalog.settings.load() == EngineSettings(chat_model="model:1b")

    with_shelf(tmp_path, load)
