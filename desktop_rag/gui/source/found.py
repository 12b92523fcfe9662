"""Words looked for in what is shown, and which of the finds is the current one."""

import re
from dataclasses import dataclass

from desktop_rag.domain.passages import Span

MOST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Spans in document offsets, in order; `at` is the current one and goes round at both ends."""

    spans: tuple[Span, ...] = ()
    at: int = 0

    @property
    def words(self) -> str:
        """`3 of 17`, or that there is none."""
        if not self.spans:
            return "Not here"
        return f"{self.at + 1} of {len(self.spans)}{'+' if len(self.spans) == MOST else ''}"

    def moved(self, by: int) -> "Found":
        return Found(self.spans, (self.at + by) % len(self.spans)) if self.spans else self

    def marks(self) -> list[tuple[Span, bool]]:
        return [(span, number == self.at) for number, span in enumerate(self.spans)]


def find(query: str, text: str, start: int) -> Found:
    """Where a query stands in a text that begins at the document offset `start`, whatever its capitals;
    blanks of the query stand for any blanks, so that line ends do not hide a find."""
    words = query.split()
    if not words:
        return Found()
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    spans: list[Span] = []
    for match in pattern.finditer(text):
        spans.append(Span(start + match.start(), start + match.end()))
        if len(spans) == MOST:
            break
    return Found(tuple(spans))
