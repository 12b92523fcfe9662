"""`desktop-rag status`: what runs and where things are."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.documents import size_of
from desktop_rag.cli.output import Output, escaped_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import status_shape
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.reports import Status
from desktop_rag.domain.words import words_for
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller


async def run(options: Options, engine: Caller, output: Output) -> int:
    status = await engine.call(calls.STATUS, calls.InLibrary(options.library))
    if output.as_json:
        output.json(status_shape(status))
    else:
        tell(status, output)
    return exit_codes.DONE


def tell(status: Status, output: Output) -> None:
    """A line for each thing that one may want to know."""
    ollama = status.ollama
    if ollama.reachable:
        runs = f"version {ollama.version} at {ollama.url}" if ollama.version else f"at {ollama.url}"
    else:
        runs = words_for(ollama.problem or Failure("ollama-absent", {"url": ollama.url})).title
    rows = (
        ("Desktop RAG", status.version),
        ("Data folder", f"{status.data} · {size_of(status.bytes)}"),
        ("Library", f"{status.documents} documents · {status.passages} passages"),
        ("Meaning", status.embedder),
        ("Ollama", runs),
    )
    for name, value in rows:
        output.line(f"{name:<12} {escaped_line(value)}")
