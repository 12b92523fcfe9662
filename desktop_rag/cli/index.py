"""`desktop-rag index`: adds files and folders, and waits until each is done or has failed.

With `--watch` it goes on: every change of the library's folders is taken in and reported, until Ctrl-C.
"""

import asyncio

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output, escaped_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.progress import IndexingLine
from desktop_rag.cli.shapes import index_of
from desktop_rag.domain.reports import IndexReport
from desktop_rag.domain.words import words_for
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller

# A folder of photographs is told of in one line.
FEW = 3


async def run(options: Options, engine: Caller, output: Output) -> int:
    """0, or 1 when some documents failed; watching ends with Ctrl-C alone."""
    wanted = calls.Index(options.library, options.paths, options.embedder, make=True)
    try:
        report = await engine.call(calls.INDEX, wanted, IndexingLine(output))
    except asyncio.CancelledError:
        output.note("Interrupted. What was finished is kept; the same command goes on from there.")
        raise
    show(report, output)
    if options.watch:
        output.note("Watching the folders of the library. Ctrl-C ends it.")
        watched = calls.InLibrary(options.library)
        await engine.call(calls.WATCH, watched, lambda change: show(change.report, output))
    return exit_codes.SOME_FAILED if report.failed else exit_codes.DONE


def show(report: IndexReport, output: Output) -> None:
    """One report: a line of JSON, or in words."""
    if output.as_json:
        output.json(index_of(report))
    else:
        tell(report, output)


def tell(report: IndexReport, output: Output) -> None:
    """The report in words, with a sentence and a remedy for each document that failed."""
    counts = [f"{report.indexed} indexed", f"{report.unchanged} unchanged"]
    counts += [f"{report.failed} failed"] if report.failed else []
    counts += [f"{report.skipped} skipped"] if report.skipped else []
    counts += [f"{report.removed} gone"] if report.removed else []
    output.line(f"{', '.join(counts)} · {report.passages} passages · {report.seconds:.1f} s")
    for folder in report.closed:
        said = "Not all of this folder could be opened. What was known of it is kept."
        output.line(f"{escaped_line(folder)}\n    {said}")
    pictures = sum(failed.failure.code == "needs-ocr" for failed in (*report.failures, *report.attached))
    if pictures > FEW:
        said = "In the window, under Needs attention, Read text makes them searchable. --json lists them."
        output.line(f"{pictures:,} scans and pictures hold no text of their own.\n    {said}")
    for failed in (*report.failures, *report.attached):
        if pictures > FEW and failed.failure.code == "needs-ocr":
            continue
        words = words_for(failed.failure)
        output.line(f"{escaped_line(failed.path)}\n    {escaped_line(f'{words.title}. {words.remedy}')}")
