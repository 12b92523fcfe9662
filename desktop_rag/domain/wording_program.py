"""What is said of the program itself, its data folder, and of searching and asking."""

from desktop_rag.domain.wording import Words

PROGRAM: dict[str, Words] = {
    # ---- the program itself
    "internal": Words(
        "Something went wrong in Desktop RAG",
        "This is a defect of the program ({kind}); your documents are not affected.",
        "Try again, and report the details if it happens again.",
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
        "No library is called {name}.",
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
    "rule-invalid": Words(
        "One of the rules cannot be understood",
        "Line {line} is no rule: “{rule}”. Nothing was changed.",
        "Write it as in a .gitignore file, or take the line out.",
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
    "answer-cut": Words(
        "The answer reached its greatest length",
        "The model had more to say; the end of the answer is missing.",
        "Ask for a shorter answer, or for the part that is missing.",
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
        "Keep the window open, or run desktop-rag index, to have them made anew.",
        "Repair",
    ),
    "vector-index-unwritable": Words(
        "The data folder cannot be written to",
        "What finds passages by their meaning may not be opened or written to; words work as always.",
        "Give yourself the right to read and write the data folder and all that is in it, and try again.",
        "Try again",
    ),
    "keyword-index-damaged": Words(
        "Searching by words is being repaired",
        "Files that are needed to find words are damaged; no document is lost.",
        "Keep the window open, or run desktop-rag index, to have them made anew.",
        "Repair",
    ),
    "recognizer-missing": Words(
        "Tesseract is not installed",
        "Scans and pictures become text with Tesseract, a free program that works on this computer alone.",
        "Install the package tesseract-ocr and those of your languages, for example with: sudo apt install"
        " tesseract-ocr tesseract-ocr-deu. Then choose Read text again.",
    ),
    "recognizer-missing-macos": Words(
        "Tesseract is not installed",
        "Scans and pictures become text with Tesseract, a free program that works on this computer alone.",
        "Install it with: brew install tesseract tesseract-lang. Then choose Read text again.",
    ),
    "recognizer-missing-windows": Words(
        "Tesseract is not installed",
        "Scans and pictures become text with Tesseract, a free program that works on this computer alone.",
        "Install it with: winget install UB-Mannheim.TesseractOCR. Then choose Read text again.",
    ),
    "generation-building": Words(
        "The documents are being prepared for another model",
        "Until that is done, the previous model finds the passages.",
        "Go on searching; the change happens by itself.",
    ),
}
