"""Likely names of people: found in order to be asked about, in a text where nobody has said who is in it.

There is no way to know a name. A given name before a word with a capital is one, and so is a title before a capital,
and a word that ends as only surnames do. Without capitals only a given name that is no word of the language, right
before a word that ends as few but surnames do, is one: karin provberg, but not maj månad or anna på mässan. Streets,
places, organisations and prizes that are called after people are let by. A question too many costs whoever answers it
a click, but many of them cost their care.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import NamedTuple

MOST_SURNAMES = 3
_MOST_GIVEN = 3
_FEWEST_CLEAR = 6
_NEAR = 20
_WORD = re.compile(r"[^\W\d_]+(?:[-’'´][^\W\d_]+)*")
# Between the words of one name: spaces, or one line break. An empty line ends it, as every other sign does.
_SAME_NAME = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_INITIAL = re.compile(r"\.?[^\S\n]*")
_STREET = re.compile(r"(?:gatan?|vägen|väg|torg(?:et)?|gränd|allén?|parken|platsen|stigen|kyrkan?|skolan?)s?\Z")

# Carl Larsson-gården is a house, Anna-Karin somebody. What is followed by & is a firm.
_COMPOUND = re.compile(r"-[a-zåäö]+\Z")
_JOINED = re.compile(r"-|[^\S\n]*&")


class Name(NamedTuple):
    """A likely name (`text[start:end]`), and what it is when it isn't somebody's: in its base form."""

    start: int
    end: int
    name: str


class _Token(NamedTuple):
    word: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """It begins with a capital."""
        return self.word[0].isupper()

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.word.lower()


def word_lists(file: str) -> dict[str, frozenset[str]]:
    """Return the lists of words in a file beside this one, in lower case."""
    text = resources.files("resultatbank.rules").joinpath(file).read_text(encoding="utf-8")
    return {key: frozenset(value.lower().split()) for key, value in tomllib.loads(text).items()}


_LISTS = word_lists("names.toml")
_GIVEN = _LISTS["given"]
_ENDINGS = tuple(_LISTS["surname_endings"])
_SURE_ENDINGS = tuple(_LISTS["sure_endings"])
_CLEAR_ENDINGS = tuple(_LISTS["clear_endings"])
_ENDINGS_OF_WORDS = tuple(_LISTS["word_endings"])
_ENDINGS_IN_S = tuple(_LISTS["endings_in_s"])


def find_names(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[Name]:
    """Return the likely names in a text, in order, none in a stretch that is `taken` by something that is known.

    A surname that stands alone belongs to the person of that surname who is named in full somewhere in the text.
    """
    hidden = masked(text, taken)
    tokens = [_Token(match[0], *match.span()) for match in _WORD.finditer(hidden)]
    found = list(_whole_names(hidden, tokens))
    surnames = {name.name.split()[-1]: name.name for name in reversed(found)}
    used = {place for name in found for place in range(name.start, name.end)}
    for token in tokens:
        if token.start not in used and (name := surnames.get(token.word) or surnames.get(token.word.removesuffix("s"))):
            found.append(Name(token.start, token.end, name))
    return sorted(found)


def is_given_name(word: str) -> bool:
    """Tell whether a word is a common given name, or two of them with a hyphen between."""
    lower = word.lower()
    return lower in _GIVEN or ("-" in lower and all(part in _GIVEN for part in lower.split("-")))


def masked(text: str, taken: Iterable[tuple[int, int]]) -> str:
    """Return a text with full stops where it is taken, so that every place in it stays what it is."""
    pieces, here = [], 0
    for start, end in sorted(taken):
        pieces += [text[here:start], "." * (end - start)]
        here = end
    return "".join([*pieces, text[here:]])


def _whole_names(text: str, tokens: Sequence[_Token]) -> Iterator[Name]:
    here = 0
    while here < len(tokens):
        words = _named_at(text, tokens, here)
        if not words:
            here += 1
            continue
        first = tokens.index(words[0], here, here + 2)
        after = tokens[first + len(words)] if first + len(words) < len(tokens) else None
        before = tokens[first - 1] if first else None
        if not _is_a_thing(text, words, before, after):
            yield Name(words[0].start, words[-1].end, _base_form(words))
        here = first + len(words)


def _named_at(text: str, tokens: Sequence[_Token], here: int) -> list[_Token]:
    """Return the words of the name that begins here, or after the title that stands here."""
    token = tokens[here]
    if token.capital and is_given_name(token.word) and _is_even(token.word):
        surnames = _surnames(text, tokens, here + 1)
        sure = token.lower not in _LISTS["also_words"] or (surnames and _looks_like_surname(surnames[-1].word))
        return [token, *surnames] if surnames and sure else _without_capitals(text, tokens, here)
    if _is_clear_given_name(token):
        return _without_capitals(text, tokens, here)
    if token.lower in _LISTS["titles"]:
        return _after_title(text, tokens, here)
    if _is_initial(text, token):
        surnames = _surnames(text, tokens, here + 1)
        return [token, *surnames] if surnames and _looks_like_surname(surnames[-1].word) else []
    if _may_be_rare_given_name(text, tokens, here):
        return [token, tokens[here + 1]]
    if token.capital and _is_sure_surname(token.word) and not _begins_sentence(text, token.start):
        return [token]
    return []


def _may_be_rare_given_name(text: str, tokens: Sequence[_Token], here: int) -> bool:
    """Tell whether a word that is in no list stands as a given name before a sure surname: Snurre Hittsson.

    A word that begins a sentence has a capital whatever it is, so there it must not end as verbs and nouns do.
    """
    token, after = tokens[here], tokens[here + 1] if here + 1 < len(tokens) else None
    if after is None or not after.capital or not _is_sure_surname(after.word) or not token.word.istitle():
        return False
    between = text[token.end : after.start]
    if not between.isspace() or "\n" in between or len(token.word) == 1:
        return False
    if any(
        token.lower in _LISTS[each] for each in ("never_surnames", "titles", "places", "things_before", "things_after")
    ):
        return False
    return not (_begins_sentence(text, token.start) and token.lower.endswith(_ENDINGS_OF_WORDS))


def _without_capitals(text: str, tokens: Sequence[_Token], here: int) -> list[_Token]:
    """Return the words of a name that isn't written with all its capitals: given names, then one clear surname."""
    for last in range(here, min(here + _MOST_GIVEN, len(tokens) - 1)):
        surname = tokens[last + 1]
        between = text[tokens[last].end : surname.start]
        if not _is_clear_given_name(tokens[last]) or not between or not between.isspace() or "\n" in between:
            return []
        if _is_clear_surname(surname.lower):
            return list(tokens[here : last + 2])
    return []


def _is_clear_given_name(token: _Token) -> bool:
    """It is a given name, and no word of the language."""
    word = token.lower in _LISTS["also_words"] or token.word in _LISTS["words_in_lower_case"]
    return is_given_name(token.word) and not word


def _is_clear_surname(lower: str) -> bool:
    bare = lower.removesuffix("s")
    return bare not in _LISTS["places"] and len(bare) >= _FEWEST_CLEAR and bare.endswith(_CLEAR_ENDINGS)


def _surnames(text: str, tokens: Sequence[_Token], here: int) -> list[_Token]:
    """Return the words from here on that go on a name: more given names, initials, particles and surnames."""
    found: list[_Token] = []
    capitals = 0
    for number in range(here, len(tokens)):
        token = tokens[number]
        between = text[tokens[number - 1].end : token.start]
        if not (_SAME_NAME.fullmatch(between) or (_is_short(tokens[number - 1]) and _INITIAL.fullmatch(between))):
            break
        if not between:
            break
        if token.lower in _LISTS["particles"] and not (token.capital and token.lower in _LISTS["never_surnames"]):
            found.append(token)
            continue
        if not token.capital or capitals == MOST_SURNAMES or not _may_be_surname(token, across="\n" in between):
            break
        found.append(token)
        capitals += 1
    while found and (not found[-1].capital or _is_short(found[-1])):
        found.pop()
    return found


def _may_be_surname(token: _Token, *, across: bool) -> bool:
    lower = token.lower
    if lower in _LISTS["never_surnames"] or lower in _LISTS["titles"] or lower in _LISTS["things_after"]:
        return False
    if token.word.isupper() and len(token.word) > 1 and "-" not in token.word:
        return _looks_like_surname(token.word)
    return not across or _looks_like_surname(token.word)


def _after_title(text: str, tokens: Sequence[_Token], here: int) -> list[_Token]:
    surnames = _surnames(text, tokens, here + 1)
    if not surnames or not surnames[0].capital or surnames[0].lower in _LISTS["places"]:
        return []
    named = len(surnames) > 1 or _looks_like_surname(surnames[0].word)
    return surnames if named and not surnames[0].word.isupper() else []


def _is_a_thing(text: str, words: Sequence[_Token], before: _Token | None, after: _Token | None) -> bool:
    """Tell whether what looks like a name is what a street, a place, an organisation or a prize is called."""
    last = words[-1].lower
    if _STREET.search(last) or _COMPOUND.search(words[-1].word) or _JOINED.match(text, words[-1].end):
        return True
    beside = after is not None and _SAME_NAME.fullmatch(text[words[-1].end : after.start])
    if after is not None and beside and (after.lower in _LISTS["things_after"] or _is_street(last, after.lower)):
        return True
    between = text[before.end : words[0].start] if before else "."
    return before is not None and _SAME_NAME.fullmatch(between) is not None and before.lower in _LISTS["things_before"]


def _is_street(name: str, after: str) -> bool:
    return name.endswith("s") and _STREET.search(after) is not None


def _is_even(word: str) -> bool:
    """A name begins with a capital and goes on in lower case, or is all capitals. NiNa is what a company is called."""
    return word.isupper() or all(part.istitle() for part in re.split("[-’'´]", word) if part)


def _is_initial(text: str, token: _Token) -> bool:
    return _is_short(token) and text[token.end : token.end + 1] == "."


def _is_short(token: _Token) -> bool:
    return len(token.word) == 1 and token.capital


def _looks_like_surname(word: str) -> bool:
    lower = word.lower()
    bare = lower.removesuffix("s")
    if lower in _LISTS["places"] or bare in _LISTS["places"]:
        return False
    if lower in _LISTS["short_surnames"] or bare in _LISTS["short_surnames"]:
        return True
    return any(each.endswith(_ENDINGS) for each in (lower, bare)) and len(bare) > 3


def _is_sure_surname(word: str) -> bool:
    lower = word.lower()
    bare = lower.removesuffix("s")
    return bare not in _LISTS["places"] and not word.isupper() and len(bare) > 5 and bare.endswith(_SURE_ENDINGS)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _NEAR) : start].rstrip(" \t\u00a0\"”»'’(–-•*")
    return not before or before[-1] in ".!?:\n…"


def _base_form(words: Sequence[_Token]) -> str:
    """Return the name on one line, its genitive taken away and its capitals put in."""
    if not (words[0].capital and words[-1].capital):
        words = [token._replace(word=token.word.title()) for token in words]
    last = words[-1].word
    bare = last[:-1] if last.lower().endswith("s") else last
    if len(bare) > 2 and bare != last and not is_given_name(last) and not _keeps_its_s(last.lower()):
        last = bare.rstrip("’':")
    return " ".join([*(f"{token.word}." if _is_short(token) else token.word for token in words[:-1]), last])


def _keeps_its_s(lower: str) -> bool:
    return lower.endswith(_ENDINGS_IN_S)
