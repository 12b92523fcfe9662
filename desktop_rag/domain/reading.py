"""What is asked of a reader process and what it answers: documents, page pictures, and marks."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.documents import Unit
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Chunk, Span

# A newer number reads every document again in the background; the chunker has a number of its own.
READER_VERSION = 4
CHUNKER_VERSION = 1

TILE = 512


class WordBox(Struct, frozen=True, array_like=True):
    """Where a recognised word stands: offsets into its unit's text, and points from the page's top left."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


class UnitChunks(Struct, frozen=True):
    """A unit with the passages that were cut from it, in document offsets.

    `boxes` are of a page whose text was recognised; a page with text of its own is asked again.
    """

    unit: Unit
    chunks: tuple[Chunk, ...]
    boxes: tuple[WordBox, ...] = ()


class FileWanted(Struct, frozen=True):
    """A file to be read; `size` in bytes as discovery saw it: small files are read together.

    `recognize` are the languages of text recognition as tesseract names them ("eng+deu"); "" is none.
    `skip` are members of the file, by index, that ended a reader before, and why; -1 stands for all.
    """

    path: bytes
    password: str = ""
    recognize: str = ""
    size: int = 0
    skip: tuple[tuple[int, Failure], ...] = ()


class DocumentRead(Struct, frozen=True):
    """What a document holds; size, times and inode are those of the very file that was read.

    `sha256` is of the file's bytes; `date_ns` is the document's own date; `pages` is None where its
    kind has none; `warning` says what of it could not be read. `units` is filled by the parent; the
    seconds are those that reading and chunking were busy. `recognized`: text of its pictures is among
    them, so the same bytes may be read otherwise.
    """

    sha256: bytes
    kind: str
    title: str
    language: str
    author: str
    date_ns: int | None
    pages: int | None
    size: int
    modified_ns: int
    inode: int
    units: tuple[UnitChunks, ...] = ()
    warning: Failure | None = None
    read_seconds: float = 0.0
    chunk_seconds: float = 0.0
    members: "tuple[MemberRead, ...]" = ()
    recognized: bool = False


class MemberRead(Struct, frozen=True):
    """A document inside another, such as an attachment: what was read of it, or why it could not be.

    `name` is unique within the document that holds it.
    """

    name: str
    read: DocumentRead | None = None
    failure: Failure | None = None


class PageWanted(Struct, frozen=True):
    """A page to be drawn `width` pixels wide; pages count from 1. `member`: of a document in the file."""

    path: bytes
    sha256: bytes
    page: int
    width: int
    password: str = ""
    member: str = ""


class Tile(Struct, frozen=True, tag=True):
    """At most 512 x 512 pixels of a page: zlib-compressed (level 1) BGRA rows, `stride` bytes each."""

    x: int
    y: int
    width: int
    height: int
    stride: int
    data: bytes


class PagePicture(Struct, frozen=True):
    """A drawn page: pixels, and the same in points. The tiles are reported before it."""

    width: int
    height: int
    page_width: float
    page_height: float


class MarksWanted(Struct, frozen=True):
    """Spans to be found on a page, in document offsets; its text begins at `unit_start`."""

    path: bytes
    sha256: bytes
    page: int
    unit_start: int
    spans: tuple[Span, ...]
    password: str = ""
    member: str = ""


class Rect(Struct, frozen=True, array_like=True):
    """A rectangle in page points, from the top left corner of the page as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float


class PageMarks(Struct, frozen=True):
    """For each span its rectangles, one a line, and the text that they cover, read back from the page.

    Lines above `top` and below `bottom` are the page's running heads and numbers; in points.
    """

    rects: tuple[tuple[Rect, ...], ...]
    texts: tuple[str, ...]
    top: float = 0.0
    bottom: float = 1e6


class LettersWanted(Struct, frozen=True):
    """The characters of a page, with where they stand."""

    path: bytes
    sha256: bytes
    page: int
    password: str = ""
    member: str = ""


class PageLetters(Struct, frozen=True):
    """A page's text, which begins at the document offset `start`, and where its characters stand.

    `boxes` are four little-endian float32 a character (x0, y0, x1, y1 in points from the page's top left
    corner) as high as their line, all zero for blanks; `inks` are the same around the ink alone, or empty
    where that is not known. A page of very many characters has boxes for the first of them only. Lines
    above `top` and below `bottom` are the page's running heads and numbers. `recognized`: the page is a
    picture, and its text may be wrong.
    """

    start: int
    text: str
    boxes: bytes
    top: float = 0.0
    bottom: float = 1e6
    recognized: bool = False
    inks: bytes = b""


class PageSize(Struct, frozen=True, array_like=True):
    """In points; both 0 where they are known only when the page is drawn."""

    width: float
    height: float


class Emphasis(Struct, frozen=True):
    """What of a passage answers best: its sentence, or None when no word tells it, and the words that were
    asked for; all in document offsets."""

    sentence: Span | None = None
    words: tuple[Span, ...] = ()


FileCondition = Literal["same", "changed", "missing"]


class SourceView(Struct, frozen=True):
    """A unit of a document as the source pane shows it.

    `clip_start` is the document offset at which `text` begins: a very long unit is cut around the
    passage, and `more` says that it goes on. `picture` says that the page can be drawn; `condition`
    compares the file with what was read.
    """

    document: int
    path: bytes
    shown: str
    title: str
    kind: str
    unit: Unit
    units: int
    clip_start: int
    text: str
    picture: bool
    condition: FileCondition
    more: bool = False
