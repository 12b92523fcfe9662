"""The main of a reader process: bounds for itself, then files that nobody trusts, one after the other."""

import os
from collections.abc import Callable
from typing import Any

from desktop_rag.adapters.reading.calls import CALLS, LETTERS, MARKS, PAGE, READ, Begun, FileFailed, ReadFiles
from desktop_rag.adapters.reading.document import read_file
from desktop_rag.adapters.reading.languages import LanguageOf
from desktop_rag.adapters.reading.limits import die_with, limit, renew_cpu_time
from desktop_rag.adapters.reading.outgoing import Outgoing
from desktop_rag.domain.errors import DesktopRagError
from desktop_rag.domain.ports import Chunker
from desktop_rag.domain.reading import (
    LettersWanted,
    MarksWanted,
    PageLetters,
    PageMarks,
    PagePicture,
    PageWanted,
)
from desktop_rag.processes.calls import Nothing
from desktop_rag.processes.child import serve_blocking, take_pipe


def run(chunker: Chunker, language_of: LanguageOf, parent: int | None = None) -> None:
    """Answers until the pipe ends. `parent`: the id of the process that this one must not outlive."""
    source, sink = take_pipe()
    die_with(parent if parent is not None else os.getppid())
    limit()
    reading = _Reader(chunker, language_of)
    answers: dict[str, Callable[[Any, Callable[[Any], None]], Any]] = {
        READ.name: reading.read,
        PAGE.name: reading.page,
        MARKS.name: reading.marks,
        LETTERS.name: reading.letters,
    }
    serve_blocking(CALLS, answers, source, sink)
    reading.close()


class _Reader:
    """The four calls. Pages and marks keep the PDF that they were asked of open."""

    def __init__(self, chunker: Chunker, language_of: LanguageOf) -> None:
        self._chunker = chunker
        self._language_of = language_of
        self._opened: Any = None

    def _begin(self, report: Callable[[Any], None]) -> None:
        renew_cpu_time()
        report(Begun())

    def read(self, wanted: ReadFiles, report: Callable[[Any], None]) -> Nothing:
        def flush(event: Any) -> None:
            renew_cpu_time()
            report(event)

        self._begin(report)
        outgoing = Outgoing(flush)
        for number, file in enumerate(wanted.files):
            try:
                read_file(number, file, self._chunker, self._language_of, outgoing)
            except DesktopRagError as error:
                outgoing.add(FileFailed(number, error.failure))
        outgoing.flush()
        return Nothing()

    def _document(self, wanted: PageWanted | MarksWanted | LettersWanted) -> Any:
        from desktop_rag.adapters.reading.opened import OpenedPdf

        if self._opened is None:
            self._opened = OpenedPdf()
        return self._opened.document(wanted.path, wanted.sha256, wanted.password, wanted.member, wanted.page)

    def page(self, wanted: PageWanted, report: Callable[[Any], None]) -> PagePicture:
        from desktop_rag.adapters.reading.pages import draw

        self._begin(report)
        return draw(self._document(wanted), wanted, report)

    def marks(self, wanted: MarksWanted, report: Callable[[Any], None]) -> PageMarks:
        from desktop_rag.adapters.reading.marks import find

        self._begin(report)
        return find(self._document(wanted), wanted)

    def letters(self, wanted: LettersWanted, report: Callable[[Any], None]) -> PageLetters:
        from desktop_rag.adapters.reading.marks import letters

        self._begin(report)
        return letters(self._document(wanted), wanted)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
