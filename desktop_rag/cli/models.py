"""`desktop-rag models`: what Ollama has, told apart by what it can do."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.documents import size_of
from desktop_rag.cli.output import Output, in_a_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import model_of
from desktop_rag.domain.errors import BadRequest, Failure, OllamaAbsent, error_from
from desktop_rag.domain.models import BUILT_IN, Model
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller


def check(options: Options) -> None:
    """Raises `BadRequest` for what does not exist yet, before anything is opened."""
    if not options.action:
        return
    verb = options.action[0]
    if verb in ("pull", "delete") and len(options.action) == 2:
        does = "rm" if verb == "delete" else verb
        raise BadRequest(what=f"models {verb} is not there yet; use: ollama {does} {options.action[1]}")
    raise BadRequest(what=f"models takes pull NAME, delete NAME or nothing, not {' '.join(options.action)}")


async def run(options: Options, engine: Caller, output: Output) -> int:
    """Raises why Ollama cannot be asked."""
    found = await engine.call(calls.MODELS, calls.InLibrary(options.library))
    if not found.ollama.reachable:
        raise error_from(found.ollama.problem) if found.ollama.problem else OllamaAbsent(url=found.ollama.url)
    models = [model for model in found.models if model.name != BUILT_IN]
    if output.as_json:
        output.json([model_of(model) for model in models])
        return exit_codes.DONE
    for model in models:
        output.line(f"{in_a_line(model.name)}\n    {_line(model)}")
    if not models:
        output.remark(Failure("no-models"))
    return exit_codes.DONE


def _line(model: Model) -> str:
    does = "writes answers" if model.kind == "chat" else "finds passages by meaning"
    parts = [does, model.parameters, model.quantization, size_of(model.bytes) if model.bytes else ""]
    parts += ["in memory"] if model.loaded else []
    parts += ["does not run on this computer"] if model.remote else []
    return in_a_line(" · ".join(part for part in parts if part))
