"""How far indexing is, as one line that replaces itself."""

from desktop_rag.cli.output import Output, in_a_line
from desktop_rag.domain.events import (
    DocumentFailed,
    DocumentIndexed,
    FileStarted,
    IndexEvent,
    IndexingProgress,
    IndexProgressed,
)
from desktop_rag.domain.words import status_of


class IndexingLine:
    """Takes the events of indexing and keeps the line of progress up to date."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._progress = IndexingProgress(running=True)
        self._current = ""

    def __call__(self, event: IndexEvent) -> None:
        match event:
            case IndexProgressed(progress):
                self._progress = progress
                self._current = progress.current or self._current
            case FileStarted(shown) | DocumentIndexed(_, shown, _):
                self._current = shown
            case DocumentFailed(_, shown, code):
                self._current = f"{shown}: {status_of(code)}"
        self._output.progress(self.text)

    @property
    def text(self) -> str:
        progress = self._progress
        parts = [f"{progress.done} of {progress.total}"] if progress.total else []
        if progress.rate:
            parts.append(f"{progress.rate:.0f} passages a second")
        if progress.left is not None:
            parts.append(f"{progress.left:.0f} s left")
        if self._current:
            parts.append(in_a_line(self._current))
        return " · ".join(parts)
