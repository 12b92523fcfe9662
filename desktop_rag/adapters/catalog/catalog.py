"""The catalog: one SQLite file that is the truth about libraries, documents, vectors and answers."""

from pathlib import Path

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.contents import SqliteContents
from desktop_rag.adapters.catalog.conversations import SqliteConversations
from desktop_rag.adapters.catalog.documents import SqliteDocuments
from desktop_rag.adapters.catalog.generations import SqliteGenerations
from desktop_rag.adapters.catalog.libraries import SqliteLibraries
from desktop_rag.adapters.catalog.outbox import SqliteOutbox
from desktop_rag.adapters.catalog.settings import SqliteSettings
from desktop_rag.adapters.catalog.vectors import SqliteVectors
from desktop_rag.domain.projections import Generations, Outbox, VectorStore
from desktop_rag.domain.stores import Contents, Conversations, Documents, Libraries, Settings


class Catalog:
    """The open file with a port for each thing that it keeps."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.libraries: Libraries = SqliteLibraries(connections)
        self.documents: Documents = SqliteDocuments(connections)
        self.contents: Contents = SqliteContents(connections)
        self.vectors: VectorStore = SqliteVectors(connections)
        self.generations: Generations = SqliteGenerations(connections)
        self.outbox: Outbox = SqliteOutbox(connections)
        self.conversations: Conversations = SqliteConversations(connections)
        self.settings: Settings = SqliteSettings(connections)

    @classmethod
    async def open(cls, path: Path) -> "Catalog":
        """Opens the file, made or migrated if need be; its folder must be there.

        Raises `FolderNewer`, `FolderUnreadable`, `FolderInUse` or `DiskFull`.
        """
        connections = Connections(path)
        await connections.open()
        return cls(connections)

    async def close(self) -> None:
        """Waits for what is under way, and leaves one file without a log beside it."""
        await self._connections.close()
