"""`desktop-rag libraries`: the libraries and their embedders."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.documents import size_of
from desktop_rag.cli.output import Output, escaped_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import library_of
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller, Nothing


async def run(options: Options, engine: Caller, output: Output) -> int:
    listed = await engine.call(calls.LIBRARIES, Nothing())
    if output.as_json:
        output.json([library_of(library) for library in listed.libraries])
        return exit_codes.DONE
    for library in listed.libraries:
        counts = f"{library.documents} documents · {library.passages} passages"
        output.line(
            f"{escaped_line(library.name)}\n    {counts} · {size_of(library.bytes)}"
            f" · {escaped_line(library.embedder)}"
        )
    return exit_codes.DONE
