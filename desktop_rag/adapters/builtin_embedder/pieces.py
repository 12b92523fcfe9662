"""Token ids word by word: what a word becomes is remembered, so that only new words are tokenised.

The model's tokenizer (byte pair encoding as in Llama 2, no pre-tokenizer) merges over the whole text, at
0.2 µs a character. But none of its 32,000 tokens has a blank (written ▁) behind another character or
holds a line break or tab, so no merge crosses those places, and the pieces between them can be tokenised
one by one with exactly the same result.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

BLANK = "\u2581"
# Pieces that are remembered: those that come first are mostly those that come often. 10 MB.
REMEMBERED = 60_000
LONGEST = 32

_PIECE = re.compile(rf"{BLANK}+[^{BLANK}\n\t]*|[^{BLANK}\n\t]+|[\n\t]")
# Where a text spells one of the tokenizer's own marks, it is taken for it, and a text begins behind it.
_MARK = re.compile(r"(</?s>|<unk>)")


class _Remembered:
    """What pieces became, as bytes of uint16: a few bytes each, joined without a loop. `before` stands before
    each piece when it is tokenised."""

    def __init__(self, encoded: Callable[[str], Any], before: str, known: dict[str, bytes]) -> None:
        self._encoded = encoded
        self._before = before
        self._break = encoded("\n")
        self.known = known

    def learn(self, pieces: Iterable[str]) -> list[str]:
        """Those that were not known are, until they are forgotten; which they are."""
        fresh = sorted(set(pieces).difference(self.known))
        if fresh:
            self.known.update(zip(fresh, self._made(fresh), strict=True))
        return fresh

    def _made(self, pieces: Sequence[str]) -> list[bytes]:
        """All in one text: a call of the tokenizer costs as much as ten words."""
        import numpy as np

        ids = self._encoded("\n".join(f"{self._before}{piece}" for piece in pieces))
        data, size = ids.tobytes(), ids.itemsize
        ends = (np.flatnonzero(ids == self._break[0]) * size).tolist()
        starts = [0, *(end + size for end in ends)]
        return [data[start:end] for start, end in zip(starts, [*ends, len(data)], strict=True)]

    def forget(self, fresh: Sequence[str]) -> None:
        known = self.known
        for piece in fresh:
            if len(piece) > LONGEST:
                del known[piece]
        while len(known) > REMEMBERED:
            known.popitem()


class Pieces:
    """The ids of texts, as `tokenizer` itself would give them. Its normalizer is taken from it."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.normalizer = None
        self._tokenizer = tokenizer
        line_break = self._encoded("\n").tobytes()
        # Words that follow a blank, as most do, are looked up as they stand: with the ▁ in front, every word
        # would be a new string of twice the size, and texts take twice the time.
        self._words = _Remembered(self._encoded, BLANK, {})
        self._others = _Remembered(self._encoded, "", {"": b"", "\n": line_break})

    def _encoded(self, text: str) -> Any:
        import numpy as np

        # The call for several texts lets other threads work meanwhile, the one for a single text does not.
        (encoded,) = self._tokenizer.encode_batch_fast([text], add_special_tokens=False)
        return np.array(encoded.ids, np.uint16)

    def ids(self, texts: Sequence[str]) -> list[Any]:
        """The ids of each text, without special tokens: uint16 of shape (tokens,)."""
        import numpy as np

        return [np.frombuffer(ids, np.uint16) for ids in self._joined(texts)]

    def _joined(self, texts: Sequence[str]) -> list[bytes]:
        split = [_split(text) for text in texts]
        words = self._words.learn(chain.from_iterable(line for one in split for line in one.lines))
        others = self._others.learn(chain.from_iterable(one.others for one in split))
        found = [
            self._marked(text) if "<" in text and _MARK.search(text) else self._of(one)
            for text, one in zip(texts, split, strict=True)
        ]
        self._words.forget(words)
        self._others.forget(others)
        return found

    def _of(self, split: "_Split") -> bytes:
        known, other = self._words.known.__getitem__, self._others.known.__getitem__
        if not split.lines:
            return b"".join(map(other, split.others))
        first, *rest = (b"".join(map(known, line)) for line in split.lines)
        parts = [first]
        for begins, line in zip(split.others, rest, strict=True):
            parts += (other("\n"), other(begins), line)
        return b"".join(parts)

    def _marked(self, text: str) -> bytes:
        """Past what is remembered: forgetting here would take from the texts that come after."""
        parts = enumerate(_MARK.split(text))
        whole = (part if number % 2 else BLANK + part.replace(" ", BLANK) for number, part in parts if part)
        return b"".join(self._encoded(part).tobytes() for part in whole)


class _Split(NamedTuple):
    """A text in pieces. With `lines`, these are the words that follow a blank, line by line, and `others` the
    beginnings of the lines after the first; without, `others` are all of it."""

    lines: Sequence[list[str]]
    others: Sequence[str]


def _split(text: str) -> _Split:
    if not text:
        return _Split((), ())
    if text[0] == " " or "  " in text or "\t" in text or BLANK in text:
        return _Split((), _PIECE.findall(BLANK + text.replace(" ", BLANK)))
    if "\n" not in text:
        return _Split((text.split(" "),), ())
    first, *rest = text.split("\n")
    split = [line.split(" ") for line in rest]
    return _Split((first.split(" "), *(line[1:] for line in split)), [line[0] for line in split])
