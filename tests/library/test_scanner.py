"""Disk against catalog, on real files and a real catalog."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.files.disk import Disk
from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import NoText
from desktop_rag.library.scanner import Scanner


class Scene:
    """A folder, a catalog, and a scanner between them."""

    def __init__(self, catalog: Catalog, folder: Path, data: Path) -> None:
        self.catalog = catalog
        self.folder = folder
        self.scanner = Scanner(
            catalog.libraries, catalog.documents, Disk(), catalog.settings, os.fsencode(data)
        )
        self.library = 0

    def write(self, name: str, text: str = "llama") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    async def scan(self, *paths: Path) -> "tuple[int, int, int, int]":
        found = await self.scanner.scan(self.library, [os.fsencode(path) for path in paths])
        return len(found.waiting), found.unchanged, found.skipped, len(found.removed)

    async def documents(self) -> dict[str, Document]:
        page = await self.catalog.documents.page(self.library, 0, 500)
        return {os.path.basename(document.shown): document for document in page}

    async def settle(self, name: str) -> None:
        """The document has been tried and failed, so that it no longer waits."""
        document = (await self.documents())[name]
        seen = Disk().look(document.path)
        await self.catalog.documents.fail(document.id, NoText().failure, seen)


@pytest.fixture
def play(tmp_path: Path) -> Callable[[Callable[[Scene], Awaitable[None]]], None]:
    def run(act: Callable[[Scene], Awaitable[None]]) -> None:
        async def scene() -> None:
            folder, data = tmp_path / "documents", tmp_path / "documents" / "data"
            data.mkdir(parents=True)
            catalog = await Catalog.open(tmp_path / "catalog.db")
            try:
                one = Scene(catalog, folder, data)
                one.library = (await catalog.libraries.named("My library")).id
                await act(one)
            finally:
                await catalog.close()

        asyncio.run(scene())

    return run


Play = Callable[[Callable[[Scene], Awaitable[None]]], None]


def test_a_folder_gives_its_readable_files_and_counts_the_others(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("a.txt")
        scene.write("sub/b.md")
        scene.write("c.jpg")
        assert await scene.scan(scene.folder) == (2, 0, 1, 0)

    play(act)


def test_the_data_folder_is_never_indexed_even_inside_an_added_folder(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("data/catalog.txt")
        scene.write("a.txt")
        await scene.scan(scene.folder)
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_a_second_scan_finds_nothing_to_do_and_a_change_is_noticed(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.settle("a.txt")
        found = await scene.scanner.scan(scene.library, ())
        assert found.waiting == ()
        assert [failed.failure.code for failed in found.failed] == ["no-text"]
        path.write_text("alpaca and vicuña")
        assert (await scene.scan())[0] == 1

    play(act)


def test_a_file_that_is_gone_is_removed_and_a_folder_that_is_gone_is_not(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt")
        await scene.scan(scene.folder / "in")
        path.unlink()
        assert (await scene.scan())[3] == 1
        (scene.folder / "in" / "b.txt").unlink()
        (scene.folder / "in").rmdir()
        assert await scene.scan() == (0, 1, 0, 0)
        assert (await scene.documents())["b.txt"].state == "offline"

    play(act)


def test_a_folder_that_is_suddenly_empty_keeps_its_documents(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        path.unlink()
        await scene.scan()
        assert (await scene.documents())["a.txt"].state == "offline"

    play(act)


def test_what_was_removed_stays_out_until_that_very_path_is_named(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.catalog.documents.remove([(await scene.documents())["a.txt"].id])
        await scene.catalog.libraries.exclude(scene.library, [os.fsencode(path)])
        await scene.scan(scene.folder)
        assert await scene.documents() == {}
        await scene.scan(path)
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_a_path_that_is_not_there_fails_and_the_others_go_on(play: Play) -> None:
    async def act(scene: Scene) -> None:
        good = scene.write("a.txt")
        found = await scene.scanner.scan(
            scene.library, [os.fsencode(scene.folder / "gone.txt"), os.fsencode(good)]
        )
        assert [failed.failure.code for failed in found.failed] == ["missing"]
        assert len(found.waiting) == 1

    play(act)


def test_a_failed_file_that_is_named_by_itself_is_tried_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(path)
        await scene.settle("a.txt")
        assert (await scene.scan(path))[0] == 1

    play(act)


def test_a_file_that_was_added_by_itself_is_removed_when_its_folder_is_there_without_it(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        scene.write("b.txt")
        await scene.scan(path)
        path.unlink()
        assert (await scene.scan())[3] == 1
        assert await scene.documents() == {}

    play(act)


def test_a_folder_above_an_added_folder_does_not_read_its_files_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.settle("a.txt")
        found = await scene.scanner.scan(scene.library, [os.fsencode(scene.folder)])
        assert found.waiting == ()

    play(act)


def test_a_file_that_was_skipped_is_not_read_again_until_it_changes_or_is_named(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("strange", "text of no kind")
        scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.catalog.documents.skip([(await scene.documents())["strange"].id])
        assert await scene.scan() == (1, 0, 1, 0)
        path.write_text("changed")
        assert (await scene.scan())[0] == 2
        await scene.catalog.documents.skip([(await scene.documents())["strange"].id])
        assert (await scene.scan(path))[0] == 1

    play(act)
