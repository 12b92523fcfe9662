"""Passages, the vectors that stand for them, and the hits that a search returns."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Failure

SearchMode = Literal["hybrid", "keyword", "semantic"]
Matched = Literal["keyword", "semantic"]

# Between two passages that touch lie line breaks and spaces at most.
AFTER = 8


class Span(Struct, frozen=True, array_like=True):
    """A half-open stretch of characters, [start, end)."""

    start: int
    end: int


class Chunk(Struct, frozen=True, array_like=True):
    """A passage before it has an id: offsets into the text it was cut from, and its headings."""

    start: int
    end: int
    heading: tuple[str, ...] = ()


class Passage(Struct, frozen=True):
    """A span of a content; `document_title` is the document's own title, never its file name.

    `page` is the number of its page or slide, from 1, or 0 where there are none; `after` are the characters
    of its unit that follow it, at most `AFTER`.
    """

    id: int
    content: int
    unit: int
    start: int
    end: int
    heading: tuple[str, ...]
    text: str
    document_title: str = ""
    language: str = ""
    file_names: tuple[str, ...] = ()
    page: int = 0
    after: str = ""


class Vectors(Struct, frozen=True):
    """`count` vectors of `dimension` numbers, row after row, as little-endian float32 bytes."""

    count: int
    dimension: int
    data: bytes


class Scored(Struct, frozen=True, array_like=True):
    """A passage id with a score of the list it came from: BM25, or a cosine."""

    passage: int
    score: float


class Place(Struct, frozen=True):
    """Where a passage stands, for opening it: a document, a unit, and a span of its text.

    `date_ns` is the document's own date, and where it has none the time of the file's last change
    (nanoseconds since 1970, UTC); 0 when nobody asked.
    """

    document: int
    path: bytes
    shown: str
    title: str
    kind: str
    unit: UnitPlace
    start: int
    end: int
    heading: tuple[str, ...] = ()
    date_ns: int = 0

    @property
    def page(self) -> int | None:
        return self.unit.page


class Hit(Struct, frozen=True):
    """A passage that answers a query; `marks` are spans of `snippet` where words matched.

    `score` lies between 0 and 1 within one result; `also_in` names other files of the same content.
    """

    rank: int
    score: float
    passage: int
    place: Place
    text: str
    snippet: str
    marks: tuple[Span, ...] = ()
    matched: tuple[Matched, ...] = ()
    also_in: tuple[str, ...] = ()


class Coverage(Struct, frozen=True):
    """How much of a library a search could see: documents held, with words in, with vectors in."""

    documents: int
    indexed: int
    embedded: int


class SearchResult(Struct, frozen=True):
    """The hits of a query, best first, and how long it took in seconds.

    `words_only` says why meaning took no part, as the code of a failure, or is empty. `plain` is the query
    without filters, quotes and what is not wanted: what a text may be marked with. `said` tells where
    something else was searched for than was typed, and why. `suggestion` is the query as it may have been
    meant, or ""; with `corrected` it is what was searched for, since the words as typed are nowhere.
    """

    query: str
    mode: SearchMode
    seconds: float
    coverage: Coverage
    hits: tuple[Hit, ...]
    total: int
    words_only: str = ""
    plain: str = ""
    said: tuple[Failure, ...] = ()
    suggestion: str = ""
    corrected: bool = False
