"""The steps of indexing with their ports: imported and made when a library has something to do."""

from desktop_rag.engine.generations import GenerationChoice
from desktop_rag.engine.parts import Parts
from desktop_rag.engine.passwords import PasswordMemory
from desktop_rag.indexing.indexer import Indexer
from desktop_rag.indexing.ingest import TextIngest
from desktop_rag.indexing.meaning import EmbedStep
from desktop_rag.indexing.project import Projector
from desktop_rag.indexing.read import ReadStep
from desktop_rag.indexing.recall import Recall
from desktop_rag.indexing.recognize import RecognizeStep
from desktop_rag.indexing.store import StoreStep
from desktop_rag.indexing.verify import Verifier


class Steps:
    """What a run works with; one of each for all libraries."""

    def __init__(self, parts: Parts, passwords: PasswordMemory) -> None:
        catalog = parts.catalog
        self.projector = Projector(
            catalog.outbox,
            catalog.contents,
            catalog.generations,
            parts.keywords,
            parts.index,
            EmbedStep(catalog.outbox, catalog.contents, catalog.vectors, parts.index, parts.estimate),
        )
        store = StoreStep(catalog.documents, catalog.contents, parts.analyzer)
        recall = Recall(catalog.documents, parts.files)
        read = ReadStep(catalog.documents, parts.reader, parts.files, passwords, recall)
        self.indexer = Indexer(read, store, self.projector)
        self.recognize = RecognizeStep(
            catalog.documents, parts.recognizer, parts.files, passwords, store, recall
        )
        self.ingest = TextIngest(catalog.libraries, catalog.documents, store, parts.chunker)
        self.verifier = Verifier(
            catalog.generations, catalog.outbox, catalog.vectors, parts.keywords, parts.index
        )
        self.generations = GenerationChoice(catalog.generations, parts.index, parts.embedders)
