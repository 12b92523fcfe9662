"""Words looked for in a document, and which of the finds is the current one."""

from bisect import bisect_left
from dataclasses import dataclass

from desktop_rag.domain.passages import Span


@dataclass(frozen=True, slots=True)
class Found:
    """Spans in document offsets, in order, each with the index of its unit; `at` is the current one and
    goes round at both ends. `more` there are than these; `known` is False until the answer is there."""

    spans: tuple[Span, ...] = ()
    units: tuple[int, ...] = ()
    at: int = 0
    more: bool = False
    known: bool = True

    @property
    def words(self) -> str:
        """`3 of 17`, or that there is none."""
        if not self.spans:
            return "Not here" if self.known else ""
        return f"{self.at + 1:,} of {len(self.spans):,}{'+' if self.more else ''}"

    @property
    def now(self) -> tuple[Span, int] | None:
        """The current find and the index of its unit."""
        return (self.spans[self.at], self.units[self.at]) if self.spans else None

    def moved(self, by: int) -> "Found":
        if not self.spans:
            return self
        return Found(self.spans, self.units, (self.at + by) % len(self.spans), self.more)

    def near(self, unit: int) -> "Found":
        """The first find on a unit or after it, else the first of all, becomes the current one."""
        at = bisect_left(self.units, unit)
        return Found(self.spans, self.units, at if at < len(self.units) else 0, self.more)
