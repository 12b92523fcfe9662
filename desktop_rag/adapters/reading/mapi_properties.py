"""Properties of Outlook's letters as TNEF writes them, one after the other (MS-OXTNEF, 2.1.3.4)."""

import struct
from datetime import UTC, datetime

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.domain.errors import ReadingError

Value = int | str | bytes

# Letters have about a hundred; hostile ones have as many as fit.
MAX_PROPERTIES = 2000
_FILETIME_1970 = 11_644_473_600
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MANY = 0x1000
_NAMED = 0x8000
_SIZES = {
    0x01: 0, 0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8,
    0x48: 16,
}  # fmt: skip
_WHOLE = frozenset({0x02, 0x03, 0x14, 0x40})


class Properties:
    """The properties that begin at `at`: by number the first value of each that has no name of its own.

    `end` is the offset behind them; `whole` is false where they break off.
    """

    def __init__(self, data: bytes, encoding: str, at: int = 0) -> None:
        self._data = data
        self._encoding = encoding
        self.end = at
        self.whole = True
        self._values: dict[int, Value] = {}
        try:
            count = self._number()
            for _ in range(min(count, MAX_PROPERTIES)):
                self._take()
            self.whole = count <= MAX_PROPERTIES
        except (struct.error, EOFError):
            self.whole = False

    def text(self, *numbers: int) -> str:
        """The first that says something, without blanks around it; "" for none."""
        found = (self._values.get(number) for number in numbers)
        return next((value for value in found if isinstance(value, str) and value.strip()), "").strip()

    def raw(self, number: int) -> bytes:
        value = self._values.get(number)
        return value if isinstance(value, bytes) else b""

    def integer(self, number: int) -> int:
        value = self._values.get(number)
        return value if isinstance(value, int) else 0

    def date_ns(self, *numbers: int) -> int | None:
        """The first that is there, in nanoseconds since 1970; they count 100 ns since 1601."""
        ticks = next((value for value in map(self.integer, numbers) if value), 0)
        seconds = ticks // 10**7 - _FILETIME_1970
        return seconds * 10**9 if 0 < seconds < 2**33 else None

    def _number(self) -> int:
        (number,) = struct.unpack("<I", self._bytes(4))
        return int(number)

    def _bytes(self, size: int) -> bytes:
        """The next bytes; what is written after them begins at a multiple of four."""
        data = self._data[self.end : self.end + size]
        if len(data) < size:
            raise EOFError
        self.end += size + -size % 4
        return data

    def _take(self) -> None:
        kind, number = struct.unpack("<HH", self._bytes(4))
        if number >= _NAMED:
            self._bytes(16)
            self._bytes(4 if self._number() == 0 else self._number())
        value: Value | None
        single = kind & ~_MANY
        if single in _SIZES:
            value = self._fixed(single, self._number() if kind & _MANY else 1)
        elif single in (_STRING, _UNICODE, _OBJECT, _BINARY):
            value = self._long(single)
        else:
            raise EOFError
        if number < _NAMED and value is not None:
            self._values.setdefault(number, value)

    def _fixed(self, kind: int, count: int) -> int | None:
        data = self._bytes(_SIZES[kind] * count)
        return int.from_bytes(data[: _SIZES[kind]], "little") if kind in _WHOLE and count else None

    def _long(self, kind: int) -> Value | None:
        """The first of its values; each has a length of its own."""
        first: bytes | None = None
        for _ in range(self._number()):
            data = self._bytes(self._number())
            first = data if first is None else first
        if first is None or kind in (_OBJECT, _BINARY):
            return first
        return text_of(first, "utf-16-le" if kind == _UNICODE else self._encoding)


def text_of(data: bytes, encoding: str) -> str:
    """A text up to its final zeros, guessed where it is not in its encoding; its lines end as ours do."""
    if encoding == "utf-16-le":
        text = data[: len(data) & ~1].decode(encoding, "replace")
    else:
        data = data.rstrip(b"\0")
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            text = guessed(data)
    return text.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")


def guessed(data: bytes) -> str:
    try:
        return decode(data, declares=True)
    except ReadingError:
        return data.decode("latin-1")


def shown_date(date_ns: int) -> str:
    return f"{datetime.fromtimestamp(date_ns // 10**9, UTC):%Y-%m-%d %H:%M} UTC"
