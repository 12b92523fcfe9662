"""Saved web pages (MHTML): the HTML parts of a MIME message, read as web pages are."""

import email
from collections.abc import Iterator
from email.message import Message

from desktop_rag.adapters.reading import html
from desktop_rag.adapters.reading.dates import date_of_mail
from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.mail import MAX_MAIL, body_text, bounded, header_text, leaves
from desktop_rag.adapters.reading.parsed import Composed, Notes, Parsed
from desktop_rag.domain.errors import Corrupt, Unsafe


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    data = source.data(MAX_MAIL).lstrip(b"\xef\xbb\xbf\r\n\t ")
    if data[:1] == b"<":  # a web page with this ending
        yield from html.parse(source, notes)
        return
    message = _message(data)
    composed = Composed()
    for page in _pages(message):
        html.compose(page, composed, notes)
    if not composed.blocks:
        raise Corrupt(part="html")
    notes.title = notes.title or header_text(str(message.get("Subject", "")))
    notes.date_ns = notes.date_ns or date_of_mail(str(message.get("Date", "")))
    yield composed.unit()


def compose(data: bytes, composed: Composed) -> None:
    """Adds the pages of one that lies in another document."""
    for page in _pages(_message(data)):
        html.compose(page, composed)


def _message(data: bytes) -> "Message[str, str]":
    try:
        return email.message_from_bytes(bounded(data))
    except RecursionError:
        raise Unsafe(reason="nesting") from None


def _pages(message: "Message[str, str]") -> Iterator[str]:
    for part, _ in leaves(message):
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            yield body_text(part)
