"""What Outlook packs for Outlook alone (winmail.dat, MS-OXTNEF): a letter and what is attached to it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.letters import MAX_DEPTH, Letter
from desktop_rag.adapters.reading.mail_written import as_mail
from desktop_rag.adapters.reading.mapi_properties import Properties, guessed, shown_date, text_of
from desktop_rag.adapters.reading.ole import encoding_of
from desktop_rag.adapters.reading.parsed import SOMETHING_MISSING, Notes, Parsed
from desktop_rag.adapters.reading.rtf_packed import unpacked
from desktop_rag.domain.errors import Unsafe

MAX_PACKED = 96 * 2**20
MAX_ATTACHED = 1000
# An attribute takes eleven bytes, and a microsecond.
_MAX_ATTRIBUTES = 200_000
_MAX_PEOPLE = 500
_SUBJECT, _BODY, _SENT, _CODE_PAGE = 0x0001_8004, 0x0002_800C, 0x0003_8005, 0x0006_9007
_PROPERTIES, _PEOPLE = 0x0006_9003, 0x0006_9004
_BEGINS, _TITLE, _DATA, _ATTACHMENT = 0x0006_9002, 0x0001_8010, 0x0006_800F, 0x0006_9005
_OF_ATTACHMENTS = frozenset({_BEGINS, _TITLE, _DATA, _ATTACHMENT})
# How an object says that it is a letter: IID_IMessage.
_IS_LETTER = bytes.fromhex("0703020000000000c000000000000046")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    packed = Packed(source.data(MAX_PACKED))
    letter = packed.letter()
    notes.title, notes.author, notes.date_ns = letter.subject, letter.sender[:300], letter.date_ns
    notes.attached += letter.documents
    yield letter.unit(1)
    if not packed.whole and notes.warning is None:
        notes.warning = SOMETHING_MISSING


@dataclass
class _Attachment:
    """`properties` are as they are written; `data` is empty where they hold it."""

    title: str = ""
    data: bytes = b""
    properties: bytes = b""


@dataclass
class _Found:
    """The attributes of a letter; the first of each counts."""

    attributes: dict[int, bytes] = field(default_factory=dict)
    attachments: list[tuple[int, bytes]] = field(default_factory=list)


class Packed:
    """A letter as TNEF writes it. `whole`: nothing of it is missing, as far as it says so itself.

    Checksums are not compared: programs write wrong ones.
    """

    def __init__(self, data: bytes, depth: int = 0) -> None:
        self._depth = depth
        self.whole = True
        self._found = self._attributes(data)
        page = self._found.attributes.get(_CODE_PAGE, b"")[:4]
        self._encoding = encoding_of(int.from_bytes(page, "little"))
        self._properties = self._read(self._found.attributes.get(_PROPERTIES, b""))

    def _attributes(self, data: bytes) -> _Found:
        found = _Found()
        at = 6
        for _ in range(_MAX_ATTRIBUTES):
            if at + 9 > len(data):
                break
            level, name, size = struct.unpack_from("<BII", data, at)
            value = data[at + 9 : at + 9 + size]
            # Some programs fill up the end.
            if level not in (1, 2):
                break
            self.whole = self.whole and len(value) == size
            if name in _OF_ATTACHMENTS:
                found.attachments.append((name, value))
            else:
                found.attributes.setdefault(name, value)
            at += 11 + size
        return found

    def _read(self, data: bytes, at: int = 0) -> Properties:
        found = Properties(data, self._encoding, at)
        self.whole = self.whole and (found.whole or not data)
        return found

    def letter(self) -> Letter:
        own = self._properties
        subject = own.text(0x0037) or self._text(_SUBJECT)
        letter = Letter(" ".join(subject.split()), self._sender())
        letter.take_field("From", letter.sender)
        self._take_people(letter)
        letter.date_ns = own.date_ns(0x0039, 0x0E06) or self._sent()
        if letter.date_ns is not None:
            letter.take_field("Date", shown_date(letter.date_ns))
        self._take_body(letter)
        for attachment in self._attachments():
            self._take_attachment(attachment, letter)
        return letter

    def _text(self, name: int) -> str:
        return text_of(self._found.attributes.get(name, b""), self._encoding)

    def _sender(self) -> str:
        name = self._properties.text(0x0C1A, 0x0042)
        address = self._properties.text(0x5D01, 0x0C1F, 0x0065)
        address = address if "@" in address else ""
        return f"{name} <{address}>" if name and address and name != address else name or address

    def _take_people(self, letter: Letter) -> None:
        """Those that it is shown to have gone to, or else those in the table."""
        named = {1: [self._properties.text(0x0E04)], 2: [self._properties.text(0x0E03)]}
        table = self._found.attributes.get(_PEOPLE, b"")
        at = 4
        if not any(named[1] + named[2]) and table:
            for _ in range(min(int.from_bytes(table[:4], "little"), _MAX_PEOPLE)):
                person = self._read(table, at)
                at = person.end
                named.get(person.integer(0x0C15), []).append(person.text(0x3001, 0x39FE, 0x3003))
        letter.take_field("To", "; ".join(filter(None, named[1])))
        letter.take_field("Cc", "; ".join(filter(None, named[2])))

    def _sent(self) -> int | None:
        """Seven numbers: year, month, day, hour, minute, second, day of the week."""
        try:
            parts = struct.unpack_from("<6H", self._found.attributes.get(_SENT, b""))
            year, month, day, hour, minute, second = parts
            seconds = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
        except (struct.error, ValueError, OverflowError):
            return None
        return seconds * 10**9 if 0 < seconds < 2**33 else None

    def _take_body(self, letter: Letter) -> None:
        own = self._properties
        if plain := own.text(0x1000) or self._text(_BODY).strip():
            letter.take_body(False, plain)
        elif markup := own.raw(0x1013):
            letter.take_body(True, guessed(markup.rstrip(b"\0")))
        elif written := own.text(0x1013):
            letter.take_body(True, written)
        elif packed := own.raw(0x1009):
            letter.take_body(*unpacked(packed, self._encoding))

    def _attachments(self) -> list[_Attachment]:
        """Each begins with where it is shown; the others come in any order."""
        found: list[_Attachment] = []
        for name, value in self._found.attachments:
            if name == _BEGINS or not found:
                found.append(_Attachment())
            if name == _TITLE:
                found[-1].title = found[-1].title or text_of(value, self._encoding)
            elif name == _DATA:
                found[-1].data = found[-1].data or value
            elif name == _ATTACHMENT:
                found[-1].properties = found[-1].properties or value
        self.whole = self.whole and len(found) <= MAX_ATTACHED
        return found[:MAX_ATTACHED]

    def _take_attachment(self, attachment: _Attachment, letter: Letter) -> None:
        """Pictures that the HTML shows are no documents."""
        own = self._read(attachment.properties)
        name = " ".join((own.text(0x3707, 0x3704) or attachment.title or own.text(0x3001)).split())[:300]
        inner = own.raw(0x3701)
        if inner.startswith(_IS_LETTER):
            name = (name or "message").removesuffix(".msg") + ".eml"
            letter.attached.append(name)
            letter.attach(name, lambda: self._letter_in(inner[16:]))
            return
        if name:
            letter.attached.append(name)
        if not own.text(0x3712):
            # The letter as it was signed, with what was attached to it then.
            signed = own.text(0x370E).startswith("multipart/")
            data = attachment.data or inner
            letter.attach(name or ("signed.eml" if signed else ""), lambda: data)

    def _letter_in(self, data: bytes) -> bytes:
        if self._depth >= MAX_DEPTH:
            raise Unsafe(reason="nesting")
        return as_mail(Packed(data, self._depth + 1).letter())
