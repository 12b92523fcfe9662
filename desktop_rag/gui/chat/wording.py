"""The short sentences of the conversation: where a passage stands, when it was, what was searched."""

from datetime import datetime, timedelta
from pathlib import PurePosixPath

from PySide6.QtCore import QCoreApplication

from desktop_rag.domain.answers import Evidence
from desktop_rag.domain.documents import UnitPlace, held_in
from desktop_rag.gui.chat.conversation import ShownTurn

SECOND = 1_000_000_000


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("Conversation", text)


def counted(count: int, one: str, many: str) -> str:
    """`one` or `many` with the count in place of `{n}`."""
    return tr(one if count == 1 else many).format(n=f"{count:,}")


def file_name(evidence: Evidence) -> str:
    """The name of the file that a passage comes from; of what is attached, the name of its mail too."""
    name = PurePosixPath(evidence.shown.replace("\\", "/")).name or evidence.title
    mail = held_in(evidence.path, evidence.shown)
    return tr("{name} in {mail}").format(name=name, mail=mail) if mail else name


def place_words(unit: UnitPlace) -> str:
    """Where in its document a passage stands, as short as it can be said; "" for texts without places."""
    if unit.kind == "page":
        return tr("p. {label}").format(label=unit.label or unit.number)
    if unit.kind == "slide":
        return tr("slide {number}").format(number=unit.number)
    if unit.label:
        return unit.label
    if unit.kind == "chapter":
        return tr("ch. {number}").format(number=unit.number)
    return tr("sheet {number}").format(number=unit.number) if unit.kind == "sheet" else ""


def moment(nanoseconds: int, now: datetime | None = None) -> str:
    """A time as people say it: Today, 14:20; Yesterday, 09:05; 3 May, 14:20; the year when it is another."""
    if not nanoseconds:
        return ""
    when = datetime.fromtimestamp(nanoseconds / SECOND)
    today = (now or datetime.now()).date()
    clock = f"{when:%H:%M}"
    if when.date() == today:
        return tr("Today, {time}").format(time=clock)
    if when.date() == today - timedelta(days=1):
        return tr("Yesterday, {time}").format(time=clock)
    year = "" if when.year == today.year else f" {when.year}"
    return f"{when.day} {when:%B}{year}, {clock}"


def seconds_words(seconds: float) -> str:
    """A duration in one figure: 0.1 s, 11 s, 2 min 10 s."""
    if seconds < 10:
        return tr("{seconds} s").format(seconds=f"{seconds:.1f}")
    if seconds < 60:
        return tr("{seconds} s").format(seconds=round(seconds))
    minutes, rest = divmod(round(seconds), 60)
    return tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def tokens_words(count: int) -> str:
    """A count of tokens as the meter shows it: 820, 3.1k, 8k."""
    if count < 1000:
        return str(count)
    if count % 1024 == 0:
        return f"{count // 1024}k"
    return f"{count / 1000:.1f}".removesuffix(".0") + "k"


def read_count(turn: ShownTurn) -> int:
    """How many passages the model was shown."""
    return (turn.answer.used if turn.answer is not None else 0) or len(turn.evidence)


def searched_words(turn: ShownTurn) -> str:
    """What was searched and found, in one line; "" while nothing is known."""
    shown = read_count(turn)
    if turn.coverage is None and turn.answer is None:
        return ""
    if turn.query and turn.query.strip() != turn.question.strip():
        what = tr("Searched “{query}”").format(query=turn.query)
    elif turn.coverage is None:
        what = tr("Searched your documents")
    else:
        what = counted(turn.coverage.indexed, "Searched {n} document", "Searched {n} documents")
        if turn.coverage.indexed < turn.coverage.documents:
            what = tr("{what} so far").format(what=what)
    found = counted(turn.found, "{n} passage found", "{n} passages found")
    parts = [what, tr("{found}, {read} read").format(found=found, read=shown)]
    if turn.seconds >= 0.05:  # "0.0 s" says nothing
        parts.append(seconds_words(turn.seconds))
    return " · ".join(parts)


def steps(turn: ShownTurn) -> list[tuple[str, str, str]]:
    """The steps of an answer that have happened: name, what, how long."""
    found: list[tuple[str, str, str]] = []
    if turn.query and turn.query.strip() != turn.question.strip():
        found.append((tr("Understood"), turn.query, ""))
    if turn.found or turn.evidence:
        documents = len({item.document for item in turn.evidence})
        took = seconds_words(turn.seconds) if turn.seconds else ""
        found.append((tr("Searched"), counted(turn.found, "{n} passage found", "{n} passages found"), took))
        found.append((tr("Read"), _used_words(turn, documents), ""))
    answer = turn.answer
    if answer is not None and answer.model and answer.text:
        words = f"{answer.model}, " + counted(len(answer.text.split()), "{n} word", "{n} words")
        writing = answer.seconds.total - answer.seconds.retrieve
        found.append((tr("Wrote"), words, seconds_words(writing) if writing > 0 else ""))
    if answer is not None and answer.sentences and answer.sentences[0].support is not None:
        kept = sum(sentence.support != "not_found" for sentence in answer.sentences)
        text = tr("{kept} of {all} sentences are supported by a passage").format(
            kept=kept, all=len(answer.sentences)
        )
        found.append((tr("Checked"), text, ""))
    return found


def _used_words(turn: ShownTurn, documents: int) -> str:
    words = tr("{passages} of {documents}").format(
        passages=counted(read_count(turn), "{n} passage", "{n} passages"),
        documents=counted(documents, "{n} document", "{n} documents"),
    )
    if turn.prompt is not None and turn.prompt.num_ctx:
        size = tr("{used} of {all}").format(
            used=tokens_words(turn.prompt.prompt_tokens), all=tokens_words(turn.prompt.num_ctx)
        )
        words += f", {size}"
    if turn.answer is not None and turn.answer.dropped:
        left_out = tr("{n} left out for lack of room").format(n=turn.answer.dropped)
        words += f". {left_out}"
    return words


def waiting_words(turn: ShownTurn) -> str:
    """What is being waited for before the first word."""
    if turn.phase == "searching":
        return tr("Looking for passages…")
    model = turn.prompt.model if turn.prompt is not None else ""
    if not model:
        return tr("Waiting for the first word…")
    return tr(
        "{model} is reading. It may have to be loaded first; nothing arrives before its first word."
    ).format(model=model)
