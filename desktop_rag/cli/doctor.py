"""`desktop-rag doctor`: checks everything and says what to do."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output, escaped_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import check_of
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller


async def run(options: Options, engine: Caller, output: Output) -> int:
    """0 also when a check fails: the command has done its work."""
    found = await engine.call(calls.DOCTOR, calls.InLibrary(options.library))
    if output.as_json:
        output.json([check_of(check) for check in found.checks])
        return exit_codes.DONE
    for check in found.checks:
        shape = check_of(check)
        detail = f" ({check.detail})" if check.detail else ""
        output.line(escaped_line(f"{'ok  ' if check.ok else 'look'}  {shape['title']}{detail}"))
        if shape["remedy"]:
            output.line(escaped_line(f"      {shape['remedy']}"))
    return exit_codes.DONE
