"""What happened, as frozen tagged structs: the only things that services report while they work."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import Document, Library, RootKind
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import OllamaState
from desktop_rag.domain.passages import Coverage, SearchResult
from desktop_rag.domain.reports import IndexReport

# ---- answering


class SearchStarted(Struct, frozen=True, tag=True):
    """Passages are being looked for with this query."""

    query: str


class PassagesFound(Struct, frozen=True, tag=True):
    """The passages that the model will be shown, numbered, and how long finding them took.

    `said` tells where something else was searched for than was asked, as in `SearchResult`.
    """

    evidence: tuple[Evidence, ...]
    found: int
    seconds: float
    coverage: Coverage
    said: tuple[Failure, ...] = ()


class PromptBuilt(Struct, frozen=True, tag=True):
    """The prompt is made: estimated tokens of it, and the context window that is asked for."""

    prompt_tokens: int
    num_ctx: int
    model: str


class TextArrived(Struct, frozen=True, tag=True):
    """More of the answer, with citations that name no passage already taken out."""

    text: str


class TurnStored(Struct, frozen=True, tag=True):
    """The question has its place in a conversation."""

    conversation: int
    turn: int
    title: str


AnswerEvent = TurnStored | SearchStarted | PassagesFound | PromptBuilt | TextArrived

# ---- searching


class FirstFound(Struct, frozen=True, tag=True):
    """The first hits of a result that follows as soon as all of its hits are made; `total` is that of all."""

    result: SearchResult


class WordsFound(Struct, frozen=True, tag=True):
    """What the words alone found, before meaning has joined."""

    result: SearchResult


SearchEvent = FirstFound | WordsFound

# ---- the library, as `follow` sends it


class Recognizing(Struct, frozen=True):
    """The document whose text is being recognised, at which of its pages, and how many come after it.

    `page` is 0 until it has begun; `document` is None while all of them wait for others to be read.
    """

    document: int | None = None
    shown: str = ""
    page: int = 0
    pages: int = 0
    left: int = 0


# What indexing stands still for by itself.
WaitsFor = Literal["", "search", "answer"]


class IndexingProgress(Struct, frozen=True):
    """How far indexing is; `left` is seconds, or None while unknown; `rate` is passages a second.

    Of `total` documents `read` are found by their words already, and `done` are finished.
    """

    running: bool
    paused: bool = False
    done: int = 0
    total: int = 0
    current: str = ""
    rate: float = 0.0
    left: float | None = None
    attention: int = 0
    passages: int = 0
    embedded: int = 0
    recognizing: Recognizing | None = None
    read: int = 0
    waits_for: WaitsFor = ""


class RootShown(Struct, frozen=True):
    """A path that the person added, and how it is shown; `watched` folders are followed for changes.

    A root is not there right now when all of its documents are `offline`.
    """

    id: int
    path: bytes
    shown: str
    kind: RootKind
    watched: bool


class SnapshotPage(Struct, frozen=True, tag=True):
    """Part of the library as it stands, at most 500 documents; `last` ends the snapshot."""

    library: Library
    roots: tuple[RootShown, ...]
    documents: tuple[Document, ...]
    last: bool


class LibraryChanged(Struct, frozen=True, tag=True):
    """Numbered changes since the snapshot: documents as they are now, ids that are gone, progress."""

    number: int
    changed: tuple[Document, ...] = ()
    gone: tuple[int, ...] = ()
    roots: tuple[RootShown, ...] | None = None
    progress: IndexingProgress | None = None
    library: Library | None = None


LibraryEvent = SnapshotPage | LibraryChanged

# ---- indexing, as the command line prints it


class FileStarted(Struct, frozen=True, tag=True):
    shown: str


class DocumentIndexed(Struct, frozen=True, tag=True):
    document: int
    shown: str
    passages: int


class DocumentFailed(Struct, frozen=True, tag=True):
    document: int
    shown: str
    code: str


class IndexProgressed(Struct, frozen=True, tag=True):
    progress: IndexingProgress


IndexEvent = FileStarted | DocumentIndexed | DocumentFailed | IndexProgressed


class ChangesIndexed(Struct, frozen=True, tag=True):
    """Files of a watched folder have changed, and this became of them."""

    report: IndexReport


class ReadinessChanged(Struct, frozen=True, tag=True):
    """Ollama's state changed, or was found for the first time."""

    ollama: OllamaState


# A service reports events through a plain function: `report: Callable[[AnswerEvent], None]`.
