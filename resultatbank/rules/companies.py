"""Likely names of companies: found in order to be asked about, in a text where nobody has said who is in it.

A company is told by its form: a run of words with capitals before AB, Handelsbolag, ekonomisk förening and the like, or
after it (AB Påhittet). A form alone, or beside words without capitals, is no name, and nor is a public body with the
letters of its county or an abbreviation after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from resultatbank.rules.likely_names import Name, masked, word_lists

_MOST_WORDS = 7
_LONGEST_BEFORE = 120
_GENITIVE = r"(?:s|:s|[’'´]s|[’'´])?"
_GAP = r"[^\S\n]*\n?[^\S\n]*"
# Words of the language when they are written without a capital, so that Sveriges aktiebolag is no company.
_SPELLED_OUT = (
    r"[Aa]ktiebolag|AKTIEBOLAG|[Hh]andelsbolag|HANDELSBOLAG|[Kk]ommanditbolag|KOMMANDITBOLAG"
    rf"|[Ee]konomiska?{_GAP}[Ff]örening|EKONOMISKA?{_GAP}FÖRENING|[Ee]nskild{_GAP}[Ff]irma|ENSKILD{_GAP}FIRMA"
)
_LETTERS = (
    rf"AB|Ab|ab|HB|KB|[Ee]k\.?{_GAP}[Ff]ör\.?|EK\.?{_GAP}FÖR\.?"
    r"|Ltd\.?|LTD\.?|GmbH|GMBH|Oyj?(?:[ \u00a0]Ab)?|OY|AS|A/S|ApS|APS|Inc\.?|INC\.?"
)
_FORM = rf"(?P<form>(?P<spelled>{_SPELLED_OUT})|{_LETTERS}){_GENITIVE}(?![\w-])"
_AFTER = re.compile(rf"(?<=[\w.+-])(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*){_FORM}")
_FIRST = re.compile(
    r"(?<![\w.&+-])(?:AB|HB|KB|[Aa]ktiebolaget|[Hh]andelsbolaget|[Kk]ommanditbolaget"
    r"|[Ee]konomiska[^\S\n]+[Ff]öreningen|[Ee]nskilda[^\S\n]+[Ff]irman)(?=[^\S\n])"
)
# A word with a capital or a figure: also H&M, S:t, J.P., 3D-plåt, iProv and the initial in P. Prov.
_WORD = r"(?:[^\W_]\.(?:[^\W_]\.)*|[^\W_]\w*(?:[&+.:/’'´-]\w+)*[+-]?|&|\+)"
_SPACE = r"[^\S\n]+"
_WHOLE_WORD = re.compile(_WORD)
_FORWARDS = re.compile(rf"{_SPACE}({_WORD}(?:{_SPACE}{_WORD}){{0,{_MOST_WORDS - 1}}})")
_SIGNS = "(\"”“»«’'–—-•*/"
_LISTS = word_lists("companies.toml")
_INSIDE, _AFTER_AND = _LISTS["inside"], _LISTS["after_and"]
_LETTERS_ALONE, _NOT_FIRST = _LISTS["forms"], _LISTS["not_first"]
# AB after one of these is the letter of a county, and KB what the national library is called.
_PUBLIC = re.compile(
    r"\w*(?:kommuns?|kommunen|länsstyrelsen?|landsting(?:et)?|myndigheten|departementet|bibliotek(?:et)?)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/–]\d+)*")


def find_companies(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[Name]:
    """Return the likely names of companies in a text, in order, none in a stretch that is `taken` by what is known.

    Each is on one line and in its base form, with its form as it is written.
    """
    hidden = masked(text, taken)
    found = list(_with_the_form_last(hidden))
    begun = {name.end for name in found}
    hidden = masked(hidden, [(name.start, name.end) for name in found]) if found else hidden
    found += (name for name in _with_the_form_first(hidden) if name.end not in begun)
    return sorted(found)


def is_company(name: str) -> bool:
    """Tell whether all of a name is what a company is called, with its form."""
    return any(each.start == 0 and each.end == len(name) for each in find_companies(name))


def _with_the_form_last(text: str) -> Iterator[Name]:
    until = 0
    for match in _AFTER.finditer(text):
        words = _words_before(text, until, match.start())
        named = _without_what_leads(_name_last_in(words))
        if not named or _is_no_company([word for word, _start in named], match):
            continue
        until = match.end()
        form = re.sub(r"(?<=Ltd|LTD|Inc|INC)\.\Z", "", match["form"])
        yield Name(named[0][1], until, " ".join([*(word for word, _start in named), *form.split()]))


def _words_before(text: str, until: int, end: int) -> list[tuple[str, int]]:
    """Return the words right before a place, each with where it begins: on one line, the first after a sign at most."""
    found: list[tuple[str, int]] = []
    here = max(until, end - _LONGEST_BEFORE, text.rfind("\n", 0, end) + 1)
    for match in reversed(list(re.finditer(r"\S+", text[here:end]))):
        word = match[0].lstrip(_SIGNS)
        if len(found) == _MOST_WORDS or not _WHOLE_WORD.fullmatch(word) or word.lower() in _LETTERS_ALONE:
            break
        found.append((word, here + match.end() - len(word)))
        if word != match[0]:
            break
    return found[::-1]


def _name_last_in(words: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words of the name that ends a run of words, or none when the last is no word of a name."""
    first = len(words)
    for here in range(len(words) - 1, -1, -1):
        word = words[here][0]
        if _has_capital(word) or word in "&+":
            first = here
        elif first != here + 1 or first == len(words) or not _goes_on(word, words[here + 1][0]):
            break
    named = words[first:]
    if all(word.isupper() or word in "&+" for word, _start in named):
        ends = [place for place, (word, _start) in enumerate(named) if word.lower() in _NOT_FIRST]
        return named[ends[-1] + 1 :] if ends else named
    return named


def _without_what_leads(words: list[tuple[str, int]]) -> list[tuple[str, int]]:
    while words and (words[0][0].lower() in _NOT_FIRST or words[0][0] in "&+" or _YEAR.fullmatch(words[0][0])):
        words = words[1:]
    return words


def _has_capital(word: str) -> bool:
    return any(sign.isupper() or sign.isdigit() for sign in word)


def _goes_on(word: str, after: str) -> bool:
    """Tell whether a word without a capital goes on with a name: och only before Söner and what is like it."""
    return word in _INSIDE and (word != "och" or after.lower() in _AFTER_AND)


def _is_no_company(words: list[str], form: re.Match[str]) -> bool:
    """Tell whether what looks like a company is a size of a file, a public body, or somebody's company in general."""
    if not any(sign.isalpha() for word in words for sign in word):
        return True
    if form["form"] in ("KB", "HB") and words[-1].isdigit():
        return True
    if _PUBLIC.fullmatch(words[-1]) or words[0].lower() == "länsstyrelsen":
        return True
    return bool(form["spelled"]) and form["spelled"].islower() and len(words) == 1 and words[0].endswith("s")


def _with_the_form_first(text: str) -> Iterator[Name]:
    for match in _FIRST.finditer(text):
        after = _FORWARDS.match(text, match.end())
        named = _name_first_in(after[1].split()) if after else []
        if after is None or not named or _PUBLIC.fullmatch(named[0]):
            continue
        ends = list(re.finditer(r"\S+", after[1]))[len(named) - 1].end()
        base = re.sub(r"(?<=\w\w)[’'´:]s\Z", "", " ".join([*match[0].split(), *named]))
        yield Name(match.start(), after.start(1) + ends, base)


def _name_first_in(words: list[str]) -> list[str]:
    """Return the words of the name that begins a run of words, or none when the first is no word of a name."""
    last = 0
    for here, word in enumerate(words):
        if word.lower() in _LETTERS_ALONE or (here == 0 and word.lower() in _NOT_FIRST):
            break
        if _has_capital(word):
            last = here + 1
        elif word not in "&+" and (last < here or here + 1 == len(words) or not _goes_on(word, words[here + 1])):
            break
    return words[:last] if any(sign.isalpha() for word in words[:last] for sign in word) else []
