"""The walk of a new user through the library: what is dropped, found, chosen, unlocked, taken away."""

import os
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_rag.gui.library.listed_rows import Role
from desktop_rag.gui.library.wording import only_reading
from tests.end_to_end.papers import PASSWORD
from tests.end_to_end.window.journey import Journey
from tests.end_to_end.window.seeing import in_all_sizes, opened_menu, picture, resized, screen

MENU = 0.4


async def the_papers(one: Journey) -> None:
    """Everything that a library can show, in the order in which a person comes by it."""
    window = one.window
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(*one.given["folders"])
    await one.until(lambda: one.settled(one.given["documents"]), "all documents are settled")
    await one.until(lambda: window.status.finding.text(), "the status line is filled")
    await _the_list(one)
    await _chosen(one)
    await _needs_attention(one)
    await _text_is_read(one)
    await _not_here(one)
    await _rules(one)


async def _the_list(one: Journey) -> None:
    window = one.window
    await picture(one, "library")
    await resized(one, 1000, 700)
    await picture(one, "library-1000")
    await resized(one, 760, 560)
    await one.press("ctrl+b")
    await picture(one, "library-760")
    await one.press("ctrl+b")
    await resized(one, 1440, 900)
    await one.click(window.library.filter)
    await one.type("old disk")
    await one.until(lambda: window.library.model.rowCount() == 2, "one document is left")
    await picture(one, "library-filter")
    await one.type(" zebra")
    await one.until(lambda: window.library.nothing.isVisible(), "nothing is left")
    await picture(one, "library-no-match")
    await one.click_button("Show all")
    await one.until(lambda: not window.library.filter.text(), "the filter is empty again")
    await one.click(window.library.sort)
    await _pick(one, "Group by folder")
    await one.click(window.library.sort)
    await _pick(one, "By size, largest first")
    await one.click(window.library.sort)
    await one.rest(MENU)
    await screen(one, "library-sorted")
    await _pick(one, "By name")
    await one.click(window.library.sort)
    await _pick(one, "Group by folder")


async def _pick(one: Journey, words: str) -> None:
    """Clicks a line of the menu that is open."""
    menu = await opened_menu(one)
    action = next(action for action in menu.actions() if action.text() == words)
    await one.click(menu, menu.actionGeometry(action).center())
    await one.rest()


def _row(one: Journey, name: str) -> QModelIndex:
    model = one.window.library.model
    for row in range(model.rowCount()):
        document = model.index(row).data(Role.DOCUMENT)
        if document is not None and Path(document.shown).name == name:
            return model.index(row)
    raise AssertionError(f"{name} is not listed")


async def _chosen(one: Journey) -> None:
    """Three rows, their menu, Remove and Undo."""
    window = one.window
    rows = window.library.list
    await one.click_row(rows, _row(one, "bread.txt"))
    await one.hold("shift", lambda: one.click_row(rows, _row(one, "bridge.pdf")))
    await one.until(lambda: rows.picked_count() > 1, "several are chosen")
    await one.open_menu(rows.viewport(), rows.visualRect(_row(one, "bread.txt")).center())
    await opened_menu(one)
    await one.rest(MENU)
    await screen(one, "library-selected")
    await one.press("Escape")
    await one.press("Delete")
    await one.until(lambda: window.toast.isVisible(), "the note is shown")
    await picture(one, "library-removed")
    await one.click_button("Undo")
    await one.until(lambda: one.settled(one.given["documents"]), "they are back")


async def _needs_attention(one: Journey) -> None:
    window = one.window
    needing = window.library.model.counts()[2]
    await one.click_button(f"{needing} files need attention")
    await one.until(lambda: window.attention.isVisible(), "the page is open")
    await one.rest(1)
    await in_all_sizes(one, "attention")
    await _ask_for_the_password(one)
    await screen(one, "unlock")
    await one.type("Secret")
    await one.press("Return")
    await one.until(lambda: window.toast.isVisible(), "the note is shown")
    await picture(one, "unlock-wrong")
    await _ask_for_the_password(one)
    await one.type(PASSWORD)
    await one.press("Return")
    await one.until(lambda: one.documents()["mortgage 2009.pdf"].state == "ready", "it is unlocked")
    await one.until(lambda: one.settled(one.given["documents"]), "all is settled")


async def _ask_for_the_password(one: Journey) -> None:
    await one.click_button("Unlock both…")
    await one.until(lambda: one.all_of(QLineEdit, QApplication.activeModalWidget()), "it is asked for")
    await one.rest()


async def _text_is_read(one: Journey) -> None:
    window = one.window
    await one.click_button("Read text harbour log 1998, scanned.pdf")
    await one.until(
        lambda: (
            window.library.model.progress is not None
            and window.library.model.progress.recognizing is not None
            and window.library.model.progress.recognizing.page > 1
        ),
        "the second page is read",
    )
    await picture(one, "recognizing")
    log = "harbour log 1998, scanned.pdf"
    await one.until(lambda: one.documents()[log].state == "ready", "the scan is read", 120)


async def _not_here(one: Journey) -> None:
    window = one.window
    await one.click(window.centre.back)
    await one.until(lambda: not window.toast.isVisible(), "the note has gone")
    folder = one.given["folders"][1]
    os.rename(folder, f"{folder}, elsewhere")
    groups = window.library.model.groups
    await one.until(lambda: any(group.offline for group in groups()), "the folder is said to be away")
    rows = window.library.list
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().maximum())
    await picture(one, "library-not-here")
    os.rename(f"{folder}, elsewhere", folder)
    await one.until(lambda: not any(group.offline for group in groups()), "the folder is back")
    await one.until(lambda: one.settled(one.given["documents"]), "all is settled")


async def _rules(one: Journey) -> None:
    """The page about folders, and a rule that is none."""
    window = one.window
    await one.click(window.centre.settings)
    await one.rest()
    page = window.body.currentWidget()
    await one.click_button("Folders", page)
    await one.rest()
    await in_all_sizes(one, "settings-folders")
    await one.click(page.folders.rules)  # type: ignore[attr-defined]
    await one.press("ctrl+End", "Return")
    await one.type("!")
    await one.click_button("Use these rules", page)
    await one.until(lambda: page.folders.said.text(), "the rule is refused")  # type: ignore[attr-defined]
    await picture(one, "settings-folders-error")


async def only_words(one: Journey) -> None:
    """Many documents, of which none can be found by meaning yet."""
    window = one.window
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(one.given["many"])
    model = window.library.model
    await one.until(lambda: model.progress is not None and only_reading(model.progress), "some are read")
    await picture(one, "reading")
