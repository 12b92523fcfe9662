"""A small table of calls for the tests of the process mechanism."""

from msgspec import Struct

from desktop_rag.processes.calls import Call, Nothing, table


class Word(Struct, frozen=True):
    text: str


class Heard(Struct, frozen=True, tag=True):
    text: str


class Seen(Struct, frozen=True, tag=True):
    number: int


ECHO: Call[Word, Heard | Seen, Word] = Call("echo", Word, Heard | Seen, Word)
SLEEP: Call[Word, Nothing, Word] = Call("sleep", Word, Nothing, Word)
FAIL: Call[Word, Nothing, Word] = Call("fail", Word, Nothing, Word)
WRONG: Call[Word, Nothing, Word] = Call("wrong", Word, Nothing, Word)
DIE: Call[Word, Nothing, Word] = Call("die", Word, Nothing, Word)
CANCELS: Call[Nothing, Nothing, Word] = Call("cancels", Nothing, Nothing, Word)
CALLS = table(ECHO, SLEEP, FAIL, WRONG, DIE, CANCELS)
