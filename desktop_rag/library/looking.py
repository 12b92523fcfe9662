"""Looks at places: is the root there at all, and what is in it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_rag.domain.discovery import Files, FolderSeen, KnownFile, Leave
from desktop_rag.domain.documents import FileSeen, Root
from desktop_rag.domain.errors import ReadingError
from desktop_rag.library.compare import Compared, Comparison
from desktop_rag.library.naming import Place

# So many known files are looked for on a file system that has another id than it had.
SAMPLE = 32


@dataclass
class Looked:
    """What became of a place: `there` says whether its root is there at all."""

    place: Place
    there: bool
    found: Compared
    device: int


class Looking:
    """Tells what is absent from what is gone: an absent root says nothing about its documents."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def widened(self, places: Sequence[Place]) -> list[Place]:
        """A root that is not there, is another one or is empty is looked at as a whole. Blocks."""
        return [place if self._stands(place.root) else replace(place, starts=()) for place in places]

    def _stands(self, root: Root) -> bool:
        try:
            return self._files.device(root.path) == root.device and not self._files.is_empty(root.path)
        except ReadingError:
            return False

    def at(self, places: Sequence[Place], leave: Leave, comparison: Comparison) -> list[Looked]:
        """What becomes of each place. Blocks: it is called on a thread."""
        return [self._one(place, leave, comparison) for place in places]

    def _one(self, place: Place, leave: Leave, comparison: Comparison) -> Looked:
        root = place.root
        there, device = self._there(root, comparison.known)
        if not there:
            return Looked(place, False, Compared(), root.device)
        if root.kind == "file":
            return Looked(place, True, self._one_file(root, comparison), device)
        starts = place.starts
        folders = (
            folder
            for start in sorted(starts) or (root.path,)
            if start not in comparison.seen
            for folder in self._files.walk(root.path, start, leave)
        )
        found = comparison.walk(folders, place.named)
        if starts:
            return Looked(place, True, found, device)
        # Unmounted, or emptied: what is in the catalog is kept either way.
        empty = not found.anything and not found.closed and _any_of(root, comparison.known)
        return Looked(Place(root, (), place.named), not empty, found, device)

    def _one_file(self, root: Root, comparison: Comparison) -> Compared:
        file = self._files.look(root.path)
        if file is None and not self._files.exists(root.path):
            return Compared()
        # What is no file is handed on all the same: reading it says what it is.
        file = file or FileSeen(root.path, 0, 0, 0)
        return comparison.walk([_alone(file)], root.path)

    def _there(self, root: Root, known: Mapping[bytes, KnownFile]) -> tuple[bool, int]:
        """Whether a root is there, and the id of its file system. Ids may be others after a restart: a
        file system is the same when it holds a file that the catalog knows, as it was."""
        try:
            device = self._files.device(root.path)
        except ReadingError:
            return self._only_the_file_is_gone(root), root.device
        if root.kind == "folder" and not self._files.is_folder(root.path):
            return False, root.device
        if device == root.device:
            return True, device
        mine = [file for file in known.values() if file.root == root.id][:: max(1, len(known) // SAMPLE)]
        same = not mine or any(self._as_it_was(file) for file in mine[: 2 * SAMPLE])
        return same, device

    def _only_the_file_is_gone(self, root: Root) -> bool:
        """A file gone from a folder that is there has been removed; without its folder it is absent."""
        folder = os.path.dirname(root.path)
        try:
            return (
                root.kind == "file"
                and self._files.is_folder(folder)
                and self._files.device(folder) == root.device
            )
        except ReadingError:
            return False

    def _as_it_was(self, file: KnownFile) -> bool:
        now = self._files.look(file.path)
        return now is not None and (now.size, now.modified_ns) == (file.size, file.modified_ns)


def _alone(file: FileSeen) -> FolderSeen:
    fields = (file.path, file.size, file.modified_ns, file.inode)
    return FolderSeen(os.path.dirname(file.path), [fields])


def _any_of(root: Root, known: Mapping[bytes, KnownFile]) -> bool:
    return any(file.root == root.id for file in known.values())
