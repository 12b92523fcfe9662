"""Finds where passages stand on a page of their document."""

from collections.abc import Sequence

from desktop_rag.domain.passages import Span
from desktop_rag.domain.ports import Passwords, Reader
from desktop_rag.domain.reading import MarksWanted, PageMarks
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.sources.page import page_of
from desktop_rag.sources.recognized import marked


class MarkFinder:
    """Has spans found on a page by a reader process, which extracts that page again. Where the words of a
    recognised page stand is known."""

    def __init__(
        self, documents: Documents, contents: Contents, reader: Reader, passwords: Passwords
    ) -> None:
        self._passwords = passwords
        self._documents = documents
        self._contents = contents
        self._reader = reader

    async def find(self, document: int, page: int, spans: Sequence[Span]) -> PageMarks:
        """Rectangles of document spans on the page with this number from 1, span by span.

        What of a span lies on other pages is left out. Raises `BadRequest` for a page that is not there,
        `FileChanged` and any `ReadingError`.
        """
        held = await self._documents.one(document)
        _, sha256 = await self._contents.content_of(document)
        unit = await page_of(self._contents, document, page)
        if boxes := await self._contents.boxes(document, page - 1):
            return marked(unit, boxes, spans)
        password = self._passwords.of(document)
        wanted = MarksWanted(held.path, sha256, page, unit.start, tuple(spans), password, held.member)
        return await self._reader.marks(wanted)
