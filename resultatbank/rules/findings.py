"""What in a text may be about a person or a company, and so is asked about before the text may be published.

Registered parties that are named in it, likely names of people and of companies, e-mail addresses, telephone numbers,
and the numbers that are never saved. What is found is shown as a question; nothing here says that somebody is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from resultatbank.rules.companies import find_companies
from resultatbank.rules.likely_names import find_names, is_given_name
from resultatbank.rules.personal import find_personal_numbers
from resultatbank.rules.words import FindingKind

# What a likely name is in the log and on the page when it is a company's. It is stored as any other likely name.
COMPANY, COMPANY_LABEL = "company", "Troligt företagsnamn"
MOST_WORDS = 8
MOST_LETTERS = 200
FEWEST_LETTERS = 4
_MOST_WORDS_OF_A_COMPANY = 4

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
# A Swedish number as it is written: +46 or 00 46 or the nought, an area, and groups that make seven to ten figures.
# Whole groups of four figures are years and diary numbers, and ten figures in a row are other people's numbers.
_PHONE = re.compile(
    r"(?<![\w+/.-])"
    r"(?:(?:\+|00)46[ \u00a0]?(?:\(0\)[ \u00a0]?)?[1-9][0-9]{0,2}|0(?:8|[1-9][0-9]{1,2}))"
    r"(?:[ \u00a0]?[-\u2010-\u2015/][ \u00a0]?|[ \u00a0])?"
    r"[0-9]{2,3}(?:[ \u00a0-]?[0-9]{2,3}){1,3}"
    r"(?![\w/]|[-.:,][0-9])"
)
_FEWEST_FIGURES, _MOST_FIGURES = 8, 10
_FORM = re.compile(r"[ \u00a0]+(?:AB|HB|KB|ek\.?\s*för\.?)\Z", re.IGNORECASE)
_FORMS = ("ab", "hb", "kb")
_GENITIVE = r"(?:s|:s|[’'´]s|[’'´])?"
_LONGEST_GIVEN = 40
_WORD_BEFORE = re.compile(r"(?<![\w-])([^\W\d_]+(?:-[^\W\d_]+)*)[^\S\n]+\Z")
# Nobody is quoted in a word or two in quotation marks, which is how titles and expressions are written.
_QUOTED = re.compile(r"[”“»\"][^”“»«\"\n]*[ \n][^”“»«\"\n]*[ \n][^”“»«\"]*[”“«»\"]|^[ \t]*[–—-][ \u00a0]", re.MULTILINE)
_SAYS = re.compile(
    r"(?:\b(?:säger|sade|sa|berättar|menar|konstaterar|förklarar|tycker|anser|uppger)\W*\|)"
    r"|(?:\|\W*(?:säger|sade|sa|berättar|menar|konstaterar|förklarar|tycker|anser|uppger)\b)"
)
_BESIDE = 16
_EDGES = " \t.,;:!?\"”“»«’'()[]–—-…*•"


class Known(NamedTuple):
    """A registered party that may be named in a text."""

    party_id: int
    name: str
    is_person: bool


class Found(NamedTuple):
    """Something in a text (`text[start:end]`), as it is to be asked about: a name in its base form, on one line."""

    start: int
    end: int
    kind: FindingKind
    text: str
    party_id: int | None = None


def label_of(kind: FindingKind, *, is_company: bool) -> str:
    """Return in words what sort of thing was found. The name of a company is a likely name with another label."""
    return COMPANY_LABEL if kind is FindingKind.NAME and is_company else kind.label


def is_quoted(text: str, start: int, end: int) -> bool:
    """Tell whether the paragraph around a name (`text[start:end]`) most likely says something in that person's words.

    That is, it has quotation marks, a dash that begins a line, or a verb of saying beside the name.
    """
    begins, until = text.rfind("\n\n", 0, start) + 1, text.find("\n\n", end)
    around = text[begins : until if until >= 0 else len(text)]
    beside = text[max(start - _BESIDE, 0) : start] + "|" + text[end : end + _BESIDE]
    return bool(_QUOTED.search(around) or _SAYS.search(beside))


def find(text: str, registered: Iterable[Known] = (), present: Collection[int] = ()) -> list[Found]:
    """Return all that is to be asked about in a text, in order, none overlapping another.

    `registered` are the parties whose names may stand in it. They are found by the whole name, in any case, over a line
    break and in the genitive; an organisation also without AB or HB; a person also by the surname alone, when the whole
    name stands somewhere in the text. The ids in `present` are parties that are in the example by their own account:
    they are found by the surname too, and left out of the answer. After another given name the surname is somebody
    else's. A personnummer is never repeated in the answer.
    """
    found: list[Found] = []
    free = _Free(text)
    for start, end, kind in _contacts(text):
        if free.take(start, end):
            words = kind.label.lower() if kind is FindingKind.PERSONAL_NUMBER else text[start:end]
            found.append(Found(start, end, kind, words))
    for each in sorted(registered, key=lambda known: -len(known.name)):
        for start, end in _places_of(text, each, always=each.party_id in present):
            if free.take(start, end):
                found.append(Found(start, end, FindingKind.PARTY, each.name, each.party_id))
    for company in find_companies(text, free.taken):
        if free.take(company.start, company.end):
            found.append(Found(company.start, company.end, FindingKind.NAME, company.name[:MOST_LETTERS]))
    for name in find_names(text, free.taken):
        found.append(Found(name.start, name.end, FindingKind.NAME, name.name[:MOST_LETTERS]))
    return sorted(each for each in found if each.party_id is None or each.party_id not in present)


def is_named(text: str, known: Known) -> bool:
    """Tell whether a party stands in a text: by its name in any way that find() knows, or a person's surname alone."""
    return any(True for _place in _places_of(text, known, always=True))


class _Free:
    """Which stretches of a text are taken already."""

    def __init__(self, text: str) -> None:
        self._signs = bytearray(len(text))
        self.taken: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> bool:
        """Take a stretch, and tell whether all of it was free."""
        if any(self._signs[start:end]):
            return False
        self._signs[start:end] = b"\x01" * (end - start)
        self.taken.append((start, end))
        return True


def _contacts(text: str) -> Iterator[tuple[int, int, FindingKind]]:
    for number in find_personal_numbers(text):
        yield number.start, number.end, FindingKind.PERSONAL_NUMBER
    for match in _EMAIL.finditer(text):
        yield *match.span(), FindingKind.EMAIL
    for match in _PHONE.finditer(text):
        if _is_phone(match[0]):
            yield *match.span(), FindingKind.PHONE


def _is_phone(written: str) -> bool:
    """Tell whether there are as many figures as in a Swedish number, the nought of its area counted, and no date."""
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}-[0-9]{4}", written):
        return False
    figures = re.sub(r"\(0\)|[^0-9]", "", written)
    if written[0] == "+" or figures.startswith("0046"):
        figures = "0" + figures.removeprefix("00").removeprefix("46")
    return _FEWEST_FIGURES <= len(figures) <= _MOST_FIGURES


def _places_of(text: str, known: Known, *, always: bool) -> Iterator[tuple[int, int]]:
    """Give each place where a party is named, whole names first."""
    whole = list(_spelled(known.name, exactly=" " not in known.name).finditer(text))
    yield from (match.span() for match in whole)
    if known.is_person and (whole or always):
        surname = known.name.split()[-1]
        if len(surname) > 1 and surname != known.name:
            pattern = re.compile(rf"(?<![\w-]){re.escape(surname)}{_GENITIVE}(?![\w-])")
            yield from (
                match.span() for match in pattern.finditer(text) if not _is_anothers(text, match.start(), known)
            )
    if not known.is_person and (short := without_form(known.name)) != known.name and len(short) >= FEWEST_LETTERS:
        yield from (match.span() for match in _spelled(short, exactly=True).finditer(text))


def _is_anothers(text: str, surname: int, known: Known) -> bool:
    """Tell whether a surname stands after another given name than the party's: a relative, or a namesake."""
    before = _WORD_BEFORE.search(text, max(0, surname - _LONGEST_GIVEN), surname)
    return before is not None and is_given_name(before[1]) and before[1].lower() not in known.name.lower().split()


def _spelled(name: str, *, exactly: bool) -> re.Pattern[str]:
    """What finds a name between other words, with any one line break or run of spaces for each of its spaces."""
    words = r"[^\S\n]*(?:\n|[^\S\n])[^\S\n]*".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}{_GENITIVE}(?!\w)", re.NOFLAG if exactly else re.IGNORECASE)


def without_form(name: str) -> str:
    """Return what a company is called, without what kind of company it is."""
    return _FORM.sub("", name)


def possible_names(text: str) -> set[str]:
    """Return everything in a text that a registered party could be called, in lower case, for the database to look up.

    A name begins with a capital or a figure, with a common given name, or ends as a company does. At most MOST_WORDS.
    """
    found: set[str] = set()
    for paragraph in re.split(r"\n\s*\n", text):
        words = paragraph.split()
        for here, word in enumerate(words):
            lead = word.lstrip(_EDGES)
            if lead and (not lead[0].islower() or is_given_name(lead.rstrip(_EDGES))):
                found.update(_runs(words[here : here + MOST_WORDS]))
        found.update(_companies_in_lower_case(words))
    return {each for each in found if FEWEST_LETTERS <= len(each) <= MOST_LETTERS}


def _runs(words: list[str]) -> Iterator[str]:
    for length in range(1, len(words) + 1):
        raw = " ".join(words[:length])
        as_it_stands = {raw.lstrip(_EDGES)} if raw.lower().endswith("ek. för.") else set()
        for each in {raw.strip(_EDGES), raw.rstrip(".,;:!?")} | as_it_stands:
            for name in _bases(each):
                yield name
                if length <= _MOST_WORDS_OF_A_COMPANY and not words[length - 1][0].islower():
                    yield from (f"{name} {form}" for form in _FORMS)
        ends = words[length - 1].endswith((".", "!", "?", ":", ";")) and words[length - 1].lower() != "ek."
        if ends and length > 1:
            return


def _companies_in_lower_case(words: list[str]) -> Iterator[str]:
    for here, word in enumerate(words):
        if word.strip(_EDGES).lower().removesuffix("s") in _FORMS:
            for length in range(1, _MOST_WORDS_OF_A_COMPANY + 1):
                yield from _bases(" ".join(words[max(0, here - length) : here + 1]).strip(_EDGES))


def _bases(written: str) -> set[str]:
    """The name as it stands and without a genitive."""
    lower = written.lower()
    return {lower, re.sub(r"[’'´:]?s\Z|[’'´]\Z", "", lower)}
