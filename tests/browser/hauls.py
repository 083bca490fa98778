"""All that reached a browser, and which rows of a marked company can be told from it."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from tests.browser import marks
from tests.browser.foreign import Rows

NUMBER = re.compile(rb"\d(?:[\d,]|\xc2\xa0|\xe2\x80\xaf){6,}(?:\.\d+)?")
BETWEEN = re.compile(rb"[^\d.]")
LEAST, MOST = 10**7, 10**16  # what is read as a number
TELLING = 10**9  # minor units: smaller amounts, as of quotas that count, could be there by chance


@dataclass
class Haul:
    """What was received so far: each word and number with the first place where it stood. `where` is the place now.

    `typed`: the words that the test itself wrote there, which may come back.
    """

    where: str = ""
    typed: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[float, str] = field(default_factory=dict)
    taken: int = 0
    seen: set[int] = field(default_factory=set)

    def take(self, got: bytes | str, kind: str) -> None:
        """Keep what can be told of something that was received."""
        text = got if isinstance(got, bytes) else got.encode()
        if hash(text) in self.seen:
            return
        self.seen.add(hash(text))
        self.taken += len(text)
        if text.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(text)) as packed:
                for name in packed.namelist():
                    self.take(packed.read(name), f"{kind} {name}")
        for word in marks.words_in(text) - self.typed:
            self.words.setdefault(word, f"{self.where}: {kind}: {around(text, word.encode())}")
        place = f"{self.where}: {kind}"
        for number in {*numbers_in(text), *(packed_in(text) if kind == "frame" else ())}:
            self.numbers.setdefault(number, place)

    def found(self, rows: Rows) -> list[str]:
        """Which of these rows' words, numbers and amounts were received, and where."""
        said = [f"{word}: {self.words[word]}" for word in sorted(rows.words & set(self.words))]
        said += [f"row {number:.0f}: {self.numbers[number]}" for number in sorted(rows.ids & set(self.numbers))]
        for amount in sorted(amount for amount in rows.amounts if amount is not None and amount >= TELLING):
            for way in {amount, amount / 100, round(amount / 100), amount // 100}:
                if way in self.numbers:
                    said.append(f"amount {amount} as {way}: {self.numbers[way]}")
        return said


def around(text: bytes, word: bytes) -> str:
    """What stands before and behind a word, for who has to find out where it comes from."""
    at = text.lower().find(word.lower())
    return repr(text[max(0, at - 100) : at + 60])


def numbers_in(text: bytes) -> Iterable[float]:
    """The large numbers that are written in a text, with or without separators."""
    for found in set(NUMBER.findall(text)):
        written = BETWEEN.sub(b"", found)
        yield float(written) if b"." in written else int(written)


def packed_in(text: bytes) -> Iterable[float]:
    """The large numbers that stand in a frame as whole or floating ones of eight bytes, wherever they begin."""
    for begin in range(8):
        part = text[begin : begin + (len(text) - begin) // 8 * 8]
        for form in ("<i8", "<f8"):
            numbers = np.frombuffer(part, form)
            with np.errstate(invalid="ignore"):
                size = np.abs(numbers)
                yield from np.unique(size[(size >= LEAST) & (size <= MOST)]).tolist()
