"""Contents that documents of a library take up and let go in one transaction."""

import sqlite3

import msgspec

from desktop_rag.adapters.catalog.projection import advance, held, release, targets, wish, write_again
from desktop_rag.adapters.catalog.rows import boxes_row, clean, failure_row, heading_row, one_value
from desktop_rag.adapters.catalog.stretches import packed
from desktop_rag.domain.reading import CHUNKER_VERSION, READER_VERSION, DocumentRead, UnitChunks


class Holding:
    """Contents that came, that got another name, that were let go, and all that was touched; `passages`
    counts those that were made."""

    def __init__(self, db: sqlite3.Connection, library: int) -> None:
        self._db = db
        self.library = library
        self._came: list[int] = []
        self._shared: list[int] = []
        self._left: set[int] = set()
        self._touched: set[int] = set()
        self.passages = 0

    def take(self, read: DocumentRead, shown: int | None, coming: int | None) -> int:
        """The content for what was read; `shown` and `coming` are those that its document has now."""
        known = self._known(read)
        content = self._make(read) if known is None else known
        if known is None or not held(self._db, self.library, content):
            self._came.append(content)
        elif shown != content:
            self._shared.append(content)
        self._touched.add(content)
        self.let_go(coming)
        return content

    def let_go(self, content: int | None) -> None:
        """A document was about to show it."""
        if content is not None:
            self._left.add(content)

    def settle(self) -> None:
        """The indexes are told, and documents move on as far as they can."""
        for target in targets(self._db, self.library):
            wish(self._db, target, self._came, drop=False)
        if self._shared:
            write_again(self._db, self.library, self._shared)
        # A content that was let go and taken up again in this batch is held, and stays.
        release(self._db, self.library, self._left)
        advance(self._db, self.library, self._touched)

    def _known(self, read: DocumentRead) -> int | None:
        content = one_value(
            self._db,
            "SELECT id FROM contents WHERE sha256 = ? AND reader = ? AND chunker = ? AND recognized = ?",
            read.sha256,
            READER_VERSION,
            CHUNKER_VERSION,
            read.recognized,
        )
        if content is None:
            return None
        # What could not be read for want of time may have been read now.
        self._db.execute(
            "UPDATE contents SET warning = ?1 WHERE id = ?2 AND warning IS NOT ?1",
            (failure_row(read.warning), content),
        )
        return int(content)

    def _make(self, read: DocumentRead) -> int:
        db = self._db
        passages = sum(len(part.chunks) for part in read.units)
        self.passages += passages
        made = db.execute(
            "INSERT INTO contents (sha256, reader, chunker, kind, title, language, author, date_ns, pages,"
            " units, unit_kind, passages, warning, recognized)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                read.sha256, READER_VERSION, CHUNKER_VERSION, read.kind, clean(read.title), read.language,
                clean(read.author), read.date_ns, read.pages, len(read.units),
                read.units[0].unit.place.kind if read.units else "section", passages,
                failure_row(read.warning), read.recognized,
            ),
        ).lastrowid  # fmt: skip
        assert made is not None
        db.executemany(
            "INSERT INTO units (content, number, kind, place, label, start, width, height, blocks, words,"
            " stretches, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_unit_row(made, number, part) for number, part in enumerate(read.units)),
        )
        db.executemany(
            'INSERT INTO passages (content, unit, start, "end", heading) VALUES (?, ?, ?, ?, ?)',
            (
                (made, number, chunk.start, chunk.end, heading_row(chunk.heading))
                for number, part in enumerate(read.units)
                for chunk in part.chunks
            ),
        )
        return int(made)


def _unit_row(content: int, number: int, part: UnitChunks) -> tuple[object, ...]:
    unit = part.unit
    text, stretches = packed(clean(unit.text))
    return (
        content, number, unit.place.kind, unit.place.number, clean(unit.place.label), unit.start, unit.width,
        unit.height, msgspec.msgpack.encode(unit.blocks), boxes_row(part.boxes), stretches, text,
    )  # fmt: skip
