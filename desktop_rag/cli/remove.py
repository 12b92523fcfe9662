"""`desktop-rag remove`: takes documents out of the library; the files stay where they are."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output
from desktop_rag.cli.parse import Options
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller


async def run(options: Options, engine: Caller, output: Output) -> int:
    wanted = calls.Picked(options.library, paths=options.paths)
    removed = (await engine.call(calls.REMOVE, wanted)).count
    if output.as_json:
        output.json({"removed": removed})
    elif removed:
        noun = "document" if removed == 1 else "documents"
        output.line(f"{removed} {noun} removed from the library. The files were not touched.")
    else:
        output.line("The library holds no document at this place.")
    return exit_codes.DONE
