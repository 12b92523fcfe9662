"""What can be asked of a reader process."""

from msgspec import Struct

from desktop_rag.domain.reading import (
    DocumentRead,
    MarksWanted,
    PageMarks,
    PagePicture,
    PageWanted,
    Tile,
    UnitRead,
)
from desktop_rag.processes.calls import Call, table


class ReadFile(Struct, frozen=True):
    path: bytes
    password: str = ""


class Begun(Struct, frozen=True, tag=True):
    """The reader has turned to this call: from now on a death or a delay is its document's."""


READ: Call[ReadFile, Begun | UnitRead, DocumentRead] = Call("read", ReadFile, Begun | UnitRead, DocumentRead)
PAGE: Call[PageWanted, Begun | Tile, PagePicture] = Call("page", PageWanted, Begun | Tile, PagePicture)
MARKS: Call[MarksWanted, Begun, PageMarks] = Call("marks", MarksWanted, Begun, PageMarks)

CALLS = table(READ, PAGE, MARKS)
