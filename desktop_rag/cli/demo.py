"""`desktop-rag demo`: the sample library indexed, searched and asked in a folder that is thrown away."""

import os

import msgspec

from desktop_rag.cli import exit_codes
from desktop_rag.cli.ask import answer
from desktop_rag.cli.index import tell
from desktop_rag.cli.output import Output
from desktop_rag.cli.parse import Options
from desktop_rag.cli.progress import IndexingLine
from desktop_rag.cli.search import find
from desktop_rag.engine import calls
from desktop_rag.paths import resources
from desktop_rag.processes.calls import Caller

QUESTION = "What animals are llamas related to?"
SHOWN = 3


async def run(options: Options, engine: Caller, output: Output) -> int:
    """Prints the passages, then the answer with its sources."""
    sample = os.fsencode(resources() / "sample")
    wanted = calls.Index(options.library, (sample,), make=True)
    report = await engine.call(calls.INDEX, wanted, IndexingLine(output))
    if not output.as_json:
        output.line("The sample library: twelve short texts.")
        tell(report, output)
        output.line(f"\nSearching for: {QUESTION}\n")
    await find(QUESTION, msgspec.structs.replace(options, top=SHOWN), engine, output)
    if not output.as_json:
        output.line(f"Asking: {QUESTION}\n")
    code = await answer(QUESTION, options, engine, output)
    return code or (exit_codes.SOME_FAILED if report.failed else exit_codes.DONE)
