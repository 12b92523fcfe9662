"""Finds where the characters of a page stand, so that its text can be marked and selected."""

from msgspec.structs import replace

from desktop_rag.domain.ports import Passwords, Reader
from desktop_rag.domain.reading import LettersWanted, PageLetters
from desktop_rag.domain.stores import Contents, Documents
from desktop_rag.sources.page import page_of
from desktop_rag.sources.recognized import letters_of


class LetterFinder:
    """Asks a reader process, which extracts the page again; of a recognised page the places are known."""

    def __init__(
        self, documents: Documents, contents: Contents, reader: Reader, passwords: Passwords
    ) -> None:
        self._documents = documents
        self._contents = contents
        self._reader = reader
        self._passwords = passwords

    async def find(self, document: int, page: int) -> PageLetters:
        """The characters of the page with this number from 1.

        Raises `BadRequest` for a page that is not there, `FileChanged` and any `ReadingError`.
        """
        held = await self._documents.one(document)
        _, sha256 = await self._contents.content_of(document)
        unit = await page_of(self._contents, document, page)
        boxes = await self._contents.boxes(document, page - 1)
        if boxes or not unit.text:
            return letters_of(unit, boxes)
        password = self._passwords.of(document)
        found = await self._reader.letters(LettersWanted(held.path, sha256, page, password, held.member))
        return replace(found, start=unit.start)
