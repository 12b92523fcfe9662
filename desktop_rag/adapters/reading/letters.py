"""A letter as text: subject as heading, people and date as rows, body, names of what is attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop_rag.adapters.reading import html
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.domain.documents import BlockKind, UnitPlace

MAX_BODY = 8_000_000
MAX_NAMES = 500
_MAX_FIELD = 2000
_GAP = re.compile(r"\n[ \t\xa0]*(?=\n)")


@dataclass
class Letter:
    """What the formats of mail have in common.

    `fields` are (name, value) as they are shown; `bodies` are (is HTML, text) in their order. Of what is
    attached there are the names: its contents will be documents of their own, with the letter as parent.
    """

    subject: str = ""
    sender: str = ""
    date_ns: int | None = None
    fields: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[bool, str]] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    length: int = 0

    def take_field(self, name: str, value: str) -> None:
        value = " ".join(value.split())
        if value:
            self.fields.append((name, value if len(value) <= _MAX_FIELD else value[:_MAX_FIELD] + "…"))

    def take_body(self, is_html: bool, text: str) -> None:
        """Adds to the bodies until they are together 8 M characters long."""
        text = text[: MAX_BODY - self.length]
        if text.strip():
            self.length += len(text)
            self.bodies.append((is_html, text))

    def unit(self, number: int) -> Parsed:
        """The letter as the unit with this number. Raises `Unsafe` for HTML nested beyond all use."""
        composed = Composed()
        composed.add("heading", self.subject, 1)
        for name, value in self.fields:
            composed.add("row", f"{name}: {value}")
        for is_html, text in self.bodies:
            if is_html:
                html.check_depth(text)
                html.compose(text, composed, Notes())
            else:
                for kind, part in _parts(text):
                    composed.add(kind, part)
        if names := self.attached[:MAX_NAMES]:
            composed.add("paragraph", "Attachments: " + ", ".join(names))
        # A letter without a subject must not stand under that of the letter before it.
        return Parsed(
            UnitPlace("message", number, self.subject), "".join(composed.parts), tuple(composed.blocks),
            enters=((1, ""),),
        )  # fmt: skip


def _parts(text: str) -> Iterator[tuple[BlockKind, str]]:
    """Paragraphs; lines that begin with ">" are quotes."""
    for paragraph in _GAP.sub("\n", text.strip()).split("\n\n"):
        kept: list[str] = []
        quoted = False
        for line in paragraph.split("\n"):
            if line.startswith(">") != quoted and kept:
                yield "quote" if quoted else "paragraph", "\n".join(kept)
                kept = []
            quoted = line.startswith(">")
            kept.append(line.lstrip("> ") if quoted else line.rstrip())
        yield "quote" if quoted else "paragraph", "\n".join(kept)
