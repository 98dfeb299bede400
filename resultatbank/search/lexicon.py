"""Words with a number each, packed by length: about ten bytes a word, searched without being unpacked."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from resultatbank.search.analyzer import undotted

_SEPARATOR = " "


class _Shelf:
    """All words of one length, in order, as one string; `bare` is the same without dots."""

    __slots__ = ("bare", "numbers", "step", "text")

    def __init__(self, length: int, words: Iterable[tuple[str, int]]) -> None:
        in_order = sorted(words)
        self.step = length + 1
        self.text = _SEPARATOR.join(word for word, _ in in_order) + _SEPARATOR
        self.bare = undotted(self.text)
        self.numbers = array("I", (number for _, number in in_order))

    def __len__(self) -> int:
        return len(self.numbers)

    def word(self, index: int) -> str:
        return self.text[index * self.step : (index + 1) * self.step - 1]

    def number(self, word: str) -> int:
        index = bisect_left(range(len(self)), word, key=self.word)
        return self.numbers[index] if index < len(self) and self.word(index) == word else 0

    def containing(self, part: str, bare: bool) -> Iterator[str]:
        where = self.bare if bare else self.text
        place = where.find(part)
        while place >= 0:
            index = place // self.step
            yield self.word(index)
            place = where.find(part, (index + 1) * self.step)

    def beginning(self, part: str, bare: bool) -> Iterator[tuple[str, int]]:
        where = self.bare if bare else self.text
        # The first word has no separator before it.
        if where.startswith(part):
            yield self.word(0), self.numbers[0]
        place = where.find(_SEPARATOR + part)
        while place >= 0:
            index = (place + 1) // self.step
            yield self.word(index), self.numbers[index]
            place = where.find(_SEPARATOR + part, place + self.step)


class Lexicon:
    """Words and their numbers. What comes later lies beside what is packed, until everything is packed anew."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        """Take the words, those of one length together."""
        by_length = groupby(words, key=lambda pair: len(pair[0]))
        self._shelves = {length: _Shelf(length, found) for length, found in by_length}
        self._later: dict[str, int] = {}

    def __len__(self) -> int:
        """How many words there are, about."""
        return sum(map(len, self._shelves.values())) + len(self._later)

    @property
    def lying_beside(self) -> int:
        """How many words have come since it was packed."""
        return len(self._later)

    def add(self, words: Mapping[str, int]) -> None:
        """Put in words, or change their numbers."""
        # A new mapping takes the place of the old, so that nobody meets one that changes while they read it.
        self._later = {**self._later, **words}

    def number(self, word: str) -> int:
        """The number of a word; 0 for one that isn't there."""
        later = self._later.get(word)
        if later is not None:
            return later
        shelf = self._shelves.get(len(word))
        return shelf.number(word) if shelf else 0

    def containing(self, part: str) -> Iterator[str]:
        """The words that hold the part anywhere in them. A part without dots is also found in words with dots."""
        bare = part.isascii()
        for length, shelf in self._shelves.items():
            if length >= len(part):
                yield from shelf.containing(part, bare)
        for word in self._later:
            if part in (undotted(word) if bare else word):
                yield word

    def beginning(self, part: str) -> Iterator[tuple[str, int]]:
        """The words that begin with the part, with their numbers. A part without dots also begins words with dots."""
        bare = part.isascii()
        for length, shelf in self._shelves.items():
            if length >= len(part):
                for word, number in shelf.beginning(part, bare):
                    if word not in self._later:
                        yield word, number
        for word, number in self._later.items():
            if (undotted(word) if bare else word).startswith(part):
                yield word, number

    def about_as_long(self, length: int, more_or_less: int, bare: bool = False) -> list[tuple[str, str]]:
        """The words whose length is within so many letters of this, each as it is compared and as it is.

        With `bare`, they are compared without dots.
        """
        found: list[tuple[str, str]] = []
        for each in range(length - more_or_less, length + more_or_less + 1):
            if shelf := self._shelves.get(each):
                compared = shelf.bare if bare else shelf.text
                found += zip(compared.split(), shelf.text.split(), strict=True)
        later = (word for word in self._later if abs(len(word) - length) <= more_or_less)
        return found + [(undotted(word) if bare else word, word) for word in later]
