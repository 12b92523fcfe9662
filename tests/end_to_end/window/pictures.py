"""The walks that make the pictures: every state of the window that exists, seen in the real program."""

from tests.end_to_end.window.journey import Journey
from tests.end_to_end.window.journeys import drop_and_index
from tests.end_to_end.window.seeing import in_all_sizes, opened_menu, picture, screen

QUESTION = "When was the stone bridge opened?"
SEARCH = "stone bridge floods"


async def first_start(one: Journey) -> None:
    """Nothing but the invitation, and what Ollama's state adds to it."""
    await one.until(lambda: one.window.welcome.isVisible(), "the first steps are shown")
    await one.until(lambda: one.window.status.finding.text(), "the status line is filled")
    if one.given["name"] in ("ollama-absent", "first-start"):
        await in_all_sizes(one, one.given["name"])
    else:
        await picture(one, one.given["name"])


async def the_way(one: Journey) -> None:
    """From dropped files to a cited answer, step by step."""
    window = one.window
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(one.given["many"])
    model = window.library.model
    await one.until(
        lambda: model.progress is not None and 0 < model.progress.total < 4 * model.progress.done,
        "a quarter is indexed",
    )
    await one.until(
        lambda: one.documents()["bridge.pdf"].state in ("searchable", "ready"),
        "the document that is found is read",
    )
    await one.search(SEARCH)
    await one.until(lambda: window.search.model.all_hits, "hits are listed")
    window.search.search_again()
    await in_all_sizes(one, "indexing")
    await one.until(lambda: one.settled(one.given["documents"]), "all documents are settled", 120)
    window.search.search_again()
    await one.rest(0.6)
    hits = window.search.list
    rows = range(hits.model().rowCount())
    row = next(row for row in rows if window.search.model.hit(hits.model().index(row)))
    await one.click_row(hits, hits.model().index(row))
    await one.until(lambda: window.source.stage.showing == "page", "the page is shown")
    await one.until(lambda: window.source.stage.page.ticks(), "the passage is marked")
    await in_all_sizes(one, "search")
    window.search.chips.set_mode("keyword")
    await one.search("zxqj")
    await one.until(lambda: not window.search.model.all_hits, "nothing is found")
    await one.rest(0.5)
    await picture(one, "search-nothing")


async def the_answer(one: Journey) -> None:
    """Asking: waiting for the first word, streaming, complete with its page, and in smaller windows."""
    window = one.window
    await one.until(lambda: len(one.documents()) == one.given["documents"], "the documents are listed")
    await one.ask(QUESTION)
    await one.until(lambda: one.last_turn().turn.evidence, "the passages are found")
    await picture(one, "answer-waiting")
    await one.until(lambda: len(one.last_turn().text.plain_text()) > 110, "the answer streams")
    await picture(one, "answer-streaming")
    await one.until(lambda: one.last_turn().turn.phase == "complete", "the answer is complete")
    await one.click_citation(1)
    await one.until(lambda: any(now for _, now in window.source.stage.page.ticks()), "the passage is marked")
    await in_all_sizes(one, "answer")


PAGES = {"settings-general": 0, "settings-models": 1, "settings-privacy": 3}


async def the_rest(one: Journey) -> None:
    """The models' menu and the settings."""
    window = one.window
    await one.until(lambda: len(one.documents()) == one.given["documents"], "the documents are listed")
    await one.until(lambda: window.status.finding.text(), "the status line is filled")
    window.picker.open_menu()
    menu = await opened_menu(one)
    await one.rest(0.4)
    await screen(one, "models-menu")
    menu.close()
    await one.click(window.centre.settings)
    await one.rest()
    page = window.body.currentWidget()
    for name, number in PAGES.items():
        page.show_page(number)  # type: ignore[attr-defined]
        await picture(one, name)


async def it_breaks_off(one: Journey) -> None:
    """An answer whose server dies, and an engine that does."""
    await drop_and_index(one)
    await one.ask(QUESTION)
    await one.until(lambda: one.last_turn().turn.phase == "interrupted", "the answer has broken off")
    await picture(one, "interrupted")
    one.kill("@engine")
    await one.until(lambda: one.window.toast.isVisible(), "the note is shown")
    await picture(one, "engine-lost")


async def without_a_model(one: Journey) -> None:
    """The best passages as the answer, and the banner with its remedy."""
    await drop_and_index(one)
    await one.ask("What animals are llamas related to?")
    await one.until(lambda: one.last_turn().turn.phase == "extractive", "the passages are shown")
    await one.click_citation(1)
    await one.until(lambda: one.window.source.stage.text.ticks(), "the passage is marked")
    await picture(one, "extractive")
