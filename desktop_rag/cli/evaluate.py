"""`desktop-rag evaluate`: searching measured on a judged collection."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output
from desktop_rag.cli.parse import Options
from desktop_rag.cli.progress import IndexingLine
from desktop_rag.cli.search import MODES
from desktop_rag.cli.shapes import measures_of
from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.reports import CorpusDocument, JudgedQuery
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller

T = TypeVar("T")
RUN_TAG = "desktop-rag"


async def run(options: Options, engine: Caller, output: Output) -> int:
    """Raises `BadRequest` when a file cannot be read or the run cannot be written."""
    wanted = calls.Evaluate(
        documents=tuple(lines_of(options.corpus, CorpusDocument)),
        queries=tuple(lines_of(options.queries, JudgedQuery)),
        relevance=judgements(options.qrels),
        library=options.library,
        mode=MODES[options.mode],
        embedder=options.embedder,
    )
    result = await engine.call(calls.EVALUATE, wanted, IndexingLine(output))
    if options.run is not None:
        write_run(options.run, result.run)
    shape = measures_of(result.measures)
    if output.as_json:
        output.json(shape)
        return exit_codes.DONE
    for name, value in shape.items():
        if isinstance(value, dict):
            value = " / ".join(f"{key} {number:.1f}" for key, number in value.items())
        output.line(f"{name:<15} {value:.4f}" if isinstance(value, float) else f"{name:<15} {value}")
    return exit_codes.DONE


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise BadRequest(what=f"{path} cannot be used ({type(error).__name__})") from error


def lines_of(path: str, kind: type[T]) -> list[T]:
    """The structs of a file with one JSON object a line; fields that we do not know are left out."""
    with _readable(path):
        return msgspec.json.Decoder(kind).decode_lines(Path(path).read_bytes())


def judgements(path: str) -> dict[str, dict[str, int]]:
    """Grades by query and document; a line is query, document, grade, or TREC's with a second column."""
    grades: dict[str, dict[str, int]] = {}
    with _readable(path):
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            columns = line.split("\t") if "\t" in line else line.split()
            if not line.strip() or columns[-1].strip() in ("score", "relevance"):
                continue
            if len(columns) not in (3, 4):
                raise ValueError(line)
            grades.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return grades


def write_run(path: str, run: tuple[calls.Ranking, ...]) -> None:
    """A TREC run file: query, Q0, document, rank, score, tag."""
    with _readable(path), Path(path).open("w", encoding="utf-8") as file:
        for ranking in run:
            for rank, (document, score) in enumerate(ranking.documents, 1):
                file.write(f"{ranking.query}\tQ0\t{document}\t{rank}\t{score:.6f}\t{RUN_TAG}\n")
