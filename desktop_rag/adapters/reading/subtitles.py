"""Subtitles (SubRip, WebVTT): what is said as paragraphs, each with the time at which it begins."""

import re
from collections.abc import Iterator

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.adapters.reading.text import is_dump, lines_of, paragraphs

_TIME = re.compile(r"[ \t]*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,]\d{1,3}[ \t]*-->")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,50})?[ \t]+([^<>\n]{1,100})>")
_TAG = re.compile(r"</?[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
_NO_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")
_PARAGRAPH = 60  # seconds


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if is_dump(text):
        yield paragraphs(text)
        return
    composed = Composed()
    for begins, said in _paragraphs(text):
        composed.add("paragraph", f"[{_clock(begins)}] {said}")
    if not composed.blocks:  # no times: a text with this ending
        composed.add("paragraph", text)
    yield composed.unit()


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """(second at which it begins, text): a new one once a minute."""
    begun = -1
    kept: list[str] = []
    for second, said in _cues(text):
        if begun >= 0 and not begun <= second < begun + _PARAGRAPH:
            yield begun, " ".join(kept)
            begun, kept = -1, []
        if begun < 0:
            begun = second
        # Captions that roll repeat the line before.
        if not kept or kept[-1] != said:
            kept.append(said)
    if kept:
        yield begun, " ".join(kept)


def _cues(text: str) -> Iterator[tuple[int, str]]:
    """Each line that is said, with the second at which its cue begins."""
    second, silent = -1, False
    held = ""  # a line may be the name of the cue that comes: known when the next line is
    first = True
    for line in lines_of(text):
        line = line.strip()
        if found := _TIME.match(line):
            if not (first or held.isdigit()):
                yield from _said(second, held)
            second, silent, held, first = _seconds(found), False, "", False
        elif not line:
            yield from _said(second, held)
            silent, held, first = False, "", True
        elif line.startswith(_NO_CUE) and first and not held:
            silent = True
        elif not silent and second >= 0:
            yield from _said(second, held)
            first, held = first and not held, line
    yield from _said(second, held)


def _seconds(found: re.Match[str]) -> int:
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


def _said(second: int, line: str) -> Iterator[tuple[int, str]]:
    said = _TAG.sub("", _VOICE.sub(r"\1: ", line)).strip()
    if said:
        yield second, said
