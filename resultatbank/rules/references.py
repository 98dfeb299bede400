"""References: a text points at a source with its number in the example's list, "kostnaden sjönk 38 procent [2]"."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The questions whose answers claim something that a reader may want to check.
CLAIMS = ("message", "challenge", "public_benefit", "background", "effort", "result", "aim", "learned")

_REFERENCE = re.compile(r"\[([1-9]\d?(?:, ?[1-9]\d?)*)\]")
# A sentence that ends before its reference has it still: "38 procent. [2]".
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?!\[)|(?<=\])\s+(?=[A-ZÅÄÖ])|\n")
_DAY_OR_YEAR = re.compile(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b(?!\s*(?:%|procent|kr|st\b))")
# The word after a figure says what is counted, unless it is one of these.
_SMALL_WORD = r"(?:av|en|ett|för|i|med|mot|och|per|på|som|till)\b"
_FIGURE = re.compile(rf"(?<![\w[.,-])\d+(?:[   .,]\d+)*(?:\s*%|\s+(?!{_SMALL_WORD})[^\W\d_]+)?")


def pieces(text: str, sources: int) -> Iterator[tuple[str, list[int]]]:
    """Split a text at its references to the first `sources` sources: words, and the numbers that follow."""
    begins = 0
    for found in _REFERENCE.finditer(text):
        numbers = _numbers(found[1])
        if max(numbers) <= sources:
            yield text[begins : found.start()], numbers
            begins = found.end()
    yield text[begins:], []


def pointed_at(text: str) -> set[int]:
    """Return the numbers that a text points at, also those that no source has."""
    return {number for found in _REFERENCE.finditer(text) for number in _numbers(found[1])}


def astray(text: str, sources: int) -> list[int]:
    """Return, in order, the numbers that a text points at and that none of its `sources` sources has."""
    return sorted(number for number in pointed_at(text) if number > sources)


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split(",")]


def bare_figures(text: str) -> list[str]:
    """Return the figures of a text in whose sentence there is no reference, with the word after each: "38 procent".

    Years and days aren't figures here. What is written with letters isn't found.
    """
    bare = []
    for sentence in _END_OF_SENTENCE.split(text):
        if not _REFERENCE.search(sentence):
            bare += [found[0].strip() for found in _FIGURE.finditer(_DAY_OR_YEAR.sub("", sentence))]
    return bare
