"""The files of a keyword index on disk: where they are, whether they are whole, and how they go away."""

import json
import shutil
import zlib
from pathlib import Path

from desktop_rag.domain.errors import KeywordIndexDamaged

# Another number means that the fields or the way text becomes words have changed: it is built anew.
SHAPE = 2

_MAGIC = 1337
_TAIL = 8
_LONGEST_FOOTER = 1000
_BLOCK = 1 << 20


class IndexFiles:
    """One library's folder and, beside it, the file that says of which shape it is."""

    def __init__(self, folder: Path, library: int) -> None:
        self.folder = folder / str(library)
        self._shape = folder / f"{library}.shape"

    @property
    def exist(self) -> bool:
        return self.folder.is_dir()

    def make(self) -> None:
        """The shape is written first: a folder without one is an index that nobody vouches for."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._shape.write_text(str(SHAPE), "ascii")
        self._shape.chmod(0o600)
        self.folder.mkdir(mode=0o700)

    def check(self) -> None:
        """Raises `KeywordIndexDamaged` for another shape, or for a file whose sum is not its own.

        tantivy leaves its sums unread when it opens, and a torn file may then end the process. Reading
        them costs 1 ms for each 2 MB.
        """
        try:
            if self._shape.read_text("ascii") != str(SHAPE):
                raise KeywordIndexDamaged(kind="shape")
            committed = self._committed()
            for path in self.folder.iterdir():
                # What a kill left of segments that were never committed is nobody's loss.
                if path.name.partition(".")[0] in committed:
                    _check_sum(path)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise KeywordIndexDamaged(kind=type(error).__name__) from error

    def _committed(self) -> set[str]:
        """The names of the segments that the last commit holds; none before the first."""
        meta = self.folder / "meta.json"
        if not meta.exists():
            return set()
        held = json.loads(meta.read_bytes())
        return {segment["segment_id"].replace("-", "") for segment in held["segments"]}

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._shape.unlink(missing_ok=True)


def _check_sum(path: Path) -> None:
    """A tantivy file ends with a JSON footer that holds its CRC-32, the footer's length, and 1337."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        body = size - _TAIL - length
        if len(tail) < _TAIL or magic != _MAGIC or length > _LONGEST_FOOTER or body < 0:
            raise KeywordIndexDamaged(kind="footer")
        file.seek(body)
        expected = json.loads(file.read(length))["crc"]
        file.seek(0)
        found = 0
        while body > 0:
            block = file.read(min(_BLOCK, body))
            if not block:
                raise KeywordIndexDamaged(kind="short")
            found = zlib.crc32(block, found)
            body -= len(block)
    if found != expected:
        raise KeywordIndexDamaged(kind="sum")
