"""What was typed, as one struct: the command with its options, in whatever order they stand."""

import argparse
import os
from typing import Any, NoReturn

from msgspec import Struct

from desktop_rag.domain.errors import BadRequest
from desktop_rag.domain.wording_queries import EXAMPLES
from desktop_rag.engine.calls import MY_LIBRARY

MODES = ("hybrid", "keyword", "semantic")
# At the end of a help text, which argparse shows as it is.
SYNTAX = "\n".join(
    (
        "what can be typed:",
        *(f"  {one.typed:<15}  {one.means.replace('…', '...')}" for one in EXAMPLES),
        "A minus may stand before a filter too.",
    )
)


class Options(Struct, frozen=True):
    """A command line. `data` None means the platform's folder; `ollama` None means `OLLAMA_HOST`.

    `command` is "window" when none was named, and "version" for `--version`. `temporary` says that
    the command works in a data folder that is thrown away; `top` None leaves the number to the command.
    """

    command: str
    data: str | None = None
    library: str = MY_LIBRARY
    ollama: str | None = None
    json: bool = False
    paths: tuple[bytes, ...] = ()
    text: str = ""
    top: int | None = None
    mode: str = "hybrid"
    model: str | None = None
    embedder: str | None = None
    watch: bool = False
    action: tuple[str, ...] = ()
    corpus: str = ""
    queries: str = ""
    qrels: str = ""
    run: str | None = None
    temporary: bool = False

    @property
    def resumes(self) -> bool:
        """Whether this command may go on with unfinished work and rebuild a damaged index."""
        return self.command in ("index", "demo", "evaluate")


class _Parser(argparse.ArgumentParser):
    """Wrong usage is an error like any other, so that `--json` can say it too."""

    takes_a_query = False

    def asks(self) -> None:
        """Takes -word for a part of the query, and tells what else can be typed: every option but -h begins
        with two hyphens."""
        self.takes_a_query = True
        self.epilog = SYNTAX
        self.formatter_class = argparse.RawDescriptionHelpFormatter

    def _parse_optional(self, arg_string: str) -> Any:
        is_option = arg_string.startswith("--") or arg_string in self._option_string_actions
        return super()._parse_optional(arg_string) if is_option or not self.takes_a_query else None

    def error(self, message: str) -> NoReturn:
        raise BadRequest(what=message)


def _common() -> _Parser:
    # SUPPRESS: an option before the command must not be overwritten by the command's own default.
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--data", metavar="DIR", help="the data folder (default: the platform's)")
    common.add_argument("--library", metavar="NAME", help=f'the library (default: "{MY_LIBRARY}")')
    common.add_argument("--ollama", metavar="URL", help="where Ollama answers (default: OLLAMA_HOST)")
    common.add_argument("--json", action="store_true", help="print JSON and nothing else")
    return common


def _top(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"a number from 1 to 1000 is expected, not {text!r}")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = _common()
    top = _Parser(
        prog="desktop-rag",
        description="Search and question your own documents on your own computer. "
        "Without a command the window opens.",
        parents=[common],
        allow_abbrev=False,
    )
    top.add_argument("--version", action="store_true", help="print the version and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, text: str) -> _Parser:
        made: _Parser = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            parents=[common],
            allow_abbrev=False,
            argument_default=argparse.SUPPRESS,
        )
        return made

    index = command("index", "add files and folders and wait until they are searchable")
    index.add_argument("paths", metavar="PATH", nargs="+")
    index.add_argument("--embedder", metavar="NAME", help="built-in, or a model of Ollama")
    index.add_argument("--watch", action="store_true", help="go on: take in what changes, until Ctrl-C")
    search = command("search", "find passages")
    search.asks()
    search.add_argument("text", metavar="QUERY", nargs="+")
    search.add_argument("--top", type=_top, metavar="N", help="how many passages (default: 10)")
    search.add_argument("--mode", choices=MODES, help="words, meaning, or both (default: hybrid)")
    ask = command("ask", "answer a question from the documents, with sources")
    ask.asks()
    ask.add_argument("text", metavar="QUESTION", nargs="+")
    ask.add_argument("--model", metavar="NAME", help="a chat model of Ollama")
    ask.add_argument("--top", type=_top, metavar="N", help="how many passages to look at")
    command("documents", "list the documents of the library")
    remove = command("remove", "take documents out of the library; the files stay")
    remove.add_argument("paths", metavar="PATH", nargs="+")
    command("libraries", "list the libraries")
    models = command("models", "list the models that Ollama has")
    models.add_argument("action", metavar="pull NAME | delete NAME", nargs="*")
    command("status", "say what runs and where things are")
    command("doctor", "check everything and say what to do")
    demo = command("demo", "try everything with a few sample documents in a temporary folder")
    demo.add_argument("--model", metavar="NAME", help="a chat model of Ollama")
    evaluate = command("evaluate", "measure searching on a judged collection")
    for name in ("corpus", "queries", "qrels"):
        evaluate.add_argument(f"--{name}", metavar="FILE", required=True)
    evaluate.add_argument("--mode", choices=MODES)
    evaluate.add_argument("--embedder", metavar="NAME", help="built-in, or a model of Ollama")
    evaluate.add_argument("--run", metavar="OUT", help="write the rankings as a TREC run file")
    return top


def parse(arguments: list[str]) -> Options:
    """Raises `BadRequest` on wrong usage, and SystemExit(0) when help was asked for and printed."""
    given: dict[str, Any] = vars(parser().parse_args(arguments))
    if given.pop("version", False):
        return Options(command="version")
    if given.get("command") is None:
        given["command"] = "window"
    if "paths" in given:
        # An empty one, of a variable that is not set, would mean the folder where one happens to be.
        if "" in given["paths"]:
            raise BadRequest(what="a PATH is empty")
        given["paths"] = tuple(os.fsencode(os.path.abspath(path)) for path in given["paths"])
    if "text" in given:
        given["text"] = " ".join(given["text"])
        if not given["text"].strip():
            raise BadRequest(what=f"there is nothing to {given['command']} for")
    if not given.get("library", MY_LIBRARY).strip():
        raise BadRequest(what="a library needs a name")
    given["action"] = tuple(given.get("action", ()))
    command = given["command"]
    temporary = command == "demo" or (command == "evaluate" and "data" not in given)
    return Options(**given, temporary=temporary)
