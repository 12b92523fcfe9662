"""What is said of a query that was searched for otherwise than it was typed."""

from desktop_rag.domain.wording import Words

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
    "query-phrase-nowhere": Words(
        "The exact phrase is nowhere",
        "No passage holds {what}, so its words were searched for wherever they stand.",
        "Use fewer words in the quotation marks.",
    ),
    "query-corrected": Words(
        "Another spelling was searched for",
        "The words as they were typed are nowhere, so {what} was searched for.",
        "Check the spelling, or put the word in quotation marks to find it as it is.",
    ),
}
