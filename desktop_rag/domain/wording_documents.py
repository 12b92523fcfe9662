"""What is said of documents that cannot be read, or not all of them."""

from desktop_rag.domain.wording import Words

DOCUMENTS: dict[str, Words] = {
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
    "too-large-for-folders": Words(
        "The file is too large",
        "It has {size}, and in folders nothing over {limit} is opened.",
        "Add the file by itself, or raise the limit in the settings under Folders.",
        "Show in folder",
    ),
    "own-folder": Words(
        "This is Desktop RAG's own folder",
        "It holds the library itself, {path}, and is never searched.",
        "Add a folder with documents of yours.",
    ),
    "unsupported": Words(
        "Files of this kind are not read yet",
        "Desktop RAG reads PDF, Word, PowerPoint, Excel, OpenDocument, e-books, mail, web pages and texts.",
        "Save the document as PDF or text and add that file.",
        "Show in folder",
    ),
    "password": Words(
        "The document is locked",
        "It is protected with a password, so its text cannot be read.",
        "Unlock it in the window if it is a PDF, or save a copy without the password and add that copy.",
        "Unlock",
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
        "The document is a picture",
        "It holds no text, only pictures, and these can be searched when their text has been recognised.",
        "Choose Read text in the window, under Needs attention.",
        "Read text",
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
        "Pages without readable text: {pages}. They are damaged; all others can be searched.",
        "Open the document to see these pages, or save it anew and try again.",
        "Retry",
    ),
    "pages-need-ocr": Words(
        "Some pages are pictures",
        "Pictures instead of text stand on page {pages}. All other pages can be searched.",
        "Choose Read text in the window, under Needs attention.",
        "Read text",
    ),
    "parts-unreadable": Words(
        "Some parts could not be read",
        "Parts that are damaged or missing: {parts}. All others can be searched.",
        "Open the document to see these parts, or save it anew and try again.",
        "Retry",
    ),
    "attached-left-out": Words(
        "Not all of what is attached could be read",
        "There is more attached than can be read at once: {count} documents were left out.",
        "Save these attachments as files of their own and add them.",
        "Show in folder",
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
}
