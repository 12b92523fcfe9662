"""A catalog with documents, a retriever that finds what it is told to, and an answerer over real HTTP."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from desktop_rag.adapters.catalog.catalog import Catalog
from desktop_rag.adapters.language.analyzer import Analyzer
from desktop_rag.adapters.ollama.connection import OllamaConnection
from desktop_rag.adapters.ollama.server import OllamaServer
from desktop_rag.answering.answerer import Answerer, Asked
from desktop_rag.bootstrap import built_in_embedder
from desktop_rag.domain.answers import Answer
from desktop_rag.domain.documents import Block, FileSeen, Unit, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import AnswerEvent, TextArrived
from desktop_rag.domain.passages import Chunk, Coverage, Hit, Place, SearchMode
from desktop_rag.domain.ports import ModelServer, Retrieved
from desktop_rag.domain.reading import DocumentRead, UnitChunks

T = TypeVar("T")

LLAMAS = (
    "Llamas are members of the camelid family. Llamas are closely related to vicuñas and camels. "
    "They were domesticated in the Peruvian highlands."
)
BREAD = "Rye bread needs a sourdough. The dough rests for twelve hours."
TAXES = "The tax office answers letters within six weeks. Fees are due in March."


class ToldRetriever:
    """Implements `Retriever`: the hits it was given, whatever is asked."""

    def __init__(self, hits: Sequence[Hit], hangs: bool = False) -> None:
        self.hits = tuple(hits)
        self.hangs = hangs
        self.plain = ""
        self.said: tuple[Failure, ...] = ()
        self.asked: list[tuple[str, int, tuple[int, ...]]] = []
        self.begun = asyncio.Event()

    async def retrieve(
        self, library: int, query: str, top: int, mode: SearchMode = "hybrid", scope: Sequence[int] = ()
    ) -> Retrieved:
        self.asked.append((query, top, tuple(scope)))
        self.begun.set()
        if self.hangs:
            await asyncio.Event().wait()
        return Retrieved(
            self.hits[:top], len(self.hits), Coverage(3, 3, 3), plain=self.plain or query, said=self.said
        )


class Desk:
    """What a test works with. `events` holds everything that was reported."""

    def __init__(self, catalog: Catalog, library: int, answerer: Answerer, retriever: ToldRetriever) -> None:
        self.catalog = catalog
        self.library = library
        self.answerer = answerer
        self.retriever = retriever
        self.events: list[AnswerEvent] = []

    async def ask(self, question: str = "What animals are llamas related to?", **more: Any) -> Answer:
        return await self.answerer.answer(Asked(self.library, question, **more), self.events.append)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def streamed(self) -> str:
        return "".join(event.text for event in self.of(TextArrived))

    async def kept(self) -> list[Answer]:
        """All stored answers, newest conversation first."""
        found: list[Answer] = []
        for conversation in await self.catalog.conversations.all(self.library):
            whole = await self.catalog.conversations.one(conversation.id)
            found += [answer for turn in whole.turns for answer in turn.answers]
        return found


def estimate(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text)) * 4 // 3


@asynccontextmanager
async def desk(
    folder: Path,
    server: str | ModelServer,
    texts: Sequence[str] = (LLAMAS, BREAD, TAXES),
    hangs: bool = False,
    estimated: Callable[[str], int] = estimate,
) -> Any:
    """A desk whose server is an address, or a model server itself."""
    catalog = await Catalog.open(folder / "catalog.db")
    connection = OllamaConnection(server if isinstance(server, str) else None, {})
    asked = OllamaServer(connection) if isinstance(server, str) else server
    built_in = built_in_embedder()
    try:
        library = (await catalog.libraries.named("My library")).id
        root = (await catalog.libraries.add_root(library, b"/docs", "folder", 1)).id
        retriever = ToldRetriever(
            [await _hit(catalog, library, root, rank, text) for rank, text in enumerate(texts, 1)], hangs
        )
        answerer = Answerer(
            retriever, asked, catalog.contents, catalog.conversations, Analyzer(), built_in.load, estimated
        )
        yield Desk(catalog, library, answerer, retriever)
    finally:
        await built_in.close()
        await connection.close()
        await catalog.close()


async def _hit(catalog: Catalog, library: int, root: int, rank: int, text: str) -> Hit:
    path = f"/docs/{rank}.txt".encode()
    [document] = await catalog.documents.wait(library, root, [FileSeen(path, len(text), 1, rank)])
    unit = Unit(UnitPlace("section", 1), 0, text, (Block("paragraph", 0, 0, len(text)),))
    sha256 = hashlib.sha256(text.encode()).digest()
    read = DocumentRead(
        sha256, "txt", f"Document {rank}", "en", "", None, None, len(text), 1, rank,
        (UnitChunks(unit, (Chunk(0, len(text)),)),),
    )  # fmt: skip
    await catalog.contents.store([(document, read)])
    place = Place(document, path, f"{rank}.txt", f"Document {rank}", "txt", unit.place, 0, len(text))
    return Hit(rank, 1 / rank, rank, place, text, text[:80])


def run(work: Awaitable[T]) -> T:
    async def whole() -> T:
        return await work

    return asyncio.run(whole())
