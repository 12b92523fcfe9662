"""Files that changed or went while they were being read: what was read of them is not what they are."""

import asyncio
from collections.abc import Collection

from desktop_rag.domain.discovery import Files, KnownFile
from desktop_rag.domain.documents import kept_inode
from desktop_rag.domain.stores import Documents

# Of so many documents the catalog is asked one by one; of more, for all that it knows.
FEW = 500


async def changed_meanwhile(
    documents: Documents, files: Files, library: int, ids: Collection[int]
) -> dict[int, set[bytes]]:
    """The paths of those of the documents that are no longer what was read of them, by root.

    A reader tells size, time and inode of the file that it opened; a write after that makes them others.
    """
    wanted = frozenset(ids)
    few = await documents.many(tuple(wanted)) if len(wanted) <= FEW else ()
    known = await documents.known(library, frozenset(document.path for document in few))
    read = [file for file in known.values() if file.document in wanted and not file.due]

    def look() -> dict[int, set[bytes]]:
        changed: dict[int, set[bytes]] = {}
        for file in read:
            if not _as_read(files, file):
                changed.setdefault(file.root, set()).add(file.path)
        return changed

    return await asyncio.to_thread(look)


def _as_read(files: Files, file: KnownFile) -> bool:
    now = files.look(file.path)
    if now is None:  # what is no file has been said to be none
        return files.exists(file.path)
    return (now.size, now.modified_ns, kept_inode(now.inode)) == (file.size, file.modified_ns, file.inode)
