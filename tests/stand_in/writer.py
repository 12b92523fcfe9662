"""What the stand-in writes: an answer from the passages of its prompt, and vectors of words."""

import math
import re
import zlib
from typing import Any

STOCK = (
    "This is a small stand-in for a language model, and it was given no passages to read, "
    "so it answers every question with the same two sentences. They are long enough to be cut."
)
THOUGHT = "The passages are compared with the words of the question, one after the other, and the best kept."
COMMON = frozenset(
    re.split(" ", "a an and are as at be by do does for from how in is it of on or that the to was what when "
     "where which who why with many much")
)  # fmt: skip


def answer(messages: list[dict[str, Any]], invented: bool = False) -> str:
    """The two sentences nearest to the question's words, each with the number of its passage."""
    prompt = str(messages[-1].get("content") or "") if messages else ""
    passages = re.split(r"^\[(\d+)\] ", prompt, flags=re.MULTILINE)
    if len(passages) < 3:
        return STOCK
    question = prompt.rpartition("Question:")[2] or prompt
    wanted = set(_words(question))
    scored: list[tuple[float, int, str, str]] = []
    for number, passage in zip(passages[1::2], passages[2::2], strict=True):
        body = passage.partition("\n")[2].rpartition("\n\nQuestion:")[0] or passage.partition("\n")[2]
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", body):
            found = wanted & set(_words(sentence))
            if found:
                scored.append((len(found), len(scored), " ".join(sentence.split()), number))
    scored.sort(key=lambda row: (-row[0], row[1]))
    sentences = [f"{text.rstrip('.!?')} [{number}]." for _, _, text, number in scored[:2]]
    if not sentences:
        return "The passages do not say."
    if invented:
        sentences.append("Everybody knows the rest [97].")
    return " ".join(sentences)


def pieces(text: str) -> list[str]:
    """Words and signs one by one, so that a citation arrives in several pieces."""
    return re.findall(r"\s*(?:\w+|[^\w\s])", text)


def tokens(text: str, characters: float = 4.0) -> int:
    return math.ceil(len(text) / characters)


def vector(text: str, dimensions: int) -> list[float]:
    """Hashed words and their beginnings, length 1: texts with the same words lie near each other."""
    row = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()) or [""]:
        for part, weight in ((word, 1.0), (word[:5], 0.5)):
            row[zlib.crc32(part.encode()) % dimensions] += weight * (0.3 if word in COMMON else 1.0)
    length = math.sqrt(sum(number * number for number in row)) or 1.0
    return [round(number / length, 8) for number in row]


def _words(text: str) -> list[str]:
    return [word.rstrip("s") for word in re.findall(r"\w+", text.lower()) if word not in COMMON]
