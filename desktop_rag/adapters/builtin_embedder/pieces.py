"""Token ids word by word: what a word becomes is remembered, so that only new words are tokenised.

The model's tokenizer (byte pair encoding as in Llama 2, no pre-tokenizer) merges over the whole text, at
0.2 µs a character. But none of its 32,000 tokens has a blank (written ▁) behind another character or
holds a line break or tab, so no merge crosses those places, and the pieces between them can be tokenised
one by one with exactly the same result.
"""

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

BLANK = "\u2581"
# Pieces that are remembered: those that come first are mostly those that come often. 10 MB.
REMEMBERED = 60_000
LONGEST = 32

_PIECE = re.compile(rf"{BLANK}+[^{BLANK}\n\t]*|[^{BLANK}\n\t]+|[\n\t]")
# Where a text spells one of the tokenizer's own marks, it is taken for it, and a text begins behind it.
_MARK = re.compile(r"(</?s>|<unk>)")


def _split(text: str) -> list[str]:
    """The pieces of a text, and nothings between some of them."""
    if text[0] == " " or "  " in text or "\t" in text or BLANK in text:
        return _PIECE.findall(BLANK + text.replace(" ", BLANK))
    # Most texts: the same pieces in half the time.
    return (BLANK + text.replace(" ", f" {BLANK}").replace("\n", " \n ")).split(" ")


class Pieces:
    """The ids of texts, as `tokenizer` itself would give them. Its normalizer is taken from it."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.normalizer = None
        self._tokenizer = tokenizer
        self._break = self._encoded("\n")
        # Ids as bytes of uint16: a few bytes a word, joined without a loop.
        self._known = {"": b"", "\n": self._break.tobytes()}

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
        split = [_split(text) if text else [] for text in texts]
        known = self._known
        fresh = sorted(set(chain.from_iterable(split)).difference(known))
        if fresh:
            known.update(zip(fresh, self._made(fresh), strict=True))
        found = [
            self._marked(text)
            if "<" in text and _MARK.search(text)
            else b"".join(map(known.__getitem__, pieces))
            for text, pieces in zip(texts, split, strict=True)
        ]
        self._forget(fresh)
        return found

    def _made(self, pieces: Sequence[str]) -> list[bytes]:
        """All in one text: a call of the tokenizer costs as much as ten words."""
        import numpy as np

        ids = self._encoded("\n".join(pieces))
        data, size = ids.tobytes(), ids.itemsize
        ends = (np.flatnonzero(ids == self._break[0]) * size).tolist()
        starts = [0, *(end + size for end in ends)]
        return [data[start:end] for start, end in zip(starts, [*ends, len(data)], strict=True)]

    def _forget(self, fresh: Sequence[str]) -> None:
        known = self._known
        for piece in fresh:
            if len(piece) > LONGEST:
                del known[piece]
        while len(known) > REMEMBERED:
            known.popitem()

    def _marked(self, text: str) -> bytes:
        """Past what is remembered: forgetting here would take from the texts that come after."""
        parts = enumerate(_MARK.split(text))
        whole = (part if number % 2 else BLANK + part.replace(" ", BLANK) for number, part in parts if part)
        return b"".join(self._encoded(part).tobytes() for part in whole)
