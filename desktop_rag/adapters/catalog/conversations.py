"""What was asked and answered: trees of turns, with answers that keep their evidence."""

import sqlite3
import time
from collections.abc import Sequence

import msgspec

from desktop_rag.adapters.catalog.connection import Connections
from desktop_rag.adapters.catalog.rows import clean, one_value
from desktop_rag.domain.answers import Answer, Conversation, Turn
from desktop_rag.domain.errors import ConversationUnknown

TITLE_CHARACTERS = 80

_CONVERSATION = "SELECT id, library, title, created_ns, changed_ns FROM conversations"


class SqliteConversations:
    """`Conversations` in the catalog. An answer is kept whole, as the snapshot that it is."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def all(self, library: int) -> tuple[Conversation, ...]:
        def work(db: sqlite3.Connection) -> tuple[Conversation, ...]:
            query = f"{_CONVERSATION} WHERE library = ? ORDER BY changed_ns DESC, id DESC"
            return tuple(Conversation(*row) for row in db.execute(query, (library,)))

        return await self._connections.read(work)

    async def one(self, conversation: int) -> Conversation:
        return await self._connections.read(lambda db: _one(db, conversation))

    async def add_turn(
        self, library: int, conversation: int | None, parent: int | None, question: str, scope: Sequence[int]
    ) -> tuple[Conversation, Turn]:
        """The conversation comes back with all its turns. Raises `ConversationUnknown` when it, or the
        parent in it, is not there."""

        def work(db: sqlite3.Connection) -> tuple[Conversation, Turn]:
            return _add_turn(db, library, conversation, parent, question, scope)

        return await self._connections.write(work)

    async def add_answer(self, answer: Answer) -> Answer:
        """Raises `ConversationUnknown` when the turn is gone."""
        return await self._connections.write(lambda db: _add_answer(db, answer))

    async def remove(self, conversation: int) -> None:
        await self._connections.write(
            lambda db: db.execute("DELETE FROM conversations WHERE id = ?", (conversation,)), scrub=True
        )


def title_of(question: str) -> str:
    """The question on one line, shortened to 80 characters."""
    words = " ".join(question.split())
    return words if len(words) <= TITLE_CHARACTERS else words[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _one(db: sqlite3.Connection, conversation: int) -> Conversation:
    row = db.execute(f"{_CONVERSATION} WHERE id = ?", (conversation,)).fetchone()
    if row is None:
        raise ConversationUnknown(conversation=str(conversation))
    answers: dict[int, list[Answer]] = {}
    for number, turn, stored in db.execute(
        "SELECT a.id, a.turn, a.answer FROM turns t JOIN answers a ON a.turn = t.id"
        " WHERE t.conversation = ? ORDER BY a.id",
        (conversation,),
    ):
        answer = msgspec.msgpack.decode(stored, type=Answer)
        answers.setdefault(turn, []).append(msgspec.structs.replace(answer, id=number))
    turns = tuple(
        Turn(number, conversation, parent, question, tuple(answers.get(number, ())), _scope(scope), created)
        for number, parent, question, scope, created in db.execute(
            "SELECT id, parent, question, scope, created_ns FROM turns WHERE conversation = ? ORDER BY id",
            (conversation,),
        )
    )
    return msgspec.structs.replace(Conversation(*row), turns=turns)


def _scope(row: bytes) -> tuple[int, ...]:
    return msgspec.msgpack.decode(row, type=tuple[int, ...])


def _add_turn(
    db: sqlite3.Connection,
    library: int,
    conversation: int | None,
    parent: int | None,
    question: str,
    scope: Sequence[int],
) -> tuple[Conversation, Turn]:
    now = time.time_ns()
    question = clean(question)
    if conversation is None:
        conversation = db.execute(
            "INSERT INTO conversations (library, title, created_ns, changed_ns) VALUES (?, ?, ?, ?)",
            (library, title_of(question), now, now),
        ).lastrowid
        assert conversation is not None
    elif not _touch(db, "id = ? AND library = ?", (conversation, library), now):
        raise ConversationUnknown(conversation=str(conversation))
    if (
        parent is not None
        and one_value(db, "SELECT conversation FROM turns WHERE id = ?", parent) != conversation
    ):
        raise ConversationUnknown(conversation=str(conversation))
    number = db.execute(
        "INSERT INTO turns (conversation, parent, question, scope, created_ns) VALUES (?, ?, ?, ?, ?)",
        (conversation, parent, question, msgspec.msgpack.encode(tuple(scope)), now),
    ).lastrowid
    tree = _one(db, conversation)
    return tree, next(turn for turn in tree.turns if turn.id == number)


def _add_answer(db: sqlite3.Connection, answer: Answer) -> Answer:
    now = time.time_ns()
    if not _touch(db, "id = (SELECT conversation FROM turns WHERE id = ?)", (answer.turn,), now):
        raise ConversationUnknown(turn=str(answer.turn))
    stored = msgspec.structs.replace(answer, created_ns=answer.created_ns or now)
    number = db.execute(
        "INSERT INTO answers (turn, state, created_ns, answer) VALUES (?, ?, ?, ?)",
        (answer.turn, answer.state, stored.created_ns, msgspec.msgpack.encode(stored)),
    ).lastrowid
    assert number is not None
    return msgspec.structs.replace(stored, id=number)


def _touch(db: sqlite3.Connection, where: str, arguments: tuple[int, ...], now: int) -> bool:
    """Notes that a conversation has changed; says whether it is there."""
    changed = db.execute(f"UPDATE conversations SET changed_ns = ? WHERE {where}", (now, *arguments))
    return changed.rowcount > 0
