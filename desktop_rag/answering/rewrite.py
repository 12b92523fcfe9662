"""From a question to the query that is searched for."""


def search_query(question: str) -> str:
    """The question itself, on one line; a first question needs no more."""
    return " ".join(question.split())
