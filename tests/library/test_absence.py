"""What is absent is not gone: nothing is taken out because a folder cannot be seen just now."""

import multiprocessing
import os
import shutil
from pathlib import Path

import pytest

from desktop_rag.adapters.files.disk import Disk
from desktop_rag.library.looking import Looking
from tests.library.scene import Play, Scene, played

NOBODY = 65534


class OtherDevice(Disk):
    """A file system whose id is another one than it was, as after a restart or for another disk."""

    def device(self, path: bytes) -> int:
        return super().device(path) + 1


def test_a_folder_that_comes_back_is_there_at_once_and_nothing_is_read_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        before = (await scene.documents())["a.txt"].state
        shutil.move(scene.folder / "in", scene.folder / "away")
        found = await scene.look()
        assert (found.removed, found.unchanged, len(found.changed)) == ((), 1, 1)
        assert (await scene.documents())["a.txt"].state == "offline"
        shutil.move(scene.folder / "away", scene.folder / "in")
        found = await scene.look()
        assert (found.waiting, found.unchanged, len(found.changed)) == ((), 1, 1)
        assert (await scene.documents())["a.txt"].state == before

    play(act)


def test_a_folder_in_which_only_hidden_things_are_left_is_suddenly_empty(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        path.unlink()
        scene.write("in/.DS_Store")
        await scene.scan()
        assert (await scene.documents())["a.txt"].state == "offline"

    play(act)


def test_the_last_document_is_removed_from_a_folder_that_holds_other_things(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/film.mkv")
        await scene.scan(scene.folder / "in")
        path.unlink()
        assert (await scene.scan())[3] == 1

    play(act)


def test_a_disk_with_another_id_is_the_same_when_it_holds_what_we_know(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        scene.scanner._looking = Looking(OtherDevice())
        assert await scene.scan() == (0, 1, 0, 0)
        assert (await scene.documents())["a.txt"].state != "offline"
        [root] = await scene.catalog.libraries.roots(scene.library)
        assert root.device == OtherDevice().device(root.path)

    play(act)


def test_another_disk_at_the_same_place_takes_the_documents_offline(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        (scene.folder / "in" / "a.txt").unlink()
        scene.write("in/b.txt", "what lies on another disk")
        scene.scanner._looking = Looking(OtherDevice())
        assert await scene.scan() == (0, 1, 0, 0)
        assert {name: one.state for name, one in (await scene.documents()).items()} == {"a.txt": "offline"}

    play(act)


def test_a_file_by_itself_is_offline_when_its_folder_is_on_another_disk(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(path)
        path.unlink()
        scene.scanner._looking = Looking(OtherDevice())
        await scene.scan()
        assert (await scene.documents())["a.txt"].state == "offline"

    play(act)


def _as_nobody(place: str, told: "multiprocessing.connection.Connection") -> None:
    """Scans as somebody who may not open everything; root may."""
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    outcome: list[object] = []

    async def act(scene: Scene) -> None:
        scene.write("in/open.txt")
        inner = scene.write("in/closed/a.txt").parent
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        for mode in (0o000, 0o444):  # may not be listed; may be listed and no file in it looked at
            inner.chmod(mode)
            (scene.folder / "in" / "open.txt").write_text(f"changed {mode}")
            found = await scene.look()
            outcome.append(
                (len(found.waiting), len(found.removed), [Path(name).name for name in found.closed])
            )
            await scene.read_all()
        inner.chmod(0o755)
        outcome.append(await scene.scan())
        outcome.append(sorted(await scene.documents()))

    played(Path(place), act)
    told.send(outcome)


def test_a_folder_that_may_not_be_opened_keeps_its_documents_and_is_reported(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("rights are told by mode on POSIX systems only")
    for folder in (tmp_path, *tmp_path.parents):
        if (
            os.stat(folder).st_uid == os.getuid()
            and os.getuid() == 0
            and folder.stat().st_mode & 0o005 != 0o005
        ):
            try:
                folder.chmod(folder.stat().st_mode | 0o005)
            except OSError:
                pytest.skip("the folder of the test cannot be opened to another user")
    place = tmp_path / "room"
    place.mkdir()
    place.chmod(0o777)
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_as_nobody, args=(str(place), there))
    child.start()
    there.close()
    try:
        outcome = here.recv()
    finally:
        child.join(30)
    assert outcome == [(1, 0, ["closed"]), (1, 0, ["closed"]), (0, 2, 0, 0), ["a.txt", "open.txt"]]
