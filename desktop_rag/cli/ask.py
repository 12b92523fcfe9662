"""`desktop-rag ask`: the answer as it is written, then its sources."""

import asyncio
import re

from desktop_rag.cli import exit_codes
from desktop_rag.cli.output import Output, escaped_line, in_a_line
from desktop_rag.cli.parse import Options
from desktop_rag.cli.search import place_of
from desktop_rag.cli.shapes import Shape, answer_of, evidence_of
from desktop_rag.domain.answers import Answer, AnswerState, Evidence, PromptFit, Timings
from desktop_rag.domain.errors import Failure, failure_of
from desktop_rag.domain.events import AnswerEvent, PassagesFound, PromptBuilt, SearchStarted, TextArrived
from desktop_rag.engine import calls
from desktop_rag.processes.calls import Caller

# How many of the passages are shown under an answer that cites none.
UNCITED = 3

_CITED = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


class _Heard:
    """What has arrived of an answer: enough to end with a whole answer when the rest never comes."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.printed = False
        self.text = ""
        self._query = ""
        self._passages: PassagesFound | None = None
        self._prompt: PromptBuilt | None = None

    def __call__(self, event: AnswerEvent) -> None:
        match event:
            case SearchStarted(query):
                # Not printed before passages follow: a call that fails at once ends with its error alone.
                self._query = query
                return
            case PassagesFound():
                if self._passages is None:
                    self._print({"event": "search_started", "query": self._query})
                    for failure in event.said:
                        self._output.remark(failure)
                self._passages = event  # a second time when fewer fit into the prompt than it seemed
                self._print(_passages_shape(event))
            case PromptBuilt():
                self._prompt = event
                self._print(_prompt_shape(event))
            case TextArrived(text):
                self.text += text
                self._print({"event": "text_arrived", "text": text})
                if not self._output.as_json:
                    self._output.piece(text)
            case _:
                return

    def _print(self, shape: Shape) -> None:
        if self._output.as_json:
            self._output.json(shape)
            self.printed = True

    def answer(self, state: AnswerState) -> Answer:
        """The answer as far as it came."""
        evidence = self._passages.evidence if self._passages else ()
        known = {item.number for item in evidence}
        groups = (group.split(",") for group in _CITED.findall(self.text))
        cited = dict.fromkeys(int(number) for group in groups for number in group)
        return Answer(
            id=0,
            turn=0,
            state=state,
            text=self.text,
            evidence=evidence,
            cited=tuple(number for number in cited if number in known),
            search_query=self._query,
            found=self._passages.found if self._passages else 0,
            used=len(evidence),
            model=self._prompt.model if self._prompt else "",
            fit=PromptFit(self._prompt.num_ctx) if self._prompt else PromptFit(),
            seconds=Timings(retrieve=self._passages.seconds if self._passages else 0.0),
        )


def _passages_shape(event: PassagesFound) -> Shape:
    passages = [evidence_of(item) for item in event.evidence]
    return {
        "event": "passages_found",
        "passages": passages,
        "found": event.found,
        "seconds": event.seconds,
    }


def _prompt_shape(event: PromptBuilt) -> Shape:
    return {
        "event": "prompt_built",
        "prompt_tokens": event.prompt_tokens,
        "num_ctx": event.num_ctx,
        "model": event.model,
    }


async def run(options: Options, engine: Caller, output: Output) -> int:
    return await answer(options.text, options, engine, output)


async def answer(question: str, options: Options, engine: Caller, output: Output) -> int:
    """Asks, prints, and returns the exit code. A cancelled question is stopped, and says so."""
    heard = _Heard(output)
    wanted = calls.Ask(question, options.library, options.model, options.top, keep=False)
    try:
        result = await engine.call(calls.ASK, wanted, heard)
    except asyncio.CancelledError:
        _break_off(heard, "stopped", output)
        raise
    except Exception as error:
        if not heard.printed and not heard.text:
            raise
        _break_off(heard, "interrupted", output)
        output.remark(failure_of(error))
        return exit_codes.exit_code_of(error)
    _end(result, heard, output)
    return code_of(result)


def _break_off(heard: _Heard, state: AnswerState, output: Output) -> None:
    if heard.printed:
        output.json(answer_of(heard.answer(state)))
    elif heard.text:
        tell(heard.answer(state), True, output)


def _end(result: Answer, heard: _Heard, output: Output) -> None:
    if output.as_json:
        output.json(answer_of(result))
    else:
        tell(result, bool(heard.text), output)
    if reason := result.reason or (Failure("refused") if result.state == "refused" else None):
        output.remark(reason)


def code_of(result: Answer) -> int:
    """0 for every answer that is whole, 3 when the server died, 130 when it was stopped."""
    if result.state == "interrupted":
        return exit_codes.NO_MODEL
    return exit_codes.INTERRUPTED if result.state == "stopped" else exit_codes.DONE


def tell(result: Answer, streamed: bool, output: Output) -> None:
    """The answer, unless it was printed while it arrived, then the sources that it cites."""
    if not streamed:
        output.piece(result.text)
    output.line()
    if result.state == "stopped":
        output.note("Stopped.")
    shown = result.citations
    if shown:
        output.line("\nSources")
    elif result.evidence and result.text.strip():
        # Small models often cite nothing: what they were shown is still what the answer must be held against.
        output.line("\nThe answer cites no source. It was written with these passages at hand:")
        shown = result.evidence[:UNCITED]
    for item in shown:
        output.line(_source(item))
    if result.invented:
        output.remark(Failure("invented-citations"))


def _source(item: Evidence) -> str:
    where = " · ".join(part for part in (in_a_line(item.title), place_of(item.unit)) if part)
    head = f"{where} · {escaped_line(item.shown)}" if where else escaped_line(item.shown)
    return f"[{item.number}] {head}\n    {in_a_line(item.snippet or item.text)}"
