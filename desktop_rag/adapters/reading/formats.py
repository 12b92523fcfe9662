"""The table of formats: a kind, the endings of its names, and the module whose `parse` reads it.

A new format is a file in this folder and a row here.
"""

from importlib import import_module

from msgspec import Struct

from desktop_rag.adapters.reading.parsed import Parser


class Format(Struct, frozen=True):
    kind: str
    suffixes: tuple[str, ...]
    module: str


FORMATS = (
    Format("pdf", ("pdf",), "pdf"),
    Format("docx", ("docx", "docm", "dotx", "dotm"), "docx"),
    Format("html", ("html", "htm", "xhtml"), "html"),
    Format("markdown", ("md", "markdown"), "markdown"),
    Format("text", ("txt", "text", "log"), "text"),
)

BY_SUFFIX = {suffix: row.kind for row in FORMATS for suffix in row.suffixes}
_MODULES = {row.kind: row.module for row in FORMATS}


def parser_of(kind: str) -> Parser:
    """The parser of a kind; its library is imported now, not before."""
    parse: Parser = import_module(f"{__package__}.{_MODULES[kind]}").parse
    return parse
