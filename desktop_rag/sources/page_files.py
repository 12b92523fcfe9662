"""The file that a document's pages are in, as a reader has to be told of it."""

from typing import NamedTuple

from desktop_rag.domain.ports import Passwords
from desktop_rag.domain.stores import Contents, Documents


class PageFile(NamedTuple):
    """`sha256` is of the bytes that were read; `password` is "" where none was given."""

    path: bytes
    sha256: bytes
    password: str
    member: str


class PageFiles:
    """Knows it of every document, with the password that the person gave."""

    def __init__(self, documents: Documents, contents: Contents, passwords: Passwords) -> None:
        self._documents, self._contents, self._passwords = documents, contents, passwords

    async def of(self, document: int) -> PageFile:
        """Raises `DocumentUnknown`."""
        held = await self._documents.one(document)
        _, sha256 = await self._contents.content_of(document)
        return PageFile(held.path, sha256, self._passwords.of(document), held.member)
