"""What tesseract saw on a page, made a text: words, lines, paragraphs, and where each word stands."""

import re
from collections.abc import Iterable, Iterator
from statistics import median
from typing import NamedTuple

from desktop_rag.domain.documents import Block
from desktop_rag.domain.reading import WordBox

# Per cent, as tesseract says how sure it is. Specks, lines and textures are "read" as letters below these;
# on clean pages 99 words of 100 are over 80.
SURE_WORD = 30.0
SURE_LINE = 45.0
# A page on which fewer letters than these stand surely holds no text: a photograph, or a blank sheet.
FEWEST_LETTERS = 8
SURE_LETTERS = 60.0
# A page in a language that was not asked for is read as gibberish: of its letters a third or less are in
# words over 80 per cent, on pages that were read right nine of ten.
CERTAIN, CERTAIN_SHARE = 80.0, 0.4

_LETTERS = re.compile(r"[^\W_]")
_WORD = 5
_COLUMNS = 12
_HYPHENS = ("-", "\u2010", "\u00ad")
# A line by itself that is so much higher than the others is a heading.
_HIGHER, _MUCH_HIGHER = 1.35, 1.9
_HEADING_LENGTH = 120


class Word(NamedTuple):
    """A word with its box in pixels, and how sure tesseract is of it, in per cent."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    sure: float


class Page(NamedTuple):
    """A recognised page; blocks and boxes are in offsets of its text, boxes in the pixels of its picture."""

    text: str
    blocks: tuple[Block, ...]
    boxes: tuple[WordBox, ...]


NOTHING = Page("", (), ())

Line = list[Word]
Paragraph = list[Line]


def page_of(tsv: str, across: float = 1.0, down: float = 1.0) -> Page:
    """The text of tesseract's table; `across` and `down` make points of its pixels.

    Words and lines that it is not sure of are left out, and a page that has hardly any others is empty.
    """
    paragraphs = list(_paragraphs(tsv))
    if _letters(paragraphs) < FEWEST_LETTERS or _certain(paragraphs) < CERTAIN_SHARE:
        return NOTHING
    return _Composing(across, down).page(paragraphs)


def _letters(paragraphs: Iterable[Paragraph]) -> int:
    """Letters and digits in words that are surely read and are not by themselves."""
    return sum(
        len(found)
        for paragraph in paragraphs
        for line in paragraph
        for word in line
        if word.sure >= SURE_LETTERS and len(found := _LETTERS.findall(word.text)) > 1
    )


def _certain(paragraphs: Iterable[Paragraph]) -> float:
    words = [word for paragraph in paragraphs for line in paragraph for word in line]
    length = sum(len(word.text) for word in words)
    return sum(len(word.text) for word in words if word.sure >= CERTAIN) / max(length, 1)


def _paragraphs(tsv: str) -> Iterator[Paragraph]:
    place: tuple[str, ...] = ()
    paragraph: Paragraph = []
    line: Line = []
    for found, word in _words(tsv):
        if found != place:
            paragraph += [line] if _holds(line) else []
            line = []
            if found[:2] != place[:2] and paragraph:
                yield paragraph
                paragraph = []
            place = found
        line.append(word)
    paragraph += [line] if _holds(line) else []
    if paragraph:
        yield paragraph


def _words(tsv: str) -> Iterator[tuple[tuple[str, ...], Word]]:
    """Each word with its place: block, paragraph, line."""
    for row in tsv.split("\n")[1:]:
        cells = row.rstrip("\r").split("\t")
        if len(cells) < _COLUMNS or cells[0] != str(_WORD):
            continue
        text = " ".join("".join(cells[_COLUMNS - 1 :]).split())
        try:
            left, top, width, height = map(int, cells[6:10])
            sure = float(cells[10])
        except ValueError:
            continue
        if text and sure >= SURE_WORD:
            yield tuple(cells[2:5]), Word(text, left, top, left + width, top + height, sure)


def _holds(line: Line) -> bool:
    """Whether a line is text, not a rule or a texture."""
    length = sum(len(word.text) for word in line)
    if not length or not any(_LETTERS.search(word.text) for word in line):
        return False
    return sum(word.sure * len(word.text) for word in line) / length >= SURE_LINE


class _Composing:
    """Puts a page together: a line of the page is a line of the text, paragraphs have an empty line between
    them, and words that were divided at the end of a line are whole again."""

    def __init__(self, across: float, down: float) -> None:
        self._across = across
        self._down = down
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._boxes: list[WordBox] = []

    def page(self, paragraphs: list[Paragraph]) -> Page:
        usual = median(_height(line) for paragraph in paragraphs for line in paragraph)
        for paragraph in paragraphs:
            if self._length:
                self._add("\n\n")
            start = self._length
            for number, line in enumerate(paragraph):
                following = paragraph[number + 1] if number + 1 < len(paragraph) else None
                self._line(line, following)
            level = _heading(paragraph, usual)
            self._blocks.append(Block("heading" if level else "paragraph", level, start, self._length))
        return Page("".join(self._parts), tuple(self._blocks), tuple(self._boxes))

    def _line(self, line: Line, following: Line | None) -> None:
        for number, word in enumerate(line):
            last = number == len(line) - 1
            text = word.text
            divided = last and following is not None and _divided(text, following[0].text)
            if divided:
                text = text[:-1]
            start = self._length
            self._add(text)
            self._boxes.append(
                WordBox(
                    start, self._length,
                    word.left * self._across, word.top * self._down,
                    word.right * self._across, word.bottom * self._down,
                )
            )  # fmt: skip
            if not divided and not (last and following is None):
                self._add("\n" if last else " ")

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _divided(word: str, following: str) -> bool:
    return len(word) > 2 and word[-1] in _HYPHENS and word[-2].isalpha() and following[0].islower()


def _height(line: Line) -> float:
    """Of its words' ink: the box of the whole line grows when the page is askew."""
    return median(word.bottom - word.top for word in line)


def _heading(paragraph: Paragraph, usual: float) -> int:
    """The level of a paragraph that is a heading, else 0."""
    text = " ".join(word.text for line in paragraph for word in line)
    if len(paragraph) > 2 or len(text) > _HEADING_LENGTH or len(_LETTERS.findall(text)) < 3:
        return 0
    higher = max(_height(line) for line in paragraph) / max(usual, 1.0)
    return 0 if higher < _HIGHER or text[0].islower() else 1 if higher >= _MUCH_HIGHER else 2
