"""A folder, a catalog and a scanner between them, all of them real."""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec.structs import replace

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.files.disk import Disk
from desktop_rag.domain.documents import Block, Document, Unit, UnitPlace
from desktop_rag.domain.errors import NoText
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.reading import DocumentRead, UnitChunks
from desktop_rag.domain.reports import Discovered
from desktop_rag.library.scanner import Scanner


class Scene:
    """Files are written below `folder`; `data` is the data folder, which lies in it."""

    def __init__(self, catalog: Catalog, folder: Path, data: Path) -> None:
        self.catalog = catalog
        self.folder = folder
        self.data = data
        self.files = Disk()
        self.scanner = Scanner(
            catalog.libraries, catalog.documents, self.files, catalog.settings, os.fsencode(data)
        )
        self.library = 0

    def write(self, name: str, text: str = "llama") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    async def look(self, *paths: Path) -> Discovered:
        return await self.scanner.scan(self.library, [os.fsencode(path) for path in paths])

    async def scan(self, *paths: Path) -> "tuple[int, int, int, int]":
        found = await self.look(*paths)
        return len(found.waiting), found.unchanged, found.skipped, len(found.removed)

    async def documents(self) -> dict[str, Document]:
        page = await self.catalog.documents.page(self.library, 0, 500)
        return {os.path.basename(document.shown): document for document in page}

    async def paths(self) -> set[str]:
        page = await self.catalog.documents.page(self.library, 0, 500)
        return {document.shown.removeprefix(f"{self.folder}{os.sep}") for document in page}

    async def settle(self, name: str) -> None:
        """The document has been tried and failed, so that it no longer waits."""
        document = (await self.documents())[name]
        seen = self.files.look(document.path)
        await self.catalog.documents.fail(document.id, NoText().failure, seen)

    async def read_all(self) -> None:
        """Everything that waits has been read."""
        for number in await self.catalog.documents.waiting(self.library):
            document = await self.catalog.documents.one(number)
            await self.catalog.contents.store([(number, _read(document.path))])

    async def rules(self, text: str) -> None:
        settings = await self.catalog.settings.load()
        await self.catalog.settings.save(replace(settings, ignore=text))

    async def largest(self, size: int) -> None:
        settings = await self.catalog.settings.load()
        await self.catalog.settings.save(replace(settings, largest=size))


Play = Callable[[Callable[[Scene], Awaitable[None]]], None]


def played(tmp_path: Path, act: Callable[[Scene], Awaitable[None]]) -> None:
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


def _read(path: bytes) -> DocumentRead:
    data, status = Path(os.fsdecode(path)).read_bytes(), os.stat(path)
    text = data.decode()
    unit = Unit(UnitPlace("section", 1), 0, text, (Block("paragraph", 0, 0, len(text)),))
    units = (UnitChunks(unit, (Chunk(0, len(text)),)),)
    return DocumentRead(
        hashlib.sha256(data).digest(), "text", "", "en", "", None, None,
        status.st_size, status.st_mtime_ns, status.st_ino, units,
    )  # fmt: skip
