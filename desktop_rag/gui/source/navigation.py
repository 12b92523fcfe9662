"""Where the neighbouring units of a document are, and how one that is shown is named."""

from dataclasses import dataclass

from desktop_rag.domain.documents import Block, Unit
from desktop_rag.domain.reading import SourceView
from desktop_rag.engine.calls import OpenSource
from desktop_rag.gui.source.wording import unit_words


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that is shown, and its index from 0 among the document's units."""

    view: SourceView
    index: int

    @property
    def words(self) -> str:
        """`Page 14 of 21`; a unit too long to show whole says that this is a part."""
        unit = self.view.unit.place
        words = unit_words(unit.kind, unit.number, self.view.units)
        if not words:
            return "Part of the text" if self._cut_before or self.view.more else ""
        return f"Part of {words[0].lower()}{words[1:]}" if self._cut_before or self.view.more else words

    @property
    def _clip_end(self) -> int:
        return self.view.clip_start + len(self.view.text)

    @property
    def _cut_before(self) -> bool:
        return self.view.clip_start > self.view.unit.start

    def before(self) -> OpenSource | None:
        """What to ask for to see what comes before; None at the beginning."""
        if self._cut_before:
            at = self.view.clip_start - 1
            return OpenSource(self.view.document, at, at)
        return OpenSource(self.view.document, unit=self.index - 1) if self.index > 0 else None

    def after(self) -> OpenSource | None:
        """What to ask for to see what comes after; None at the end."""
        if self.view.more:
            at = self._clip_end + 1
            return OpenSource(self.view.document, at, at)
        last = self.index + 1 >= self.view.units
        return None if last else OpenSource(self.view.document, unit=self.index + 1)


def standing_of(view: SourceView, asked: OpenSource) -> Standing:
    """The index is the one asked for; opened by an offset, a unit's number tells it."""
    index = asked.unit if asked.unit is not None else view.unit.place.number - 1
    return Standing(view, max(0, min(index, max(0, view.units - 1))))


def document_blocks(unit: Unit) -> tuple[Block, ...]:
    """The unit's blocks in document offsets, also when they came in offsets of its own text."""
    if not any(block.start < unit.start for block in unit.blocks):
        return unit.blocks
    return tuple(
        Block(block.kind, block.level, block.start + unit.start, block.end + unit.start)
        for block in unit.blocks
    )


def holds(view: SourceView, start: int, end: int) -> bool:
    """Whether a span lies whole in what is shown of its unit: a long one is cut around a passage."""
    return view.clip_start <= start and max(start + 1, end) <= view.clip_start + max(1, len(view.text))
