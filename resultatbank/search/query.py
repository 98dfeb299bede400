"""What a person typed, as a question to the index. Any text at all is a question; none is an error.

    skola landsbygd        both words, in any form; also written together (skolalandsbygd)
    "hav till bord"        the words side by side
    -film                  not this word
    hållb                  the last word may be unfinished

`to_match` and `to_tsquery` say the same thing to SQLite's FTS5 and to PostgreSQL.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import combinations

from resultatbank.search.analyzer import Token, groups, joined, normal, stem, tokens


class Part(StrEnum):
    """A part of a document, when a question is for one of them alone. The head is the title and the summary."""

    TITLE = "title"
    HEAD = "head"


MAX_WORDS = 24
MAX_CHARACTERS = 400

# How many neighbours are also looked up written together; each makes the query longer.
_MAX_PAIRS = 6

# Words that say nothing of what a text is about. They count in a phrase, and when nothing else is typed.
_STOP_WORDS = """
    ab alla att av blev bli blir både de dem den det denna detta dig din du där efter ej eller en ett från för genom ha
    hade han har hb hon hur här i icke in inte jag kan kb kunde man med mot ni nu när och om oss på samt sig sin ska
    som så till under upp ut utan vad var vara vi vid vilka vilken är över
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
# Words that only announce a number: the document may announce it with another one.
_ANNOUNCING = frozenset(["dnr", "diarienr", "diarienummer", "ärendenr", "ärendenummer", "diariet", "nr", "nummer"])
# How far apart two words may stand and still speak of the same thing: odling av färska ostron.
NEAR = 5
_STEPS = range(1, NEAR + 1)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
# Where each part stands: in columns of FTS5, and with labels in a tsvector. Then all but what only twins have.
_COLUMNS = {Part.TITLE: "a", Part.HEAD: "a b"}
_LABELS = {Part.TITLE: "A", Part.HEAD: "AB"}
_COLUMNS_AS_WRITTEN, _LABELS_AS_WRITTEN = "a b c d", "ABC"
_EXCLUDED = re.compile(r"(?:^|[\s(])[-\u2212]$")


class Place(StrEnum):
    """How the terms of an option must stand in a document."""

    SIDE_BY_SIDE = "side by side"
    NEAR = "near"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Option:
    """Terms to be found: side by side in this order, near in either order (two terms), or anywhere.

    With `prefix`, the last of them need only begin so. Without `twins`, words with dots are not found by one without.
    """

    terms: tuple[str, ...]
    prefix: bool = False
    place: Place = Place.SIDE_BY_SIDE
    twins: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """One word, group or quoted phrase of a query: found where any of its options is found."""

    words: tuple[str, ...]
    options: tuple[Option, ...]
    # The words of a quoted phrase one by one, for when the phrase as a whole is found nowhere.
    loose: "tuple[Clause, ...]" = ()
    quoted: bool = False
    # How many times a hit counts in the ranking.
    times: int = 1

    @property
    def word(self) -> str:
        """The word, where the clause is one that may be taken for something else: of letters alone, not quoted."""
        return self.words[0] if len(self.words) == 1 and not self.quoted and self.words[0].isalpha() else ""

    @property
    def is_unfinished(self) -> bool:
        """It may be in the middle of being typed."""
        return any(option.prefix for option in self.options)

    def with_options(self, more: Iterable[Option]) -> "Clause":
        """The same clause, found in more ways."""
        return replace(self, options=tuple(dict.fromkeys((*self.options, *more))))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of a query's clauses, by their places in it, as one compound."""

    first: int
    second: int
    clause: Clause


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed question. `branches` are the ways to fulfil it: all clauses of one branch must be found.

    `narrower` are stricter questions, whose hits come before the others.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    pairs: tuple[Pair, ...] = field(default=(), repr=False)
    any_word: bool = False
    but_one: bool = False
    narrower: "tuple[Query, ...]" = field(default=(), repr=False)

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked, not even what to leave out."""
        return not self.clauses and not self.excluded

    @property
    def words(self) -> tuple[str, ...]:
        """The words to look for, in lower case, as they were typed and in that order."""
        return tuple(word for clause in self.clauses for word in clause.words)

    @property
    def branches(self) -> tuple[tuple[Clause, ...], ...]:
        """All words, or all but two that are found put together; widened, all but one, or each word alone."""
        together = tuple(pair.clause for pair in self.pairs)
        if self.any_word:
            return tuple((clause,) for clause in (*self.clauses, *together))
        several = [self.clauses]
        several += [
            (
                pair.clause,
                *(each for place, each in enumerate(self.clauses) if place not in (pair.first, pair.second)),
            )
            for pair in self.pairs
        ]
        if self.but_one:
            several += combinations(self.clauses, len(self.clauses) - 1)
        return tuple(branch for branch in several if branch)

    @property
    def options(self) -> Iterator[Option]:
        """Everything that counts as a hit in a text, whichever branch it belongs to."""
        for clause in (*self.clauses, *(pair.clause for pair in self.pairs)):
            yield from clause.options

    def taken_apart(self) -> "Query":
        """The same question with each quoted phrase as its words."""
        clauses = tuple(part for clause in self.clauses for part in (clause.loose or (clause,)))
        return self if clauses == self.clauses else replace(self, clauses=clauses[:MAX_WORDS], pairs=())

    def widened(self) -> "Query":
        """The same question with any word enough, and phrases taken apart; for when all words find little."""
        return replace(self.taken_apart(), any_word=True, but_one=False)


def parse(text: str, prefix_last: bool = True) -> Query:
    """Read what was typed. Never raises; more than 400 characters or 24 words are cut off.

    With `prefix_last`, a last word that nothing follows is taken as possibly unfinished.
    """
    text = text[:MAX_CHARACTERS].translate(_QUOTES)
    wanted: list[Clause] = []
    excluded: list[Clause] = []
    left, start, exclude_phrase = MAX_WORDS, 0, False
    for number, segment in enumerate(text.split('"')):
        found = list(tokens(segment))[:left]
        left -= len(found)
        unfinished = prefix_last and bool(found) and start + found[-1].end == len(text)
        if number % 2:
            if found:
                (excluded if exclude_phrase else wanted).append(_phrase(found, unfinished))
        else:
            for group in groups(found):
                minus = _EXCLUDED.search(segment[: group[0].start])
                last = unfinished and group[-1] is found[-1] and not minus
                (excluded if minus else wanted).append(_clause(group, last))
            exclude_phrase = bool(_EXCLUDED.search(segment))
        start += len(segment) + 1
    telling = [clause for clause in wanted if clause.loose or not STOP_WORDS.issuperset(clause.words)]
    wanted = _without_announcements(telling or wanted)
    return Query(tuple(wanted), tuple(excluded), tuple(_pairs(wanted)))


def _without_announcements(clauses: list[Clause]) -> list[Clause]:
    """Leave out dnr, diarienummer and the like where there is a number to look for."""
    if not any(any(map(str.isdigit, word)) for clause in clauses for word in clause.words):
        return clauses
    return [clause for clause in clauses if clause.quoted or not _ANNOUNCING.issuperset(clause.words)]


def _phrase(words: list[Token], unfinished: bool) -> Clause:
    texts = tuple(token.text for token in words)
    if len(texts) == 1:
        return Clause(texts, (Option((stem(texts[0]),)), *_beginnings(texts[0], unfinished)), quoted=True)
    loose = tuple(_clause([token], False) for token in words if token.text not in STOP_WORDS)
    return Clause(texts, tuple(_side_by_side(texts, unfinished)), loose, quoted=True)


def _clause(group: list[Token], unfinished: bool) -> Clause:
    texts = tuple(token.text for token in group)
    whole = joined(group)
    options = [Option((stem(whole),)), *_beginnings(whole, unfinished)]
    if len(texts) > 1:
        options = [*_side_by_side(texts, unfinished), *options]
    return Clause(texts, tuple(dict.fromkeys(options)))


def _side_by_side(words: tuple[str, ...], unfinished: bool) -> Iterator[Option]:
    terms = tuple(stem(word) for word in words)
    yield Option(terms)
    if unfinished:
        yield Option((*terms[:-1], words[-1]), prefix=True)


def _beginnings(word: str, unfinished: bool) -> Iterator[Option]:
    """What an unfinished word may become.

    A stem is shorter than its word, so a word that is nearly written out (skolo, exempe) goes past its own stem:
    those are looked up as the stems that they are about to be.
    """
    if not unfinished or len(word) < 2:
        return
    yield Option((word,), prefix=True)
    if len(word) > 4 and word.endswith("o"):
        yield Option((word[:-1],))
    if len(word) > 4 and word.endswith("e") and word[-2] not in "aeiouyåäö":
        yield Option((word[:-1] + "l",))


def _pairs(clauses: list[Clause]) -> Iterator[Pair]:
    """Neighbours written together, as Swedish does: trafik säkerhet is trafiksäkerhet or trafikssäkerhet."""
    for index in range(min(len(clauses) - 1, _MAX_PAIRS)):
        first, second = clauses[index : index + 2]
        if len(first.word) > 2 and len(second.word) > 2:
            options: list[Option] = []
            for link in ("", "s"):
                whole = normal(first.word + link + second.word)
                options += [Option((stem(whole),)), *_beginnings(whole, second.is_unfinished)]
            yield Pair(index, index + 1, Clause((first.word + second.word,), tuple(dict.fromkeys(options))))


def _times(clause: Clause, written: str) -> str:
    """Say it as many times as a hit of it counts: FTS5's ranking adds up what is said."""
    return written if clause.times == 1 else "(" + " OR ".join([written] * clause.times) + ")"


def to_match(query: Query, part: Part | None = None) -> str:
    """The query in FTS5's language, of one part only if said. Empty when there is nothing to look for."""
    written = _written(query, _fts5, " AND ", " OR ", "({}) NOT ({})", _times)
    return f"{{{_COLUMNS[part]}}} : ({written})" if part and written else written


def to_tsquery(query: Query, part: Part | None = None) -> str:
    """The query as the text of a PostgreSQL `tsquery`, of one part only if said. Empty when it is for nothing."""
    write = partial(_tsquery, label=_LABELS[part] if part else "")
    return _written(query, write, " & ", " | ", "({}) & !({})")


def _written(
    query: Query,
    write: Callable[[Option], str],
    all_of: str,
    any_of: str,
    but_not: str,
    times: Callable[[Clause, str], str] = lambda _, written: written,
) -> str:
    def either(clause: Clause) -> str:
        return times(clause, "(" + any_of.join(map(write, clause.options)) + ")")

    wanted = any_of.join("(" + all_of.join(map(either, branch)) + ")" for branch in query.branches)
    if wanted and query.excluded:
        return but_not.format(wanted, any_of.join(map(either, query.excluded)))
    return wanted


def _fts5(option: Option) -> str:
    if not option.twins:
        return f"{{{_COLUMNS_AS_WRITTEN}}} : {_fts5(replace(option, twins=True))}"
    if option.place is Place.NEAR:
        return f"NEAR({' '.join(_quoted(term) for term in option.terms)}, {NEAR - 1})"
    if option.place is Place.ANYWHERE:
        return "(" + " AND ".join(map(_quoted, option.terms)) + ")"
    return _quoted(" ".join(option.terms)) + (" *" if option.prefix else "")


def _quoted(terms: str) -> str:
    return f'"{terms}"'


def _tsquery(option: Option, label: str = "") -> str:
    if not option.twins:
        label = label or _LABELS_AS_WRITTEN
    labelled = f":{label}" if label else ""
    terms = [f"'{term}'{labelled}" for term in option.terms]
    if option.place is Place.NEAR:
        first, second = terms
        steps = (f"{one} <{step}> {other}" for one, other in ((first, second), (second, first)) for step in _STEPS)
        return "(" + " | ".join(steps) + ")"
    if option.place is Place.ANYWHERE:
        return "(" + " & ".join(terms) + ")"
    return " <-> ".join(terms) + (("*" if label else ":*") if option.prefix else "")
