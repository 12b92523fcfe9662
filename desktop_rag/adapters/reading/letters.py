"""A letter as text: subject as heading, people and date as rows, body, names of what is attached."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop_rag.adapters.reading import html
from desktop_rag.adapters.reading.parsed import Attached, Composed, Parsed
from desktop_rag.domain.documents import BlockKind, UnitPlace

MAX_BODY = 8_000_000
MAX_NAMES = 500
# How deep letters may lie in letters.
MAX_DEPTH = 3
_MAX_FIELD = 2000
_MAX_NAME = 200
_NO_NAME = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")
_GAP = re.compile(r"\n[ \t\xa0]*(?=\n)")


@dataclass
class Letter:
    """What the formats of mail have in common.

    `fields` are (name, value) as they are shown; `bodies` are (is HTML, text) in their order. Of what is
    attached the letter says the names; `documents` are read on their own, with the letter as parent.
    """

    subject: str = ""
    sender: str = ""
    date_ns: int | None = None
    fields: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[bool, str]] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    documents: list[Attached] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    length: int = 0

    def attach(self, name: str, load: Callable[[], bytes]) -> None:
        """A document is attached; a second one of a name is called "name (2).pdf"."""
        name = _plain(name)
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        self.names[name] = number = self.names.get(name, 0) + 1
        if number > 1:
            self.attach(f"{stem} ({number}){dot}{ending}", load)
        else:
            self.documents.append(Attached(name, load))

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

    def join(self, other: "Letter") -> None:
        """Takes what is attached to a letter that lies in this one, and its words where this has none."""
        self.subject = self.subject or other.subject
        self.sender = self.sender or other.sender
        self.date_ns = self.date_ns or other.date_ns
        self.fields = self.fields or other.fields
        self.bodies = self.bodies or other.bodies
        self.attached += other.attached
        for name, load in other.documents:
            self.attach(name, load)

    def unit(self, number: int) -> Parsed:
        """The letter as the unit with this number. Raises `Unsafe` for HTML nested beyond all use."""
        composed = Composed()
        composed.add("heading", self.subject, 1)
        for name, value in self.fields:
            composed.add("row", f"{name}: {value}")
        for is_html, text in self.bodies:
            if is_html:
                html.compose(text, composed)
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


def _plain(name: str) -> str:
    """A name without what would make it a path, cut in its middle to 200 characters."""
    name = " ".join(_NO_NAME.sub("_", name).split()).strip(". ") or "attachment"
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 21]}…{name[-20:]}"


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
