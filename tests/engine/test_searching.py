"""Searching through the engine, on real parts: syntax, more like this, and what is opened before."""

import asyncio
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop_rag.domain.errors import BadRequest, DocumentUnknown
from desktop_rag.domain.passages import SearchResult
from desktop_rag.domain.queries import DocumentFilter
from desktop_rag.engine import calls
from desktop_rag.engine import engine as engines
from desktop_rag.engine.engine import Engine
from tests.engine.scene import with_engine

TEXTS = {
    "zoo/llamas.txt": "Llamas are related to camels and vicuñas. They carry loads across the mountains.\n",
    "zoo/camels.md": "# Camels\n\nCamels carry loads across the desert, as llamas do in the mountains.\n",
    "sea/tides.md": "# Tides\n\nThe Moon pulls the water of the sea twice a day.\n",
    "sea/bridge.txt": "The old bridge over the water was built of oak in the year 1725.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        place = tmp_path / "documents" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return tmp_path / "documents"


async def index(engine: Engine, folder: Path) -> None:
    await engine.call(calls.INDEX, calls.Index(paths=(os.fsencode(folder),)))


def names(result: SearchResult) -> list[str]:
    return [os.path.basename(hit.place.shown) for hit in result.hits]


async def search(engine: Engine, query: str, **more: Any) -> SearchResult:
    return await engine.call(calls.SEARCH, calls.Search(query, **more))


def test_filters_phrases_and_what_is_not_wanted_bound_both_lists(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        assert set(names(await search(engine, "water type:md"))) == {"tides.md", "camels.md"}
        assert set(names(await search(engine, "water folder:sea"))) == {"tides.md", "bridge.txt"}
        assert names(await search(engine, '"carry loads" file:llamas')) == ["llamas.txt"]
        assert "camels.md" not in names(await search(engine, "loads -desert"))
        assert names(await search(engine, "before:1990 water")) == []

    with_engine(tmp_path / "data", act)


def test_filters_beside_the_query_bound_it_with_those_that_were_typed(tmp_path: Path, folder: Path) -> None:
    old, new = os.stat(folder / "sea/tides.md").st_mtime_ns, 10**9 * 86_400 * 365 * 20
    os.utime(folder / "sea/tides.md", ns=(new, new))
    markdown = (DocumentFilter("type", kinds=("markdown",)),)
    early = (DocumentFilter("before", moment_ns=old - 10**9 * 3600),)
    sea = (DocumentFilter("folder", str(folder / "sea")),)

    async def act(engine: Engine) -> None:
        await index(engine, folder)
        assert set(names(await search(engine, "water", filters=(markdown,)))) == {"tides.md", "camels.md"}
        assert set(names(await search(engine, "water", filters=(sea,)))) == {"tides.md", "bridge.txt"}
        assert names(await search(engine, "water folder:sea", filters=(markdown,))) == ["tides.md"]
        assert names(await search(engine, "water type:txt", filters=(markdown,))) == []
        # A word that is nowhere is corrected within the filters too.
        assert set(names(await search(engine, "mountanis", filters=(markdown,)))) <= {"camels.md", "tides.md"}
        found = await search(engine, "water", filters=(early,))
        assert names(found) == ["tides.md"]
        assert [hit.place.date_ns for hit in found.hits] == [new]

    with_engine(tmp_path / "data", act)


def test_a_misspelled_word_is_corrected_and_said(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        result = await search(engine, "briidge")
        assert result.corrected and result.suggestion == "bridge" and result.plain == "bridge"
        assert [failure.code for failure in result.said] == ["query-corrected"]
        assert names(result)[0] == "bridge.txt"
        offered = await search(engine, "watr of the sea")
        assert not offered.corrected and offered.suggestion == "water of the sea"

    with_engine(tmp_path / "data", act)


def test_more_like_a_passage_and_a_document_without_themselves(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        first = (await search(engine, "vicuñas")).hits[0]
        like = await engine.call(calls.SIMILAR, calls.Similar(passage=first.passage))
        assert names(like)[0] == "camels.md" and first.passage not in [hit.passage for hit in like.hits]
        assert all(hit.matched == ("semantic",) for hit in like.hits)
        whole = await engine.call(calls.SIMILAR, calls.Similar(document=first.place.document, top=1))
        assert names(whole) == ["camels.md"]
        with pytest.raises(DocumentUnknown):
            await engine.call(calls.SIMILAR, calls.Similar(passage=9999))
        with pytest.raises(DocumentUnknown):
            await engine.call(calls.SIMILAR, calls.Similar(document=9999))
        with pytest.raises(BadRequest):
            await engine.call(calls.SIMILAR, calls.Similar())

    with_engine(tmp_path / "data", act)


def test_more_like_this_stays_within_filters(tmp_path: Path, folder: Path) -> None:
    async def act(engine: Engine) -> None:
        await index(engine, folder)
        first = (await search(engine, "vicuñas")).hits[0]
        texts = ((DocumentFilter("type", kinds=("text",)),),)
        for wanted in (calls.Similar(first.passage), calls.Similar(document=first.place.document)):
            every = await engine.call(calls.SIMILAR, wanted)
            like = await engine.call(calls.SIMILAR, msgspec.structs.replace(wanted, filters=texts))
            assert {hit.place.kind for hit in every.hits} > {hit.place.kind for hit in like.hits} == {"text"}
            of_texts = [hit.passage for hit in every.hits if hit.place.kind == "text"]
            assert [hit.passage for hit in like.hits] == of_texts
            none = ((DocumentFilter("file", "no such name"),),)
            assert not (await engine.call(calls.SIMILAR, msgspec.structs.replace(wanted, filters=none))).hits

    with_engine(tmp_path / "data", act)


def test_what_the_first_search_needs_is_opened_before_it(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WARM_AFTER", 0)

    async def fill(engine: Engine) -> None:
        await index(engine, folder)

    async def act(engine: Engine) -> None:
        index_child: Any = engine._parts.index
        assert index_child.pid is None
        engine.resume()
        async with asyncio.timeout(60):
            while "warm" in engine._chores._tasks:  # noqa: ASYNC110 - it ends by itself
                await asyncio.sleep(0.02)
        assert index_child.pid is not None
        assert names(await search(engine, "moon"))[0] == "tides.md"

    with_engine(tmp_path / "data", fill)
    with_engine(tmp_path / "data", act)
