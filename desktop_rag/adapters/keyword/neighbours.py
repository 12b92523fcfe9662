"""Words that are one or two letters away from one that nobody wrote: what it may have been meant as."""

import string
from collections.abc import Callable, Sequence

# A script's letters stand close together: those of the same 64 characters are tried in each other's place.
_BLOCK = 64
# How much of the word's beginning is taken as right where two letters are wrong.
KEPT = 3


def one_letter_away(word: str) -> set[str]:
    """All strings with one letter changed, added or left out, or two neighbours swapped."""
    letters = _letters(word)
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in parts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in parts if tail for letter in letters}
    found |= {head + letter + tail for head, tail in parts for letter in letters}
    return found - {word, ""}


def _letters(word: str) -> str:
    found = dict.fromkeys(string.ascii_lowercase) if any(map(str.isascii, word)) else {}
    for start in dict.fromkeys(ord(letter) // _BLOCK * _BLOCK for letter in word if not letter.isascii()):
        block = (chr(code) for code in range(start, start + _BLOCK))
        found.update(dict.fromkeys(letter for letter in block if letter.isalpha() and letter.islower()))
        found.update(dict.fromkeys(letter for letter in word if ord(letter) // _BLOCK * _BLOCK == start))
    return "".join(found)


def distance(left: str, right: str, most: int) -> int:
    """Letters that must be changed, added, left out or swapped with their neighbour; over `most`, more
    than that is all that is told."""
    far = most + 1
    if abs(len(left) - len(right)) > most:
        return far
    before: list[int] = []
    row = [j if j <= most else far for j in range(len(right) + 1)]
    for i, letter in enumerate(left, 1):
        last, before, row = before, row, [far] * (len(right) + 1)
        row[0] = min(i, far)
        # Further from the diagonal more than `most` letters would be added.
        for j in range(max(1, i - most), min(len(right), i + most) + 1):
            other = right[j - 1]
            steps = before[j - 1] if letter == other else 1 + min(before[j - 1], before[j], row[j - 1])
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                steps = min(steps, last[j - 2] + 1)
            row[j] = steps
        if min(row) > most and min(before) > most:
            return far
    return min(row[-1], far)


def neighbours(
    word: str,
    most: int,
    near: Callable[[int], bool],
    frequency: Callable[[str], int],
    beginning_with: Callable[[str], Sequence[tuple[str, int]]],
) -> list[tuple[str, int]]:
    """Words at most `most` letters away with their frequencies: all at one letter, and where there are none,
    at two letters those that share the beginning; the most frequent first.

    `near` tells whether any word is so many letters away: it costs a fifth of looking for them.
    """
    found: list[tuple[int, str]] = []
    if near(1):
        found = [(-count, other) for other in one_letter_away(word) if (count := frequency(other))]
    if not found and most > 1 and near(most):
        found = [
            (-count, other)
            for other, count in beginning_with(word[:KEPT])
            if other != word and distance(word[KEPT:], other[KEPT:], most) <= most
        ]
    return [(other, -count) for count, other in sorted(found)]
