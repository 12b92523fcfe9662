"""What is marked, and how strongly: the sentence that answers, the rest of its passage, words asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from desktop_rag.domain.passages import Span
from desktop_rag.domain.reading import Emphasis
from desktop_rag.gui.source.found import Found
from desktop_rag.gui.source.tour import Tour

# `now` is the best of the passage shown, `rest` what else belongs to it, `other` the best of another
# passage, `word` a word that was asked for: underlined, since colour must not be the only sign.
Tone = Literal["rest", "other", "now", "word"]
ORDER: tuple[Tone, ...] = ("rest", "other", "now", "word")
# A passage as short as this is a sentence or two: it is marked strongly whole when no word chooses.
SHORT = 400


class Mark(NamedTuple):
    """A span in document offsets and how it is marked."""

    span: Span
    tone: Tone


class Tick(NamedTuple):
    """Where a passage begins, on the unit with this index from 0, and whether it is the one shown."""

    unit: int
    span: Span
    now: bool


@dataclass(frozen=True, slots=True)
class Marking:
    """Marks by the index of their unit, in the order in which they are painted; `ticks` for the bar."""

    by_unit: dict[int, list[Mark]] = field(default_factory=dict)
    ticks: tuple[Tick, ...] = ()

    @property
    def shown(self) -> Tick | None:
        """What is scrolled to."""
        return next((tick for tick in self.ticks if tick.now), None)


def tour_marking(tour: Tour | None, emphasis: Mapping[Span, Emphasis]) -> Marking:
    """The marks of the passages of a tour."""
    by_unit: dict[int, list[Mark]] = {}
    ticks: list[Tick] = []
    for number, spot in enumerate(tour.spots if tour else ()):
        span, now = Span(spot.start, spot.end), tour is not None and number == tour.at
        if span.end <= span.start:
            continue
        unit = spot.unit.number - 1
        known = emphasis.get(span, Emphasis())
        best = known.sentence or (span if span.end - span.start <= SHORT else None)
        marks = by_unit.setdefault(unit, [])
        if best is not None:
            marks.append(Mark(best, "now" if now else "other"))
        if best is None or (now and best != span):
            marks.append(Mark(span, "rest"))
        marks += [Mark(word, "word") for word in known.words]
        ticks.append(Tick(unit, best or span, now))
    for marks in by_unit.values():
        marks[:] = sorted(dict.fromkeys(marks), key=lambda mark: ORDER.index(mark.tone))
    return Marking(by_unit, tuple(ticks))


def found_marking(found: Found) -> Marking:
    """The marks of what is looked for."""
    by_unit: dict[int, list[Mark]] = {}
    ticks: list[Tick] = []
    for number, (span, unit) in enumerate(zip(found.spans, found.units, strict=True)):
        now = number == found.at
        by_unit.setdefault(unit, []).append(Mark(span, "now" if now else "other"))
        ticks.append(Tick(unit, span, now))
    return Marking(by_unit, tuple(ticks))
