"""Documents made by code, the same at every run: text, Markdown, HTML, Word and PDF."""

import html
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.adapters.reading.making import lines, pdf

WORDS = 1500
SENTENCE = 14
PARAGRAPH = 6
RARE = 8000
# How many of a hundred documents are of which kind.
SHARES = ((".txt", 30), (".md", 25), (".html", 20), (".docx", 15), (".pdf", 10))
COMMON = """
the of and to in is that for it as was with be by on not he this are or his from at which but have an had
they you were their one all we can her has there been if more when will would who so no
"""
SYLLABLES = "ba co de fi gu la me no pi ru sa te vi wo ya der lin mon ter ran sel tis ver nal"


class _Tongue:
    """A made-up language: the small words are English, the others few come often and most seldom."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._common = COMMON.split()
        syllables = SYLLABLES.split()
        self._rare = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(RARE)]

    def paragraphs(self, words: int) -> list[str]:
        sentences = []
        for _ in range(max(1, words // SENTENCE)):
            drawn = " ".join(self._word() for _ in range(SENTENCE))
            sentences.append(f"{drawn.capitalize()}.")
        return [" ".join(sentences[at : at + PARAGRAPH]) for at in range(0, len(sentences), PARAGRAPH)]

    def _word(self) -> str:
        if self._chance.random() < 0.45:
            return self._chance.choice(self._common)
        return self._rare[int(RARE * self._chance.random() ** 3)]


def write_documents(folder: Path, number: int, words: int = WORDS) -> list[Path]:
    """Writes `number` documents of about `words` words each, a folder for every fifty."""
    chance = random.Random(number)
    tongue = _Tongue(chance)
    kinds = [kind for kind, share in SHARES for _ in range(share)]
    chance.shuffle(kinds)
    written = []
    for count in range(number):
        kind = kinds[count % len(kinds)]
        place = folder / f"shelf {count // 50 + 1}" / f"document {count + 1:04d}{kind}"
        place.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[kind](place, f"Document {count + 1}", tongue.paragraphs(words))
        written.append(place)
    return written


def write_texts(folder: Path, number: int, words: int) -> list[Path]:
    """Writes plain texts alone."""
    tongue = _Tongue(random.Random(number))
    written = []
    for count in range(number):
        place = folder / f"shelf {count // 100 + 1}" / f"text {count + 1:05d}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        _txt(place, f"Text {count + 1}", tongue.paragraphs(words))
        written.append(place)
    return written


def _txt(place: Path, title: str, paragraphs: Sequence[str]) -> None:
    place.write_text("\n\n".join((title, *paragraphs)), encoding="utf-8")


def _md(place: Path, title: str, paragraphs: Sequence[str]) -> None:
    parts = [f"# {title}"]
    for number, paragraph in enumerate(paragraphs):
        parts += [f"## Section {number // 4 + 1}"] if number % 4 == 0 else []
        parts.append(paragraph)
    place.write_text("\n\n".join(parts), encoding="utf-8")


def _html(place: Path, title: str, paragraphs: Sequence[str]) -> None:
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    page = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    )
    place.write_text(page, encoding="utf-8")


def _docx(place: Path, title: str, paragraphs: Sequence[str]) -> None:
    import docx

    document = docx.Document()
    document.add_heading(title, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(place))


def _pdf(place: Path, title: str, paragraphs: Sequence[str]) -> None:
    rows = [title]
    for paragraph in paragraphs:
        words = paragraph.split()
        rows += [" ".join(words[at : at + 9]) for at in range(0, len(words), 9)]
    pages = [lines(rows[at : at + 30]) for at in range(0, len(rows), 30)]
    place.write_bytes(pdf(pages, title))


WRITERS: dict[str, Callable[[Path, str, Sequence[str]], None]] = {
    ".txt": _txt,
    ".md": _md,
    ".html": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}
