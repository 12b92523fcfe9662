"""The passages that can be walked through in a document, and which of them is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop_rag.domain.documents import UnitPlace


class Spot(Protocol):
    """What a `Place` and an `Evidence` have in common: a span of a unit of a document."""

    @property
    def document(self) -> int: ...
    @property
    def path(self) -> bytes: ...
    @property
    def shown(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> UnitPlace: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tour:
    """Spots of one document in the order of its text; `at` is the one shown."""

    spots: tuple[Spot, ...]
    at: int

    @property
    def now(self) -> Spot:
        return self.spots[self.at]

    @property
    def walked(self) -> bool:
        """Whether there is a passage at all: a document opened at its beginning has none."""
        return any(spot.end > spot.start for spot in self.spots)

    @property
    def words(self) -> str:
        """`Passage 2 of 5`."""
        return f"Passage {self.at + 1} of {len(self.spots)}"

    @property
    def short(self) -> str:
        """`2 of 5`, where there is little room."""
        return f"{self.at + 1} of {len(self.spots)}"

    def moved(self, by: int) -> "Tour | None":
        """The tour one further or back; None beyond its ends."""
        to = self.at + by
        return Tour(self.spots, to) if 0 <= to < len(self.spots) else None


def tour_of(spot: Spot, others: Sequence[Spot]) -> Tour:
    """A tour through the spots of `spot`'s document, each span once, beginning at `spot`."""
    by_span = {(other.start, other.end): other for other in others if other.document == spot.document}
    by_span[(spot.start, spot.end)] = spot
    ordered = tuple(by_span[span] for span in sorted(by_span))
    return Tour(ordered, ordered.index(spot))
