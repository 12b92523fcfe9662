"""What is told of a result as a whole: that it is empty, or that its words are nowhere."""

from collections.abc import Callable, Sequence

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Hit, SearchMode, SearchResult
from desktop_rag.domain.words import words_for
from desktop_rag.gui.search.wording import coverage_sentence, shortened

ELSEWHERE = "There may be some of other kinds, in other folders, or of another time."

Translate = Callable[[str], str]


def near_only(hits: Sequence[Hit], mode: SearchMode, tr: Translate) -> str:
    """What is near in meaning is always found; where no word matches, that is all it is."""
    if mode != "hybrid" or not hits or any("keyword" in hit.matched for hit in hits):
        return ""
    return tr("No passage holds these words. Shown is what comes nearest in meaning.")


def nothing_like(result: SearchResult, filtered: bool, tr: Translate) -> tuple[str, str]:
    """The title and the hint where nothing says the like of a passage."""
    if filtered and not result.words_only:
        return tr("Nothing else says the like within the filters"), tr(ELSEWHERE)
    if result.words_only:
        return tr("Nothing else says the like"), words_for(Failure(result.words_only)).explanation
    return tr("Nothing else says the like"), tr("Try a longer passage.")


def nothing_found(result: SearchResult, filtered: bool, tr: Translate) -> tuple[str, str]:
    """The title and the hint where a search found nothing."""
    coverage = result.coverage
    if coverage.documents == 0:
        return (
            tr("There is nothing to search yet"),
            tr(
                "No document of this library can be searched. What you add is searched as soon as it is read."
            ),
        )
    if coverage.indexed == 0:
        return tr("Nothing can be searched yet"), coverage_sentence(coverage)
    so_far = f" {coverage_sentence(coverage)}" if coverage.documents > coverage.indexed else ""
    if filtered:
        return tr("No passage was found within the filters"), tr(ELSEWHERE) + so_far
    if result.said:
        words = words_for(result.said[-1])
        return words.title, words.remedy
    title = tr("No passage was found for “{}”").format(shortened(result.query))
    return title, so_far.strip() or tr("Try fewer words, other words, or check their spelling.")
