"""How well stems and compounds are told, measured against Debian's hunspell-sv where that is installed.

The word list is read and never kept: nothing of it is in the search.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sized
from pathlib import Path
from random import Random

import snowballstemmer

from resultatbank.search import stem
from resultatbank.search.compounds import Splitter

FOLDER = Path("/usr/share/hunspell")
# A word that only stands in compounds, one that may stand first, one that may stand last; and words not to suggest.
_ONLY_INSIDE, _FIRST, _LAST = "Z", "X", "Y"
# A noun or name, which has a genitive.
_NAMED = "A"
_ODD = frozenset("!%¤")
# As many paradigms as in the experiment that the bars come from: the more there are, the more of them meet.
_PARADIGMS = 45_672
_DRAWN = 8_000
_LETTERS = re.compile("[a-zåäö]+")
_LEAST_PART = 3
_LEAST_WORD = 6
# Longer words that the list can't divide are mostly compounds of words that it doesn't have.
_SIMPLE = 9

Figures = dict[str, dict[str, float]]


def measure() -> Figures:
    """Give the shares, in percent; nothing where the word list isn't installed."""
    if not (FOLDER / "sv_SE.dic").is_file():
        return {}
    entries = read_entries()
    paradigms = read_paradigms(entries)
    some = Random(1).sample(paradigms, min(_PARADIGMS, len(paradigms)))
    snowball = snowballstemmer.stemmer("swedish")
    return {
        "stemmer, ours": measure_stemmer(stem, some),
        "stemmer, Snowball": measure_stemmer(snowball.stemWord, some),
        "splitter": measure_splitter(entries, paradigms, _DRAWN),
    }


def read_entries() -> dict[str, str]:
    """Give each word of the list in lower-case letters, with its flags."""
    entries: dict[str, str] = {}
    for line in (FOLDER / "sv_SE.dic").read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if _LETTERS.fullmatch(word.rstrip("-")) and not _ODD.intersection(flags):
            entries[word] = entries.get(word, "") + flags
    return entries


def read_paradigms(entries: dict[str, str]) -> list[frozenset[str]]:
    """Give each word with its inflected forms. Words that share a form are one paradigm: nothing tells them apart."""
    rules = _read_rules()
    parents: dict[str, str] = {}

    def root(form: str) -> str:
        while parents.setdefault(form, form) != form:
            parents[form] = form = parents[parents[form]]
        return form

    for word, flags in entries.items():
        if word.endswith("-") or _ONLY_INSIDE in flags:
            continue
        for flag in flags:
            for strip, add, fits in rules.get(flag, ()):
                if word.endswith(strip) and fits.search(word):
                    parents[root(word.removesuffix(strip) + add)] = root(word)
    together: dict[str, set[str]] = defaultdict(set)
    for form in list(parents):
        together[root(form)].add(form)
    return sorted((frozenset(forms) for forms in together.values() if len(forms) > 1), key=sorted)


def _read_rules() -> dict[str, list[tuple[str, str, re.Pattern[str]]]]:
    """Give the endings that each flag stands for: what is taken off, what is put on, and after what."""
    rules: dict[str, list[tuple[str, str, re.Pattern[str]]]] = defaultdict(list)
    for line in (FOLDER / "sv_SE.aff").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) < 5 or fields[0] != "SFX":
            continue
        _, flag, strip, add, condition = fields[:5]
        # An ending with flags of its own makes a part of a compound, not an inflected form.
        if _LETTERS.fullmatch(add):
            rules[flag].append((strip if strip != "0" else "", add, re.compile(f"{condition}$")))
    return rules


def measure_stemmer(stemmer: Callable[[str], str], paradigms: list[frozenset[str]]) -> dict[str, float]:
    """The share of paradigms whose forms all get one stem, and of those that share a stem with another paradigm."""
    whole = 0
    holders: dict[str, set[int]] = defaultdict(set)
    for number, forms in enumerate(paradigms):
        stems = {stemmer(form) for form in forms}
        whole += len(stems) == 1
        for each in stems:
            holders[each].add(number)
    merged = {number for numbers in holders.values() if len(numbers) > 1 for number in numbers}
    return {
        "paradigms": len(paradigms),
        "whole": _percent(whole, paradigms),
        "merged": _percent(len(merged), paradigms),
    }


def measure_splitter(entries: dict[str, str], paradigms: list[frozenset[str]], most: int) -> dict[str, float]:
    """The share of compounds split where the list says, elsewhere, or not at all; and of other words split.

    A compound is a word that the list's own rules make of a first and a last word; another word is a short one that
    can't be read as two words of the list. The splitter knows all words of the list but the one it is asked about:
    many more than a bank would have taught it, and so more that stand in a word by chance.
    """
    firsts = {word.rstrip("-") for word, flags in entries.items() if _FIRST in flags or word.endswith("-")}
    lasts = {word for word, flags in entries.items() if _LAST in flags}
    forms = {form for paradigm in paradigms for form in paradigm}.union(word.rstrip("-") for word in entries)
    compounds, others = [], []
    for word, flags in entries.items():
        if len(word) < _LEAST_WORD or not word.isalpha() or _NAMED not in flags or _ONLY_INSIDE in flags:
            continue
        places = {
            place
            for place in range(_LEAST_PART, len(word) - _LEAST_PART + 1)
            if word[:place] in firsts and word[place:] in lasts
        }
        if places:
            compounds.append((word, places))
        elif len(word) <= _SIMPLE and not _can_be_divided(word, forms):
            others.append(word)
    draw = Random(2)
    compounds = draw.sample(compounds, min(most, len(compounds)))
    others = draw.sample(others, min(most, len(others)))
    known = {stem(word) for word, flags in entries.items() if _ONLY_INSIDE not in flags and not word.endswith("-")}
    asked: list[str] = [""]
    splitter = Splitter(lambda term: term in known and term != asked[0])
    right = wrong = split = 0
    for word, places in compounds:
        asked[0] = stem(word)
        cuts = _cuts(splitter.split(word))
        right += bool(cuts & places)
        wrong += bool(cuts) and not cuts & places
    for word in others:
        asked[0] = stem(word)
        split += len(splitter.split(word)) > 1
    return {
        "compounds": len(compounds),
        "right": _percent(right, compounds),
        "elsewhere": _percent(wrong, compounds),
        "others": len(others),
        "others split": _percent(split, others),
    }


def _can_be_divided(word: str, forms: set[str]) -> bool:
    """Tell whether a word can be read as two words of the list in any form, with or without a letter between."""
    for place in range(2, len(word) - 1):
        first = word[:place]
        if word[place:] in forms and forms.intersection((first, first[:-1], first[:-2], first[:-1] + "a", first + "a")):
            return True
    return False


def _cuts(parts: Iterable[str]) -> set[int]:
    cuts, place = set(), 0
    for part in parts:
        place += len(part)
        cuts.add(place)
    cuts.discard(place)
    return cuts


def _percent(part: int, whole: Sized) -> float:
    return round(100 * part / len(whole), 1)


def print_table(figures: Figures) -> None:
    """Print the shares, or that there is nothing to measure against."""
    if not figures:
        print("\nhunspell-sv is not installed, so stems and compounds are not measured (apt-get install hunspell-sv).")
        return
    print("\nstems and compounds against hunspell-sv, percent")
    for name, shares in figures.items():
        print(f"{name:<22}" + ", ".join(f"{share} {value:g}" for share, value in shares.items()))
