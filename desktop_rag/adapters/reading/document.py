"""Reads one document: opens it, tells its kind, parses it unit by unit, and cuts the units into passages."""

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from desktop_rag.adapters.reading.calls import AtMember, FileRead, PageTurned, UnitRead
from desktop_rag.adapters.reading.divide import MAX_UNIT, divided
from desktop_rag.adapters.reading.files import Source, open_file, suffix_of
from desktop_rag.adapters.reading.formats import BY_SUFFIX, parser_of
from desktop_rag.adapters.reading.kinds import kind_of
from desktop_rag.adapters.reading.languages import LanguageOf, Languages
from desktop_rag.adapters.reading.members import Members, ReadInside
from desktop_rag.adapters.reading.outgoing import Outgoing
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.typed import typed_errors
from desktop_rag.domain.documents import Block, Unit
from desktop_rag.domain.errors import Corrupt, Empty, Failure, NoText
from desktop_rag.domain.passages import Chunk
from desktop_rag.domain.ports import Chunker
from desktop_rag.domain.reading import DocumentRead, FileWanted, UnitChunks

if TYPE_CHECKING:
    from desktop_rag.adapters.reading.recognition import Recognition

MAX_TEXT = 64_000_000
# A frame holds 16 MiB: a unit with more blocks than this keeps its headings only.
MAX_BLOCKS = 100_000

# Of the same length, so that blocks and the way back to a page stay right. UTF-8 has no surrogates.
_CLEANED = {0: " ", 0x0C: "\n", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def read_file(
    number: int, wanted: FileWanted, chunker: Chunker, language_of: LanguageOf, outgoing: Outgoing
) -> None:
    """Reads file `number` of a request and sends what it holds. Raises a `ReadingError`."""
    languages = Languages(language_of)

    def send(part: UnitChunks, member: int = -1) -> None:
        # Blocks and chunks are numbers, some twenty bytes each.
        weight = len(part.unit.text) + 20 * (len(part.unit.blocks) + len(part.chunks) + 2 * len(part.boxes))
        languages.take(part, member)
        outgoing.add(UnitRead(number, part, member), weight)

    def at(member: int) -> None:
        outgoing.at(AtMember(number, member))

    def members(inside: ReadInside) -> Members:
        return Members(inside, send, at, dict(wanted.skip))

    recognition = None
    if wanted.recognize:
        from desktop_rag.adapters.reading.recognition import Recognition

        recognition = Recognition(
            wanted.recognize, lambda page, pages: outgoing.turned(PageTurned(page, pages))
        )
    whole = read_document(wanted.path, chunker, send, wanted.password, members, recognition)
    outgoing.add(FileRead(number, languages.told(whole)))


def read_document(
    path: bytes,
    chunker: Chunker,
    report: Callable[[UnitChunks], None],
    password: str = "",
    members_by: Callable[[ReadInside], Members] = Members,
    recognition: "Recognition | None" = None,
) -> DocumentRead:
    """What the file holds, and the documents inside it; its units are reported one by one, and those of
    members as `members_by` wants it. Raises a `ReadingError`."""

    def inside(source: Source, part: Callable[[UnitChunks], None], above: str, depth: int) -> DocumentRead:
        return _read(source, chunker, part, lambda notes: members.take(source, notes, above, depth))

    members = members_by(inside)
    try:
        with typed_errors(path), open_file(path, password) as source:
            source.recognition = recognition
            whole = inside(source, report, "", 0)
    except Empty as error:
        named = suffix_of(os.fsdecode(os.path.basename(path)))
        raise Empty(**error.arguments, kind=BY_SUFFIX.get(named, "")) from None
    return replace(whole, members=tuple(members.read), warning=whole.warning or members.warning)


def _read(
    source: Source, chunker: Chunker, report: Callable[[UnitChunks], None], found: Callable[[Notes], None]
) -> DocumentRead:
    """`found` is told after each unit: it takes what is attached."""
    begun = time.perf_counter()
    kind = kind_of(source, BY_SUFFIX)
    notes = Notes()
    reading = _Reading(chunker, report)
    for parsed in parser_of(kind)(source, notes):
        room = all(reading.take(part) for part in divided(parsed))
        found(notes)
        if not room:
            break
    if not reading.words:
        if notes.warning is not None and notes.warning.code == "parts-unreadable":
            raise Corrupt(part=notes.warning.arguments.get("parts", "")[:100])
        raise NoText()
    cut = reading.cut or source.cut
    warning = Failure("text-cut", {"characters": f"{reading.start:,}"}) if cut else notes.warning
    return DocumentRead(
        # Last: a folder full of photographs that are not read is not read for its digests either.
        source.sha256(), kind, _clean(notes.title), "", _clean(notes.author), notes.date_ns, notes.pages,
        source.size, source.modified_ns, source.inode, warning=warning,
        recognized=notes.recognized,
        read_seconds=time.perf_counter() - begun - reading.chunk_seconds, chunk_seconds=reading.chunk_seconds,
    )  # fmt: skip


def _clean(text: str) -> str:
    return text.translate(_CLEANED).strip()


class _Reading:
    """Places units one after the other and keeps the headings that the next one stands under."""

    def __init__(self, chunker: Chunker, report: Callable[[UnitChunks], None]) -> None:
        self._chunker = chunker
        self._report = report
        self._above: list[tuple[int, str]] = []
        self.start = 0
        self.words = False
        self.cut = False
        self.chunk_seconds = 0.0

    def take(self, parsed: Parsed) -> bool:
        """Reports a unit; False when the document is full."""
        room = min(MAX_TEXT - self.start, MAX_UNIT)
        if len(parsed.text) > room:
            self.cut = True
            parsed = replace(parsed, text=parsed.text[: max(room, 0)])
        text = parsed.text.translate(_CLEANED) if _unclean(parsed.text) else parsed.text
        blocks = _bounded(parsed.blocks, len(text))
        for heading in parsed.enters:
            self._enter(*heading)
        begun = time.perf_counter()
        cut = self._chunker(text, blocks, tuple(self._above))
        self.chunk_seconds += time.perf_counter() - begun
        for block in blocks:
            if block.kind == "heading":
                self._enter(block.level, text[block.start : block.end])
        at = self.start
        unit = Unit(
            parsed.place, at, text,
            tuple(Block(block.kind, block.level, at + block.start, at + block.end) for block in blocks)
            if at
            else blocks,
            parsed.width, parsed.height,
        )  # fmt: skip
        chunks = tuple(Chunk(at + chunk.start, at + chunk.end, chunk.heading) for chunk in cut)
        self._report(UnitChunks(unit, chunks, parsed.boxes))
        self.words = self.words or bool(chunks)
        self.start += len(text) + 1
        return self.start < MAX_TEXT

    def _enter(self, level: int, title: str) -> None:
        title = " ".join(title.split())[:200]
        self._above = [held for held in self._above if held[0] < level]
        if title:
            self._above.append((level, title))


def _unclean(text: str) -> bool:
    if "\0" in text or "\x0c" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _bounded(blocks: tuple[Block, ...], length: int) -> tuple[Block, ...]:
    def inside() -> Iterator[Block]:
        for block in blocks:
            if block.end > length:
                block = Block(block.kind, block.level, block.start, length)
            if block.start < block.end:
                yield block

    kept = list(inside())
    if len(kept) > MAX_BLOCKS:
        kept = [block for block in kept if block.kind == "heading"][:MAX_BLOCKS]
    return tuple(kept)
