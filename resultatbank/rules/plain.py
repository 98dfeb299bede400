"""What parties read outside the notice, in Swedish, lättläst and English: pages, forms on paper, letters."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from resultatbank.rules.words import FIRST_CHANNELS, Language

_FIRST_LABELS = {channel.key: channel.label for channel in FIRST_CHANNELS}
_CODES = {Language.SWEDISH: "sv", Language.EASY: "sv", Language.ENGLISH: "en"}


class Plain:
    """The words of one language: `plain("send")`, or with what stands in them, `plain("until", day="2027-05-31")`."""

    def __init__(self, language: str, words: dict[str, Any]) -> None:
        """Take the language's table."""
        self.language = Language(language)
        self._words = words

    @property
    def code(self) -> str:
        """The language as browsers know it: sv or en."""
        return _CODES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values filled in. Raises KeyError for one that there isn't."""
        return str(self._words[key]).format(**values)

    def material(self, material: str) -> str:
        """Return what a material is called."""
        return str(self._words["materials"][material])

    def channel(self, slug: str, label: str) -> str:
        """Return what a channel is called: in our own words for as long as an administrator hasn't given it others."""
        words: dict[str, str] = self._words["channels"]
        return words[slug] if _FIRST_LABELS.get(slug) == label and slug in words else label

    def capacity(self, capacity: str) -> str:
        """Return on whose behalf somebody answers."""
        return str(self._words["capacities"][capacity])

    def listed(self, words: Iterable[str]) -> str:
        """Join words as in a sentence: "a, b och c"."""
        last = list(words)
        return f" {self('and')} ".join([", ".join(last[:-1]), last[-1]] if len(last) > 1 else last)


@cache
def plain(language: str) -> Plain:
    """Return the words of a language. Raises ValueError for one that there isn't."""
    file = resources.files("resultatbank.rules").joinpath(f"plain_{Language(language).value.replace('-', '_')}.toml")
    return Plain(language, tomllib.loads(file.read_text(encoding="utf-8")))
