"""`desktop-rag documents`: what the library holds."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output, escaped_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import document_of
from desktop_rag.domain.documents import Document
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.words import status_of
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller


async def run(options: Options, engine: Caller, output: Output) -> int:
    listed = await engine.call(calls.DOCUMENTS, calls.InLibrary(options.library))
    if output.as_json:
        output.json([document_of(document) for document in listed.documents])
        return exit_codes.DONE
    for document in listed.documents:
        output.line(f"{escaped_line(document.shown)}\n    {status_line(document)}")
    if not listed.documents:
        output.remark(Failure("no-documents"))
    return exit_codes.DONE


def status_line(document: Document) -> str:
    """Kind, size and state of a document; what is the matter with it stands first."""
    wrong = document.error or document.warning
    parts: list[str] = []
    if wrong or document.state != "ready":
        parts.append(status_of(wrong.code) if wrong else document.state)
    parts.append(document.kind or "unknown kind")
    if document.pages is not None:
        parts.append(f"{document.pages} pages")
    if document.passages:
        parts.append(f"{document.passages} passages")
    parts.append(size_of(document.size))
    return escaped_line(" · ".join(parts))


def size_of(count: int) -> str:
    """A size for people, in powers of 1000 as file managers show it."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
