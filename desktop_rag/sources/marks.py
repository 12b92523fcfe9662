"""Finds where passages stand on a page of their document."""

from collections.abc import Sequence

from desktop_rag.domain.passages import Span
from desktop_rag.domain.ports import Reader
from desktop_rag.domain.reading import MarksWanted, PageMarks
from desktop_rag.domain.stores import Contents
from desktop_rag.sources.page import page_of
from desktop_rag.sources.page_files import PageFiles
from desktop_rag.sources.recognized import marked


class MarkFinder:
    """Has spans found on a page by a reader process, which extracts that page again. Where the words of a
    recognised page stand is known."""

    def __init__(self, files: PageFiles, contents: Contents, reader: Reader) -> None:
        self._files, self._contents, self._reader = files, contents, reader

    async def find(self, document: int, page: int, spans: Sequence[Span]) -> PageMarks:
        """Rectangles of document spans on the page with this number from 1, span by span.

        What of a span lies on other pages is left out. Raises `BadRequest` for a page that is not there,
        `FileChanged` and any `ReadingError`.
        """
        file = await self._files.of(document)
        unit = await page_of(self._contents, document, page)
        if boxes := await self._contents.boxes(document, page - 1):
            return marked(unit, boxes, spans)
        return await self._reader.marks(
            MarksWanted(file.path, file.sha256, page, unit.start, tuple(spans), file.password, file.member)
        )
