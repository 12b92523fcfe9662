"""The text of scans and pictures: read by tesseract, beside the other steps and slower than all of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_rag.domain.documents import PICTURES, Document
from desktop_rag.domain.errors import DesktopRagError, Empty, NoText, ReadingError, Unsupported
from desktop_rag.domain.ports import Files, PageTold, Passwords, Recognizer
from desktop_rag.domain.reading import FileWanted
from desktop_rag.domain.stores import Documents
from desktop_rag.indexing.job import Job
from desktop_rag.indexing.recall import Recall
from desktop_rag.indexing.store import StoreStep

# Each language more makes a page a third slower, and mistakes the words of one for those of another.
MOST_LANGUAGES = 3

# Tesseract's names for the languages that documents are found to be in.
_NAMES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp",
    "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
_ENGLISH = "eng"


def languages_for(installed: Sequence[str], documents: Sequence[str]) -> str:
    """Those that the library's documents are in (ISO 639-1, the most frequent first) as far as they are
    installed, then English, then whatever else the person has installed; joined as tesseract wants it."""
    known = [_NAMES[language] for language in documents if _NAMES.get(language) in installed]
    english = [_ENGLISH] if _ENGLISH in installed else []
    chosen = list(dict.fromkeys((*known[: MOST_LANGUAGES - len(english)], *english)))
    others = [] if known else [language for language in installed if language not in chosen]
    return "+".join((*chosen, *others)[:MOST_LANGUAGES])


@dataclass(frozen=True)
class RecognizeStep:
    """Reads one document with the text of its pictures, and stores what came of it."""

    documents: Documents
    recognizer: Recognizer
    files: Files
    passwords: Passwords
    store: StoreStep
    recall: Recall

    async def run(self, job: Job, document: Document, languages: str, turned: PageTold) -> None:
        """Leaves the indexes to the next run. Raises what is no fault of the document."""
        if known := await self.recall.of([document]):
            await self.store.store(job, [(document, known[document.id])])
            return
        password = self.passwords.of(document.id)
        wanted = FileWanted(document.path, password, languages, document.size)
        try:
            read = await self.recognizer.recognize(wanted, turned)
        except ReadingError as error:
            await self._fail(job, document, error)
        else:
            await self.store.store(job, [(document, read)])

    async def _fail(self, job: Job, document: Document, error: DesktopRagError) -> None:
        wordless = isinstance(error, NoText | Empty | Unsupported)
        if wordless and document.root in job.folder_roots and document.kind in PICTURES:
            # A photograph among the person's files: nothing that needs attention.
            await self.documents.skip([document.id])
        else:
            seen = await asyncio.to_thread(self.files.look, document.path)
            await self.documents.fail(document.id, error.failure, seen)
        job.changed([document.id])
