"""An answer while it is being made: whatever happens, it can be kept as it stands."""

import time

from desktop_rag.answering.cite import Citer
from desktop_rag.answering.sentences import sentences_of
from desktop_rag.domain.answers import Answer, AnswerState, Evidence, PromptFit, Timings
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import ChatPiece, Model


class Draft:
    """Collects text, evidence, counts and times of one answer."""

    def __init__(self, search_query: str) -> None:
        self._started = time.perf_counter()
        self._first: float | None = None
        self._text: list[str] = []
        self._citer = Citer(())
        self._model: Model | None = None
        self._context = 0
        self._prompt_tokens: int | None = None
        self.turn = 0
        self.search_query = search_query
        self.state: AnswerState = "complete"
        self.reason: Failure | None = None
        self.said: tuple[Failure, ...] = ()
        self.evidence: tuple[Evidence, ...] = ()
        self.found = 0
        self.dropped = 0
        self.retrieve = 0.0

    def begin(self, evidence: tuple[Evidence, ...], dropped: int) -> None:
        """These passages may be cited from now on; text of an earlier attempt is forgotten."""
        self.evidence = evidence
        self.dropped = dropped
        self._text = []
        self._citer = Citer([item.number for item in evidence])

    def written_by(self, model: Model | None, context: int = 0) -> None:
        self._model = model
        self._context = context

    def take(self, piece: ChatPiece) -> str:
        """The text that may be shown after this piece of the model's reply."""
        if piece.done:
            self._prompt_tokens = piece.prompt_tokens
            if piece.reason == "length":  # it had more to say than it was given room for
                self.reason = Failure("answer-cut")
        return self.add(piece.text) + (self.settle() if piece.done else "")

    def add(self, text: str) -> str:
        """Text with its citations checked; an answer does not begin with blanks."""
        if text and self._first is None and self._model is not None:
            self._first = time.perf_counter() - self._started
        return self._keep(self._citer.feed(text))

    def settle(self) -> str:
        """What was held back because a citation might have come of it."""
        return self._keep(self._citer.finish())

    def _keep(self, text: str) -> str:
        shown = text if self._text else text.lstrip()
        if shown:
            self._text.append(shown)
        return shown

    @property
    def text(self) -> str:
        return "".join(self._text)

    def answer(self) -> Answer:
        """The answer as it stands, not yet stored."""
        self.settle()
        text = self.text.rstrip()
        return Answer(
            id=0,
            turn=self.turn,
            state=self.state,
            text=text,
            evidence=self.evidence,
            cited=tuple(self._citer.cited),
            invented=self._citer.invented,
            sentences=sentences_of(text),
            search_query=self.search_query,
            found=self.found,
            used=len(self.evidence),
            dropped=self.dropped,
            model=self._model.name if self._model else "",
            digest=self._model.digest if self._model else "",
            fit=PromptFit(self._context, self._prompt_tokens),
            seconds=Timings(self.retrieve, self._first, time.perf_counter() - self._started),
            reason=self.reason,
            created_ns=time.time_ns(),
        )
