"""The walks through the window that the tests beside this file make."""

from PySide6.QtCore import Qt

from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import status_of, words_for
from desktop_rag.gui.library.listed_rows import Role
from desktop_rag.gui.looks.tokens import COLOURS
from tests.end_to_end.window.journey import Journey

QUESTION = "When was the stone bridge opened?"
DYING_QUESTION = "What animals are llamas related to?"


async def drop_and_index(one: Journey) -> None:
    """Files are dropped, and all of them become ready."""
    await one.until(lambda: one.window.welcome.isVisible(), "the first steps are shown")
    await one.drop(one.given["folder"])
    await one.until(lambda: one.settled(one.given["documents"]), "all documents are settled")


async def from_dropped_files_to_a_cited_answer(one: Journey) -> None:
    window = one.window
    await drop_and_index(one)
    assert {document.state for document in one.documents().values()} == {"ready"}
    await one.search("vicunas and camels")
    await one.until(lambda: window.search.model.all_hits, "hits are listed")
    hits = window.search.list
    row = next(
        row for row in range(hits.model().rowCount()) if window.search.model.hit(hits.model().index(row))
    )
    await one.click_row(hits, hits.model().index(row))
    await one.until(lambda: window.source.stage.showing == "text", "the source shows the text of the result")
    await one.until(lambda: window.source.stage.text.ticks(), "the passage is marked")
    assert one.coloured(window.source, COLOURS["mark_now"][0]) > 200
    await one.ask(QUESTION)
    await one.until(lambda: one.last_turn().text.streaming, "the answer streams")
    await one.until(lambda: one.last_turn().turn.phase == "complete", "the answer is complete")
    answer = one.last_turn().turn.answer
    assert answer is not None and answer.citations[0].shown.endswith("bridge.pdf")
    await one.click_citation(1)
    await one.until(lambda: window.source.stage.showing == "page", "the source shows a page of the PDF")
    await one.until(lambda: any(now for _, now in window.source.stage.page.ticks()), "the passage is marked")
    painted = COLOURS["mark_now"][0]
    await one.until(lambda: one.coloured(window.source.stage.page, painted) > 500, "the passage is painted")
    assert one.last_turn().cards.shown()[0].chosen


async def the_conversation_is_there_again(one: Journey) -> None:
    window = one.window
    await one.until(lambda: window.chat.transcript.views(), "the conversation is shown")
    turn = one.last_turn()
    assert (turn.turn.question, turn.turn.phase) == (QUESTION, "complete")
    assert "bridge" in turn.text.plain_text()
    assert window.chat.isVisible()
    await one.until(lambda: len(one.documents()) == one.given["documents"], "the documents are listed")
    await one.click_citation(1)
    await one.until(lambda: any(now for _, now in window.source.stage.page.ticks()), "the passage is marked")


async def somebody_is_killed(one: Journey) -> None:
    """A child ends in the middle of indexing; the window stays, and indexing completes."""
    window, verb, wanted = one.window, one.given["kill"], one.given["documents"]
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(one.given["folder"])
    await one.until(lambda: window.library.model.counts()[1] > 0, "the first documents can be searched")
    await one.until(lambda: one.processes(verb), f"there is a {verb}")
    done = window.library.model.counts()[1]
    assert done < wanted, "indexing was over before anybody could be killed"
    one.kill(verb)
    if verb == "@engine":
        await one.until(lambda: window.toast.isVisible(), "the note is shown")
        assert window.toast.words() == "Searching stopped for a moment and goes on. Nothing is lost."
    assert window.isVisible()
    assert window.problems.shown() == ""
    await one.until(lambda: one.settled(wanted), "all documents are settled", 120)
    assert {document.state for document in one.documents().values()} == {"ready"}
    await one.search("llama")
    await one.until(lambda: window.search.model.all_hits, "hits are listed")


async def an_answer_breaks_off(one: Journey) -> None:
    """The stream ends too early: what arrived stays, and the window says what happened."""
    await drop_and_index(one)
    await one.ask(DYING_QUESTION)
    await one.until(lambda: not one.last_turn().turn.under_way, "the answer has ended")
    turn = one.last_turn()
    assert turn.turn.phase == "interrupted"
    assert turn.text.plain_text().startswith("Llamas")
    words = words_for(Failure("answer-interrupted"))
    assert turn.below.words().startswith("This answer was interrupted")
    assert words.explanation in turn.below.words() and words.remedy in turn.below.words()
    assert turn.again.isVisible()


async def there_is_no_written_answer(one: Journey) -> None:
    """Without a chat model: a banner with its remedy, searching, and the best passages with the reason."""
    window, code = one.window, one.given["code"]
    words = words_for(Failure(code, {"url": one.given.get("url", "")}))
    await one.until(lambda: window.ollama.isVisible(), "the banner is shown")
    assert one.says(words.title), one.words()
    assert one.says("works all the same") or one.says("works without it")
    one.named(one.given["remedy"], type(window.ollama.again), window.ollama)
    await drop_and_index(one)
    await one.search("vicunas and camels")
    await one.until(lambda: window.search.model.all_hits, "hits are listed")
    await one.ask(DYING_QUESTION)
    await one.until(lambda: not one.last_turn().turn.under_way, "the answer has ended")
    turn = one.last_turn()
    assert turn.turn.phase == "extractive"
    assert "camelid" in turn.text.plain_text()
    assert turn.above.words().startswith("The best passages, in their own words")
    assert one.given["because"] in turn.above.words(), turn.above.words()
    await one.click_citation(1)
    await one.until(lambda: window.source.stage.showing != "nothing", "the source is shown")


# What the window says where it can do something itself.
_REMEDIES = {
    "password": "Unlock it with its password.",
    "needs-ocr": "Reading the text takes a few seconds a page.",
}


async def some_documents_fail(one: Journey) -> None:
    window, expected = one.window, one.given["expected"]
    await one.until(lambda: window.welcome.isVisible(), "the first steps are shown")
    await one.drop(one.given["folder"])
    await one.until(lambda: one.settled(one.given["documents"] - 1), "the folder is settled")
    await one.drop(one.given["alone"])
    await one.until(lambda: one.settled(one.given["documents"]), "all documents are settled")
    documents = one.documents()
    codes = {name: document.error.code for name, document in documents.items() if document.error}
    assert codes == expected
    _the_rows_say_why(one, documents)
    await one.click_button(f"{len(expected)} files need attention")
    await one.until(lambda: window.attention.isVisible(), "the page about them is open")
    await one.rest()
    page = one.words(window.attention)
    for name, code in expected.items():
        words = words_for(Failure(code))
        assert name in page or name[-12:] in page, page
        remedy = _REMEDIES.get(code, words.remedy)
        assert words.explanation in page and remedy in page, page


def _the_rows_say_why(one: Journey, documents: dict[str, Document]) -> None:
    model = one.window.library.model
    said = {
        model.index(row).data(Role.DOCUMENT).id: model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
        if model.index(row).data(Role.DOCUMENT) is not None
    }
    for name, code in one.given["expected"].items():
        assert status_of(code) in said[documents[name].id]
