"""The pages of the document that is open: asked for as they come into view, marked as their letters come."""

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop_rag.domain.reading import PageLetters, PagePicture, PageSize, Rect, SourceView
from desktop_rag.gui.source.letters import Letters
from desktop_rag.gui.source.marking import Mark, Marking, Tone
from desktop_rag.gui.source.opening import Job, SourceOpening
from desktop_rag.gui.source.selectable_pages import SelectablePages

# The letters of a page are some 100 kB.
MOST_LETTERS = 80
# Where a passage probably begins on a page whose letters are not there yet.
PROBABLY = 0.15


class Pages(QObject):
    """`undrawable(why)`: nothing of the document could be drawn. `unmarkable(why)`: a page is without
    letters. `turned(index)`: another page is read now, or more is known of it."""

    undrawable = Signal(str)
    unmarkable = Signal(str)
    turned = Signal(int)

    def __init__(
        self, scroll: SelectablePages, opening: SourceOpening, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._scroll, self._opening = scroll, opening
        self._letters: OrderedDict[int, Letters] = OrderedDict()
        self._without: set[int] = set()
        self._recognized: set[int] = set()
        self._marking = Marking()
        self._reveal = False
        self._any = False
        self.view: SourceView | None = None
        self._sizes: tuple[PageSize, ...] = ()
        scroll.letters = self._letters
        scroll.wanted.connect(self._want)
        scroll.page_changed.connect(self.turned)
        opening.drawn.connect(self._take_picture)
        opening.undrawable.connect(self._take_no_picture)
        opening.lettered.connect(self._take_letters)
        opening.unlettered.connect(self._take_no_letters)

    def show(self, view: SourceView, sizes: tuple[PageSize, ...], index: int) -> None:
        """The sheets of a document, from one of its pages."""
        self.close()
        self.view, self._sizes, self._any, self._reveal = view, sizes, False, False
        self._without.clear()
        self._recognized.clear()
        self._marking = Marking()
        self._scroll.show_pages(sizes, index)

    def close(self) -> None:
        """Nothing more of this document may arrive: its pages would be taken for those of the next."""
        self._opening.turn_away()
        self.view = None
        self._letters.clear()

    def mark(self, marking: Marking, reveal: bool) -> None:
        """Marks pages as soon as their letters are there; `reveal` scrolls to the mark that is shown."""
        self._marking, self._reveal = marking, reveal
        shown = marking.shown
        if reveal and shown is not None and shown.unit not in self._scroll.seen():
            self._scroll.go_to(shown.unit)
        self._paint()

    def recognized(self, index: int) -> bool:
        """Whether the page is a picture whose text was recognised."""
        return index in self._recognized

    def text(self, index: int) -> str:
        letters = self._letters.get(index)
        return letters.text if letters is not None else ""

    def between(self, index: int, start: int, end: int) -> str:
        """The text of a page between two document offsets, when its letters are there."""
        letters = self._letters.get(index)
        return letters.text[start - letters.start : end - letters.start] if letters is not None else ""

    # ---- what the engine answers

    def _want(self, pages: list[tuple[int, int]]) -> None:
        if self.view is None:
            return
        jobs: list[Job] = []
        for index, width in pages:
            if self._scroll.drawn(index) != width:
                jobs.append(Job("picture", index, width))
            if index not in self._letters and index not in self._without:
                jobs.append(Job("letters", index))
        self._opening.want(self.view.document, jobs)

    def _take_picture(self, index: int, image: QImage, picture: PagePicture, width: int) -> None:
        self._any = True
        size = PageSize(picture.page_width, picture.page_height)
        self._scroll.show_picture(index, image, size, width)

    def _take_no_picture(self, index: int, why: str) -> None:
        if not self._any:
            self.undrawable.emit(why)
        elif not self._scroll.drawn(index):
            self._scroll.show_failure(index, self.tr("This page cannot be drawn.") + f" {why}")

    def _take_letters(self, index: int, found: PageLetters) -> None:
        self._letters[index] = Letters(found)
        if found.recognized:
            self._recognized.add(index)
        seen = self._scroll.seen()
        for oldest in list(self._letters):
            if len(self._letters) <= MOST_LETTERS:
                break
            if oldest not in seen:
                del self._letters[oldest]
        self._paint()
        if index == self._scroll.now:
            self.turned.emit(index)

    def _take_no_letters(self, index: int, why: str) -> None:
        self._without.add(index)
        if index in self._marking.by_unit:
            self.unmarkable.emit(why)

    # ---- marks

    def _paint(self) -> None:
        by_page: dict[int, list[tuple[Tone, list[Rect]]]] = {}
        for index, marks in self._marking.by_unit.items():
            if (letters := self._letters.get(index)) is not None:
                by_page[index] = [part for mark in marks for part in toned(letters, mark)]
        self._scroll.show_marks(by_page, self._ticks())
        shown = self._marking.shown
        if self._reveal and shown is not None and shown.unit in self._letters:
            self._reveal = False
            letters = self._letters[shown.unit]
            if lines := letters.body(letters.marked(shown.span)):
                self._scroll.reveal(shown.unit, lines)
            elif shown.unit != self._scroll.now:
                self._scroll.go_to(shown.unit)

    def _ticks(self) -> list[tuple[int, float, bool]]:
        ticks = []
        for unit, span, now in self._marking.ticks:
            if unit >= len(self._sizes):
                continue
            letters = self._letters.get(unit)
            lines = letters.body(letters.marked(span)) if letters is not None else []
            down = (lines[0].y0 + lines[0].y1) / 2 if lines else self._sizes[unit].height * PROBABLY
            ticks.append((unit, down, now))
        return ticks


def toned(letters: Letters, mark: Mark) -> list[tuple[Tone, list[Rect]]]:
    """The places of a mark. Running heads and page numbers that lie within a passage belong to it, but
    nobody asked for them: they are marked softly at most."""
    if mark.tone == "word":
        return [("word", letters.rects(mark.span.start - letters.start, mark.span.end - letters.start))]
    lines = letters.marked(mark.span)
    if mark.tone == "rest":
        return [("rest", lines)]
    body = letters.body(lines)
    return [(mark.tone, body), ("rest", [line for line in lines if line not in body])]
