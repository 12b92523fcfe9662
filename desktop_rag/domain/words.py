"""The words for people: a title, an explanation and a remedy for every code, in English.

The window translates by code; the command line prints the English. Arguments fill `{name}` places.
"""

from msgspec import Struct

from desktop_rag.domain.errors import Failure


class Words(Struct, frozen=True):
    """What happened, why, and what to do next; `action` names the button of the remedy, or is empty."""

    title: str
    explanation: str
    remedy: str
    action: str = ""


# What a code says when the one who raised it did not know the argument.
UNKNOWN = {
    "path": "this file",
    "shown": "this document",
    "model": "this model",
    "host": "another computer",
    "url": "its address",
    "pages": "of this document",
    "error": "the new version cannot be read",
    "what": "the request",
    "library": "this name",
}

WORDS: dict[str, Words] = {
    # ---- the program itself
    "internal": Words(
        "Something went wrong in Desktop RAG",
        "This is a defect of the program ({kind}); your documents are not affected.",
        "Try again. If it happens again, copy the details and report them.",
        "Copy details",
    ),
    "engine-lost": Words(
        "The part that searches has stopped",
        "It ended unexpectedly. Everything that was finished is kept.",
        "Start it again; unfinished work goes on where it was.",
        "Start again",
    ),
    "child-lost": Words(
        "A part of Desktop RAG has stopped",
        "It ended in the middle of its work. Everything that was finished is kept.",
        "Try again; it is started anew by itself.",
        "Try again",
    ),
    "bad-request": Words(
        "This cannot be done as it was asked",
        "What does not fit: {what}.",
        "See what is possible with desktop-rag --help, and try again.",
    ),
    "library-unknown": Words(
        "There is no library of this name",
        "No library is called {library}.",
        "See the names with desktop-rag libraries, or make a new library by adding files to it.",
    ),
    "document-unknown": Words(
        "This document is no longer in the library",
        "It was removed after it was listed or cited.",
        "Add the file again to search it.",
        "Add files",
    ),
    "conversation-unknown": Words(
        "This conversation is no longer there",
        "It was deleted.",
        "Choose another conversation or begin a new one.",
        "New conversation",
    ),
    "no-display": Words(
        "There is no display for the window",
        "The window needs a desktop, and none was found here.",
        "Use the commands instead: desktop-rag --help lists them.",
    ),
    # ---- the data folder
    "folder": Words(
        "The data folder cannot be used",
        "Desktop RAG keeps the library in {path}, and that folder does not work.",
        "Check that the folder exists and that you may write to it.",
    ),
    "folder-in-use": Words(
        "The library is already open",
        "Another Desktop RAG is using {path}, and only one may write to it at a time.",
        "Close the other window or command and try again.",
        "Try again",
    ),
    "folder-unreadable": Words(
        "The data folder cannot be opened",
        "Reading from or writing to {path} is not allowed, or what lies there is damaged.",
        "Give yourself the right to read and write this folder, or choose another one with --data.",
    ),
    "folder-newer": Words(
        "This library was made by a newer version",
        "A newer Desktop RAG has written to {path}, and this one would misread it.",
        "Install the newest version of Desktop RAG and open the library again.",
    ),
    "disk-full": Words(
        "The disk is full",
        "There is no room left to store what was read. Everything that was finished is kept.",
        "Free some space on the disk and try again.",
        "Try again",
    ),
    # ---- documents that cannot be read
    "missing": Words(
        "The file is not there",
        "There is nothing at this place: the file was moved, renamed or deleted.",
        "Put the file back or remove it from the library.",
        "Remove",
    ),
    "not-a-file": Words(
        "This is not a file",
        "It is a device, a pipe or something else that holds no document.",
        "Remove it from the library and add a file or a folder.",
        "Remove",
    ),
    "unreadable": Words(
        "The file may not be opened",
        "You do not have the right to read it, or another program has locked it.",
        "Give yourself the right to read the file and try again.",
        "Retry",
    ),
    "empty": Words(
        "The file is empty",
        "It holds nothing at all, so there is nothing to search.",
        "Check whether the file was saved completely and try again.",
        "Show in folder",
    ),
    "too-large": Words(
        "The file is too large",
        "It is beyond what can be read without filling the memory of this computer.",
        "Divide the document into smaller files and add those.",
        "Show in folder",
    ),
    "unsupported": Words(
        "Files of this kind are not read yet",
        "Desktop RAG reads text, Markdown, web pages, PDF and Word documents.",
        "Save the document as PDF or text and add that file.",
        "Show in folder",
    ),
    "password": Words(
        "The document is locked",
        "It is protected with a password, so its text cannot be read.",
        "Save a copy without the password and add that copy.",
        "Show in folder",
    ),
    "corrupt": Words(
        "The file is damaged",
        "Its contents are broken off or are not what its name says.",
        "Open it in the program that made it, save it anew and try again.",
        "Retry",
    ),
    "unsafe": Words(
        "The file was refused for safety",
        "It is built to grow enormously or to pull in other files when it is opened.",
        "Use this file only if you trust where it comes from, and save it anew before adding it.",
        "Remove",
    ),
    "needs-ocr": Words(
        "The document is a scan without text",
        "Its pages are pictures of text, and pictures cannot be searched.",
        "Make a copy with recognised text in a scanning program and add that copy.",
        "Show in folder",
    ),
    "no-text": Words(
        "The document holds no words",
        "It can be opened, but there is no text in it to search.",
        "Remove it from the library, or add a version that contains text.",
        "Remove",
    ),
    "timeout": Words(
        "Reading took too long",
        "The document was given up so that the others need not wait.",
        "Try again when the computer is less busy, or divide the document into smaller files.",
        "Retry",
    ),
    "memory": Words(
        "Reading needed too much memory",
        "The document was given up before it could slow down this computer.",
        "Divide the document into smaller files and add those.",
        "Show in folder",
    ),
    "crashed": Words(
        "The document could not be read to its end",
        "Reading it ended unexpectedly; the file is probably damaged.",
        "Open it in the program that made it, save it anew and try again.",
        "Retry",
    ),
    "file-changed": Words(
        "The file has changed since it was read",
        "What you see is the text as it was read; the page as it is now may look different.",
        "Wait until the new version is read, or look for changes in the library now.",
        "Look for changes",
    ),
    # ---- documents that are readable, but not all of them
    "old-version-kept": Words(
        "The previous version is still shown",
        "The file has changed, but its new version could not be read: {error}.",
        "Put the file in order and try again; until then the previous version is searched.",
        "Retry",
    ),
    "pages-unreadable": Words(
        "Some pages could not be read",
        "The pages {pages} are damaged or are pictures; all others can be searched.",
        "Open the document to see these pages, or save it anew and try again.",
        "Retry",
    ),
    "text-cut": Words(
        "Only the beginning can be searched",
        "The document is longer than can be read, so its end was left out.",
        "Divide the document into smaller files to search all of it.",
        "Show in folder",
    ),
    "offline": Words(
        "The folder is not there",
        "The disk or folder that holds these documents is not connected. Nothing was removed.",
        "Connect the disk again; the documents come back by themselves.",
    ),
    # ---- searching and asking
    "nothing-found": Words(
        "Nothing was found",
        "No document of this library holds these words or anything close to them.",
        "Try fewer or other words, or add more documents.",
        "Add files",
    ),
    "no-documents": Words(
        "There are no documents yet",
        "This library is empty, so there is nothing to search.",
        "Add files or folders first.",
        "Add files",
    ),
    "words-only": Words(
        "Searching by words only",
        "Finding passages by their meaning is not possible at the moment; words work as always.",
        "Wait until the documents are ready, or look at what needs attention.",
    ),
    "partly-indexed": Words(
        "Not all documents can be found yet",
        "Some documents are still being read.",
        "Search again in a moment to see everything.",
    ),
    "refused": Words(
        "Your documents do not say",
        "No passage of this library answers the question.",
        "Ask in other words, or add documents that hold the answer.",
    ),
    "invented-citations": Words(
        "Some source numbers were taken out",
        "The model named sources that it was never shown.",
        "Check the answer against the sources below it.",
    ),
    "vector-index-unavailable": Words(
        "Searching by words only",
        "Finding passages by their meaning is not possible at the moment; words work as always.",
        "Wait a moment and search again.",
    ),
    "vector-index-damaged": Words(
        "Searching by words only",
        "Files that are needed to find passages by their meaning are damaged; no document is lost.",
        "Add a file or run desktop-rag index to have them made anew.",
        "Repair",
    ),
    "keyword-index-damaged": Words(
        "Searching by words is being repaired",
        "Files that are needed to find words are damaged; no document is lost.",
        "Add a file or run desktop-rag index to have them made anew.",
        "Repair",
    ),
    "generation-building": Words(
        "The documents are being prepared for another model",
        "Until that is done, the previous model finds the passages.",
        "Go on searching; the change happens by itself.",
    ),
    # ---- Ollama and its models
    "model": Words(
        "The language model is not available",
        "Ollama or the chosen model does not answer.",
        "Check that Ollama runs and choose a model.",
        "Choose a model",
    ),
    "ollama-absent": Words(
        "Ollama is not running",
        "Nothing answers at {url}. Searching works all the same; written answers need Ollama.",
        "Start Ollama and try again.",
        "Start Ollama",
    ),
    "ollama-not-installed": Words(
        "Ollama is not installed",
        "Searching works without it. Written answers come from a model that Ollama runs on this computer.",
        "Install Ollama from ollama.com and start it.",
        "How to install",
    ),
    "host-unconfirmed": Words(
        "Ollama is set to another computer",
        "OLLAMA_HOST names {host}. Questions and passages would leave this computer.",
        "Confirm the address in the window, or name it with --ollama if you trust that computer.",
        "Use this address",
    ),
    "address-invalid": Words(
        "The address of Ollama cannot be used",
        "{url} is not an address of the form http://host:port.",
        "Correct OLLAMA_HOST, or name the address with --ollama.",
    ),
    "no-models": Words(
        "Ollama has no models yet",
        "It is running, but no model has been downloaded. Searching works all the same.",
        "Download a model, for example with: ollama pull qwen3:4b",
        "Download a model",
    ),
    "no-chat-model": Words(
        "There is no model to write answers",
        "Ollama has no chat model, so the best passages are shown instead of a written answer.",
        "Download a chat model, for example with: ollama pull qwen3:4b",
        "Download a model",
    ),
    "model-missing": Words(
        "The model {model} is not there",
        "Ollama does not have it: it was never downloaded or has been deleted.",
        "Download it with: ollama pull {model}",
        "Choose another model",
    ),
    "model-broken": Words(
        "The model {model} cannot be loaded",
        "Its files are incomplete or damaged.",
        "Download it again with: ollama pull {model}",
        "Choose another model",
    ),
    "cloud-model": Words(
        "{model} does not run on this computer",
        "Questions and passages would be sent to the company that runs it.",
        "Choose a model that runs here, or confirm this one in the window.",
        "Choose another model",
    ),
    "not-a-chat-model": Words(
        "{model} cannot write answers",
        "It is made for finding passages, not for writing.",
        "Choose a chat model.",
        "Choose another model",
    ),
    "not-an-embedding-model": Words(
        "{model} cannot find passages by meaning",
        "It is made for writing, not for comparing texts.",
        "Choose an embedding model, such as nomic-embed-text, or the built-in one.",
        "Choose another model",
    ),
    "prompt-too-long": Words(
        "The question and its passages are too long for the model",
        "{model} can take in less text at once than was needed, and nothing is cut in silence.",
        "Ask a shorter question, begin a new conversation, or choose a model that takes in more text.",
        "New conversation",
    ),
    "text-too-long": Words(
        "A passage is too long for the model",
        "{model} takes in less text at once than this passage holds.",
        "Choose another embedding model, or the built-in one.",
        "Choose another model",
    ),
    "ollama-busy": Words(
        "Ollama is busy",
        "It has more requests than it can take at the moment.",
        "Wait a moment and try again.",
        "Retry",
    ),
    "ollama-refused": Words(
        "Ollama refused the request",
        "It runs at {url}, but did not accept what was asked of it.",
        "Update Ollama to its newest version, or check the address.",
        "Retry",
    ),
    "ollama-timeout": Words(
        "Ollama did not answer in time",
        "The model may be too large for this computer, or Ollama is stuck.",
        "Choose a smaller model, or start Ollama again.",
        "Retry",
    ),
    "model-crashed": Words(
        "The model has stopped",
        "Ollama could not keep {model} running; often the memory is too small for it.",
        "Choose a smaller model, or close other programs and try again.",
        "Choose another model",
    ),
    "answer-interrupted": Words(
        "The answer broke off",
        "Ollama stopped sending before the answer was complete. What arrived is kept.",
        "Ask again.",
        "Ask again",
    ),
}

# One line under a document's name: what is the matter, in two to four words.
STATUS: dict[str, str] = {
    "missing": "File is gone",
    "not-a-file": "Not a file",
    "unreadable": "May not be opened",
    "empty": "Empty file",
    "too-large": "Too large",
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
    "text-cut": "End left out",
    "offline": "Folder is not there",
    "disk-full": "Disk is full",
}

# What a check of readiness says when all is well; when it is not, its failure has words of its own.
CHECKS: dict[str, str] = {
    "data-folder": "The data folder can be read and written",
    "catalog": "The library is in order",
    "keyword-index": "Searching by words works",
    "vector-index": "Searching by meaning works",
    "built-in-embedder": "The built-in model works",
    "readers": "Documents can be read",
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
    words = WORDS.get(failure.code) or WORDS["internal"]
    filled = _Gaps({"kind": failure.code})
    filled.update({name: value for name, value in failure.arguments.items() if value})
    if "error" in filled:
        filled["error"] = _inside_a_sentence(status_of(filled["error"]))
    title, explanation, remedy = (
        _begun(sentence.format_map(filled)) for sentence in (words.title, words.explanation, words.remedy)
    )
    return Words(title, explanation, remedy, words.action)


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
