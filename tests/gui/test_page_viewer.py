"""A PDF is opened at its page where the desktop's viewer can be told one, and as ever where it cannot."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_rag.gui.page_viewer import PageViewer, at_page


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_a_viewer_that_can_be_told_a_page_is_told_it(qtbot: QtBot, programs: Path) -> None:
    program(programs, "xdg-mime", "echo org.gnome.Evince.desktop")
    program(
        programs, "evince", f'echo "$@" > {programs}/told.part && mv {programs}/told.part {programs}/told'
    )
    viewer = PageViewer()
    viewer.open(b"/x/a b.pdf", 14, lambda: pytest.fail("opened without its page"))
    qtbot.waitUntil((programs / "told").exists)
    assert (programs / "told").read_text().strip() == "--page-index=14 /x/a b.pdf"


def test_any_other_viewer_is_left_to_the_system(qtbot: QtBot, programs: Path) -> None:
    program(programs, "xdg-mime", "echo something-else.desktop")
    opened: list[bool] = []
    viewer = PageViewer()
    viewer.open(b"/x/a.pdf", 14, lambda: opened.append(True))
    qtbot.waitUntil(lambda: opened == [True])


def test_the_first_page_needs_nothing_special(programs: Path) -> None:
    opened: list[bool] = []
    PageViewer().open(b"/x/a.pdf", 1, lambda: opened.append(True))
    assert opened == [True]


def test_programs_that_are_not_there_and_odd_paths_are_not_started(programs: Path) -> None:
    program(programs, "okular", "true")
    assert at_page("org.kde.okular.desktop", b"/x/a.pdf", 3) == [
        str(programs / "okular"), "--page", "3", "/x/a.pdf",
    ]  # fmt: skip
    assert at_page("org.kde.okular.desktop", b"--help.pdf", 3) is None
    assert at_page("org.kde.okular.desktop", b"/x/\xff.pdf", 3) is None
    assert at_page("nothing.desktop", b"/x/a.pdf", 3) is None
