"""Libraries, documents, and what was read of them.

Positions are Python character offsets into the document's text, which is the texts of its units
joined by U+000C; every unit knows its own start.
"""

import os
from typing import Literal

from msgspec import Struct

from desktop_rag.domain.errors import Failure

UNIT_SEPARATOR = "\x0c"

DocumentState = Literal["waiting", "reading", "searchable", "ready", "failed", "offline"]
UnitKind = Literal["page", "slide", "sheet", "chapter", "message", "section"]
BlockKind = Literal["heading", "paragraph", "row", "item", "code", "quote"]
RootKind = Literal["file", "folder"]


class Block(Struct, frozen=True, array_like=True):
    """A stretch of readable text; `level` is 1 to 6 for headings and the depth of a list item."""

    kind: BlockKind
    level: int
    start: int
    end: int


class UnitPlace(Struct, frozen=True):
    """Which unit of a document: kind, number from 1, and the label that the document gives it."""

    kind: UnitKind
    number: int
    label: str = ""

    @property
    def page(self) -> int | None:
        """The page or slide, counted from 1, for kinds that have them."""
        return self.number if self.kind in ("page", "slide") else None


class Unit(Struct, frozen=True):
    """One page, slide, sheet, chapter, message or section; `width` and `height` in points, or 0."""

    place: UnitPlace
    start: int
    text: str
    blocks: tuple[Block, ...] = ()
    width: float = 0.0
    height: float = 0.0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Library(Struct, frozen=True):
    """A named set of documents; `embedder` is "built-in" or the name of an Ollama model."""

    id: int
    name: str
    embedder: str
    documents: int = 0
    passages: int = 0
    bytes: int = 0
    sample: bool = False


class Root(Struct, frozen=True):
    """A path that the person added; `device` is the id of the file system that it lay on."""

    id: int
    library: int
    path: bytes
    kind: RootKind
    watched: bool
    device: int


class FileSeen(Struct, frozen=True):
    """A regular file as discovery found it; size in bytes, times in nanoseconds."""

    path: bytes
    size: int
    modified_ns: int
    inode: int


def kept_inode(inode: int) -> int:
    """What the catalog keeps of a file's id: Windows has 64 bits, and SQLite's numbers one of them a sign."""
    return inode & 0x7FFF_FFFF_FFFF_FFFF


def path_shown(path: bytes) -> str:
    """A path made readable: names that are not UTF-8 keep a mark for what cannot be shown."""
    return path.decode("utf-8", "replace")


def lies_in(path: bytes, folder: bytes) -> bool:
    """Whether a path is below a folder, by its spelling; a folder does not lie in itself."""
    return path.startswith(os.path.join(folder, b""))


# Kinds that are pictures, by what they are and by what files are called.
PICTURES = frozenset(["png", "jpeg", "jpg", "jpe", "jfif", "tiff", "tif", "bmp", "dib", "gif", "webp"])


class Document(Struct, frozen=True):
    """A document of a library as people see it.

    `shown` is the path made readable; `modified_ns` and `indexed_ns` are nanoseconds since 1970, UTC;
    `pages` is None where the kind has none; `error` is set when `state` is "failed". What is attached to
    a mail has the `path` of the mail, its name in it as `member`, and the mail as `parent`. `recognize`:
    the person wants the text of its pictures recognised.
    """

    id: int
    library: int
    root: int
    path: bytes
    shown: str
    kind: str
    state: DocumentState
    size: int
    modified_ns: int
    title: str = ""
    unit_kind: UnitKind = "section"
    pages: int | None = None
    units: int = 0
    passages: int = 0
    indexed_ns: int | None = None
    error: Failure | None = None
    warning: Failure | None = None
    member: str = ""
    parent: int | None = None
    recognize: bool = False

    @property
    def address(self) -> bytes:
        """Its path, or that of the mail with the member below it: no file can lie there."""
        return address_of(self.path, self.member)


def address_of(path: bytes, member: str) -> bytes:
    """The name of a document in its library: where its file is, and what of the file it is."""
    return os.path.join(path, os.fsencode(member)) if member else path


def held_in(path: bytes, shown: str) -> str:
    """The name of the mail that a document is attached to, or "": what is shown goes on below its path.

    In a mailbox or in another mail it is "Inbox › message 12" or "lease.eml › Inner.eml".
    """
    file = path_shown(path)
    if not shown.startswith(f"{file}/"):
        return ""
    *above, _ = shown[len(file) + 1 :].split("/")
    return " › ".join([os.path.basename(file), *above])
