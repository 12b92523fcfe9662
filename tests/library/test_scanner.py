"""Disk against catalog, on real files and a real catalog."""

import os

from tests.library.scene import Play, Scene


def test_a_folder_gives_its_readable_files_and_counts_the_others(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("a.txt")
        scene.write("sub/b.md")
        scene.write("c.mp4")
        assert await scene.scan(scene.folder) == (2, 0, 1, 0)

    play(act)


def test_the_data_folder_is_never_indexed_even_inside_an_added_folder(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("data/catalog.txt")
        scene.write("a.txt")
        await scene.scan(scene.folder)
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_a_second_scan_finds_nothing_to_do_and_a_change_is_noticed(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.settle("a.txt")
        found = await scene.scanner.scan(scene.library, ())
        assert found.waiting == ()
        assert [failed.failure.code for failed in found.failed] == ["no-text"]
        path.write_text("alpaca and vicuña")
        assert (await scene.scan())[0] == 1

    play(act)


def test_a_file_that_is_gone_is_removed_and_a_folder_that_is_gone_is_not(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        scene.write("in/b.txt")
        await scene.scan(scene.folder / "in")
        path.unlink()
        assert (await scene.scan())[3] == 1
        (scene.folder / "in" / "b.txt").unlink()
        (scene.folder / "in").rmdir()
        assert await scene.scan() == (0, 1, 0, 0)
        assert (await scene.documents())["b.txt"].state == "offline"

    play(act)


def test_a_folder_that_is_suddenly_empty_keeps_its_documents(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        path.unlink()
        await scene.scan()
        assert (await scene.documents())["a.txt"].state == "offline"

    play(act)


def test_what_was_removed_stays_out_until_that_very_path_is_named(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.catalog.documents.remove([(await scene.documents())["a.txt"].id])
        await scene.catalog.libraries.exclude(scene.library, [os.fsencode(path)])
        await scene.scan(scene.folder)
        assert await scene.documents() == {}
        await scene.scan(path)
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_a_path_that_is_not_there_fails_and_the_others_go_on(play: Play) -> None:
    async def act(scene: Scene) -> None:
        good = scene.write("a.txt")
        found = await scene.scanner.scan(
            scene.library, [os.fsencode(scene.folder / "gone.txt"), os.fsencode(good)]
        )
        assert [failed.failure.code for failed in found.failed] == ["missing"]
        assert len(found.waiting) == 1

    play(act)


def test_a_failed_file_that_is_named_by_itself_is_tried_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        await scene.scan(path)
        await scene.settle("a.txt")
        assert (await scene.scan(path))[0] == 1

    play(act)


def test_a_file_that_was_added_by_itself_is_removed_when_its_folder_is_there_without_it(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("a.txt")
        scene.write("b.txt")
        await scene.scan(path)
        path.unlink()
        assert (await scene.scan())[3] == 1
        assert await scene.documents() == {}

    play(act)


def test_a_folder_above_an_added_folder_does_not_read_its_files_again(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.settle("a.txt")
        found = await scene.scanner.scan(scene.library, [os.fsencode(scene.folder)])
        assert found.waiting == ()

    play(act)


def test_a_file_that_was_skipped_is_not_read_again_until_it_changes_or_is_named(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("strange", "text of no kind")
        scene.write("a.txt")
        await scene.scan(scene.folder)
        await scene.catalog.documents.skip([(await scene.documents())["strange"].id])
        assert await scene.scan() == (1, 0, 1, 0)
        path.write_text("changed")
        assert (await scene.scan())[0] == 2
        await scene.catalog.documents.skip([(await scene.documents())["strange"].id])
        assert (await scene.scan(path))[0] == 1

    play(act)
