"""The person's own rules, and the size from which nothing is opened."""

import os

from tests.library.scene import Play, Scene


def test_documents_leave_when_a_rule_covers_them_and_come_back_when_it_does_not(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        scene.write("in/drafts/b.txt")
        scene.write("in/drafts/keep.txt")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        await scene.rules("drafts/*\n!keep.txt\n")
        assert await scene.scan() == (0, 2, 0, 1)
        assert set(await scene.documents()) == {"a.txt", "keep.txt"}
        assert await scene.scan() == (0, 2, 0, 0)
        await scene.rules("# nothing\n")
        assert await scene.scan() == (1, 2, 0, 0)
        assert set(await scene.documents()) == {"a.txt", "b.txt", "keep.txt"}

    play(act)


def test_a_rule_that_covers_everything_removes_everything(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.rules("*\n")
        assert (await scene.scan())[3] == 1
        assert await scene.documents() == {}

    play(act)


def test_rules_are_relative_to_the_folder_that_was_added(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/old/a.txt")
        scene.write("in/sub/old/b.txt")
        await scene.rules("/old/\n")
        await scene.scan(scene.folder / "in")
        assert set(await scene.documents()) == {"b.txt"}

    play(act)


def test_a_new_file_is_held_against_rules_that_have_not_changed(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        await scene.rules("*.log\n")
        await scene.scan(scene.folder / "in")
        scene.write("in/b.log")
        scene.write("in/deep/c.log")
        scene.write("in/deep/d.txt")
        await scene.scan()
        assert set(await scene.documents()) == {"a.txt", "d.txt"}

    play(act)


def test_a_file_that_is_named_by_itself_is_taken_whatever_the_rules_and_stays(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        named = scene.write("in/drafts/b.txt")
        hidden = scene.write("in/.notes/c.txt")
        await scene.rules("drafts/\n")
        await scene.scan(scene.folder / "in")
        await scene.scan(named, hidden)
        assert set(await scene.documents()) == {"a.txt", "b.txt", "c.txt"}
        await scene.read_all()
        assert await scene.scan() == (0, 3, 0, 0)
        named.unlink()
        assert (await scene.scan())[3] == 1

    play(act)


def test_a_hidden_folder_that_is_named_by_itself_is_taken(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        scene.write("in/.notes/c.txt")
        await scene.scan(scene.folder / "in")
        await scene.scan(scene.folder / "in/.notes")
        assert set(await scene.documents()) == {"a.txt", "c.txt"}
        await scene.read_all()
        assert await scene.scan() == (0, 2, 0, 0)

    play(act)


def test_a_bad_rule_that_is_stored_says_nothing_and_the_others_hold(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt")
        scene.write("in/b.log")
        await scene.rules("!\n[z-a]\n*.log\n")
        await scene.scan(scene.folder / "in")
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_a_file_over_the_limit_fails_with_both_sizes_and_is_not_opened(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt", "small")
        scene.write("in/b.txt", "x" * 3_210_000)
        await scene.largest(2_000_000)
        found = await scene.look(scene.folder / "in")
        assert len(found.waiting) == 1
        [failed] = found.failed
        assert (failed.failure.code, failed.failure.arguments["size"]) == ("too-large", "3.3 MB")
        assert failed.failure.arguments["limit"] == "2 MB"
        large = (await scene.documents())["b.txt"]
        assert (large.state, large.error) == ("failed", failed.failure)
        assert found.changed == (large.id,)
        await scene.read_all()
        found = await scene.look()
        assert (found.waiting, found.unchanged, len(found.failed)) == ((), 1, 1)

    play(act)


def test_when_the_limit_is_raised_what_was_too_large_is_read(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/b.txt", "x" * 3000)
        await scene.largest(2000)
        await scene.scan(scene.folder / "in")
        await scene.largest(4000)
        found = await scene.look()
        assert (len(found.waiting), found.failed) == (1, ())

    play(act)


def test_a_large_file_that_is_named_by_itself_is_read_and_stays(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/a.txt", "small")
        large = scene.write("in/b.txt", "x" * 3000)
        await scene.largest(2000)
        await scene.scan(scene.folder / "in")
        assert (await scene.scan(large))[0] == 1
        await scene.read_all()
        found = await scene.look()
        assert (found.waiting, found.failed) == ((), ())
        large.write_text("y" * 3000)
        assert (await scene.scan())[0] == 1

    play(act)


def test_a_document_that_grows_over_the_limit_keeps_its_old_version_and_says_so(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt", "small")
        await scene.largest(2000)
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        path.write_text("x" * 3000)
        await scene.scan()
        document = (await scene.documents())["a.txt"]
        assert document.warning is not None
        assert (document.warning.code, document.error) == ("old-version-kept", None)
        assert await scene.catalog.documents.waiting(scene.library) == ()

    play(act)


def test_our_own_folder_is_refused_under_any_spelling(play: Play) -> None:
    async def act(scene: Scene) -> None:
        own = scene.write("data/catalog.txt")
        link = scene.folder / "link"
        link.symlink_to(scene.data)
        found = await scene.look(scene.data, own, link, link / "catalog.txt")
        assert {failed.failure.code for failed in found.failed} == {"own-folder"}
        assert len(found.failed) == 4
        assert await scene.documents() == {}

    play(act)


def test_our_own_folder_is_not_walked_through_a_link_above_it(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("data/catalog.txt")
        scene.write("a.txt")
        (scene.folder / "inside.txt").symlink_to(scene.data / "catalog.txt")
        other = scene.folder.parent / "other"
        other.symlink_to(scene.folder)
        await scene.scan(other)
        assert set(await scene.documents()) == {"a.txt"}

    play(act)


def test_the_same_folder_under_another_spelling_is_not_added_twice(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/sub/a.txt")
        other = scene.folder.parent / "other"
        other.symlink_to(scene.folder / "in")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        assert await scene.scan(other) == (0, 1, 0, 0)
        assert await scene.scan(other / "sub", other / "sub" / "a.txt") == (0, 1, 0, 0)
        assert len(await scene.catalog.libraries.roots(scene.library)) == 1

    play(act)


def test_a_folder_above_one_that_was_added_under_another_spelling_adds_no_document_twice(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("in/sub/a.txt")
        scene.write("in/b.txt")
        other = scene.folder.parent / "other"
        other.symlink_to(scene.folder / "in")
        await scene.scan(other / "sub")
        await scene.scan(scene.folder / "in")
        assert sorted(await scene.documents()) == ["a.txt", "b.txt"]
        page = await scene.catalog.documents.page(scene.library, 0, 10)
        assert len(page) == 2

    play(act)


def test_a_file_that_was_added_before_its_folder_is_one_document(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(path)
        await scene.read_all()
        assert await scene.scan(scene.folder / "in") == (0, 1, 0, 0)
        assert await scene.scan() == (0, 1, 0, 0)
        assert len(await scene.catalog.documents.page(scene.library, 0, 10)) == 1
        path.unlink()
        scene.write("in/b.txt", "alpaca")
        assert (await scene.scan())[3] == 1

    play(act)


def test_a_link_to_a_file_in_another_added_folder_counts(play: Play) -> None:
    async def act(scene: Scene) -> None:
        scene.write("one/real.txt")
        scene.write("two/b.txt")
        outside = scene.write("outside.txt")
        (scene.folder / "two/link.txt").symlink_to(scene.folder / "one/real.txt")
        (scene.folder / "two/away.txt").symlink_to(outside)
        await scene.scan(scene.folder / "one", scene.folder / "two")
        await scene.scan()
        assert set(await scene.documents()) == {"real.txt", "b.txt", "link.txt"}

    play(act)


def test_files_of_one_place_are_looked_at_alone(play: Play) -> None:
    async def act(scene: Scene) -> None:
        first, second = scene.write("in/a.txt"), scene.write("in/b.txt", "alpaca")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        [root] = await scene.catalog.libraries.roots(scene.library)
        first.write_text("changed")
        second.unlink()
        new = scene.write("in/new/c.txt")
        paths = [os.fsencode(path) for path in (first, new.parent)]
        found = await scene.scanner.look_again(scene.library, {root.id: paths})
        assert (len(found.waiting), found.removed) == (2, ())
        found = await scene.scanner.look_again(scene.library, {root.id: [os.fsencode(second)]})
        assert len(found.removed) == 1

    play(act)


def test_a_file_that_is_not_at_rest_is_left_for_the_next_time(play: Play) -> None:
    async def act(scene: Scene) -> None:
        path = scene.write("in/a.txt")
        await scene.scan(scene.folder / "in")
        await scene.read_all()
        [root] = await scene.catalog.libraries.roots(scene.library)
        path.write_text("half of a sent")
        scene.write("in/b.txt")
        found = await scene.scanner.look_again(scene.library, {root.id: []}, lambda file: False)
        assert (found.waiting, found.removed) == ((), ())
        assert {os.path.basename(name) for _, name in found.unsettled} == {b"a.txt", b"b.txt"}
        assert (await scene.scan())[0] == 2

    play(act)


def test_rules_are_asked_once_until_they_change(play: Play) -> None:
    async def act(scene: Scene) -> None:
        libraries = scene.catalog.libraries
        scene.write("one/a.txt")
        scene.write("two/b.txt")
        await scene.rules("*.log\n")
        await scene.scan(scene.folder / "one")
        assert await libraries.rules(scene.library) == "*.log\n"
        await scene.scan(scene.folder / "two")
        await scene.rules("*.bak\n")
        await scene.scan(scene.folder / "one")
        assert await libraries.rules(scene.library) == "*.log\n", "the other folder has not been looked at"
        await scene.scan()
        assert await libraries.rules(scene.library) == "*.bak\n"

    play(act)
