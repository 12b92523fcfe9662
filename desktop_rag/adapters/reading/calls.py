"""What can be asked of a reader process."""

from msgspec import Struct

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import (
    DocumentRead,
    FileWanted,
    LettersWanted,
    MarksWanted,
    PageLetters,
    PageMarks,
    PagePicture,
    PageWanted,
    Tile,
    UnitChunks,
)
from desktop_rag.processes.calls import Call, Nothing, table


class ReadFiles(Struct, frozen=True):
    files: tuple[FileWanted, ...]


class Begun(Struct, frozen=True, tag=True):
    """The reader has turned to this call: from now on a death or a delay is its document's."""


class UnitRead(Struct, frozen=True, tag=True):
    """One more unit of a file of the call; `member` is the index of the member that it is of, or -1."""

    file: int
    part: UnitChunks
    member: int = -1


class AtMember(Struct, frozen=True, tag=True):
    """The reader has turned to a member of a file, or is at the file itself again (-1): a death or a
    delay is that member's. It is sent at once."""

    file: int
    member: int


class FileRead(Struct, frozen=True, tag=True):
    """A file is read; its units, and those of its members, came before."""

    file: int
    read: DocumentRead


class FileFailed(Struct, frozen=True, tag=True):
    file: int
    failure: Failure


class Several(Struct, frozen=True, tag=True):
    """What happened since the last frame, in order."""

    happened: tuple[UnitRead | AtMember | FileRead | FileFailed, ...]


class PageTurned(Struct, frozen=True, tag=True):
    """The text of this page, from 1, is being recognised now; it is one of `pages`. It is sent at once."""

    page: int
    pages: int


ReadEvent = Begun | PageTurned | Several

READ: Call[ReadFiles, ReadEvent, Nothing] = Call("read", ReadFiles, ReadEvent, Nothing)
PAGE: Call[PageWanted, Begun | Tile, PagePicture] = Call("page", PageWanted, Begun | Tile, PagePicture)
MARKS: Call[MarksWanted, Begun, PageMarks] = Call("marks", MarksWanted, Begun, PageMarks)
LETTERS: Call[LettersWanted, Begun, PageLetters] = Call("letters", LettersWanted, Begun, PageLetters)

CALLS = table(READ, PAGE, MARKS, LETTERS)
