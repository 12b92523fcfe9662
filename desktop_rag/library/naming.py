"""Where a path that the person names is looked at: in a root that comes to it, or as a root of its own."""

import asyncio
import os
from dataclasses import dataclass

from desktop_rag.domain.discovery import Files, Leave
from desktop_rag.domain.documents import Root, lies_in
from desktop_rag.domain.errors import OwnFolder
from desktop_rag.domain.stores import Libraries, Settings


@dataclass(frozen=True)
class Place:
    """Where to look: a root, or only at these paths in it; a file that is `named` is tried again."""

    root: Root
    starts: tuple[bytes, ...] = ()
    named: bytes | None = None


class Naming:
    """A file or folder that is named by itself is taken whatever the rules say, and under one root only."""

    def __init__(self, libraries: Libraries, files: Files, settings: Settings, data_folder: bytes) -> None:
        self._libraries = libraries
        self._files = files
        self._settings = settings
        self._data_folder = data_folder

    async def place(self, library: int, path: bytes) -> Place:
        """Raises `Missing`, `Unreadable` and `OwnFolder`."""
        device = await asyncio.to_thread(self._files.device, path)
        if await asyncio.to_thread(self._is_ours, path):
            raise OwnFolder(path=os.fsdecode(path))
        roots = await self._libraries.roots(library)
        settings = await self._settings.load()
        await self._libraries.include(library, [path])
        excluded = await self._libraries.exclusions(library)
        leave = Leave(excluded, self._data_folder, tuple(root.path for root in roots), settings.ignore)
        place = await asyncio.to_thread(self._held, path, roots, leave, settings.largest)
        if place is not None:
            await self._libraries.include(library, list(place.starts))
            return place
        folder = await asyncio.to_thread(self._files.is_folder, path)
        return Place(await self._libraries.add_root(library, path, "folder" if folder else "file", device))

    def _is_ours(self, path: bytes) -> bool:
        ours = self._files.real(self._data_folder)
        real = self._files.real(path)
        return real == ours or lies_in(real, ours)

    def _held(self, path: bytes, roots: tuple[Root, ...], leave: Leave, largest: int) -> Place | None:
        """The root that comes to the path, by its spelling or by where it really is."""
        for root in roots:
            if root.path == path:
                # Named anew, so it takes the kind and the file system that it has now.
                return None
        real = self._files.real(path)
        for root in roots:
            if root.kind != "folder":
                continue
            spelled = path if lies_in(path, root.path) else self._respelled(real, root.path)
            if spelled is None:
                continue
            if spelled == root.path:
                return Place(root)
            file = self._files.look(spelled)
            if file is not None and file.size > largest:
                continue
            if self._files.reached(root.path, spelled, leave):
                return Place(root, (spelled,), spelled)
        return None

    def _respelled(self, real: bytes, root: bytes) -> bytes | None:
        """The path as it is spelled below a root that holds it."""
        above = self._files.real(root)
        if real == above:
            return root
        return root + real[len(above) :] if lies_in(real, above) and above != b"/" else None
