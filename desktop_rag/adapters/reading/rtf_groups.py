"""RTF as texts and control words, with groups, encodings and Unicode resolved (RTF 1.9.1)."""

import re
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from desktop_rag.adapters.reading.ole import encoding_of
from desktop_rag.domain.errors import Unsafe

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2}){1,999})|\\([^a-zA-Z])|([{}])|"
    rb"([^\\{}\r\n\0]+)|[\r\n\0]+|\\"
)
_BRACE = re.compile(rb"([{}])|\\bin(\d{1,10}) ?|\\.", re.DOTALL)
# Of fonts (\fcharset) to code pages.
_CHARSETS = {
    77: 10000, 78: 10001, 80: 936, 83: 10006, 84: 10007, 85: 1256, 88: 10029, 128: 932, 129: 949,
    130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
    204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850, 0: 1252, 2: 1252,
}  # fmt: skip
_SYMBOLS = {
    b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"endash": "–", b"emdash": "—", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
    b"softline": "\n", b"lbr": "\n",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_PAGES = {b"mac": 10000, b"pc": 437, b"pca": 850, b"ansi": 1252}
_MEANT = frozenset({b"bin", b"f", b"uc", b"fcharset", b"cpg", b"plain", b"deleted", b"ansicpg"}) | {
    *_SYMBOLS,
    *_PAGES,
}
MAX_DEPTH = 5_000
# A token costs one to two microseconds.
MAX_TOKENS = 5_000_000
_MAX_FONTS = 50_000


class Group(Struct, frozen=True):
    """What holds within a pair of braces: where its text goes to, and how that is written."""

    destination: str
    encoding: str
    skip: int = 1  # characters that stand in for one of Unicode
    deleted: bool = False


class Rtf:
    """Goes through RTF and hands texts and control words to the methods that a subclass fills.

    `destinations` says where the text of a group with such a first word goes to. Groups whose first
    word is in `silent` are left out; so are starred ones but for those in `destinations` and `passed`.
    """

    destinations: ClassVar[dict[bytes, str]] = {}
    passed: ClassVar[frozenset[bytes]] = frozenset()
    silent: ClassVar[frozenset[bytes]] = frozenset()

    def __init__(self, data: bytes, encoding: str = "cp1252") -> None:
        self._data = data
        self._at = 0
        self._left = MAX_TOKENS
        self._default = encoding
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._stack: list[Group] = []
        self._group = Group("body", encoding)
        self._written: list[bytes] = []
        self._units: list[str] = []
        self._skip = 0
        # Of most words that a document holds, none of this is true.
        self._meant = _MEANT | self.silent | self.destinations.keys()
        self.cut = False

    def text(self, text: str, destination: str) -> None:
        """A run of text."""

    def word(self, word: bytes, number: int | None, destination: str) -> None:
        """A control word that says nothing of groups and encodings."""

    def leave(self, destination: str) -> None:
        """A group of this destination has ended."""

    def go_on(self, tokens: int = 100_000) -> bool:
        """Reads some more; False at the end. Raises `Unsafe` for groups nested beyond all use."""
        data, match, end = self._data, _TOKEN.match, len(self._data)
        for _ in range(tokens):
            self._left -= 1
            if self._at >= end or self._left < 0:
                self.cut = self._at < end
                self._flush()
                return False
            token = match(data, self._at)
            assert token is not None  # every byte begins one of the alternatives
            self._at = token.end()
            # In the order of how often they are: this loop is most of what RTF costs.
            kind = token.lastindex
            if kind == 6:
                self._bytes(token[6])
            elif kind == 1:
                self._word(token[1], None)
            elif kind == 2:
                self._word(token[1], int(token[2]))
            elif kind == 5:
                self._brace(token[5])
            elif kind == 3:
                self._bytes(bytes.fromhex(token[3].replace(b"\\'", b"").decode()))
            elif kind == 4:
                self._sign(token[4])
        return True

    def _bytes(self, data: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if data:
            if self._units:
                self._flush()
            self._written.append(data)

    def _flush(self) -> None:
        if self._written:
            text = b"".join(self._written).decode(self._group.encoding, "replace")
            self._written.clear()
            if not self._group.deleted:
                self.text(text, self._group.destination)
        if self._units:
            text = "".join(self._units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            self._units.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        if not self._group.deleted:
            self.text(text, self._group.destination)

    def _brace(self, brace: bytes) -> None:
        if self._written or self._units:
            self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= MAX_DEPTH:
                raise Unsafe(reason="nesting")
            self._stack.append(self._group)
        elif self._stack:
            ended, self._group = self._group, self._stack.pop()
            if ended.destination != self._group.destination:
                self.leave(ended.destination)
            if not self._stack:  # what follows the document is no part of it
                self._at = len(self._data)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred()
        elif sign in b"\r\n":
            self._flush()
            self.word(b"par", None, self._group.destination)
        elif self._skip:
            self._skip -= 1
        elif shown := _SIGNS.get(sign):
            self._flush()
            self._put(shown)

    def _starred(self) -> None:
        """A group that is left out unless its name is known."""
        while (token := _TOKEN.match(self._data, self._at)) is not None and token.lastindex is None:
            self._at = token.end()
        if token is None or not (token[1] in self.destinations or token[1] in self.passed):
            self._leave_out()

    def _leave_out(self) -> None:
        """Goes to the brace that ends the group, past all that is inside, also pictures in bytes."""
        self._flush()
        depth = 1
        while (found := _BRACE.search(self._data, self._at)) is not None and self._left > 0:
            self._left -= 1
            self._at = found.end() + int(found[2] or 0)
            depth += {b"{": 1, b"}": -1}.get(found[1], 0)
            if not depth:
                self._at = found.start()
                return
        self._at = len(self._data) if found is None else self._at

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"u" and number is not None:
            if self._written:
                self._flush()
            self._units.append(chr(number % 65536))
            self._skip = self._group.skip
            return
        self._skip = 0
        if self._written or self._units:
            self._flush()
        if word not in self._meant:
            self.word(word, number, self._group.destination)
        elif word == b"bin":
            self._at += max(number or 0, 0)
        elif word in self.silent:
            self._leave_out()
        elif (shown := _SYMBOLS.get(word)) is not None:
            self._put(shown)
        elif (destination := self.destinations.get(word)) is not None:
            self._group = replace(self._group, destination=destination)
        elif not self._writes(word, number):
            self.word(word, number, self._group.destination)

    def _writes(self, word: bytes, number: int | None) -> bool:
        """Takes what a word says of encodings; False for words that say nothing of them."""
        if word == b"f":
            self._choose_font(number or 0)
        elif word == b"uc":
            self._group = replace(self._group, skip=min(max(number or 0, 0), 20))
        elif word in (b"fcharset", b"cpg"):
            page = number if word == b"cpg" else _CHARSETS.get(number or 0)
            if page is not None and len(self._fonts) < _MAX_FONTS and self._group.destination == "fonts":
                self._fonts[self._font] = encoding_of(page)
        elif word == b"plain":
            self._group = replace(self._group, encoding=self._default, deleted=False)
        elif word == b"deleted":
            self._group = replace(self._group, deleted=number != 0)
        elif word == b"ansicpg" or word in _PAGES:
            self._default = encoding_of(number or 1252) if word == b"ansicpg" else encoding_of(_PAGES[word])
            self._group = replace(self._group, encoding=self._default)
        else:
            return False
        return True

    def _choose_font(self, number: int) -> None:
        if self._group.destination == "fonts":
            self._font = number
        else:
            self._group = replace(self._group, encoding=self._fonts.get(number, self._default))
