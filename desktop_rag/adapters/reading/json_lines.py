"""JSON and JSON lines: `path: value` line by line, records of a list as rows."""

import json
from collections.abc import Iterator
from typing import Any

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.parsed import Notes, Parsed
from desktop_rag.adapters.reading.sections import Piece, in_sections
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.domain.errors import Unsafe

# Beyond these a file is read as the text that it is: values take up to twenty times their text, and
# 22 million of them took 35 s.
MAX_JSON = 48 * 2**20
MAX_VALUES = 3_000_000
MAX_DEPTH = 200
_MAX_ROW = 1000
_MAX_PATH = 200
_DECODER = json.JSONDecoder(parse_float=str)
_LINES = frozenset({"jsonl", "ndjson", "jsonlines"})


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    if source.suffix in _LINES:
        yield from _lines(text)
        return
    try:
        value = loads(text) if within_bounds(text) else None
    except ValueError:
        value = None
    except RecursionError:
        raise Unsafe(reason="nesting") from None
    if value is None:
        yield from _plain(text)
        return
    notes.title = _title(value)
    yield from in_sections(pieces(value))


def loads(text: str) -> Any:
    """The value; numbers with a point stay as they are written."""
    return _DECODER.decode(text.removeprefix("\ufeff"))


def within_bounds(text: str) -> bool:
    """Whether the text is worth its parsing: not too long, and not of too many values."""
    return len(text) <= MAX_JSON and text.count(",") + text.count("[") + text.count("{") <= MAX_VALUES


def _plain(text: str) -> Iterator[Parsed]:
    """What is no JSON, or too much of it, is still text."""
    yield paragraphs(text)


def _lines(text: str) -> Iterator[Parsed]:
    """Lines as rows, as long as they are worth their parsing; what follows as it is written."""
    parsed = _Lines(text)
    number = 0
    for unit in in_sections(parsed.pieces()):
        number = unit.place.number
        yield unit
    if rest := text[parsed.at :]:
        yield paragraphs(rest, number + 1)


class _Lines:
    """`at` is the place in the text up to which lines are parsed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def pieces(self) -> Iterator[Piece]:
        left = MAX_VALUES
        while self.at < len(self._text) and left > 0:
            end = self._text.find("\n", self.at)
            line = self._text[self.at : end if end >= 0 else len(self._text)]
            self.at += len(line) + 1
            # A line costs as much as ten values of it.
            left -= 10 + line.count(",") + line.count("[") + line.count("{")
            if line and not line.isspace():
                yield from _of_line(line)


def _of_line(line: str) -> Iterator[Piece]:
    if not within_bounds(line):
        yield "paragraph", 0, line
        return
    try:
        value = loads(line)
        if isinstance(value, dict) and (row := _record(value)):
            yield "row", 0, row
        else:
            yield from pieces([value])
    except (ValueError, RecursionError):
        yield "paragraph", 0, line


def _title(value: Any) -> str:
    if isinstance(value, dict):
        for key in ("title", "name"):
            if isinstance(title := value.get(key), str):
                return " ".join(title.split())[:300]
    return ""


def pieces(value: Any) -> Iterator[Piece]:
    """The lines of a value, outer ones first. Raises `Unsafe` beyond 200 levels of nesting."""
    if not isinstance(value, dict | list):
        yield from _line("", shown(value))
        return
    # Iterators instead of recursion: a list of a million records must not be copied to a stack.
    stack: list[Iterator[tuple[str, Any, bool]]] = [iter([("", value, False)])]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            continue
        path, container, in_list = found
        if len(stack) > MAX_DEPTH:
            raise Unsafe(reason="nesting")
        if in_list and isinstance(container, dict) and (row := _record(container)):
            yield "row", 0, row
        elif isinstance(container, dict):
            yield from _fields(path, container)
            stack.append(_children(path, container))
        else:
            yield from _scalars(path, container)
            stack.append((path, item, True) for item in container if _is_container(item))


def _children(path: str, record: dict[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    return ((_joined(path, key), value, False) for key, value in record.items() if _is_container(value))


def _is_container(value: Any) -> bool:
    return bool(value) and (
        isinstance(value, dict) or (isinstance(value, list) and not _is_short_list(value))
    )


def _is_short_list(value: list[Any]) -> bool:
    return len(value) <= 100 and not any(isinstance(item, dict | list) for item in value)


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}"[:_MAX_PATH] if path else key[:_MAX_PATH]


def shown(value: Any) -> str:
    """A scalar, or a short list of them, as people write it."""
    if isinstance(value, str):
        return "" if value[:5] == "data:" and ";base64," in value[:200] else value
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := shown(item)))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(value)
    except ValueError:  # a number of more than 4,300 digits
        return ""


def _record(record: dict[str, Any]) -> str:
    """A record as one row, "" when it is too long for one or holds long lists or deep records."""
    cells = _cells(record, "", 0)
    row = " | ".join(cells) if cells is not None else ""
    return row if len(row) <= _MAX_ROW else ""


def _cells(record: dict[str, Any], above: str, depth: int) -> list[str] | None:
    cells: list[str] = []
    for key, value in record.items():
        if isinstance(value, dict):
            inner = (
                _cells(value, f"{above}{key}.", depth + 1) if depth < 3 and len(above) < _MAX_PATH else None
            )
            if inner is None:
                return None
            cells += inner
        elif isinstance(value, list) and not _is_short_list(value):
            return None
        elif (text := shown(value)) and not text.isspace():
            if len(text) > _MAX_ROW:
                return None
            cells.append(f"{above}{key}: {' '.join(text.split())}")
    return cells


def _fields(path: str, record: dict[str, Any]) -> Iterator[Piece]:
    for key, value in record.items():
        if not _is_container(value) and not isinstance(value, dict) and (text := shown(value)).strip():
            yield from _line(_joined(path, key), text)


def _scalars(path: str, items: list[Any]) -> Iterator[Piece]:
    line: list[str] = []
    length = 0
    for item in items:
        if _is_container(item) or not (text := shown(item)).strip():
            continue
        if line and length + len(text) > _MAX_ROW:
            yield from _line(path, ", ".join(line))
            line, length = [], 0
        line.append(text)
        length += len(text) + 2
    if line:
        yield from _line(path, ", ".join(line))


def _line(path: str, text: str) -> Iterator[Piece]:
    line = f"{path}: {text}" if path else text
    yield ("row" if len(line) <= _MAX_ROW and "\n" not in text else "paragraph"), 0, line
