"""Bytes to text: BOM, pattern of NULs, UTF-8, what the file declares, chardet on 64 KiB, Windows-1252."""

import codecs
import re
import unicodedata
from collections import Counter

from desktop_rag.domain.errors import Unsupported

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_ZEROS = 16
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
# Letters of Central Europe where Windows has them, and where ISO 8859-2 has them.
_OF_1250 = re.compile(rb"[\x80-\x9f]")
_OF_LATIN_2 = re.compile(rb"[a-z\xe0-\xfe][\xa6\xa9\xab\xae\xb6\xb9\xbb\xbe][a-z\xe0-\xfe]")
# Controls, surrogates, private and unassigned.
_STRANGE = frozenset({"Cc", "Cs", "Co", "Cn"})
_GAPS = frozenset(" \n\r、。，,.")
_CONTROL_BYTES = bytes({*range(32), 127} - {*b"\t\n\x0b\x0c\r\x1b"})
_CONTROLS = bytes({*range(32)} - {*b"\t\n\x0c\r\x1b"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")


def decode(data: bytes, declares: bool = False) -> str:
    """The text, with line ends as "\\n". `declares`: the file may name its encoding, as HTML does.

    Raises `Unsupported` for data that is no text.
    """
    text = _decoded(_ended(data), declares)
    sample = text[:20_000]
    if _controls(sample) > 0.1 * len(sample):
        raise Unsupported(kind="binary")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _controls(sample: str) -> int:
    """How many characters no text holds."""
    if sample.isascii():  # thirty times as fast
        return len(sample) - len(sample.encode().translate(None, _CONTROLS))
    return len(_CONTROL.findall(sample))


def _ended(data: bytes) -> bytes:
    """Without the zeros that a computer leaves at the end of a file when it stops while that is written."""
    if not data.endswith(bytes(_ZEROS)):
        return data
    end = len(data.rstrip(b"\0"))
    return data[: end + -end % 4]  # a letter may end with zeros of its own


def is_text(sample: bytes) -> bool:
    """Whether the beginning of a file whose name says nothing is text: few control characters or none."""
    if any(sample.startswith(bom) for bom, _ in _BOMS):
        return True
    try:
        if b"\0" in sample and _wide(sample):
            return True
    except Unsupported:
        return False
    return len(sample) - len(sample.translate(None, _CONTROL_BYTES)) <= 0.02 * len(sample)


def _decoded(data: bytes, declares: bool) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if b"\0" in data[:4096] and (wide := _wide(data[:4096])):
        return data.decode(wide, "replace")
    if b"\x1b$" in data and (shifted := _shifted(data)):
        return shifted
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declares and (named := _DECLARED.search(data[:4096])):
        try:
            return data.decode(named.group(1).decode("ascii"))
        except (LookupError, UnicodeError, ValueError):
            pass
    return _nearly_utf8(data) or _guessed(data)


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark; "" for a text with a stray NUL. Raises `Unsupported` for others."""
    half = len(sample) / 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half > 4 and even + odd > 0.9 * half and (four := _four_bytes(sample)):
        return four
    if odd > 0.3 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.1 * half:
        return "utf-16-be"
    for encoding in ("utf-16-le", "utf-16-be"):
        if _reads_well(sample, encoding):
            return encoding
    if even + odd > 0.03 * len(sample) + 4:
        raise Unsupported(kind="binary")
    return ""


def _four_bytes(sample: bytes) -> str:
    whole = sample[: len(sample) // 4 * 4]
    if not any(whole[3::4]) and max(whole[2::4], default=0) <= 0x10:
        return "utf-32-le"
    return "utf-32-be" if not any(whole[0::4]) and max(whole[1::4], default=0) <= 0x10 else ""


def _reads_well(sample: bytes, encoding: str) -> bool:
    """Whether the letters are of few scripts, with spaces or stops between them."""
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    strange = sum(unicodedata.category(char) in _STRANGE for char in text if char not in "\r\n\t")
    if strange > 0.01 * len(text) + 1 or not _GAPS.intersection(text):
        return False
    blocks = Counter(_block(ord(char)) for char in text)
    return sum(count for _, count in blocks.most_common(3)) >= 0.9 * len(text)


def _block(code: int) -> int:
    """A number for each 256 letters; one for all Chinese characters, one for all Korean syllables."""
    if 0x3400 <= code <= 0x9FFF:
        return 0x4E
    return 0xAC if 0xAC00 <= code <= 0xD7AF else code >> 8


def _shifted(data: bytes) -> str:
    """Japanese and Korean of seven bits, as old mail has it."""
    for encoding in ("iso2022_jp_ext", "iso2022_kr"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _nearly_utf8(data: bytes) -> str:
    """UTF-8 with a few broken places, such as a log that was cut: else the whole would be mangled."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(data) - len(data.decode("ascii", "ignore"))
    return text if broken * 20 < beyond_ascii else ""


def _guessed(data: bytes) -> str:
    import chardet

    sample = data
    if len(data) > _SAMPLE:
        middle = len(data) // 2
        sample = data[: _SAMPLE // 2] + data[middle : middle + _SAMPLE // 2]
    named = chardet.detect(sample).get("encoding") or "cp1252"
    if named.lower() == "windows-1250" and not _OF_1250.search(data) and _OF_LATIN_2.search(data):
        named = "iso8859-2"
    try:
        return data.decode(named, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
