"""Calendars and address cards (iCalendar, vCard): each entry under its name, its properties as rows."""

import re
from collections.abc import Iterator
from itertools import islice

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.text import lines_of, paragraphs

_LINE = re.compile(
    r"(?:[\w-]{1,60}\.)?([\w-]{1,60})((?:;[^:;\"]{0,500}(?:\"[^\"]{0,500}\")?){0,20}):(.*)", re.DOTALL
)
_NAME = re.compile(r";CN=\"?([^\";:]{1,200})", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_SHOWN = {
    "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "LOCATION": "Location", "DESCRIPTION": "Description",
    "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "CATEGORIES": "Categories", "STATUS": "Status",
    "COMMENT": "Comment", "CONTACT": "Contact", "URL": "URL", "EMAIL": "Email", "TEL": "Phone",
    "ADR": "Address", "ORG": "Organization", "TITLE": "Title", "ROLE": "Role", "NOTE": "Note",
    "BDAY": "Birthday", "NICKNAME": "Nickname", "RRULE": "Repeats",
}  # fmt: skip
# Of one value; what is longer is a picture.
_MAX_LINES = 10_000
# 4 million took 37 s.
MAX_LINES = 1_500_000
_TIMES = frozenset({"DTSTART", "DTEND", "DUE", "BDAY"})
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VCARD", "VFREEBUSY"})
# An alarm, or the rules of a time zone, stand inside and are nobody's text.
_LEFT_OUT = frozenset({"VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT"})


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    end = _end_of_lines(text)
    number = 0
    for unit in in_sections(_entries(text[:end], notes)):
        number = unit.place.number
        yield unit if unit.blocks else paragraphs(text)
    if number and end < len(text):
        yield paragraphs(text[end:], number + 1)


def _end_of_lines(text: str) -> int:
    """Where the last line ends that is worth its parsing; what follows stays as it is written."""
    if text.count("\n") <= MAX_LINES:
        return len(text)
    places = (match.end() for match in re.finditer("\n", text))
    return next(islice(places, MAX_LINES - 1, None))


def _unfolded(text: str) -> Iterator[str]:
    """Lines that begin with a space go on with the one before."""
    kept: list[str] = []
    for line in lines_of(text):
        if line.startswith((" ", "\t")) and kept:
            if len(kept) < _MAX_LINES:
                kept.append(line[1:])
        else:
            if kept:
                yield "".join(kept)
            kept = [line]
    yield "".join(kept)


def _entries(text: str, notes: Notes) -> Iterator[Piece]:
    name = ""
    rows: list[tuple[str, str]] = []
    left_out = 0
    for line in _unfolded(text):
        key, parameters, value = _divided(line)
        if key in ("BEGIN", "END") and value.upper() in _LEFT_OUT:
            left_out = max(0, left_out + (1 if key == "BEGIN" else -1))
        elif left_out:
            continue
        elif key in ("BEGIN", "END"):
            if value.upper() in _ENTRIES:
                yield from _entry(name, rows)
                name, rows = "", []
        elif key in ("SUMMARY", "FN"):
            name = _text(value)
        elif key == "X-WR-CALNAME":
            notes.title = _text(value)[:300]
        elif key in _SHOWN:
            rows.append((_SHOWN[key], _value(key, parameters, value)))
    yield from _entry(name, rows)


def _divided(line: str) -> tuple[str, str, str]:
    """Name, parameters and value; a name that nobody asks for where the line has none."""
    head, _, value = line.partition(":")
    if '"' in head:  # what stands in quotation marks may hold colons
        found = _LINE.match(line)
        return (found[1].upper(), found[2], found[3].strip()) if found else ("", "", "")
    name, _, parameters = head.partition(";")
    return name.rpartition(".")[2].upper(), parameters and ";" + parameters, value.strip()


def _entry(name: str, rows: list[tuple[str, str]]) -> Iterator[Piece]:
    yield "heading", 1, " ".join(name.split())
    for label, value in rows:
        if value.strip():
            yield ("row" if "\n" not in value else "paragraph"), 0, f"{label}: {value}"


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _value(key: str, parameters: str, value: str) -> str:
    if key in _TIMES and (time := _TIME.match(value)):
        day = f"{time[1]}-{time[2]}-{time[3]}"
        return f"{day} {time[4]}:{time[5]}{' UTC' if time[6] else ''}" if time[4] else day
    if key in ("ADR", "ORG"):
        return ", ".join(part for part in _text(value.replace(";", "\n")).split("\n") if part.strip())
    value = value[7:] if value[:7].lower() == "mailto:" else _text(value)
    named = _NAME.search(parameters)
    return f"{named[1]} <{value}>" if named and named[1] != value else value
