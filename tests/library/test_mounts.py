"""Another file system inside an added folder: when it has gone, its documents are kept and labelled."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag.adapters.files.disk import Disk
from desktop_rag.adapters.files.walk import Walk
from desktop_rag.domain.discovery import FolderSeen, Leave
from tests.library.scene import Play, Scene


class Mounted(Disk):
    """A disk on which one folder is a file system of its own, as long as it is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = os.fsencode(folder)
        self.there = True

    def walk(self, root: bytes, start: bytes, leave: Leave) -> Iterator[FolderSeen]:
        for folder in super().walk(root, start, leave):
            yield folder._replace(mount=self.there and folder.path == self.folder)

    def device(self, path: bytes) -> int:
        return super().device(path) + (self.there and path == self.folder)


def mounted(scene: Scene) -> Mounted:
    disk = Mounted(scene.folder / "in/share")
    scene.files = scene.scanner._files = scene.scanner._looking._files = disk
    scene.scanner._mounts._files = disk
    return disk


async def begun(scene: Scene) -> Mounted:
    scene.write("in/a.txt", "alpaca")
    scene.write("in/share/b.txt")
    scene.write("in/share/deep/c.txt", "vicuña")
    scene.write("in/shared.txt", "guanaco")
    disk = mounted(scene)
    await scene.scan(scene.folder / "in")
    await scene.read_all()
    return disk


async def states(scene: Scene) -> dict[str, str]:
    return {name: document.state for name, document in (await scene.documents()).items()}


@pytest.mark.parametrize("folder_stays", [True, False])
@pytest.mark.parametrize("told", [True, False])
def test_the_documents_of_an_unmounted_share_are_kept_and_come_back(
    play: Play, folder_stays: bool, told: bool
) -> None:
    async def act(scene: Scene) -> None:
        disk = await begun(scene)
        before = await states(scene)
        away = scene.folder / "away"
        shutil.move(scene.folder / "in/share", away)
        disk.there = False
        if folder_stays:
            (scene.folder / "in/share").mkdir()
        for _ in range(2):
            if told:  # of each of its files, as a watch does
                [root] = await scene.catalog.libraries.roots(scene.library)
                paths = [os.path.join(disk.folder, name) for name in (b"b.txt", b"deep", b"deep/c.txt")]
                found = await scene.scanner.look_again(scene.library, {root.id: paths})
            else:
                found = await scene.look()
            assert found.removed == ()
            assert found.closed == (os.fsdecode(disk.folder),)
            assert await states(scene) == {**before, "b.txt": "offline", "c.txt": "offline"}
        shutil.rmtree(scene.folder / "in/share", ignore_errors=True)
        shutil.move(away, scene.folder / "in/share")
        disk.there = True
        found = await scene.look()
        assert (found.waiting, found.unchanged, found.closed) == ((), 4, ())
        assert await states(scene) == before

    play(act)


def test_what_is_removed_from_a_share_that_is_there_is_gone(play: Play) -> None:
    async def act(scene: Scene) -> None:
        await begun(scene)
        (scene.folder / "in/share/b.txt").unlink()
        assert await scene.scan() == (0, 3, 0, 1)

    play(act)


def test_files_that_lie_where_a_share_was_make_it_a_folder_like_others(play: Play) -> None:
    async def act(scene: Scene) -> None:
        disk = await begun(scene)
        disk.there = False
        (scene.folder / "in/share/b.txt").unlink()
        assert await scene.scan() == (0, 3, 0, 1)
        [root] = await scene.catalog.libraries.roots(scene.library)
        assert await scene.catalog.libraries.mounts(root.id) == frozenset()

    play(act)


@pytest.mark.skipif(sys.platform != "linux", reason="a file system in a folder that everybody may list")
def test_a_walk_tells_where_another_file_system_begins() -> None:
    within = [path for path in (b"/dev/shm", b"/dev/pts", b"/dev/mqueue") if os.path.ismount(path)]
    if not within or not os.path.ismount("/dev"):
        pytest.skip("nothing is mounted there")
    found = {folder.path: folder.mount for folder in Walk(b"/dev", Leave(), ()).folders(b"/dev")}
    assert not found[b"/dev"] and all(found[path] for path in within)
