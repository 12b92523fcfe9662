"""A document that is moved or renamed stays the document that it is."""

import os
import shutil
from pathlib import Path

from desktop_rag.domain.projections import keyword_target
from tests.library.scene import Play, Scene


async def indexed(scene: Scene, *paths: Path) -> None:
    await scene.scan(*paths)
    await scene.read_all()
    target = keyword_target(scene.library)
    await scene.catalog.outbox.done(target, await scene.catalog.outbox.next(target, 1000))


async def pending(scene: Scene) -> int:
    return await scene.catalog.outbox.pending(keyword_target(scene.library))


def test_a_file_that_is_moved_keeps_its_id_and_is_not_read_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in")
        before = (await scene.documents())["a.txt"]
        (scene.folder / "in/deep").mkdir()
        shutil.move(path, scene.folder / "in/deep/a.txt")
        found = await scene.look()
        assert (found.waiting, found.unchanged, found.removed, found.moved) == ((), 2, (), (before.id,))
        after = (await scene.documents())["a.txt"]
        assert after.path == os.fsencode(scene.folder / "in/deep/a.txt")
        assert (after.id, after.state, after.passages) == (before.id, before.state, before.passages)
        assert await pending(scene) == 0, "the name of the file is the same, so are its words"

    play(act)


def test_the_words_of_a_renamed_file_are_written_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await indexed(scene, scene.folder / "in")
        path.rename(path.with_name("vicuña.md"))
        assert await scene.scan() == (0, 1, 0, 0)
        document = (await scene.documents())["vicuña.md"]
        [row] = await scene.catalog.outbox.next(keyword_target(scene.library), 10)
        assert row.again
        [passage] = await scene.catalog.contents.passages([row.passage])
        assert passage.file_names == ("vicuña.md",)
        assert document.shown.endswith("vicuña.md")

    play(act)


def test_a_whole_folder_that_is_renamed_is_followed(play: Play) -> None:
    async def act(scene: Scene) -> None:
        for number in range(30):
            scene.write(f"in/one/{number % 3}/{number}.txt", f"text {number}")
        await indexed(scene, scene.folder / "in")
        before = {name: one.id for name, one in (await scene.documents()).items()}
        (scene.folder / "in/one").rename(scene.folder / "in/two")
        found = await scene.look()
        assert (found.waiting, found.unchanged, found.removed, len(found.moved)) == ((), 30, (), 30)
        assert {name: one.id for name, one in (await scene.documents()).items()} == before
        assert {path.split(os.sep)[1] for path in await scene.paths()} == {"two"}
        assert await pending(scene) == 0

    play(act)


def test_a_file_that_was_copied_and_then_deleted_has_moved(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt", "the same bytes")
        scene.write("in/b.txt", "other bytes...")
        await indexed(scene, scene.folder / "in")
        before = (await scene.documents())["a.txt"].id
        (scene.folder / "in/disk").mkdir()
        shutil.copyfile(
            path, scene.folder / "in/disk/a.txt"
        )  # as between two disks: another inode, another time
        path.unlink()
        found = await scene.look()
        assert (found.waiting, found.moved) == ((), (before,))
        assert await scene.scan() == (0, 2, 0, 0), "its new size and time are known"

    play(act)


def test_of_several_with_the_same_bytes_the_one_of_the_same_name_has_moved(play: Play) -> None:
    async def act(scene: Scene) -> None:
        for name in ("one.txt", "two.txt"):
            scene.write(f"in/{name}", "the same")
        scene.write("in/c.txt", "kept")
        await indexed(scene, scene.folder / "in")
        before = {name: one.id for name, one in (await scene.documents()).items()}
        (scene.folder / "in/sub").mkdir()
        for name in ("two.txt", "one.txt"):
            shutil.copyfile(scene.folder / "in" / name, scene.folder / "in/sub" / name)
            (scene.folder / "in" / name).unlink()
        await scene.scan()
        assert {name: one.id for name, one in (await scene.documents()).items()} == before

    play(act)


def test_a_file_with_other_bytes_is_another_document(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt", "12345")
        scene.write("in/b.txt", "kept")
        await indexed(scene, scene.folder / "in")
        before = (await scene.documents())["a.txt"].id
        path.unlink()
        scene.write("in/other.txt", "54321")
        found = await scene.look()
        assert (len(found.waiting), found.removed, found.moved) == (1, (before,), ())

    play(act)


def test_a_file_that_is_moved_from_one_added_folder_into_another_belongs_to_that(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("one/a.txt")
        scene.write("one/b.txt", "kept")
        scene.write("two/c.txt", "kept too")
        await indexed(scene, scene.folder / "one", scene.folder / "two")
        before = (await scene.documents())["a.txt"]
        shutil.move(path, scene.folder / "two/a.txt")
        assert await scene.scan() == (0, 3, 0, 0)
        after = (await scene.documents())["a.txt"]
        assert after.id == before.id
        roots = {
            root.id: os.path.basename(root.path)
            for root in await scene.catalog.libraries.roots(scene.library)
        }
        assert (roots[before.root], roots[after.root]) == (b"one", b"two")

    play(act)


def test_a_changed_file_that_is_saved_by_renaming_stays_the_same_document(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt", "old")
        await indexed(scene, scene.folder / "in")
        before = (await scene.documents())["a.txt"].id
        new = scene.write("in/a.txt.new", "new text")
        path.rename(path.with_name("a.txt.old"))
        new.rename(path)
        found = await scene.look()
        assert before in found.waiting
        assert (await scene.documents())["a.txt"].id == before

    play(act)


def test_what_was_taken_out_of_a_folder_stays_out_when_the_folder_is_moved(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/one/a.txt")
        scene.write("in/one/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in")
        await scene.catalog.documents.remove([(await scene.documents())["a.txt"].id])
        await scene.catalog.libraries.exclude(scene.library, [os.fsencode(path)])
        (scene.folder / "in/one").rename(scene.folder / "in/two")
        assert await scene.scan() == (0, 1, 0, 0)
        assert set(await scene.documents()) == {"b.txt"}
        new = os.fsencode(scene.folder / "in/two/a.txt")
        assert await scene.catalog.libraries.exclusions(scene.library) == {new}
        assert await scene.scan() == (0, 1, 0, 0)

    play(act)


def test_what_was_taken_out_stays_out_under_another_name(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in")
        await scene.catalog.libraries.exclude(scene.library, [os.fsencode(path)])
        await scene.catalog.documents.remove([(await scene.documents())["a.txt"].id])
        for name in ("c.txt", "deep/d.md"):  # and again from there
            new = scene.folder / "in" / name
            new.parent.mkdir(exist_ok=True)
            path = path.rename(new)
            assert await scene.scan() == (0, 1, 0, 0)
            assert await scene.catalog.libraries.exclusions(scene.library) == {os.fsencode(new)}
        assert await scene.scan() == (0, 1, 0, 0)
        # Another file in its place, or a copy of it, is another document.
        shutil.copy(path, scene.folder / "in/e.md")
        scene.write("in/c.txt", "vicuña")
        assert await scene.scan() == (2, 1, 0, 0)
        await scene.scan(path)
        assert "d.md" in await scene.documents()

    play(act)


def test_a_failed_document_that_is_moved_is_not_tried_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt", "alpaca")
        await scene.scan(scene.folder / "in")
        await scene.settle("a.txt")
        await scene.read_all()
        path.rename(path.with_name("c.txt"))
        found = await scene.look()
        assert found.waiting == ()
        assert [(Path(one.path).name, one.failure.code) for one in found.failed] == [("c.txt", "no-text")]

    play(act)


def test_an_added_folder_that_was_renamed_and_is_added_again_takes_its_documents_along(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("one/a.txt")
        scene.write("one/sub/b.txt", "alpaca")
        await indexed(scene, scene.folder / "one")
        before = {name: one.id for name, one in (await scene.documents()).items()}
        (scene.folder / "one").rename(scene.folder / "two")
        await scene.scan()
        assert {one.state for one in (await scene.documents()).values()} == {"offline"}
        assert await scene.scan(scene.folder / "two") == (0, 2, 0, 0)
        after = await scene.documents()
        assert {name: one.id for name, one in after.items()} == before
        assert "offline" not in {one.state for one in after.values()}
        [root] = await scene.catalog.libraries.roots(scene.library)
        assert root.path == os.fsencode(scene.folder / "two")

    play(act)


def test_a_folder_that_is_added_within_another_and_renamed_goes_over_to_that(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/one/a.txt")
        scene.write("in/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in/one", scene.folder / "in")
        before = {name: one.id for name, one in (await scene.documents()).items()}
        (scene.folder / "in/one").rename(scene.folder / "in/two")
        found = await scene.look()
        assert (found.waiting, found.unchanged, found.removed) == ((), 2, ())
        assert {name: one.id for name, one in (await scene.documents()).items()} == before
        assert len(await scene.catalog.libraries.roots(scene.library)) == 1

    play(act)


def test_a_second_name_of_the_same_file_is_a_document_of_its_own(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("one/a.txt")
        await indexed(scene, scene.folder / "one")
        scene.write("two/c.txt", "alpaca")
        os.link(path, scene.folder / "two" / "b.txt")
        found = await scene.look(scene.folder / "two")
        assert (len(found.waiting), found.moved) == (2, ())
        assert set(await scene.documents()) == {"a.txt", "b.txt", "c.txt"}

    play(act)


def test_a_move_is_told_by_its_new_place_alone(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in")
        before = (await scene.documents())["a.txt"].id
        new = path.with_name("c.txt")
        path.rename(new)
        [root] = await scene.catalog.libraries.roots(scene.library)
        found = await scene.scanner.look_again(scene.library, {root.id: [os.fsencode(new)]})
        assert (found.waiting, found.removed, found.moved) == ((), (), (before,))
        found = await scene.scanner.look_again(scene.library, {root.id: [os.fsencode(path)]})
        assert (found.waiting, found.removed, found.moved) == ((), (), ())
        assert (await scene.documents())["c.txt"].id == before

    play(act)


def test_a_folder_that_vanishes_is_offline_even_when_only_one_of_its_files_is_looked_at(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt", "alpaca")
        await indexed(scene, scene.folder / "in")
        [root] = await scene.catalog.libraries.roots(scene.library)
        shutil.rmtree(scene.folder / "in")
        found = await scene.scanner.look_again(scene.library, {root.id: [os.fsencode(path)]})
        assert (found.removed, found.unchanged, len(found.changed)) == ((), 2, 2)

    play(act)
