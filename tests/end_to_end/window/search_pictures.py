"""The walk through the search: what can be typed, what it says, how hits are narrowed and used."""

from PySide6.QtWidgets import QWidget

from tests.end_to_end.window.journey import Journey
from tests.end_to_end.window.seeing import in_all_sizes, opened_menu, picture, resized, screen

MENU = 0.4


async def the_search(one: Journey) -> None:
    """Everything that the search pane can show, over two folders of different years."""
    window = one.window
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(*one.given["folders"])
    await one.until(lambda: one.settled(one.given["documents"]), "all documents are settled")
    await one.until(lambda: window.status.finding.text(), "the status line is filled")
    await one.press("ctrl+k")
    await in_all_sizes(one, "search-start")
    await _typed(one)
    await _narrowed(one)
    await _used(one)
    await one.press("ctrl+k", "Escape")
    await one.until(lambda: window.search.start.recent, "the recent searches are shown")
    await picture(one, "search-recent")
    await resized(one, 1000, 700)
    await picture(one, "search-recent-1000")


async def _typed(one: Journey) -> None:
    search = one.window.search
    await one.search("stone brigde")
    await one.until(lambda: search.said.isVisible(), "another spelling is offered")
    await picture(one, "search-spelling")
    await one.search("bridge before:tuesday")
    await one.press("Return")
    await one.until(lambda: one.says("Nobody can tell"), "what is not understood is said")
    await picture(one, "search-said")
    await one.click(search.box.help)
    await _menu(one, "search-syntax")


async def _menu(one: Journey, name: str) -> None:
    await opened_menu(one)
    await one.rest(MENU)
    await screen(one, name)
    await one.press("Escape")


async def _narrowed(one: Journey) -> None:
    search = one.window.search
    await one.search("stone bridge floods")
    await one.press("Return")
    await one.until(lambda: len(search.chips.family_chips()) > 2, "kinds are counted")
    await one.click(search.chips.date)
    await _menu(one, "search-dates")
    await one.click(search.chips.family_chips()[1])
    await one.until(lambda: search.chips.filter.family, "a kind is chosen")
    await in_all_sizes(one, "search-narrowed")
    await one.click(search.chips.clear)


async def _used(one: Journey) -> None:
    search = one.window.search
    row = next(row for row in range(9) if search.model.hit(search.model.index(row)))
    index = search.model.index(row)
    await one.click_row(search.list, index)
    await one.until(lambda: one.window.source.stage.showing != "nothing", "the source is shown")
    await one.open_menu(search.list.viewport(), search.list.visualRect(index).center())
    menu = await opened_menu(one)
    await one.rest(MENU)
    await screen(one, "search-hit-menu")
    await _pick(one, menu, "More like this passage")
    await one.until(lambda: search.like.isVisible(), "what is like it is shown")
    await picture(one, "search-like")
    await one.click(search.like)
    await one.until(lambda: not search.like.isVisible(), "the search is back")
    await one.click_button("Hide the source")


async def _pick(one: Journey, menu: QWidget, words: str) -> None:
    action = next(action for action in menu.actions() if action.text() == words)
    await one.click(menu, menu.actionGeometry(action).center())  # type: ignore[attr-defined]
