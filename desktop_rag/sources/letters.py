"""Finds where the characters of a page stand, so that its text can be marked and selected."""

from msgspec.structs import replace

from desktop_rag.domain.ports import Reader
from desktop_rag.domain.reading import LettersWanted, PageLetters
from desktop_rag.domain.stores import Contents
from desktop_rag.sources.page import page_of
from desktop_rag.sources.page_files import PageFiles
from desktop_rag.sources.recognized import letters_of


class LetterFinder:
    """Asks a reader process, which extracts the page again; of a recognised page the places are known."""

    def __init__(self, files: PageFiles, contents: Contents, reader: Reader) -> None:
        self._files, self._contents, self._reader = files, contents, reader

    async def find(self, document: int, page: int) -> PageLetters:
        """The characters of the page with this number from 1.

        Raises `BadRequest` for a page that is not there, `FileChanged` and any `ReadingError`.
        """
        file = await self._files.of(document)
        unit = await page_of(self._contents, document, page)
        boxes = await self._contents.boxes(document, page - 1)
        if boxes or not unit.text:
            return letters_of(unit, boxes)
        found = await self._reader.letters(
            LettersWanted(file.path, file.sha256, page, file.password, file.member)
        )
        return replace(found, start=unit.start)
