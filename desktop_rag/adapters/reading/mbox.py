"""Mailboxes: one file with many letters, each a unit."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from desktop_rag.adapters.reading.encodings import decode
from desktop_rag.adapters.reading.files import MAX_TEXT_BYTES, Source
from desktop_rag.adapters.reading.letters import Letter
from desktop_rag.adapters.reading.mail import letter_of
from desktop_rag.adapters.reading.parsed import Attached, Notes, Parsed
from desktop_rag.adapters.reading.text import paragraphs
from desktop_rag.domain.errors import Corrupt, Unsafe

# A letter costs thirty microseconds and more; beyond are files made to be a nuisance.
MAX_MESSAGES = 300_000
MAX_MESSAGE = 32 * 2**20
_MAX_LINE = 2**16
# "From ann@example.org Sat Jan  3 01:05:34 1996": others are lines of a letter that begin with the word.
FROM = re.compile(rb"From \S[^\n]{0,200}?\d:\d\d[^\n]{0,60}?\d{4}")
_STUFFED = re.compile(rb"(?m)^>(>*From )")


def parse(source: Source, notes: Notes) -> Iterator[Parsed]:
    if not FROM.search(source.head(_MAX_LINE)):  # a text with this ending
        yield paragraphs(decode(source.data(MAX_TEXT_BYTES)).replace("\x0c", "\n"))
        return
    number = 0
    for data in messages(source.file):
        if number == MAX_MESSAGES:
            source.cut = True
            return
        number += 1
        try:
            letter = letter_of(_STUFFED.sub(rb"\1", data), certain=True) or Letter()
            # Numbered, since every other letter has an "image.pdf" or an "invoice.pdf".
            notes.attached += [Attached(f"message {number}/{name}", load) for name, load in letter.documents]
            yield letter.unit(number)
        except Unsafe:  # one letter, not the box
            yield Letter().unit(number)
    if not number:
        raise Corrupt(part="mbox")


def messages(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of each message, without its first line; of a very long one its first 32 MiB."""
    file.seek(0)
    kept: list[bytes] = []
    size, begun = 0, False
    while line := file.readline(_MAX_LINE):
        if line.startswith(b"From ") and FROM.match(line):
            if begun:
                yield b"".join(kept)
            kept, size, begun = [], 0, True
        elif begun and size < MAX_MESSAGE:
            kept.append(line)
            size += len(line)
    if begun:
        yield b"".join(kept)
