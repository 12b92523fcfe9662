"""The words for people: a title, an explanation and a remedy for every code, in English.

The window translates by code; the command line prints the English. Arguments fill `{name}` places.
"""

from desktop_rag.domain.errors import Failure
from desktop_rag.domain.models import BUILT_IN
from desktop_rag.domain.wording import Words
from desktop_rag.domain.wording_documents import DOCUMENTS
from desktop_rag.domain.wording_models import MODELS
from desktop_rag.domain.wording_program import PROGRAM
from desktop_rag.domain.wording_queries import QUERIES

__all__ = ["WORDS", "Words", "check_title", "status_of", "words_for"]


# What a code says when the one who raised it did not know the argument.
UNKNOWN = {
    "path": "this file",
    "shown": "this document",
    "model": "this model",
    "host": "another computer",
    "url": "its address",
    "pages": "not known which",
    "parts": "not known which",
    "error": "the new version cannot be read",
    "count": "some",
    "read": "not all",
    "what": "the request",
    "name": "that",
    "size": "more",
    "limit": "a certain size",
    "line": "one",
    "rule": "something else",
}

# The one table, in four files: every code and what is said of it.
WORDS: dict[str, Words] = {**PROGRAM, **QUERIES, **DOCUMENTS, **MODELS}

# One line under a document's name: what is the matter, in two to four words.
STATUS: dict[str, str] = {
    "missing": "File is gone",
    "not-a-file": "Not a file",
    "unreadable": "May not be opened",
    "empty": "Empty file",
    "too-large": "Too large",
    "own-folder": "Desktop RAG's own folder",
    "unsupported": "Kind not supported",
    "password": "Locked · password needed",
    "corrupt": "Damaged file",
    "unsafe": "Refused for safety",
    "needs-ocr": "Scan without text",
    "no-text": "Holds no words",
    "timeout": "Took too long",
    "memory": "Needed too much memory",
    "crashed": "Could not be read",
    "file-changed": "Changed since it was read",
    "old-version-kept": "Previous version shown",
    "pages-unreadable": "Some pages not read",
    "pages-need-ocr": "Some pages are pictures",
    "parts-unreadable": "Some parts not read",
    "attached-left-out": "Some attachments not read",
    "text-cut": "End left out",
    "offline": "Folder is not there",
    "disk-full": "Disk is full",
    "internal": "Could not be read",
}

# The same condition with another remedy: code, argument, its value, and the code whose words are said.
# Without a value, the argument alone decides.
VARIANTS = (
    ("model-broken", "model", BUILT_IN, "built-in-broken"),
    ("too-large", "limit", "", "too-large-for-folders"),
    ("recognizer-missing", "system", "macos", "recognizer-missing-macos"),
    ("recognizer-missing", "system", "windows", "recognizer-missing-windows"),
)

# What a check of readiness says when all is well; when it is not, its failure has words of its own.
CHECKS: dict[str, str] = {
    "data-folder": "The data folder can be read and written",
    "catalog": "The library is in order",
    "keyword-index": "Searching by words works",
    "vector-index": "Searching by meaning works",
    "built-in-embedder": "The built-in model works",
    "readers": "Documents can be read",
    "recognition": "The text of scans and pictures can be recognised",
    "ollama": "Ollama is running",
    "chat-model": "There is a model to write answers",
    "private": "Nothing leaves this computer",
}


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN.get(key, "?")


def words_for(failure: Failure) -> Words:
    """The words of a failure or a warning with its arguments filled in; an unknown code gets a defect's.

    The argument `error` is the code of another failure and is said in its own words.
    """
    words = WORDS.get(_variant(failure)) or WORDS["internal"]
    filled = _Gaps({"kind": failure.code})
    filled.update({name: value for name, value in failure.arguments.items() if value})
    if "error" in filled:
        filled["error"] = _inside_a_sentence(status_of(filled["error"]))
    title, explanation, remedy = (
        _begun(sentence.format_map(filled)) for sentence in (words.title, words.explanation, words.remedy)
    )
    return Words(title, explanation, remedy, words.action)


def _variant(failure: Failure) -> str:
    for code, argument, value, variant in VARIANTS:
        given = failure.arguments.get(argument)
        if failure.code == code and given is not None and value in ("", given):
            return variant
    return failure.code


def status_of(code: str) -> str:
    """The short label of a failure or a warning, for the one line under a document's name."""
    known = STATUS.get(code)
    return known or (WORDS[code].title if code in WORDS else "Could not be read")


def check_title(check: str) -> str:
    """What a check that passed has found."""
    return CHECKS.get(check, check)


def _begun(sentence: str) -> str:
    """The sentence with a capital in front, where an unknown argument begins it."""
    for unknown in UNKNOWN.values():
        if sentence.startswith(unknown):
            return sentence[0].upper() + sentence[1:]
    return sentence


def _inside_a_sentence(label: str) -> str:
    return label[0].lower() + label[1:]
