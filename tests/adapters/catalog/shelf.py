"""An open catalog with a library and a folder in it, and short ways to put documents through it."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.domain.documents import Block, Document, FileSeen, Unit, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import EmbedderIdentity
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.projections import Generation, keyword_target, vector_target
from desktop_rag.domain.reading import DocumentRead, MemberRead, UnitChunks

T = TypeVar("T")

SMALL = EmbedderIdentity("built-in", "digest-a", 4)
LARGE = EmbedderIdentity("other", "digest-b", 8)


def seen(path: bytes, size: int = 10, modified_ns: int = 1) -> FileSeen:
    return FileSeen(path, size, modified_ns, 7)


def read_of(
    *texts: str, title: str = "", language: str = "en", warning: Failure | None = None, kind: str = "pdf",
    size: int = 10, modified_ns: int = 1,
) -> DocumentRead:  # fmt: skip
    """What a document with these pages holds; every page is cut into two passages."""
    units, start = [], 0
    for number, text in enumerate(texts, 1):
        half, end = start + len(text) // 2, start + len(text)
        unit = Unit(
            UnitPlace("page", number, f"p. {number}"), start, text,
            (Block("paragraph", 0, start, end),), 595.0, 842.0,
        )  # fmt: skip
        chunks = (Chunk(start, half, ("Part", f"Page {number}")), Chunk(half, end))
        units.append(UnitChunks(unit, chunks))
        start = end + 1
    sha256 = hashlib.sha256("\x0c".join(texts).encode("utf-8", "replace")).digest()
    return DocumentRead(
        sha256,
        kind,
        title,
        language,
        "someone",
        None,
        len(texts),
        size,
        modified_ns,
        7,
        tuple(units),
        warning,
    )


def mail_of(text: str, attached: Mapping[str, str | None], modified_ns: int = 1) -> DocumentRead:
    """A mail with documents of one page by name; None is one that is locked. The bytes of a mail are
    those of all that is in it."""
    members = tuple(
        MemberRead(name, read_of(words, size=len(words)))
        if words is not None
        else MemberRead(name, failure=Failure("password"))
        for name, words in sorted(attached.items())
    )
    whole = hashlib.sha256(repr((text, sorted(attached.items()))).encode()).digest()
    mail = read_of(text, kind="eml", modified_ns=modified_ns)
    return msgspec.structs.replace(mail, sha256=whole, members=members)


class Shelf:
    """The catalog under test, and the first library with its folder `/docs`."""

    def __init__(self, catalog: Catalog, library: int, root: int) -> None:
        self.catalog = catalog
        self.library = library
        self.root = root

    async def add(self, path: bytes, read: DocumentRead, library: int | None = None) -> int:
        """A document that waits and is then stored."""
        [document] = await self.catalog.documents.wait(library or self.library, self.root, [seen(path)])
        await self.catalog.contents.store([(document, read)])
        return document

    async def drain(self, target: str, limit: int = 1000) -> tuple[int, ...]:
        """Commits what is in a target's outbox; returns the documents that changed."""
        changed: list[int] = []
        while rows := await self.catalog.outbox.next(target, limit):
            changed += await self.catalog.outbox.done(target, rows)
        return tuple(changed)

    async def words(self, library: int | None = None) -> tuple[int, ...]:
        return await self.drain(keyword_target(library or self.library))

    async def meaning(self, generation: Generation) -> tuple[int, ...]:
        return await self.drain(vector_target(generation.id))

    async def state(self, document: int) -> str:
        return (await self.catalog.documents.one(document)).state

    async def one(self, document: int) -> Document:
        return await self.catalog.documents.one(document)

    async def passages(self) -> tuple[int, ...]:
        return await self.catalog.generations.passages(self.library)

    async def shown(self, ids: Sequence[int]) -> set[int]:
        """Those of the passages that a search may show."""
        return set(await self.catalog.contents.places(self.library, ids))

    async def outbox(self, target: str) -> list[tuple[bool, int]]:
        return [(row.drop, row.passage) for row in await self.catalog.outbox.next(target, 10_000)]


async def open_shelf(path: Path) -> Shelf:
    catalog = await Catalog.open(path)
    library = await catalog.libraries.named("My library")
    root = await catalog.libraries.add_root(library.id, b"/docs", "folder", 1)
    return Shelf(catalog, library.id, root.id)


def with_shelf(folder: Path, work: Callable[[Shelf], Awaitable[T]]) -> T:
    """Runs a test's coroutine with an open shelf."""

    async def run() -> T:
        shelf = await open_shelf(folder / "catalog.db")
        try:
            return await work(shelf)
        finally:
            await shelf.catalog.close()

    return asyncio.run(run())
