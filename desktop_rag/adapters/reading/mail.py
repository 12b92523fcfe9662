"""Mail as it travels (RFC 5322, MIME): the letter, and how its headers and parts are decoded."""

import mimetypes
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from itertools import islice

from desktop_rag.adapters.reading.dates import date_of_mail
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.kinds import TNEF
from desktop_rag.adapters.reading.letters import Letter
from desktop_rag.adapters.reading.mail_parsed import parsed
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.domain.errors import Corrupt, ReadingError, TooLarge, Unsafe

# The parser needs seven times the size; what is beyond belongs to attachments.
MAX_MAIL = 96 * 2**20
MAX_LINES = 2_000_000
MAX_HEADER = 10_000
MAX_PARTS = 20_000
# It is written out and parsed anew, beside the letter that holds it.
MAX_ATTACHED_LETTER = 32 * 2**20
_LETTERS = frozenset({"message/rfc822", "message/global"})
_PACKED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# Of what Outlook packs a letter has one.
MAX_PACKED = 10
_SIGNATURES = frozenset(
    f"application/{kind}"
    for kind in (
        "pkcs7-signature", "x-pkcs7-signature", "pkcs7-mime", "x-pkcs7-mime", "pgp-signature",
        "pgp-encrypted", "pgp-keys",
    )
)  # fmt: skip
_FIELDS = ("From", "To", "Cc", "Date")
_KNOWN = frozenset({"from", "to", "subject", "date", "received", "message-id", "return-path", "mime-version"})
_APPLE = re.compile(rb"\d{1,12}[ \t]*\r?\n")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    data = source.data(MAX_MAIL).lstrip(b"\xef\xbb\xbf\r\n\t ")
    source.cut = source.cut or data.count(b"\n") > MAX_LINES
    if source.suffix == "emlx" and (count := _APPLE.match(data)):
        data = data[count.end() :][: int(count.group())]
    letter = letter_of(data)
    if letter is None:
        yield paragraphs(decode(data).replace("\x0c", "\n"))
        return
    notes.title, notes.author, notes.date_ns = letter.subject, letter.sender, letter.date_ns
    notes.attached += letter.documents
    yield letter.unit(1)


def bounded(data: bytes) -> bytes:
    """A message of two million lines: each takes 150 bytes in the parser, however short it is."""
    if data.count(b"\n") <= MAX_LINES:
        return data
    places = (found.end() for found in re.finditer(b"\n", data))
    return data[: next(islice(places, MAX_LINES - 1, None))]


def letter_of(data: bytes, certain: bool = False) -> Letter | None:
    """The letter that the bytes of a message hold; None when they hold none.

    `certain`: it is a letter even without a header that we know, and nobody asks for its date in numbers.
    Raises `Unsafe`.
    """
    try:
        message = parsed(bounded(data))
    except RecursionError:
        raise Unsafe(reason="nesting") from None
    headers = _headers(message)
    if not certain and not _KNOWN & headers.keys():
        return None
    letter = Letter(headers.get("subject", ""), headers.get("from", "")[:300])
    letter.date_ns = None if certain else date_of_mail(headers.get("date", ""))
    for name in _FIELDS:
        letter.take_field(name, headers.get(name.lower(), ""))
    packed: list[Message[str, str]] = []
    for part, wanted in leaves(message):
        if len(packed) < MAX_PACKED and _is_packed(part):
            packed.append(part)
        else:
            _take(part, wanted, letter)
    for part in packed:
        _take_packed(part, letter)
    return letter


def _headers(message: "Message[str, str]") -> dict[str, str]:
    """The first header of each name that is shown, decoded."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        name = name.lower()
        if name in _KNOWN and name not in found:
            found[name] = header_text(str(value))
    return found


def header_text(raw: str) -> str:
    """A header's value in one line, its encoded words decoded, and bytes that are no ASCII guessed."""
    raw = raw[:MAX_HEADER]
    try:
        raw.encode("ascii")
    except UnicodeEncodeError:
        return " ".join(_guessed(raw.encode("utf-8", "surrogateescape")).split())
    try:
        parts = decode_header(raw) if "=?" in raw else [(raw, None)]
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    texts = (part if isinstance(part, str) else _in(part, charset) for part, charset in parts)
    return " ".join("".join(texts).split())


def _in(data: bytes, charset: str | None) -> str:
    """The bytes in the encoding that they claim; one that is unknown or wrong is guessed."""
    if charset:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            pass
    return _guessed(data)


def _guessed(data: bytes) -> str:
    try:
        return decode(data)
    except ReadingError:
        return data.decode("latin-1")


def leaves(message: "Message[str, str]") -> "Iterator[tuple[Message[str, str], bool]]":
    """The parts that are no containers, and whether HTML among them is wanted: not beside plain text.
    A letter that is attached is one part."""
    stack = [(message, True)]
    for _ in range(MAX_PARTS):
        if not stack:
            return
        part, html_wanted = stack.pop()
        payload = part.get_payload() if part.is_multipart() else None
        if not isinstance(payload, list) or part.get_content_type() in _LETTERS:
            yield part, html_wanted
            continue
        inside = [inner for inner in payload if isinstance(inner, Message)]
        if part.get_content_subtype() == "alternative":
            html_wanted = html_wanted and not any(_is_plain(inner) for inner in inside)
        stack.extend((inner, html_wanted) for inner in reversed(inside))


def _is_plain(part: "Message[str, str]") -> bool:
    return part.get_content_type() == "text/plain" and bool(body_text(part).strip())


def _take(part: "Message[str, str]", html_wanted: bool, letter: Letter) -> None:
    kind = part.get_content_type()
    if kind in _LETTERS:
        _take_letter(part, letter)
    elif (name := _name(part)) is not None:
        letter.attached.append(name or kind)
        _take_document(part, kind, name, letter)
    elif kind == "text/plain" or (kind == "text/html" and html_wanted):
        letter.take_body(kind == "text/html", body_text(part))
    elif not kind.startswith(("text/", "message/", "multipart/")):
        letter.attached.append(kind)
        _take_document(part, kind, "", letter)


def _is_packed(part: "Message[str, str]") -> bool:
    kind = part.get_content_type()
    named = kind == "application/octet-stream" and (_name(part) or "").lower() == "winmail.dat"
    return named or kind in _PACKED


def _take_packed(part: "Message[str, str]", letter: Letter) -> None:
    """What Outlook packed for Outlook lies in the letter itself, as for those who use it.

    One that breaks off is beside it as a document that cannot be read.
    """
    from desktop_rag.adapters.reading.tnef import Packed

    name = _name(part) or "winmail.dat"
    data = _content(part)
    if not data.startswith(TNEF):
        letter.attached.append(name)
        letter.attach(name, lambda: data)
        return
    packed = Packed(data)
    letter.join(packed.letter())
    if not packed.whole:
        letter.attached.append(name)
        letter.attach(name, _broken)


def _broken() -> bytes:
    raise Corrupt(part="tnef")


def _take_letter(part: "Message[str, str]", letter: Letter) -> None:
    """A letter that is attached is a document, called by its subject."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        name = (_name(part) or _headers(inner).get("subject") or "message").removesuffix(".eml") + ".eml"
        letter.attached.append(name)
        letter.attach(name, lambda: _bytes_of(inner))


def _bytes_of(message: "Message[str, str]") -> bytes:
    data = message.as_bytes()
    if len(data) > MAX_ATTACHED_LETTER:
        raise TooLarge(size=str(len(data)))
    return data


def _take_document(part: "Message[str, str]", kind: str, name: str, letter: Letter) -> None:
    """Pictures that stand in the letter are no documents, nor are signatures, sound and film."""
    shown = kind.startswith("image/") and (part.get("Content-ID") or not _is_attachment(part))
    if not shown and kind not in _SIGNATURES and not kind.startswith(("audio/", "video/", "font/")):
        ending = "" if name else mimetypes.guess_extension(kind) or ""
        letter.attach(name or f"attachment{ending}", lambda: _content(part))


def _is_attachment(part: "Message[str, str]") -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except Exception:  # broken parameters raise a dozen kinds
        return True


def _content(part: "Message[str, str]") -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: "Message[str, str]") -> str | None:
    """The name of an attachment, "" for one without; None for a part of the body."""
    try:
        name = part.get_filename()
    except Exception:  # as above
        name = None
    return header_text(name)[:300] if name else ("" if _is_attachment(part) else None)


def body_text(part: "Message[str, str]") -> str:
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except Exception:  # as above
        return ""
    text = _in(data, charset) if isinstance(data, bytes) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
