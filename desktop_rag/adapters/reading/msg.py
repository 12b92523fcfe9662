"""Letters that Outlook saved (.msg): properties in an OLE container, MS-OXMSG and MS-OXPROPS."""

import codecs
import struct
from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.letters import MAX_DEPTH, MAX_NAMES, Letter
from desktop_rag.adapters.reading.mail_written import as_mail
from desktop_rag.adapters.reading.mapi_properties import shown_date
from desktop_rag.adapters.reading.ole import Container, note_damage, opened
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.rtf_packed import unpacked
from desktop_rag.domain.errors import Unsafe

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_TO, _CC = "0E04", "0E03"
_LONG_NAME, _NAME, _DISPLAYED = "3707", "3704", "3001"
_DATA, _CONTENT_ID, _MIME_TYPE = "3701", "3712", "370E"
_SENT, _DELIVERED = 0x0039_0040, 0x0E06_0040
_CODE_PAGES = (0x3FFD_0003, 0x3FDE_0003)
_NAMED_PAGES = {65001: "utf-8", 20127: "ascii", 28591: "latin-1", 50220: "iso2022_jp", 20866: "koi8-r"}
_FILETIME_1970 = 11_644_473_600
_PROPERTIES = "__properties_version1.0"
MAX_STREAM = 64 * 2**20


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    with opened(source) as container:
        container.main(_PROPERTIES)
        letter = _Message(container).letter()
    notes.title, notes.author, notes.date_ns = letter.subject, letter.sender[:300], letter.date_ns
    notes.attached += letter.documents
    yield letter.unit(1)
    note_damage(container, notes)


class _Message:
    """The properties of one message; text is UTF-16 (type 001F) or in the message's code page (001E).

    `inside` is the folder of a message that is attached to another.
    """

    def __init__(self, container: Container, inside: str = "") -> None:
        self._container = container
        self._inside = inside
        self._numbers = _numbers(self._raw(_PROPERTIES), 24 if inside else 32)
        page = next((self._numbers[tag] & 0xFFFF_FFFF for tag in _CODE_PAGES if tag in self._numbers), 1252)
        self._page = _NAMED_PAGES.get(page, f"cp{page}")
        try:
            codecs.lookup(self._page)
        except LookupError:
            self._page = "cp1252"

    def _raw(self, name: str) -> bytes:
        return self._container.stream(self._inside + name, MAX_STREAM)

    def _text(self, tag: str, folder: str = "") -> str:
        name = f"{folder}__substg1.0_{tag}"
        if data := self._raw(name + "001F"):
            text = data.decode("utf-16-le", "replace")
        elif data := self._raw(name + "001E"):
            text = self._guarded(data.rstrip(b"\0"))
        else:
            return ""
        return text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")

    def _guarded(self, data: bytes) -> str:
        """In the code page; where that was meant for the HTML alone, guessed."""
        try:
            return data.decode(self._page)
        except UnicodeDecodeError:
            return decode(data)

    def letter(self) -> Letter:
        letter = Letter(" ".join(self._text(_SUBJECT).split()), self._sender())
        letter.take_field("From", letter.sender)
        letter.take_field("To", self._text(_TO))
        letter.take_field("Cc", self._text(_CC))
        letter.date_ns = self._date()
        if letter.date_ns is not None:
            letter.take_field("Date", shown_date(letter.date_ns))
        self._take_body(letter)
        for folder in self._attachments():
            self._take_attachment(folder, letter)
        return letter

    def _take_attachment(self, folder: str, letter: Letter) -> None:
        """Pictures that the HTML shows are no documents."""
        name = self._name(folder)
        if name:
            letter.attached.append(name)
        inner = f"{folder}__substg1.0_{_DATA}000D"
        if self._container.exists(self._inside + inner):
            name = (name or "message").removesuffix(".msg") + ".eml"
            letter.attach(name, lambda: self._letter_in(f"{self._inside}{inner}/"))
        elif not self._text(_CONTENT_ID, folder):
            # The letter as it was signed, with what was attached to it then.
            signed = self._text(_MIME_TYPE, folder).startswith("multipart/")
            name = name or ("signed.eml" if signed else "")
            letter.attach(name, lambda: self._raw(f"{folder}__substg1.0_{_DATA}0102"))

    def _letter_in(self, folder: str) -> bytes:
        if folder.count(_DATA) > MAX_DEPTH:
            raise Unsafe(reason="nesting")
        return as_mail(_Message(self._container, folder).letter())

    def _sender(self) -> str:
        name = self._text(_SENDER).strip()
        addresses = (self._text(_SENDER_SMTP), self._text(_SENDER_ADDRESS))
        address = next((address.strip() for address in addresses if "@" in address), "")
        return f"{name} <{address}>" if name and address and name != address else name or address

    def _date(self) -> int | None:
        """100 ns since 1601, of when it was sent."""
        for tag in (_SENT, _DELIVERED):
            if value := self._numbers.get(tag):
                seconds = value // 10**7 - _FILETIME_1970
                return seconds * 10**9 if 0 < seconds < 2**33 else None
        return None

    def _take_body(self, letter: Letter) -> None:
        if (plain := self._text(_BODY)).strip():
            letter.take_body(False, plain)
        elif markup := self._raw(f"__substg1.0_{_HTML}0102"):
            letter.take_body(True, decode(markup.rstrip(b"\0"), declares=True))
        elif (written := self._text(_HTML)).strip():
            letter.take_body(True, written)
        elif packed := self._raw(f"__substg1.0_{_RTF}0102"):
            letter.take_body(*unpacked(packed, self._page))

    def _attachments(self) -> list[str]:
        depth = self._inside.count("/")
        above = self._inside.split("/")[:depth]
        entries = self._container.listdir()
        folders = {entry[depth] for entry in entries if len(entry) > depth and entry[:depth] == above}
        return sorted(folder + "/" for folder in folders if folder.startswith("__attach"))[:MAX_NAMES]

    def _name(self, folder: str) -> str:
        names = (self._text(tag, folder).strip() for tag in (_LONG_NAME, _NAME, _DISPLAYED))
        return next((" ".join(name.split())[:300] for name in names if name), "")


def _numbers(properties: bytes, head: int) -> dict[int, int]:
    """Properties of fixed size: tag to 8 bytes of value, in entries of 16 bytes after a head."""
    found: dict[int, int] = {}
    for at in range(head, min(len(properties), 2**16) - 15, 16):
        tag, _, value = struct.unpack_from("<IIQ", properties, at)
        found[tag] = value
    return found
