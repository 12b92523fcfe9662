"""How much may be under way between reading and storing, so that memory stays flat in any folder."""

import asyncio

DOCUMENTS = 256
BYTES = 64 * 2**20


class Room:
    """Room for documents that are being read or wait to be stored, by number and by bytes of their files."""

    def __init__(self, documents: int = DOCUMENTS, size: int = BYTES) -> None:
        self._most = (documents, size)
        self._documents = 0
        self._bytes = 0
        self._freed = asyncio.Event()

    async def take(self, documents: int, size: int) -> None:
        """Waits until there is room; something larger than all of it enters when nothing else is inside."""
        while self._documents and not self._fits(documents, size):
            self._freed.clear()
            await self._freed.wait()
        self._documents += documents
        self._bytes += size

    def _fits(self, documents: int, size: int) -> bool:
        return self._documents + documents <= self._most[0] and self._bytes + size <= self._most[1]

    def give(self, documents: int, size: int) -> None:
        """They are stored, or have failed."""
        self._documents -= documents
        self._bytes -= size
        self._freed.set()
