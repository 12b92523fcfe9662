"""Files read through a lane: small ones together, and who is to blame when a reader dies over them."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from desktop_rag.adapters.reading.calls import (
    READ,
    AtMember,
    FileFailed,
    FileRead,
    PageTurned,
    ReadFiles,
    Several,
    UnitRead,
)
from desktop_rag.adapters.reading.lane import Lane
from desktop_rag.domain.errors import (
    DesktopRagError,
    ReaderCrashed,
    ReadingMemory,
    ReadingTimeout,
    error_from,
)
from desktop_rag.domain.ports import FileDone, PageTold
from desktop_rag.domain.reading import DocumentRead, FileWanted, UnitChunks

# 5,183 small files in requests of one cost the engine 4 s, of sixteen 1.5 s.
TOGETHER = 16
SMALL = 256 * 2**10
# Small files that keep a reader this long are each read alone, with the time that a file is allowed.
SECONDS_TOGETHER = 5.0

# So many members may each end a reader; then the file is read without any.
MOST_GUILTY = 4

_ENDED = (ReaderCrashed, ReadingTimeout, ReadingMemory)


def requests(files: Sequence[FileWanted]) -> list[list[int]]:
    """The files by index, small ones up to sixteen together and every other by itself, in order."""
    made: list[list[int]] = []
    open_: list[int] = []
    for index, file in enumerate(files):
        if file.size > SMALL:
            made.append([index])
            continue
        if not open_ or len(open_) == TOGETHER:
            open_ = []
            made.append(open_)
        open_.append(index)
    return made


class Batch:
    """The files of one request. What came of a file before the reader died is not read again.

    `turned` is told of pages whose text is being recognised.
    """

    def __init__(
        self,
        lane: Lane,
        files: Sequence[FileWanted],
        indexes: Sequence[int],
        done: FileDone,
        turned: PageTold = lambda page, pages: None,
    ) -> None:
        self._turned = turned
        self._lane = lane
        self._files = {index: files[index] for index in indexes}
        self._done = done
        self._left = list(indexes)
        self._at: dict[int, int] = {}

    async def read(self) -> None:
        """Raises `ChildLost` when no reader can be started."""
        together = len(self._left) > 1
        try:
            await self._ask(self._left, SECONDS_TOGETHER if together else None)
        except _ENDED as error:
            # A reader may be killed by somebody else: only a document that ends two readers is to blame.
            if not together and not isinstance(error, ReaderCrashed):
                self._blame(self._left[0], error)
            for index in list(self._left):
                await self._alone(index)

    async def _alone(self, index: int) -> None:
        while index in self._left:
            try:
                await self._ask([index], None)
            except _ENDED as error:
                self._blame(index, error)

    def _blame(self, index: int, error: DesktopRagError) -> None:
        """A member of the file, when the reader was at one: the others are read without it."""
        member = self._at.get(index, -1)
        if member < 0:
            self._end(index, error)
            return
        file = self._files[index]
        guilty = -1 if len(file.skip) == MOST_GUILTY else member
        self._files[index] = replace(file, skip=(*file.skip, (guilty, error.failure)))

    async def _ask(self, indexes: Sequence[int], seconds: float | None) -> None:
        wanted = tuple(self._files[index] for index in indexes)
        asked = list(indexes)
        self._at.clear()
        take = _Incoming(asked, self._end, self._at)

        def heard(event: Any) -> None:
            if isinstance(event, PageTurned):
                self._turned(event.page, event.pages)
            else:
                take(event)

        await self._lane.call(READ, ReadFiles(wanted), heard, seconds)
        for index in asked:
            self._end(index, ReaderCrashed(status="no answer"))

    def _end(self, index: int, outcome: DocumentRead | DesktopRagError) -> None:
        if index in self._left:
            self._left.remove(index)
            self._done(index, outcome)


class _Incoming:
    """Puts documents together from the units that come before them; `at` says at which member of a file
    the reader is."""

    def __init__(self, indexes: Sequence[int], end: Callable[[int, Any], None], at: dict[int, int]) -> None:
        self._indexes = indexes
        self._end = end
        self._at = at
        self._units: dict[tuple[int, int], list[UnitChunks]] = {}

    def __call__(self, event: Any) -> None:
        if isinstance(event, Several):
            for one in event.happened:
                self._take(one)

    def _take(self, one: UnitRead | AtMember | FileRead | FileFailed) -> None:
        if not 0 <= one.file < len(self._indexes):
            return  # a reader is hostile: it may name a file that nobody asked for
        if isinstance(one, UnitRead):
            self._units.setdefault((one.file, one.member), []).append(one.part)
        elif isinstance(one, AtMember):
            self._at[self._indexes[one.file]] = one.member
        elif isinstance(one, FileRead):
            self._end(self._indexes[one.file], self._whole(one))
        else:
            self._end(self._indexes[one.file], error_from(one.failure))

    def _whole(self, one: FileRead) -> DocumentRead:
        def units(member: int) -> tuple[UnitChunks, ...]:
            return tuple(self._units.pop((one.file, member), ()))

        members = tuple(
            replace(member, read=replace(member.read, units=units(number))) if member.read else member
            for number, member in enumerate(one.read.members)
        )
        return replace(one.read, units=units(-1), members=members)
