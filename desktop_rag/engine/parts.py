"""What `bootstrap` hands to the engine: every port, already made. The engine makes the services of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_rag.domain.indexes import KeywordIndex, VectorIndex
from desktop_rag.domain.ports import (
    Chunker,
    Embedders,
    Files,
    FolderWatch,
    ModelServer,
    Reader,
    Recognizer,
    TextAnalyzer,
)
from desktop_rag.domain.projections import Generations, Outbox, VectorStore
from desktop_rag.domain.reports import EngineSettings
from desktop_rag.domain.stores import Contents, Conversations, Documents, Libraries, Settings


class Catalog(Protocol):
    """The catalog's ports, and its end."""

    @property
    def libraries(self) -> Libraries: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def vectors(self) -> VectorStore: ...
    @property
    def generations(self) -> Generations: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def settings(self) -> Settings: ...
    async def close(self) -> None: ...


@dataclass(frozen=True)
class Parts:
    """The ports, and a few facts. `configure` tells the Ollama adapter what the settings say now.

    `clouds` is False where no cloud model may be used, whatever was confirmed (the command line);
    `repairs` is False where an unfinished or damaged index is left for `index` to mend.
    """

    version: Callable[[], str]
    data: Path
    catalog: Catalog
    keywords: KeywordIndex
    index: VectorIndex
    reader: Reader
    recognizer: Recognizer
    files: Files
    watch: FolderWatch
    analyzer: TextAnalyzer
    embedders: Embedders
    server: ModelServer
    chunker: Chunker
    estimate: Callable[[str], int]
    configure: Callable[[EngineSettings], None]
    close_models: Callable[[], Awaitable[None]]
    clouds: bool = True
    repairs: bool = True
