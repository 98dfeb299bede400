"""Which words of a text a query hits, and the part of a text worth showing. Plain pieces; templates escape them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from resultatbank.search.analyzer import Token, groups, joined, terms_of, tokens
from resultatbank.search.query import STOP_WORDS, Option, Place, Query
from resultatbank.search.stemmer import irregular_forms

# A snippet is looked for in the beginning of a text; a page of hits must not read whole books.
_MAX_READ = 20_000
_MOST_COMPARED = 4
# Most words can be passed by for how they begin. The letters that a term's may stand as, and what may stand between.
_LETTERS = {"a": "[aåä]", "o": "[oö]", "e": "[eé]", "u": "[uü]"}
_GLUE = "[-\u2010\u2011–]?"
# With a character that these rules don't know, every word is looked at.
_ODD = re.compile("[^\x00-\x7fåäöÅÄÖéÉüÜ\u2010\u2011–—…’”“»•\u00a0]")
_BREAKS = " \n\t\r\u00a0"
_BREAK = re.compile(f"[{_BREAKS}]")


class Piece(NamedTuple):
    """A stretch of a text. The pieces of a text, put together, are the text."""

    text: str
    hit: bool


class _Hit(NamedTuple):
    start: int
    end: int
    option: Option


class Marker:
    """Marks what a query hits, in any number of texts."""

    def __init__(self, query: Query) -> None:
        """Take the query."""
        options = list(_one_by_one(query))
        self._phrases = [option for option in options if len(option.terms) > 1]
        single = [option for option in options if len(option.terms) == 1]
        self._exact = {option.terms[0]: option for option in single if not option.prefix}
        self._beginnings = [option for option in single if option.prefix]
        # A little word that nobody asked for is no hit, though it shares its stem with one that was asked for.
        self._passed_by = STOP_WORDS.difference(query.words)
        # Groups of numbers and phrases go over spaces, so there the words can't be looked at one by one.
        self._by_word = not self._phrases and all(option.terms[0].isalpha() for option in single)
        self._beginning = _beginning_of_any(options)

    def mark(self, text: str) -> list[Piece]:
        """Divide a text into what the query hits and what it doesn't; whole words, in any form, are hits."""
        return _pieces(text, 0, len(text), self._hits(text))

    def snippet(self, text: str, width: int = 200) -> list[Piece]:
        """The place of a text where most of the query is found, about `width` characters, with its hits marked.

        Cut between words, with … where something is left out. White space is evened out. Without a hit: the beginning.
        """
        whole = text[: _MAX_READ + 1]
        flat = " ".join(whole.split())
        hits = self._hits(flat)
        start, end = _window(flat, hits, width)
        pieces = _pieces(flat, start, end, [hit for hit in hits if hit.start >= start and hit.end <= end])
        if start > 0:
            pieces.insert(0, Piece("… ", hit=False))
        if end < len(flat) or len(text) > len(whole):
            pieces.append(Piece(" …", hit=False))
        return pieces

    def _hits(self, text: str) -> list[_Hit]:
        """The hits in order of place, none overlapping another; of those that begin together the longest."""
        found: list[_Hit] = []
        for start, stretch in self._stretches(text):
            found += [_Hit(start + hit.start, start + hit.end, hit.option) for hit in self._hits_in(stretch)]
        kept: list[_Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def _stretches(self, text: str) -> Iterator[tuple[int, str]]:
        """What of a text may hold a hit: the stretches between spaces where a word begins as one, or all of it."""
        if self._beginning is None:
            return
        if not self._by_word or _ODD.search(text):
            yield 0, text
            return
        end = 0
        for begun in self._beginning.finditer(text):
            if begun.start() >= end:
                start = max(end, max(text.rfind(space, end, begun.start()) for space in _BREAKS) + 1)
                found = _BREAK.search(text, begun.start())
                end = found.start() if found else len(text)
                yield start, text[start:end]

    def _hits_in(self, text: str) -> Iterator[_Hit]:
        words = list(tokens(text))
        for phrase in self._phrases:
            yield from _side_by_side(words, phrase)
        for group in groups(words):
            stretches = [(token.text, token.start, token.end) for token in group]
            if len(group) > 1:
                stretches.append((joined(group), group[0].start, group[-1].end))
            for word, start, end in stretches:
                if word not in self._passed_by and (hitting := _hitting(word, self._exact, self._beginnings)):
                    yield _Hit(start, end, hitting)


def _beginning_of_any(options: list[Option]) -> re.Pattern[str] | None:
    """What every word that may be a hit begins with: letters of its term, with or without dots and accents."""
    begun = {beginning for option in options for beginning in _beginnings_of(option)}
    written = ("".join(map(_written, each)) for each in sorted(begun))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(written)})", re.IGNORECASE) if begun else None


def _beginnings_of(option: Option) -> Iterator[str]:
    term = option.terms[0]
    if option.prefix and len(option.terms) == 1:
        yield term[:_MOST_COMPARED]
        return
    # The last two letters of a stem may not be those of the word: cykl is cykel, and rätt is rädd too.
    yield term[: max(2, min(_MOST_COMPARED, len(term) - 2))]
    yield from (form[:_MOST_COMPARED] for form in irregular_forms(term))


def _written(letter: str) -> str:
    # A letter may stand three times in the word and twice in its stem.
    return _LETTERS.get(letter, re.escape(letter)) + "+" + _GLUE


def _one_by_one(query: Query) -> Iterator[Option]:
    """The query's options, where terms that need not stand side by side are marked each by itself."""
    for option in query.options:
        if option.place is Place.SIDE_BY_SIDE:
            yield option
        else:
            yield from (Option((term,)) for term in option.terms)


def _hitting(word: str, exact: dict[str, Option], beginnings: list[Option]) -> Option | None:
    terms = terms_of(word)
    for place, term in enumerate(terms):
        if term in exact and (place == 0 or exact[term].twins):
            return exact[term]
    for option in beginnings:
        if any(term.startswith(option.terms) for term in (terms if option.twins else terms[:1])):
            return option
    return None


def _side_by_side(words: list[Token], option: Option) -> Iterator[_Hit]:
    length = len(option.terms)
    for first in range(len(words) - length + 1):
        stretch = words[first : first + length]
        if all(term in terms_of(word.text) for term, word in zip(option.terms[:-1], stretch, strict=False)):
            last = terms_of(stretch[-1].text)
            ending = option.terms[-1]
            if ending in last or (option.prefix and any(term.startswith(ending) for term in last)):
                yield _Hit(stretch[0].start, stretch[-1].end, option)


def _window(text: str, hits: list[_Hit], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    start = 0
    if hits:
        # The first hit stands a little way in, so that its sentence can be read.
        lead = width // 4
        best = max(hits, key=lambda first: (_different(hits, first.start, first.start + width - lead), -first.start))
        start = max(0, min(best.start - lead, len(text) - width))
        if start:
            border = text.find(" ", start - 1, best.start)
            start = border + 1 if border >= 0 else best.start
    end = min(start + width, len(text))
    if end < len(text):
        border = text.rfind(" ", start + 1, end + 1)
        end = border if border >= 0 else end
    return start, end


def _different(hits: list[_Hit], start: int, end: int) -> int:
    return len({hit.option for hit in hits if hit.start >= start and hit.end <= end})


def _pieces(text: str, start: int, end: int, hits: list[_Hit]) -> list[Piece]:
    pieces = []
    place = start
    for hit in hits:
        pieces.append(Piece(text[place : hit.start], hit=False))
        pieces.append(Piece(text[hit.start : hit.end], hit=True))
        place = hit.end
    pieces.append(Piece(text[place:end], hit=False))
    return [piece for piece in pieces if piece.text]
