"""Conversations are listed newest first, opened with their turns, and deleted."""

import asyncio
from pathlib import Path

import pytest

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.conversations.conversations import ConversationArchive
from desktop_rag.domain.errors import ConversationUnknown


def test_what_was_asked_is_listed_opened_and_deleted(tmp_path: Path) -> None:
    async def work() -> None:
        catalog = await Catalog.open(tmp_path / "catalog.db")
        try:
            library = (await catalog.libraries.named("My library")).id
            archive = ConversationArchive(catalog.conversations)
            older, _ = await catalog.conversations.add_turn(library, None, None, "Older?", ())
            newer, _ = await catalog.conversations.add_turn(library, None, None, "Newer?", ())
            assert [item.id for item in await archive.list(library)] == [newer.id, older.id]
            assert [turn.question for turn in (await archive.one(older.id)).turns] == ["Older?"]
            await archive.remove(older.id)
            assert [item.id for item in await archive.list(library)] == [newer.id]
            with pytest.raises(ConversationUnknown):
                await archive.remove(older.id)
        finally:
            await catalog.close()

    asyncio.run(work())
