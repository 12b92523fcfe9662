"""One function a verb: window, engine, vector index, reader, command line. It alone sees everything.

All imports stand inside the functions: nothing heavy is imported before it is needed.
"""


def command_line(arguments: list[str]) -> int:
    """A command of `desktop-rag`."""
    raise NotImplementedError
