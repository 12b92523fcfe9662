"""Keeps the PDF or picture that is being looked at open, so that the next page of it needs no new digest."""

import os
from contextlib import ExitStack

import pypdfium2

from desktop_rag.adapters.reading.files import Source, open_file, same_file
from desktop_rag.adapters.reading.formats import BY_SUFFIX
from desktop_rag.adapters.reading.kinds import kind_of
from desktop_rag.adapters.reading.members import member_of
from desktop_rag.adapters.reading.pdf import open_document
from desktop_rag.adapters.reading.picture_pages import PicturePages
from desktop_rag.adapters.reading.picture_pdf import as_document
from desktop_rag.adapters.reading.typed import typed_errors
from desktop_rag.domain.documents import PICTURES
from desktop_rag.domain.errors import Corrupt, FileChanged

Identity = tuple[bytes, str, bytes, int, int, int]


class OpenedPdf:
    """One PDF at a time, opened again when the file on disk is another."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._identity: Identity | None = None
        self._document: pypdfium2.PdfDocument | None = None
        self._pages: PicturePages | None = None

    def document(
        self, path: bytes, sha256: bytes, password: str = "", member: str = "", page: int = 1
    ) -> pypdfium2.PdfDocument:
        """With what stands on the page with this number from 1.

        Raises `FileChanged` when the file, or the member of it, is not the one that was read, or any
        `ReadingError`.
        """
        with open_file(path) as source:
            identity = (path, member, sha256, source.size, source.modified_ns, source.inode)
        if identity != self._identity:
            self.close()
            source = self._stack.enter_context(open_file(path, password))
            with typed_errors(path):
                self._open(member_of(source, member) if member else source, sha256)
            self._identity = identity
        if self._pages is not None:
            with typed_errors(path):
                self._pages.put(page)
            self._document = self._pages.document
        assert self._document is not None
        return self._document

    def _open(self, source: Source, sha256: bytes) -> None:
        same_file(source, sha256)
        kind = kind_of(source, BY_SUFFIX)
        if kind not in PICTURES:
            self._document = open_document(source)
            return
        try:
            self._document = as_document(kind, source)
        except Corrupt:
            self._pages = PicturePages(kind, source)

    def close(self) -> None:
        if self._document is not None:
            self._document.close()
        self._identity = self._document = self._pages = None
        self._stack.close()


def page_index(document: pypdfium2.PdfDocument, path: bytes, page: int) -> int:
    """The index of a page by its number from 1. Raises `FileChanged` when there is no such page."""
    if not 1 <= page <= len(document):
        raise FileChanged(path=os.fsdecode(path))
    return page - 1
