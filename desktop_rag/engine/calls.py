"""The table of what can be asked of the engine: name, argument, events, result."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.answers import Answer, Conversation
from desktop_rag.domain.documents import Document, Library
from desktop_rag.domain.events import AnswerEvent, ChangesIndexed, IndexEvent, LibraryEvent, SearchEvent
from desktop_rag.domain.models import Models, OllamaState
from desktop_rag.domain.passages import SearchMode, SearchResult, Span
from desktop_rag.domain.queries import Filters
from desktop_rag.domain.reading import (
    Emphasis,
    PageLetters,
    PageMarks,
    PagePicture,
    PageSize,
    SourceView,
    Tile,
)
from desktop_rag.domain.reports import (
    Check,
    CorpusDocument,
    EngineSettings,
    IndexReport,
    JudgedQuery,
    Measures,
    Status,
)
from desktop_rag.processes.calls import Call, Nothing, table

MY_LIBRARY = "My library"
SAMPLE_LIBRARY = "Sample library"


class InLibrary(Struct, frozen=True):
    library: str = MY_LIBRARY


class MakeLibrary(Struct, frozen=True):
    library: str
    sample: bool = False


class Index(Struct, frozen=True):
    """Adds paths (none: looks at all roots again) and waits until every document is done or failed.

    `embedder` chooses another for the library first; with `make` an unknown library is made.
    `rescan` False only resumes what is unfinished.
    """

    library: str = MY_LIBRARY
    paths: tuple[bytes, ...] = ()
    embedder: str | None = None
    make: bool = False
    rescan: bool = True


class Pause(Struct, frozen=True):
    paused: bool


class Picked(Struct, frozen=True):
    """Documents by id, or by paths as `documents` shows them (a folder stands for what is in it)."""

    library: str = MY_LIBRARY
    documents: tuple[int, ...] = ()
    paths: tuple[bytes, ...] = ()


class Unlock(Struct, frozen=True):
    """A password for locked documents. It stays in the engine's memory and is never written or logged."""

    documents: tuple[int, ...]
    password: str
    library: str = MY_LIBRARY


class Recognize(Struct, frozen=True):
    """Documents the text of whose pictures the person wants recognised, or with `wanted` False no longer."""

    documents: tuple[int, ...]
    library: str = MY_LIBRARY
    wanted: bool = True


class Switch(Struct, frozen=True):
    on: bool


class Recognizers(Struct, frozen=True):
    """The languages whose text can be recognised, as tesseract names them; none without tesseract."""

    languages: tuple[str, ...]


class Count(Struct, frozen=True):
    count: int


class LibraryList(Struct, frozen=True):
    libraries: tuple[Library, ...]


class DocumentList(Struct, frozen=True):
    documents: tuple[Document, ...]


class Search(Struct, frozen=True):
    """`query` with the syntax of the search box. `scope` holds document ids, or nothing for all. `prefix`:
    the last word is still being typed. `filters`, beside those of the query: a document must match one of
    each tuple."""

    query: str
    library: str = MY_LIBRARY
    top: int = 10
    mode: SearchMode = "hybrid"
    scope: tuple[int, ...] = ()
    prefix: bool = False
    filters: Filters = ()


class Similar(Struct, frozen=True):
    """Passages that say the like of a passage, or of a whole document: one of the two ids is given.
    `filters` as in `Search`."""

    passage: int | None = None
    document: int | None = None
    library: str = MY_LIBRARY
    top: int = 10
    filters: Filters = ()


class Ask(Struct, frozen=True):
    """`model` None takes the chosen one, and answers extractively when there is none.

    `conversation` None starts one; `turn` given asks that very turn again. `keep` False stores nothing.
    """

    question: str
    library: str = MY_LIBRARY
    model: str | None = None
    top: int | None = None
    conversation: int | None = None
    parent: int | None = None
    turn: int | None = None
    scope: tuple[int, ...] = ()
    keep: bool = True


class ConversationWanted(Struct, frozen=True):
    conversation: int


class ConversationList(Struct, frozen=True):
    conversations: tuple[Conversation, ...]


class Choose(Struct, frozen=True):
    """A model by name for a use; `confirmed` says that the person agreed to a cloud model."""

    name: str
    use: Literal["chat", "embedding"]
    library: str = MY_LIBRARY
    confirmed: bool = False


class Confirm(Struct, frozen=True):
    """The person agreed, in the window, that this address is Ollama's; "" goes back to this machine."""

    url: str


class LeaveOut(Struct, frozen=True):
    """What is left out of folders from now on: rules as in `.gitignore`, and files over `largest` bytes."""

    ignore: str
    largest: int


class CheckList(Struct, frozen=True):
    checks: tuple[Check, ...]


class OpenSource(Struct, frozen=True):
    """A document at an offset; with `unit` (index from 0) that unit instead."""

    document: int
    start: int = 0
    end: int = 0
    unit: int | None = None


class DrawPage(Struct, frozen=True):
    """A page of a document by number from 1, `width` pixels wide."""

    document: int
    page: int
    width: int


class FindMarks(Struct, frozen=True):
    """Spans of a document that lie on its page `page`."""

    document: int
    page: int
    spans: tuple[Span, ...]


class OnPage(Struct, frozen=True):
    """A page of a document, by number from 1."""

    document: int
    page: int


class OfDocument(Struct, frozen=True):
    document: int


class PageSizes(Struct, frozen=True):
    """One for each page, in order."""

    sizes: tuple[PageSize, ...]


class FindWords(Struct, frozen=True):
    """Words that are looked for in the whole text of a document, as they are written."""

    document: int
    query: str


class WordsInDocument(Struct, frozen=True):
    """Where they stand, in document offsets, and the index from 0 of the unit of each; `more` there are
    than these."""

    spans: tuple[Span, ...]
    units: tuple[int, ...]
    more: bool = False


class FindEmphasis(Struct, frozen=True):
    """Passages of a document; `query` are the words that were asked for, and `near` a sentence that one
    of theirs supports."""

    document: int
    spans: tuple[Span, ...]
    query: str
    near: str = ""


class Emphases(Struct, frozen=True):
    """One for each passage that was asked about, in their order."""

    found: tuple[Emphasis, ...]


class Evaluate(Struct, frozen=True):
    """A judged collection; `relevance` maps query id to document id to grade."""

    documents: tuple[CorpusDocument, ...]
    queries: tuple[JudgedQuery, ...]
    relevance: dict[str, dict[str, int]]
    library: str = MY_LIBRARY
    mode: SearchMode = "hybrid"
    embedder: str | None = None


class Ranking(Struct, frozen=True):
    """A query's documents, best first, with their scores."""

    query: str
    documents: tuple[tuple[str, float], ...]


class Evaluated(Struct, frozen=True):
    measures: Measures
    run: tuple[Ranking, ...]


class Rebuild(Struct, frozen=True):
    index: Literal["keyword", "vector"]
    library: str = MY_LIBRARY


FOLLOW: Call[InLibrary, LibraryEvent, Nothing] = Call("follow", InLibrary, LibraryEvent, Nothing)
LIBRARIES: Call[Nothing, Nothing, LibraryList] = Call("libraries", Nothing, Nothing, LibraryList)
MAKE_LIBRARY: Call[MakeLibrary, Nothing, Library] = Call("make-library", MakeLibrary, Nothing, Library)
REMOVE_LIBRARY: Call[InLibrary, Nothing, Nothing] = Call("remove-library", InLibrary, Nothing, Nothing)
INDEX: Call[Index, IndexEvent, IndexReport] = Call("index", Index, IndexEvent, IndexReport)
WATCH: Call[InLibrary, ChangesIndexed, Nothing] = Call("watch", InLibrary, ChangesIndexed, Nothing)
PAUSE: Call[Pause, Nothing, Nothing] = Call("pause", Pause, Nothing, Nothing)
DOCUMENTS: Call[InLibrary, Nothing, DocumentList] = Call("documents", InLibrary, Nothing, DocumentList)
REMOVE: Call[Picked, Nothing, Count] = Call("remove", Picked, Nothing, Count)
RETRY: Call[Picked, IndexEvent, IndexReport] = Call("retry", Picked, IndexEvent, IndexReport)
UNLOCK: Call[Unlock, IndexEvent, Count] = Call("unlock", Unlock, IndexEvent, Count)
RECOGNIZE: Call[Recognize, Nothing, Count] = Call("recognize", Recognize, Nothing, Count)
RECOGNIZE_ALL: Call[Switch, Nothing, EngineSettings] = Call("recognize-all", Switch, Nothing, EngineSettings)
RECOGNIZERS: Call[Nothing, Nothing, Recognizers] = Call("recognizers", Nothing, Nothing, Recognizers)
SKIP: Call[Picked, Nothing, Count] = Call("skip", Picked, Nothing, Count)
SEARCH: Call[Search, SearchEvent, SearchResult] = Call("search", Search, SearchEvent, SearchResult)
SIMILAR: Call[Similar, Nothing, SearchResult] = Call("similar", Similar, Nothing, SearchResult)
ASK: Call[Ask, AnswerEvent, Answer] = Call("ask", Ask, AnswerEvent, Answer)
CONVERSATIONS: Call[InLibrary, Nothing, ConversationList] = Call(
    "conversations", InLibrary, Nothing, ConversationList
)
CONVERSATION: Call[ConversationWanted, Nothing, Conversation] = Call(
    "conversation", ConversationWanted, Nothing, Conversation
)
REMOVE_CONVERSATION: Call[ConversationWanted, Nothing, Nothing] = Call(
    "remove-conversation", ConversationWanted, Nothing, Nothing
)
MODELS: Call[InLibrary, Nothing, Models] = Call("models", InLibrary, Nothing, Models)
CHOOSE: Call[Choose, IndexEvent, Models] = Call("choose", Choose, IndexEvent, Models)
OLLAMA: Call[Nothing, Nothing, OllamaState] = Call("ollama", Nothing, Nothing, OllamaState)
START_OLLAMA: Call[Nothing, Nothing, OllamaState] = Call("start-ollama", Nothing, Nothing, OllamaState)
CONFIRM: Call[Confirm, Nothing, OllamaState] = Call("confirm", Confirm, Nothing, OllamaState)
SETTINGS: Call[Nothing, Nothing, EngineSettings] = Call("settings", Nothing, Nothing, EngineSettings)
LEAVE_OUT: Call[LeaveOut, Nothing, EngineSettings] = Call("leave-out", LeaveOut, Nothing, EngineSettings)
STATUS: Call[InLibrary, Nothing, Status] = Call("status", InLibrary, Nothing, Status)
DOCTOR: Call[InLibrary, Nothing, CheckList] = Call("doctor", InLibrary, Nothing, CheckList)
SOURCE: Call[OpenSource, Nothing, SourceView] = Call("source", OpenSource, Nothing, SourceView)
PAGE: Call[DrawPage, Tile, PagePicture] = Call("page", DrawPage, Tile, PagePicture)
MARKS: Call[FindMarks, Nothing, PageMarks] = Call("marks", FindMarks, Nothing, PageMarks)
EMPHASIS: Call[FindEmphasis, Nothing, Emphases] = Call("emphasis", FindEmphasis, Nothing, Emphases)
LETTERS: Call[OnPage, Nothing, PageLetters] = Call("letters", OnPage, Nothing, PageLetters)
PAGES: Call[OfDocument, Nothing, PageSizes] = Call("pages", OfDocument, Nothing, PageSizes)
FIND: Call[FindWords, Nothing, WordsInDocument] = Call("find", FindWords, Nothing, WordsInDocument)
EVALUATE: Call[Evaluate, IndexEvent, Evaluated] = Call("evaluate", Evaluate, IndexEvent, Evaluated)
REBUILD: Call[Rebuild, IndexEvent, IndexReport] = Call("rebuild", Rebuild, IndexEvent, IndexReport)

CALLS = table(
    FOLLOW, LIBRARIES, MAKE_LIBRARY, REMOVE_LIBRARY, INDEX, WATCH, PAUSE, DOCUMENTS, REMOVE, RETRY, UNLOCK,
    SEARCH, ASK, CONVERSATIONS, CONVERSATION, REMOVE_CONVERSATION, MODELS, CHOOSE, OLLAMA, START_OLLAMA,
    CONFIRM, SETTINGS, LEAVE_OUT, STATUS, DOCTOR, SOURCE, PAGE, MARKS, EVALUATE, REBUILD,
    RECOGNIZE, RECOGNIZE_ALL, RECOGNIZERS, SKIP, SIMILAR, EMPHASIS, LETTERS, PAGES, FIND,
)  # fmt: skip
