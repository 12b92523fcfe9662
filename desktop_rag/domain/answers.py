"""Questions, answers, and the evidence that they rest on."""

from typing import Literal

from msgspec import Struct

from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Span

AnswerState = Literal["complete", "stopped", "interrupted", "refused", "extractive"]
Support = Literal["verbatim", "close", "not_found"]


class Evidence(Struct, frozen=True):
    """A snapshot of a passage that was shown to the model: never a passage id, so it outlives the index.

    `number` is what the answer cites; `sha256` is of the content as it was read, in hex.
    """

    number: int
    document: int
    sha256: str
    path: bytes
    shown: str
    title: str
    kind: str
    unit: UnitPlace
    start: int
    end: int
    text: str
    snippet: str = ""
    marks: tuple[Span, ...] = ()

    @property
    def page(self) -> int | None:
        return self.unit.page


class Sentence(Struct, frozen=True):
    """A sentence of an answer; `support` is None until it has been compared with the passages."""

    text: str
    support: Support | None = None
    citations: tuple[int, ...] = ()


class Timings(Struct, frozen=True):
    """Seconds; `first_token` is None when no model wrote."""

    retrieve: float = 0.0
    first_token: float | None = None
    total: float = 0.0


class PromptFit(Struct, frozen=True):
    """How the prompt fills the context window: both in tokens; `prompt_tokens` as the server counted."""

    num_ctx: int = 0
    prompt_tokens: int | None = None


class Answer(Struct, frozen=True):
    """An answer, complete or not. `cited` are the numbers that its text cites, in order of appearance.

    `evidence` holds every passage that was shown to the model; `invented` counts the citations
    that were removed because they name no passage; `reason` says why the state is what it is.
    """

    id: int
    turn: int
    state: AnswerState
    text: str
    evidence: tuple[Evidence, ...] = ()
    cited: tuple[int, ...] = ()
    invented: int = 0
    sentences: tuple[Sentence, ...] = ()
    search_query: str = ""
    found: int = 0
    used: int = 0
    dropped: int = 0
    model: str = ""
    digest: str = ""
    fit: PromptFit = PromptFit()
    seconds: Timings = Timings()
    reason: Failure | None = None
    created_ns: int = 0

    @property
    def citations(self) -> tuple[Evidence, ...]:
        """The evidence that the text cites, in order of first appearance."""
        by_number = {item.number: item for item in self.evidence}
        return tuple(by_number[number] for number in self.cited if number in by_number)


class Turn(Struct, frozen=True):
    """A question with its answers; an edited question is a sibling with the same parent."""

    id: int
    conversation: int
    parent: int | None
    question: str
    answers: tuple[Answer, ...] = ()
    scope: tuple[int, ...] = ()
    created_ns: int = 0


class Conversation(Struct, frozen=True):
    """A conversation about a library; `turns` is empty in lists of conversations."""

    id: int
    library: int
    title: str
    created_ns: int
    changed_ns: int
    turns: tuple[Turn, ...] = ()
