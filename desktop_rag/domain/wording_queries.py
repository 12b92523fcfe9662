"""What can be typed in a query, and what is said of one that was searched for otherwise than it was typed."""

from typing import NamedTuple

from desktop_rag.domain.wording import Words


class Example(NamedTuple):
    """What is typed, the part of it that the person puts something else for, and what it means."""

    typed: str
    changed: str
    means: str


EXAMPLES = (
    Example('"exact words"', "exact words", "these words, just so and in this order"),
    Example("-word", "word", "without this word"),
    Example("one OR other", "one OR other", "one of the two"),
    Example("type:pdf", "pdf", "a kind: pdf, word, table, slides, mail, note, picture …"),
    Example("file:report", "report", "part of the file's name"),
    Example("folder:thesis", "thesis", "part of the names of its folders"),
    Example("title:review", "review", "part of the document's own title"),
    Example("page:7-9", "7-9", "on these pages or slides"),
    Example("after:2023", "2023", "documents from then on: 2023, 2023-05 or 2023-05-17"),
    Example("before:2024-03", "2024-03", "documents from before then"),
)

QUERIES: dict[str, Words] = {
    "query-filter": Words(
        "A filter was taken as words",
        "Nobody can tell what {what} means, so it was searched for as words.",
        "Write dates as 2024, 2024-03 or 2024-03-05, and pages as 7 or 7-9.",
    ),
    "query-quote": Words(
        "A quotation mark was left out",
        "The one at the end of {what} is missing, so its words were searched for wherever they stand.",
        "Close it to find exactly this phrase.",
    ),
    "query-or": Words(
        "An OR was left out",
        "There is nothing on one of its sides that it could join.",
        "Put OR between two words, phrases or filters.",
    ),
    "query-long": Words(
        "All of it was taken as words",
        "There are too many phrases, filters, and words with OR or a minus in it.",
        "Use fewer of them.",
    ),
    "query-nothing": Words(
        "Nothing is searched for",
        "Only what is not wanted was typed: {what}.",
        "Add what you are looking for, or a filter.",
    ),
    "query-filter-nothing": Words(
        "No document matches the filter",
        "There is none in this library for {what}.",
        "Change the filter, or take it out.",
    ),
    "query-filter-not-yet": Words(
        "No document that has been read matches the filter",
        "There is none for {what} among the documents that can be searched so far ({read}).",
        "Search again when all have been read, or change the filter.",
    ),
    "query-phrase-nowhere": Words(
        "The exact phrase is nowhere",
        "No passage holds {what}, so its words were searched for wherever they stand.",
        "Use fewer words in the quotation marks.",
    ),
    "query-phrase-not-yet": Words(
        "The exact phrase is not in what has been read",
        "No passage holds {what} in the documents that can be searched so far ({read}), so its words were "
        "searched for wherever they stand.",
        "Search again when all have been read.",
    ),
    "query-corrected": Words(
        "Another spelling was searched for",
        "The words as they were typed are nowhere, so {what} was searched for.",
        "Check the spelling, or put the word in quotation marks to find it as it is.",
    ),
}
