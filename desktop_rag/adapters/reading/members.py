"""Documents inside a document, such as attachments: read one by one as they are found, each for itself."""

import mimetypes
import os
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from desktop_rag.adapters.reading.files import Source
from desktop_rag.adapters.reading.formats import BY_SUFFIX, parser_of
from desktop_rag.adapters.reading.kinds import kind_of
from desktop_rag.adapters.reading.letters import MAX_DEPTH
from desktop_rag.adapters.reading.parsed import Notes
from desktop_rag.adapters.reading.typed import typed_errors
from desktop_rag.domain.errors import (
    DesktopRagError,
    Empty,
    Failure,
    FileChanged,
    NoText,
    Unsupported,
)
from desktop_rag.domain.reading import DocumentRead, MemberRead, UnitChunks

MAX_MEMBERS = 1000
MAX_BYTES = 512 * 2**20
MAX_CHARACTERS = 64_000_000
# Half of what the parent allows: then what is left is left out, and the document is there all the same.
SECONDS = 10.0
SECONDS_A_PAGE = 0.1

Report = Callable[[UnitChunks, int], None]
# Reads a source and the documents inside it, whose names begin with the third; the fourth is the depth.
ReadInside = Callable[[Source, Callable[[UnitChunks], None], str, int], DocumentRead]


class Members:
    """The documents inside one file, at any depth, in the order in which they are found.

    `read` gives what became of them; those of kinds that nobody reads and those without words are not
    among them. `report` gets each unit with the index of its document among them; `at` is told of the
    index before a document is opened. `skip` are those that ended a reader before; -1 stands for all.
    """

    def __init__(
        self,
        read_inside: ReadInside,
        report: Report = lambda part, index: None,
        at: Callable[[int], None] = lambda index: None,
        skip: Mapping[int, Failure] = MappingProxyType({}),
    ) -> None:
        self._read_inside = read_inside
        self._report = report
        self._at = at
        self._skip = skip
        self._begun = time.perf_counter()
        self._bytes = 0
        self._characters = 0
        self._units = 0
        self._current = -1
        self.read: list[MemberRead] = []
        self.left_out = 0

    def take(self, holder: Source, notes: Notes, above: str = "", depth: int = 0) -> None:
        """Reads what a parser has found in `holder` since the last time; `above` begins the names."""
        attached, notes.attached = notes.attached, []
        for name, load in attached:
            if depth >= MAX_DEPTH or self._full(holder.recognition is not None):
                self.left_out += 1
            else:
                self._take(holder, f"{above}{name}", load, depth)

    def _full(self, patient: bool) -> bool:
        """`patient`: recognising text takes as long as it takes."""
        seconds = 0.0 if patient else time.perf_counter() - self._begun
        return (
            len(self.read) >= MAX_MEMBERS
            or self._bytes >= MAX_BYTES
            or self._characters >= MAX_CHARACTERS
            or seconds > SECONDS + SECONDS_A_PAGE * self._units
        )

    def _take(self, holder: Source, name: str, load: Callable[[], bytes], depth: int) -> None:
        index = len(self.read)
        held: list[UnitChunks] = []
        words = False

        def report(part: UnitChunks) -> None:
            # Units without words are held back: if there are no others, the document is none.
            nonlocal words
            held.append(part)
            words = words or bool(part.chunks)
            if words:
                self._send(held, index)

        if failure := self._skip.get(index, self._skip.get(-1)):
            self.read.append(MemberRead(name, failure=failure))
            return
        self.read.append(MemberRead(name))
        above, self._current = self._current, index
        self._at(index)
        try:
            with typed_errors(holder.path):
                data = load()
                if not data:
                    raise Empty()
                self._bytes += len(data)
                whole = self._read_inside(holder.inside(name, data), report, f"{name}/", depth + 1)
            self._send(held, index)
            self.read[index] = MemberRead(name, whole)
        except DesktopRagError as error:
            self._fail(index, error)
        self._current = above
        self._at(above)

    def _send(self, parts: list[UnitChunks], index: int) -> None:
        for part in parts:
            self._units += 1
            self._characters += len(part.unit.text)
            self._report(part, index)
        parts.clear()

    def _fail(self, index: int, error: DesktopRagError) -> None:
        name = self.read[index].name
        picture = (mimetypes.guess_type(name)[0] or "").startswith("image/")
        nothing = picture or isinstance(error, Unsupported | Empty | NoText)
        if nothing and index == len(self.read) - 1:
            del self.read[index]
        else:
            self.read[index] = MemberRead(name, failure=error.failure)

    @property
    def warning(self) -> Failure | None:
        """What a person is told when not all of it could be read."""
        return Failure("attached-left-out", {"count": str(self.left_out)}) if self.left_out else None


def member_of(holder: Source, name: str) -> Source:
    """A document inside a file, by the name that `Members` gives it. Raises `FileChanged` without one."""
    notes = Notes()
    for _ in parser_of(kind_of(holder, BY_SUFFIX))(holder, notes):
        attached, notes.attached = notes.attached, []
        for called, load in attached:
            if called == name:
                return holder.inside(called, load())
            if name.startswith(f"{called}/"):
                return member_of(holder.inside(called, load()), name[len(called) + 1 :])
    raise FileChanged(path=os.fsdecode(holder.path))
