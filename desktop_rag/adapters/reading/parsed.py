"""What a parser is given and what it hands over, unit by unit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct

from desktop_rag.adapters.reading.files import Source
from desktop_rag.domain.documents import Block, BlockKind, UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reading import WordBox

# Of a file that is damaged, where nobody can tell in which of its parts.
SOMETHING_MISSING = Failure("parts-unreadable", {"parts": "…"})

SECTION = UnitPlace("section", 1)


class Parsed(Struct, frozen=True):
    """A unit with blocks in offsets of its own text.

    `enters` are headings (level, title) that begin with the unit without standing in its text; `boxes`
    say where the words of a recognised page stand.
    """

    place: UnitPlace
    text: str
    blocks: tuple[Block, ...] = ()
    width: float = 0.0
    height: float = 0.0
    enters: tuple[tuple[int, str], ...] = ()
    boxes: tuple[WordBox, ...] = ()


class Attached(NamedTuple):
    """A document inside the one that is read; `load` may raise anything that a broken one brings about."""

    name: str
    load: Callable[[], bytes]


@dataclass
class Notes:
    """What a parser learns of the whole document; complete when its last unit is taken.

    `recognized` says that text of pictures is in it.
    `attached` are documents inside it. They are read, and taken out of the list, after each unit: a
    mailbox must not hold those of all its letters.
    """

    title: str = ""
    author: str = ""
    date_ns: int | None = None
    pages: int | None = None
    warning: Failure | None = None
    recognized: bool = False
    attached: list[Attached] = field(default_factory=list)


Parser = Callable[[Source, Notes], Iterator[Parsed]]

# What keeps together: rows of a table, items of a list, lines of code.
_TIGHT = frozenset({"row", "item"})


@dataclass
class Composed:
    """Puts the text of a unit together, block by block."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Adds a block, with an empty line before it unless it continues a table or list."""
        text = text.strip("\n") if kind == "code" else text.strip()
        if not text or text.isspace():
            return
        if self.blocks:
            gap = "\n" if kind in _TIGHT and self.blocks[-1].kind == kind else "\n\n"
            self.parts.append(gap)
            self.length += len(gap)
        self.blocks.append(Block(kind, level, self.length, self.length + len(text)))
        self.parts.append(text)
        self.length += len(text)

    def heading(self) -> str:
        """The first heading of the highest level, or ""."""
        headings = [block for block in self.blocks if block.kind == "heading"]
        if not headings:
            return ""
        first = min(headings, key=lambda block: (block.level, block.start))
        return " ".join("".join(self.parts)[first.start : first.end].split())[:300]

    def unit(self, place: UnitPlace = SECTION) -> Parsed:
        return Parsed(place, "".join(self.parts), tuple(self.blocks))


def table_rows(rows: list[list[str]], headed: bool) -> list[str]:
    """Each row as a line: "header: value | header: value" below a row of headers, else "a | b"."""
    lines: list[str] = []
    headers = rows[0] if headed and len(rows) > 1 and len(rows[0]) > 1 and all(rows[0]) else []
    for number, row in enumerate(rows):
        if headers and number and len(row) <= len(headers):
            pairs = zip(headers, row, strict=False)
            lines.append(" | ".join(f"{name.rstrip(':')}: {value}" for name, value in pairs if value))
        else:
            cells = list(row)
            while cells and not cells[-1]:
                cells.pop()
            lines.append(" | ".join(cells))
    return [line for line in lines if line.strip(" |")]


def listed(numbers: list[int]) -> str:
    """ "3, 7", or the first twenty and how many more there are."""
    shown = ", ".join(str(number) for number in numbers[:20])
    return shown if len(numbers) <= 20 else f"{shown} (+{len(numbers) - 20})"
