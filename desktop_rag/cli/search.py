"""`desktop-rag search`: ranked passages."""

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output, escaped_line, in_a_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.shapes import hit_of, search_of
from desktop_rag.domain.documents import UnitPlace
from desktop_rag.domain.errors import Failure
from desktop_rag.domain.passages import Hit, SearchMode, SearchResult
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller

TOP = 10
MODES: dict[str, SearchMode] = {"hybrid": "hybrid", "keyword": "keyword", "semantic": "semantic"}


async def run(options: Options, engine: Caller, output: Output) -> int:
    await find(options.text, options, engine, output)
    return exit_codes.DONE


async def find(query: str, options: Options, engine: Caller, output: Output) -> SearchResult:
    """Searches and prints what was found."""
    wanted = calls.Search(query, options.library, options.top or TOP, MODES[options.mode])
    result = await engine.call(calls.SEARCH, wanted)
    if output.as_json:
        output.json(search_of(result))
    else:
        tell(result, output)
    for failure in result.said:
        output.remark(failure)
    if result.suggestion and not result.corrected:
        output.note(f"Did you mean: {in_a_line(result.suggestion)}")
    if result.words_only:
        output.remark(Failure(result.words_only))
    return result


def tell(result: SearchResult, output: Output) -> None:
    """Each passage with its document, place and score."""
    for hit in result.hits:
        output.line(_hit(hit))
    coverage = result.coverage
    if not result.hits and not result.said:
        output.remark(Failure("nothing-found" if coverage.documents else "no-documents"))
    elif coverage.indexed < coverage.documents:
        output.note(f"{coverage.indexed} of {coverage.documents} documents can be searched so far.")


def _hit(hit: Hit) -> str:
    shape = hit_of(hit)
    where = place_of(hit.place.unit)
    head = " · ".join(part for part in (in_a_line(shape["document"]), where, f"{hit.score:.2f}") if part)
    return f"{hit.rank:>2}  {head}\n    {escaped_line(hit.place.shown)}\n    {in_a_line(hit.snippet)}\n"


def place_of(unit: UnitPlace) -> str:
    """Which page, slide, … of its document, or nothing where a document is one whole."""
    if unit.kind == "section":
        return ""
    return in_a_line(f"{unit.kind} {unit.label or unit.number}")
