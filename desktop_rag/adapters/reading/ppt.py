"""PowerPoint files before 2007: a unit a slide with its texts, tables, notes and comments."""

from collections.abc import Iterator

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.ole import note_damage, opened, take_summary
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Composed, Notes, Parsed, listed
from desktop_rag.adapters.reading.ppt_records import (
    CHILD_ANCHOR,
    COMMENT,
    DOCUMENT,
    GROUP,
    HEADERS,
    LIST,
    NOTES,
    OUTLINE_TEXT,
    PERSIST,
    PLACEHOLDER,
    SHAPE,
    SLIDE,
    SLIDE_ATOM,
    STRING,
    TABLE_PROPERTIES,
    TEXT_BOX,
    TEXT_HEADER,
    TEXT_NARROW,
    TEXT_WIDE,
    Record,
    Records,
)
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Corrupt, Failure

_TEXTS = frozenset({TEXT_WIDE, TEXT_NARROW})
_TITLES = frozenset({0, 6})
_NOTES_TEXT = 2
# Placeholders of the date, the number of the slide, its foot and its head.
_FURNITURE = frozenset({7, 8, 9, 10})
_IS_TABLE = b"\x9f\x03"
_MAX_SLIDES = 20_000

Text = tuple[int, str]  # what it is for, as the text header says; the text


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    with opened(source) as container:
        take_summary(container, notes)
        data = container.main("PowerPoint Document")
        records = Records(data, container.stream("Current User"))
    presentation = _Presentation(records)
    if not presentation.is_there():
        presentation.gather()
    if not presentation.slides:
        yield _loose(records)
        note_damage(container, notes)
        return
    lost: list[int] = []
    for number, (record, outline, beside) in enumerate(presentation.read(), 1):
        if record is None and not outline:
            lost.append(number)
            continue
        slide = _Slide(records, record, outline)
        if beside is not None:
            slide.notes(beside)
        notes.title = notes.title or slide.title
        yield Parsed(
            UnitPlace("slide", number, slide.title), "".join(slide.composed.parts),
            tuple(slide.composed.blocks), enters=((1, slide.title),),
        )  # fmt: skip
    if lost and len(lost) == len(presentation.slides):
        raise Corrupt(part="slides")
    if lost:
        notes.warning = Failure("parts-unreadable", {"parts": f"slides {listed(lost)}"})
    if presentation.gathered and notes.warning is None:
        notes.warning = SOMETHING_MISSING
    note_damage(container, notes)


def _loose(records: Records) -> Parsed:
    """What can be found of a file without its list of slides."""
    composed = Composed()
    for record in records.inside(Record(0, 0, True, 0, len(records.data))):
        if record.kind in _TEXTS:
            composed.add("paragraph", records.text(record))
    if not composed.blocks:
        raise Corrupt(part="slides")
    return composed.unit()


class _Presentation:
    """The slides in the order of the presentation: number in the directory, and the outline's texts."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.slides: list[tuple[int, list[Text]]] = []
        self.gathered = False
        self._notes: dict[int, int] = {}
        document = records.object(records.document, DOCUMENT)
        if document is not None:
            self._take_document(document)

    def _take_document(self, document: Record) -> None:
        for found in self._records.children(document):
            if found.kind == LIST and found.instance == 0:
                self._take_slides(found)
            elif found.kind == LIST and found.instance == 2:
                self._take_notes(found)

    def is_there(self) -> bool:
        """Whether any slide is where the list says."""
        return any(
            outline or self._records.object(number, SLIDE) is not None for number, outline in self.slides
        )

    def gather(self) -> None:
        """Takes the slides as they lie in the stream, where their list is lost, or where they are."""
        places = [*self._records.found(SLIDE)][:_MAX_SLIDES]
        self._records.places = dict(enumerate(places))
        for place in self._records.found(DOCUMENT):
            document = self._records.at(place)
            if document is not None and not self.slides:
                self._take_document(document)
        outlines = [outline for _, outline in self.slides]
        if len(outlines) == len(places):
            self.slides = list(enumerate(outlines))
        else:
            self.slides = [(number, []) for number in range(len(places))]
            self.slides += [(-1, outline) for outline in outlines if outline]
        self.gathered = bool(self.slides)

    def _take_slides(self, found: Record) -> None:
        purpose = 1
        for record in self._records.children(found):
            if record.kind == PERSIST and len(self.slides) < _MAX_SLIDES:
                self.slides.append((self._records.number(record), []))
            elif record.kind == TEXT_HEADER:
                purpose = self._records.number(record)
                if self.slides:
                    self.slides[-1][1].append((purpose, ""))
            elif record.kind in _TEXTS and self.slides and self.slides[-1][1]:
                self.slides[-1][1][-1] = (purpose, self._records.text(record))

    def _take_notes(self, found: Record) -> None:
        for record in self._records.children(found):
            if record.kind == PERSIST:
                self._notes[self._records.number(record, 12)] = self._records.number(record)

    def read(self) -> Iterator[tuple[Record | None, list[Text], Record | None]]:
        """For each slide its record, the texts of its outline, and the record of its notes."""
        for number, outline in self.slides:
            record = self._records.object(number, SLIDE)
            atoms = self._records.children(record) if record is not None else iter(())
            atom = next((atom for atom in atoms if atom.kind == SLIDE_ATOM), None)
            identity = self._records.number(atom, 16) if atom is not None else 0
            beside = self._notes.get(identity, -1) if identity else -1
            yield record, outline, self._records.object(beside, NOTES)


class _Slide:
    """Composes the text of one slide, the title first."""

    def __init__(self, records: Records, record: Record | None, outline: list[Text]) -> None:
        self._records = records
        self._outline = outline
        self.composed = Composed()
        self._rows: list[list[str]] = []
        found = list(self._found(record)) if record is not None else []
        shown = {text for _, text in found}
        # Older files keep the texts of placeholders in the outline alone.
        found = [one for one in outline if one[1] not in shown] + found
        titles = [text for purpose, text in found if purpose in _TITLES and text.strip()]
        self.title = " ".join(titles[0].split())[:200] if titles else ""
        for title in titles:
            self.composed.add("heading", " ".join(title.split()), 1)
        for purpose, text in found:
            if purpose not in _TITLES:
                self._paragraphs(text, "row" if purpose < 0 else "paragraph")

    def _paragraphs(self, text: str, kind: str = "paragraph") -> None:
        for line in text.split("\n"):
            self.composed.add("row" if kind == "row" else "paragraph", line)

    def _found(self, record: Record) -> Iterator[Text]:
        """The texts of all shapes; the row of a table has the purpose -1."""
        for inner in self._records.inside(record, GROUP, SHAPE, COMMENT, HEADERS):
            if inner.kind == GROUP:
                yield from self._group(inner, 0)
            elif inner.kind == SHAPE:
                yield from self._shape(inner)
            elif inner.kind == COMMENT:
                yield from self._comment(inner)

    def _comment(self, comment: Record) -> Iterator[Text]:
        for record in self._records.children(comment):
            if record.kind == STRING and record.instance in (0, 1):
                yield 4, self._records.text(record)

    def _group(self, group: Record, depth: int) -> Iterator[Text]:
        members = list(self._records.children(group))
        if members and self._is_table(members[0]):
            yield from self._table(members[1:])
            return
        for member in members:
            if member.kind == GROUP and depth < 50:
                yield from self._group(member, depth + 1)
            elif member.kind == SHAPE:
                yield from self._shape(member)

    def _is_table(self, shape: Record) -> bool:
        for record in self._records.children(shape):
            if record.kind == TABLE_PROPERTIES:
                data = self._records.data[record.begin : record.begin + 6 * min(record.instance, 50)]
                return any(data[at : at + 2] == _IS_TABLE for at in range(0, len(data), 6))
        return False

    def _table(self, members: list[Record]) -> Iterator[Text]:
        rows: dict[int, list[tuple[int, str]]] = {}
        for member in members:
            text = " ".join(" ".join(text for _, text in self._shape(member)).split())
            if not text:
                continue
            left = top = 0
            for record in self._records.children(member):
                if record.kind == CHILD_ANCHOR:
                    left, top = self._records.number(record), self._records.number(record, 4)
            rows.setdefault(top ^ 0x80000000, []).append((left ^ 0x80000000, text))
        for top in sorted(rows):
            yield -1, " | ".join(text for _, text in sorted(rows[top]))

    def _shape(self, shape: Record) -> Iterator[Text]:
        box: Record | None = None
        for record in self._records.inside(shape, TEXT_BOX):
            if record.kind == PLACEHOLDER and self._records.number(record, 4) & 0xFF in _FURNITURE:
                return
            if record.kind == TEXT_BOX:
                box = record
        if box is None:
            return
        purpose = 4
        for record in self._records.inside(Record(TEXT_BOX, 0, True, box.begin, box.end)):
            if record.kind == TEXT_HEADER:
                purpose = self._records.number(record)
            elif record.kind in _TEXTS:
                yield purpose, self._records.text(record)
            elif record.kind == OUTLINE_TEXT:
                number = self._records.number(record)
                if number < len(self._outline):
                    yield self._outline[number]

    def notes(self, record: Record) -> None:
        """Adds what is written below the picture of the slide."""
        for purpose, text in self._found(record):
            if purpose == _NOTES_TEXT or purpose == 4:
                self._paragraphs(text)
