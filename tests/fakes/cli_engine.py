"""A scripted engine for tests of the command line: it answers each call with a struct made here."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from desktop_rag.cli.parse import Options
from desktop_rag.domain.answers import Answer, Evidence, PromptFit, Sentence, Timings
from desktop_rag.domain.documents import Document, Library, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import (
    FileStarted,
    IndexingProgress,
    IndexProgressed,
    PassagesFound,
    PromptBuilt,
    SearchStarted,
    TextArrived,
    TurnStored,
)
from desktop_rag.domain.models import Model, Models, OllamaState
from desktop_rag.domain.passages import Coverage, Hit, Place, SearchResult
from desktop_rag.domain.reports import Check, FailedFile, IndexReport, Measures, Stages, Status
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Call, ignore

URL = "http://127.0.0.1:11434"
COVERAGE = Coverage(3, 3, 2)
PAGE = UnitPlace("page", 2, "ii")
SECTION = UnitPlace("section", 1)

REPORT = IndexReport(2, 1, 0, 4, 17, 1.5, Stages(0.1, 0.2, 0.3, 0.4), "built-in")
REPORT_WITH_FAILURE = IndexReport(
    1, 0, 1, 0, 5, 0.5, Stages(), "built-in", (FailedFile("/docs/locked.pdf", Failure("password")),)
)
HIT = Hit(
    1,
    0.93,
    7,
    Place(3, b"/docs/llamas.pdf", "/docs/llamas.pdf", "Llamas", "pdf", PAGE, 10, 30, ("Animals", "Llamas")),
    "Llamas are related.",
    "… are related …",
    matched=("keyword", "semantic"),
)
HIT_WITHOUT_TITLE = Hit(
    2,
    0.5,
    8,
    Place(4, b"/docs/notes.md", "/docs/notes.md", "", "md", SECTION, 0, 5),
    "Notes",
    "Notes",
    matched=("keyword",),
)
RESULT = SearchResult("llamas", "hybrid", 0.012, COVERAGE, (HIT, HIT_WITHOUT_TITLE), 2)
EVIDENCE = (
    Evidence(
        1, 3, "ab" * 32, b"/docs/llamas.pdf", "/docs/llamas.pdf", "Llamas", "pdf", PAGE, 10, 30, "Vicuñas."
    ),
    Evidence(2, 4, "cd" * 32, b"/docs/notes.md", "/docs/notes.md", "", "md", SECTION, 0, 5, "Notes"),
)
ANSWER = Answer(
    id=5,
    turn=4,
    state="complete",
    text="To vicuñas and camels [1].",
    evidence=EVIDENCE,
    cited=(1,),
    invented=1,
    sentences=(Sentence("To vicuñas and camels.", None, (1,)),),
    search_query="llamas related",
    found=9,
    used=2,
    dropped=7,
    model="qwen3:4b",
    fit=PromptFit(4096, 812),
    seconds=Timings(0.02, 0.5, 1.25),
)
EXTRACTIVE = Answer(
    id=6,
    turn=4,
    state="extractive",
    text="To vicuñas. [1]",
    evidence=EVIDENCE,
    cited=(1,),
    reason=Failure("no-chat-model"),
)
EVENTS: tuple[Any, ...] = (
    TurnStored(1, 4, "Llamas"),
    SearchStarted("llamas related"),
    PassagesFound(EVIDENCE, 9, 0.02, COVERAGE),
    PromptBuilt(800, 4096, "qwen3:4b"),
    TextArrived("To vicuñas and "),
    TextArrived("camels [1]."),
)
DOCUMENTS = (
    Document(
        3, 1, 1, b"/docs/llamas.pdf", "/docs/llamas.pdf", "pdf", "ready", 4096, 1_700_000_000_123_456_789,
        "Llamas", "page", 4, 4, 9, 1_700_000_001_000_000_000, None,
        Failure("pages-unreadable", {"pages": "2, 3"}),
    ),
    Document(
        4, 1, 1, b"/docs/locked.pdf", "/docs/locked.pdf", "pdf", "failed", 10, 1_600_000_000_000_000_000,
        error=Failure("password"),
    ),
)  # fmt: skip
LIBRARIES = (Library(1, "My library", "built-in", 3, 17, 5000),)
OLLAMA = OllamaState(URL, True, "0.33.0", True, True, True)
ABSENT = OllamaState(URL, False, problem=Failure("ollama-absent", {"url": URL}))
CHAT = Model("qwen3:4b", "chat", "aa", "4.0B", "Q4_K_M", 2_500_000_000, 40960, 2560, True, False)
EMBEDDING = Model("all-minilm:latest", "embedding", "bb", "23M", "F16", 45_000_000, 256, 384)
CHECKS = (
    Check("data-folder", True, detail="/data"),
    Check("ollama", False, Failure("ollama-absent", {"url": URL})),
)
MEASURES = Measures(10, 20, 30, 0.7, 0.8, 0.9, 0.6, 1.5, 3.0, 9.0)

RESULTS: dict[str, Any] = {
    "index": REPORT,
    "search": RESULT,
    "ask": ANSWER,
    "documents": calls.DocumentList(DOCUMENTS),
    "remove": calls.Count(2),
    "libraries": calls.LibraryList(LIBRARIES),
    "models": Models(OLLAMA, (CHAT, EMBEDDING), "qwen3:4b", "built-in"),
    "status": Status("0.1.0", "/data", OLLAMA, "built-in", 3, 17, 5000),
    "doctor": calls.CheckList(CHECKS),
    "evaluate": calls.Evaluated(MEASURES, (calls.Ranking("q1", (("d2", 0.9), ("d1", 0.25))),)),
}
INDEXING = (
    FileStarted("/docs/llamas.pdf"),
    IndexProgressed(IndexingProgress(True, done=1, total=3, rate=120.0)),
)


class ScriptedEngine:
    """Answers calls from a table; an exception in it is raised, and `never` waits for its cancel."""

    def __init__(self, **results: Any) -> None:
        self.results = {**RESULTS, **results}
        self.events: dict[str, tuple[Any, ...]] = {"ask": EVENTS, "index": INDEXING}
        self.asked: list[Any] = []
        self.options: list[Options] = []
        self.never: Callable[[], None] | None = None
        self.closed = 0

    async def call(self, call: Call[Any, Any, Any], argument: Any, report: Any = ignore) -> Any:
        self.asked.append(argument)
        for event in self.events.get(call.name, ()):
            report(event)
        if self.never is not None:
            self.never()
            await asyncio.Event().wait()
        result = self.results[call.name]
        if isinstance(result, BaseException):
            raise result
        assert isinstance(result, call.result)
        return result

    @asynccontextmanager
    async def open(self, options: Options) -> AsyncIterator["ScriptedEngine"]:
        self.options.append(options)
        try:
            yield self
        finally:
            self.closed += 1
