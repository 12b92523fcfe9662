"""Discovery on a real file system, with what real folders hold."""

import os
import socket
from pathlib import Path

import pytest

from desktop_rag.adapters.files.disk import Disk
from desktop_rag.domain.discovery import FolderSeen, Leave
from desktop_rag.domain.errors import Missing


def walked(root: Path, leave: Leave = Leave(), start: Path | None = None) -> list[FolderSeen]:
    return list(Disk().walk(os.fsencode(root), os.fsencode(start or root), leave))


def names(root: Path, leave: Leave = Leave(), start: Path | None = None) -> set[str]:
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


@pytest.mark.parametrize(("name", "read"), [("a.pdf", True), ("A.PDF", True), ("x", True), ("y.JPG", False)])
def test_kinds_that_nobody_reads_are_told_by_their_name(name: str, read: bool) -> None:
    assert Disk().readable_kind(name.encode()) is read


def test_the_device_of_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        Disk().device(os.fsencode(tmp_path / "gone"))
