"""From Swedish text to terms: the same way for what is indexed, what is asked and what is marked.

A term holds only letters and digits, in lower case. It can therefore never be an operator of a query language.
The letters å, ä and ö are kept; marks on other letters are taken off (é is e). A word with å, ä or ö also gets
a twin without the dots, which is what a query typed without them finds.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from resultatbank.search.stemmer import stem as _stem

# Longer texts are read this far. It keeps the terms of one document below PostgreSQL's 1 MB for a tsvector.
MAX_CHARACTERS = 60_000
MAX_TERM_LENGTH = 40

# A word with its combining marks, and the ending that Swedish hangs on an abbreviation: EU:s, vd:arna, McDonald's.
_WORD = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
    r"(?P<ending>(?::(?:s|n|t|en|et|ens|ets|ar|er|or|arna|erna|are|a)|['’]s)(?![^\W_]))?"
)
_LETTERS = re.compile("[a-zåäö]{2,}")
_HYPHENS = frozenset("-\u2010\u2011–/")
_POINTS = frozenset(",.")
_SPACES = frozenset(" \u00a0\u2009\u202f")
_FOREIGN = str.maketrans({"æ": "ä", "ø": "ö", "ß": "ss", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})
_UNDOTTED = str.maketrans("åäö", "aao")


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be found, by part. `extra` is found with the lowest weight and never shown: names, numbers."""

    title: str
    summary: str
    body: str
    extra: str = ""


class Streams(NamedTuple):
    """What is indexed: space-joined terms of title (a), summary (b), body (c), the rest (d) and twins (e).

    `words` isn't indexed: each word once, as it is written, for the vocabulary.
    """

    a: str
    b: str
    c: str
    d: str
    e: str
    words: str


class Token(NamedTuple):
    """A word of a text: normalised, and where it stands (`text[start:end]`, its ending included).

    `glued` says that it belongs to the word before it: EU-mässan, 2026-1234, 1 437 500 and 1,5 are groups of tokens.
    """

    text: str
    start: int
    end: int
    glued: bool = False
    decimal: bool = False


def stem(word: str) -> str:
    """The term that all forms of a word share. Numbers and mixed codes are their own terms."""
    word = normal(word)
    return _stem(word) if word.isalpha() else word


def undotted(term: str) -> str:
    """The term with å, ä and ö typed as a, a and o."""
    return term.translate(_UNDOTTED)


@lru_cache(maxsize=50_000)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms a word is found by: its stem, and then its undotted twins if it has å, ä or ö."""
    own = stem(word)
    bare = undotted(word)
    return (own,) if bare == word else tuple(dict.fromkeys((own, undotted(own), stem(bare))))


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """A word in lower case, of letters and digits alone. Empty if it holds none."""
    if word.isascii():
        return word.lower()[:MAX_TERM_LENGTH]
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).lower()).translate(_FOREIGN)
    plain = (
        letter if letter in "åäö" else unicodedata.normalize("NFKD", letter)[0]
        for letter in composed
        if letter.isalnum()
    )
    return "".join(letter for letter in plain if letter.isalnum())[:MAX_TERM_LENGTH]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order. Takes any string whatever, and never raises."""
    previous: Token | None = None
    for found in _WORD.finditer(text):
        word = normal(found[0].removesuffix(found["ending"] or ""))
        if word:
            token = Token(word, found.start(), found.end())
            if previous and _belong_together(previous, token, text):
                token = token._replace(glued=True, decimal=_is_decimal(previous, token, text))
            yield token
            previous = token


def _belong_together(left: Token, right: Token, text: str) -> bool:
    if right.start != left.end + 1:
        return False
    between = text[left.end]
    if between in _SPACES:
        # Thousands: 1 437 500. A longer first group (a year) is not the beginning of an amount.
        return left.text.isdigit() and right.text.isdigit() and len(right.text) == 3 and len(left.text) <= 3
    numbers = left.text[-1].isdigit() and right.text[0].isdigit()
    return (between in _HYPHENS and (between != "/" or numbers)) or (between in _POINTS and numbers)


def _is_decimal(left: Token, right: Token, text: str) -> bool:
    """Tell 1,5 from 1.500.000: three digits after a point are thousands, as they are after a space."""
    return text[left.end] in _POINTS and len(right.text) != 3


def groups(words: Iterable[Token]) -> Iterator[list[Token]]:
    """Tokens with those glued to them; a lone word is a group of one."""
    group: list[Token] = []
    for token in words:
        if group and not token.glued:
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def joined(group: Iterable[Token]) -> str:
    """The words of a group written as one: EU-mässan as eumässan. A decimal point becomes a k, so 1,5 isn't 15."""
    return "".join("k" * token.decimal + token.text for token in group)[:MAX_TERM_LENGTH]


def analyze(document: Document) -> Streams:
    """The streams of a document. The fourth holds the extra text and joined groups, the fifth undotted twins."""
    parts = [
        list(tokens(text[:MAX_CHARACTERS]))
        for text in (document.title, document.summary, document.body, document.extra)
    ]
    title, summary, body, extra = ([stem(token.text) for token in part] for part in parts)
    wholes = [joined(group) for part in parts for group in groups(part) if len(group) > 1]
    words = dict.fromkeys(chain((token.text for part in parts for token in part), wholes))
    twins = dict.fromkeys(chain.from_iterable(terms_of(word)[1:] for word in words))
    rest = chain(extra, dict.fromkeys(map(stem, wholes)))
    # Numbers, codes and foreign alphabets are never corrected, split or put together.
    written = sorted(word for word in words if _LETTERS.fullmatch(word))
    return Streams(*(" ".join(terms) for terms in (title, summary, body, rest, twins, written)))
