"""Sample data: a library of cases and notes, a search over it, an answer, a page."""

import zlib
from array import array

from desktop_rag.domain.answers import Answer, Conversation, Evidence, Sentence, Timings, Turn
from desktop_rag.domain.documents import Block, Document, DocumentState, Library, Unit, UnitKind, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.events import IndexingProgress, RootShown
from desktop_rag.domain.models import Model, Models, OllamaState
from desktop_rag.domain.passages import Coverage, Hit, Place, SearchResult, Span
from desktop_rag.domain.reading import PageLetters, PagePicture, Rect, SourceView, Tile

LIBRARY = Library(1, "Consumer law thesis", "nomic-embed-text", 342, 12431, 900_000_000)
ROOTS = (
    RootShown(1, b"~/Thesis/Cases", "~/Thesis/Cases", "folder", True),
    RootShown(2, b"~/Thesis/Notes", "~/Thesis/Notes", "folder", True),
)
PROGRESS = IndexingProgress(
    True, False, 128, 342, "~/Thesis/Cases/interview-notes-bank.docx", 46.0, 360.0, 2, 12431, 12431
)


def document(
    number: int,
    name: str,
    root: int = 1,
    state: DocumentState = "ready",
    passages: int = 10,
    pages: int | None = None,
    unit_kind: UnitKind = "section",
    error: Failure | None = None,
    warning: Failure | None = None,
) -> Document:
    shown = f"{ROOTS[root - 1].shown}/{name}"
    return Document(
        id=number,
        library=1,
        root=root,
        path=shown.encode(),
        shown=shown,
        kind=name.rpartition(".")[2],
        state=state,
        size=100_000,
        modified_ns=1_700_000_000_000_000_000,
        title="",
        unit_kind=unit_kind,
        pages=pages,
        units=pages or 1,
        passages=passages,
        error=error,
        warning=warning,
    )


DOCUMENTS = (
    document(1, "C-415-11 Aziz.pdf", passages=96, pages=21, unit_kind="page"),
    document(2, "C-226-12 Constructora Principado.pdf", passages=41, pages=9, unit_kind="page"),
    document(3, "C-26-13 Kásler.pdf", passages=118, pages=24, unit_kind="page"),
    document(4, "C-137-08 Pénzügyi.pdf", passages=72, pages=15, unit_kind="page"),
    document(5, "interview-notes-bank.docx", state="reading", passages=41),
    document(6, "RvS-1998-scan.pdf", state="failed", error=Failure("needs-ocr"), passages=0),
    document(
        7, "mortgage-contract-2009.pdf", state="failed", error=Failure("password"), passages=0
    ),
    document(8, "reading-log.md", 2, state="waiting", passages=0),
    document(9, "directive-93-13-eec.html", 2, passages=63),
    document(10, "contract-law-of-europe.epub", 2, passages=1204, unit_kind="chapter", pages=None),
    document(11, "supervision-notes.md", 2, passages=11),
)  # fmt: skip

OLLAMA = OllamaState("http://127.0.0.1:11434", True, "0.33.2", True, True, True)
MODELS = Models(
    OLLAMA,
    (
        Model("qwen3:4b", "chat", "a" * 64, "4.0B", "Q4_K_M", 2_500_000_000, 40960, None, True),
        Model("llama3.2:3b", "chat", "b" * 64, "3.2B", "Q4_K_M", 2_000_000_000, 131072),
        Model("nomic-embed-text", "embedding", "c" * 64, "137M", "F16", 274_000_000, 8192, 768, True),
        Model("embeddinggemma", "embedding", "d" * 64, "307M", "BF16", 622_000_000, 2048, 768),
    ),
    "qwen3:4b",
    "nomic-embed-text",
)

PAGE_TEXT = (
    "In that context, it should be recalled that, according to settled case-law, Article 3 of the directive "
    "merely defines in a general way the factors that render unfair a contractual term that has not been "
    "individually negotiated.\n\n"
    "In order to ascertain whether a term causes a ‘significant imbalance’ in the parties’ rights and "
    "obligations arising under the contract, to the detriment of the consumer, it must in particular be "
    "considered what rules of national law would apply in the absence of an agreement by the parties in that "
    "regard.\n\n"
    "With regard to the question of the circumstances in which such an imbalance arises ‘contrary to the "
    "requirement of good faith’, having regard to the sixteenth recital in the preamble to the directive, "
    "the national court must assess for those purposes whether the seller or supplier, dealing fairly and "
    "equitably with the consumer, could reasonably assume that the consumer would have agreed to such a term "
    "in individual contract negotiations."
)
UNIT_START = 20_000


def _paragraphs(text: str) -> tuple[Block, ...]:
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Block("paragraph", 0, at, at + len(paragraph)))
        at += len(paragraph) + 2
    return tuple(blocks)


VIEWS = (
    SourceView(
        1,
        DOCUMENTS[0].path,
        DOCUMENTS[0].shown,
        "Judgment of 14. 3. 2013, case C-415/11",
        "pdf",
        Unit(UnitPlace("page", 14, "14"), UNIT_START, PAGE_TEXT, _paragraphs(PAGE_TEXT), 595.0, 842.0),
        21,
        UNIT_START,
        PAGE_TEXT,
        True,
        "same",
    ),
)


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def place(at: Document, start: int, end: int, unit: UnitPlace) -> Place:
    return Place(at.id, at.path, at.shown, at.title, at.kind, unit, start, end)


def hit(rank: int, score: float, at: Document, unit: UnitPlace, snippet: str, *marked: str) -> Hit:
    return Hit(
        rank,
        score,
        100 + rank,
        place(at, UNIT_START, UNIT_START + len(snippet), unit),
        snippet,
        snippet,
        tuple(_span(snippet, words) for words in marked),
        ("keyword", "semantic"),
    )


RESULT = SearchResult(
    "good faith consumer",
    "hybrid",
    0.04,
    Coverage(342, 328, 128),
    (
        hit(1, 0.94, DOCUMENTS[0], UnitPlace("page", 14, "14"),
            "…whether the seller or supplier, dealing fairly and equitably with the consumer, could "
            "reasonably assume that the consumer would have agreed to such a term individually.",
            "consumer"),
        hit(2, 0.88, DOCUMENTS[0], UnitPlace("page", 13, "13"),
            "Such an imbalance arises ‘contrary to the requirement of good faith’, having regard to the "
            "sixteenth recital in the preamble to the directive.", "good faith"),
        hit(3, 0.81, DOCUMENTS[8], UnitPlace("section", 1),
            "…particular regard shall be had to the strength of the bargaining positions of the parties, "
            "whether the consumer had an inducement to agree to the term.", "consumer"),
        hit(4, 0.63, DOCUMENTS[10], UnitPlace("section", 1),
            "Ask about the burden of proof for good faith before the next meeting.", "good faith"),
    ),
    38,
)  # fmt: skip


def evidence(number: int, at: Document, unit: UnitPlace, snippet: str, *marked: str) -> Evidence:
    return Evidence(
        number,
        at.id,
        "e" * 64,
        at.path,
        at.shown,
        at.title,
        at.kind,
        unit,
        UNIT_START + PAGE_TEXT.index("the national court"),
        UNIT_START + len(PAGE_TEXT),
        PAGE_TEXT[PAGE_TEXT.index("the national court") :],
        snippet,
        tuple(_span(snippet, words) for words in marked),
    )


EVIDENCE = (
    evidence(1, DOCUMENTS[0], UnitPlace("page", 14, "14"),
             "…whether the seller or supplier, dealing fairly and equitably with the consumer, could "
             "reasonably assume that the consumer would have agreed to…",
             "dealing fairly and equitably", "reasonably assume"),
    evidence(2, DOCUMENTS[8], UnitPlace("section", 1, "recital 16"),
             "…particular regard shall be had to the strength of the bargaining positions of the parties, "
             "whether the consumer had an inducement to agree to the…",
             "strength of the bargaining positions", "inducement"),
)  # fmt: skip

_FIRST = (
    "The test is hypothetical: would a consumer have accepted the term if it had been negotiated one to one?"
)
_SECOND = "The court asks whether the seller, “dealing fairly and equitably”, could reasonably assume so. [1]"
_THIRD = "The strength of the bargaining positions and any inducement to agree count as well. [2]"
_FOURTH = "Spanish courts now apply this test to every mortgage."
ANSWER_TEXT = " ".join((_FIRST, _SECOND, _THIRD, _FOURTH))

ANSWER = Answer(
    1,
    1,
    "complete",
    ANSWER_TEXT,
    EVIDENCE,
    (1, 2),
    0,
    (
        Sentence(_FIRST, "close"),
        Sentence(_SECOND, "verbatim", (1,)),
        Sentence(_THIRD, "close", (2,)),
        Sentence(_FOURTH, "not_found"),
    ),
    "good faith unfair term",
    12,
    7,
    5,
    "qwen3:4b",
    "a" * 64,
    seconds=Timings(0.1, 0.8, 4.2),
)
QUESTION = "When is a contract term contrary to the requirement of good faith?"
CONVERSATION = Conversation(
    1,
    1,
    "Good faith and unfair terms",
    1_700_000_000_000_000_000,
    1_700_000_000_000_000_000,
    (Turn(1, 1, None, QUESTION, (ANSWER,)),),
)

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
TILE_SIDE = 512
LINE_EVERY, LINE_HIGH, LEFT, RIGHT = 14.0, 7.0, 60.0, 535.0
MARKS = ((Rect(60, 326, 535, 340), Rect(60, 340, 420, 354)), (Rect(60, 130, 535, 144),))


ACROSS, LINE_LETTERS = 6.0, 79


def letters(page: int = 14) -> PageLetters:
    """The sample text in lines of 79 letters over the grey bars of the sample page; other pages are blank."""
    text = PAGE_TEXT if page == 14 else ""
    boxes = array("f")
    for at, letter in enumerate(text):
        left, top = LEFT + at % LINE_LETTERS * ACROSS, 70 + at // LINE_LETTERS * 20.0
        blank = letter.isspace()
        boxes.extend((0.0,) * 4 if blank else (left, top, left + ACROSS, top + 14))
    return PageLetters(UNIT_START, text, boxes.tobytes())


def draw_page(width: int) -> tuple[PagePicture, tuple[Tile, ...]]:
    """A white page with grey bars for lines of text, in tiles as a reader sends them."""
    scale = width / PAGE_WIDTH
    height = round(PAGE_HEIGHT * scale)
    ink, paper = b"\x70\x70\x70\xff", b"\xff\xff\xff\xff"
    left, right = round(LEFT * scale), round(RIGHT * scale)
    inked = paper * left + ink * (right - left) + paper * (width - right)
    blank = paper * width
    rows = []
    for y in range(height):
        at = y / scale
        text = 60 < at < 780 and at % LINE_EVERY < LINE_HIGH
        rows.append(inked if text else blank)
    tiles = []
    for top in range(0, height, TILE_SIDE):
        for start in range(0, width, TILE_SIDE):
            wide, high = min(TILE_SIDE, width - start), min(TILE_SIDE, height - top)
            data = b"".join(row[start * 4 : (start + wide) * 4] for row in rows[top : top + high])
            tiles.append(Tile(start, top, wide, high, wide * 4, zlib.compress(data, 1)))
    return PagePicture(width, height, PAGE_WIDTH, PAGE_HEIGHT), tuple(tiles)
