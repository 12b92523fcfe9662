"""Discovery on a real file system, with what real folders hold."""

import hashlib
import os
import socket
from pathlib import Path

import pytest

from desktop_rag.adapters.files.disk import Disk
from desktop_rag.domain.discovery import FolderSeen, Leave
from desktop_rag.domain.errors import Missing, RuleInvalid

ALL = Leave()


def walked(root: Path, leave: Leave = ALL, start: Path | None = None) -> list[FolderSeen]:
    return list(Disk().walk(os.fsencode(root), os.fsencode(start or root), leave))


def names(root: Path, leave: Leave = ALL, start: Path | None = None) -> set[str]:
    return {
        os.fsdecode(os.path.relpath(path, os.fsencode(root)))
        for folder in walked(root, leave, start)
        for path, _, _, _ in folder.files
    }


def test_files_of_all_folders_are_found_with_size_time_and_inode(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("llama")
    (seen,) = [file for folder in walked(tmp_path) for file in folder.files]
    status = (tmp_path / "a" / "one.txt").stat()
    assert seen[1:] == (5, status.st_mtime_ns, status.st_ino)


def test_hidden_temporary_and_machine_made_things_are_left_out(tmp_path: Path) -> None:
    for name in (
        ".git/config",
        "node_modules/x.md",
        "~$letter.docx",
        "draft.txt~",
        "x.tmp",
        ".hidden",
        "kept.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path) == {"kept.txt"}


def test_special_files_are_no_documents(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        (tmp_path / "kept.txt").write_text("x")
        assert names(tmp_path) == {"kept.txt"}
    assert Disk().look(os.fsencode(tmp_path / "pipe.txt")) is None


def test_folder_links_are_not_followed_and_file_links_only_within_the_root(tmp_path: Path) -> None:
    inside, outside = tmp_path / "root", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (inside / "real.txt").write_text("x")
    (inside / "loop").symlink_to(inside)
    (inside / "away").symlink_to(outside)
    (inside / "secret.txt").symlink_to(outside / "secret.txt")
    (inside / "same.txt").symlink_to(inside / "real.txt")
    (inside / "broken.txt").symlink_to(inside / "nowhere")
    assert names(inside) == {"real.txt", "same.txt"}


def test_names_that_are_not_text_are_found(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    try:
        Path(os.fsdecode(path)).write_text("x")
    except OSError:
        pytest.skip("this file system knows no such names")
    assert [file[0] for folder in walked(tmp_path) for file in folder.files] == [path]


def test_paths_to_be_skipped_are_skipped_with_all_that_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalog.txt").write_text("x")
    (tmp_path / "one.txt").write_text("x")
    (tmp_path / "two.txt").write_text("x")
    skip = frozenset({os.fsencode(tmp_path / "data"), os.fsencode(tmp_path / "two.txt")})
    assert names(tmp_path, Leave(skip)) == {"one.txt"}


@pytest.mark.parametrize(("name", "read"), [("a.pdf", True), ("A.PDF", True), ("x", True), ("y.MKV", False)])
def test_kinds_that_nobody_reads_are_told_by_their_name(tmp_path: Path, name: str, read: bool) -> None:
    (tmp_path / name).write_text("x")
    assert (name in names(tmp_path)) is read


def test_the_device_of_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        Disk().device(os.fsencode(tmp_path / "gone"))


def test_caches_environments_and_what_systems_leave_are_nobodys_documents(tmp_path: Path) -> None:
    for name in (
        "__pycache__/a.txt", "env/pyvenv.cfg", "env/lib/a.txt", "target/debug/a.txt", ".cache/a.txt",
        "Thumbs.db", "desktop.ini", ".~lock.letter.odt#", "#letter.txt#", "film.crdownload", "a.LOCK",
        "tagged/kept.txt", "C#", "notes.lock.txt",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "target" / "CACHEDIR.TAG").write_text(
        "Signature: 8a477f597d28d172789f06886806bc55\n# made by"
    )
    (tmp_path / "tagged" / "CACHEDIR.TAG").write_text("not a tag")
    expected = {"tagged/kept.txt", "tagged/CACHEDIR.TAG", "C#", "notes.lock.txt"}
    assert names(tmp_path) == expected
    for inner in ("env", "env/lib", "target/debug", "__pycache__/a.txt"):
        assert names(tmp_path, start=tmp_path / inner) == set()
    assert names(tmp_path / "env") == {"pyvenv.cfg", "lib/a.txt"}, "a folder that was added is looked at"


def test_a_walk_may_begin_below_the_root_and_at_a_file(tmp_path: Path) -> None:
    for name in ("a/b/one.txt", "a/two.txt", "three.mkv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path, start=tmp_path / "a") == {"a/b/one.txt", "a/two.txt"}
    assert names(tmp_path, start=tmp_path / "a/two.txt") == {"a/two.txt"}
    assert names(tmp_path, start=tmp_path / "three.mkv") == set()
    assert names(tmp_path, start=tmp_path / "gone" / "x.txt") == set()


def test_a_walk_through_a_linked_folder_is_no_walk(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("x")
    (tmp_path / "root" / "link").symlink_to(tmp_path / "outside")
    assert names(tmp_path / "root", start=tmp_path / "root" / "link") == set()
    assert names(tmp_path / "root", start=tmp_path / "root" / "link" / "a.txt") == set()


def test_rules_hold_for_folders_files_and_names_that_are_not_text(tmp_path: Path) -> None:
    for name in ("keep/a.txt", "old/b.txt", "c.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    try:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"caf\xe9.log"))).write_text("x")
    except OSError:
        pytest.skip("this file system knows no such names")
    found = walked(tmp_path, Leave(rules="old/\n*.log\n"))
    assert {path for folder in found for path, _, _, _ in folder.files} == {
        os.fsencode(tmp_path / "keep/a.txt")
    }
    assert sum(folder.ruled_out for folder in found) == 3


def test_what_the_same_rules_let_in_before_is_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "c.log").write_text("x")
    sure = {os.fsencode(tmp_path / "c.log")}
    assert names(tmp_path, Leave(rules="*.log", sure=sure)) == {"c.log"}


@pytest.mark.parametrize("rule", ["!", "\\", "a\\", "[z-a]", "/", "["])
def test_a_line_that_is_no_rule_is_named(rule: str) -> None:
    with pytest.raises(RuleInvalid) as caught:
        Disk().check_rules(f"# mine\n\n*.log\n{rule}\n")
    assert caught.value.arguments["line"] == "4"


def test_good_rules_are_let_pass() -> None:
    Disk().check_rules("# comment\n\n*.log\n!keep.log\n/build/\nnotes/**/old\n\\#odd\n[a-c]?.txt\n")


def test_names_as_long_as_a_file_system_takes_are_found_and_longer_paths_are_reported(tmp_path: Path) -> None:
    (tmp_path / ("n" * 251 + ".txt")).write_text("x")
    assert len(names(tmp_path)) == 1
    inner, here = "d" * 200, os.getcwd()
    try:
        os.chdir(tmp_path)
        for _ in range(25):
            os.mkdir(inner)
            os.chdir(inner)
        Path("deep.txt").write_text("x")
    finally:
        os.chdir(here)
    found = walked(tmp_path)
    assert [folder.closed for folder in found].count(True) == 1
    assert sum(len(folder.files) for folder in found) == 1


def test_the_digest_of_a_file_is_given_only_while_it_is_as_it_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("llama")
    seen = Disk().look(os.fsencode(path))
    assert seen is not None
    assert Disk().sha256(seen) == hashlib.sha256(b"llama").digest()
    path.write_text("alpacas")
    assert Disk().sha256(seen) is None
    path.unlink()
    os.mkfifo(path)
    assert Disk().sha256(seen) is None
