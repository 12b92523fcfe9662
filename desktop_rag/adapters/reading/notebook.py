"""Jupyter notebooks: Markdown cells with their headings, code cells, and the text of what they printed."""

import json
from collections.abc import Iterator
from typing import Any

from desktop_rag.adapters.reading import markdown
from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.json_lines import within_bounds
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.domain.errors import Unsafe

MAX_OUTPUT = 2000


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    text = decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n")
    try:
        book = json.loads(text) if within_bounds(text) else None
    except ValueError:
        book = None
    except RecursionError:
        raise Unsafe(reason="nesting") from None
    composed = Composed()
    for cell in _cells(book):
        _add(cell, composed)
    notes.title = _title(book) or composed.heading()
    yield composed.unit() if composed.blocks else paragraphs(text)


def _title(book: Any) -> str:
    metadata = book.get("metadata") if isinstance(book, dict) else None
    title = metadata.get("title") if isinstance(metadata, dict) else None
    return " ".join(title.split())[:300] if isinstance(title, str) else ""


def _cells(book: Any) -> Iterator[dict[str, Any]]:
    """The cells of a notebook of any version: until the third they lay in worksheets."""
    if not isinstance(book, dict):
        return
    sheets = [book, *book["worksheets"]] if isinstance(book.get("worksheets"), list) else [book]
    for sheet in sheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                yield cell


def _joined(source: Any) -> str:
    if isinstance(source, list):
        parts = [part for part in source if isinstance(part, str)]
        # The second version of the format leaves the line ends out.
        return ("" if any(part.endswith("\n") for part in parts[:-1]) else "\n").join(parts)
    return source if isinstance(source, str) else ""


def _add(cell: dict[str, Any], composed: Composed) -> None:
    text = _joined(cell.get("source", cell.get("input")))
    match cell.get("cell_type"):
        case "markdown":
            markdown.compose(text, composed)
        case "heading":
            level = cell.get("level")
            composed.add("heading", text, level if isinstance(level, int) and 0 < level < 7 else 1)
        case "code":
            composed.add("code", text)
            outputs = cell.get("outputs")
            for output in outputs if isinstance(outputs, list) else ():
                if isinstance(output, dict):
                    composed.add("code", _printed(output))
        case _:
            composed.add("paragraph", text)


def _printed(output: dict[str, Any]) -> str:
    """The text of an output, its beginning; of an error what is said of it."""
    data = output.get("data")
    found = output.get("text") or (data.get("text/plain") if isinstance(data, dict) else "")
    text = _joined(found) or ": ".join(
        filter(None, (_joined(output.get("ename")), _joined(output.get("evalue"))))
    )
    return text if len(text) <= MAX_OUTPUT else text[:MAX_OUTPUT] + "…"
