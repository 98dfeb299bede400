"""The text a party sees before it answers: a template with placeholders in braces, and what each becomes.

The templates that the app is born with stand in notices.toml, and what placeholders become in each
language in notice_words.toml. The finished text is plain: blocks() says how it is laid out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from resultatbank.rules.calendar import LAST_DAY
from resultatbank.rules.words import FIRST_CHANNELS, Capacity, ChannelWord, Language, LegalBasis, Material, PartyKind

BORN = 1
PLACEHOLDERS = {
    "myndighet": "myndighetens namn, som är personuppgiftsansvarig",
    "part": "den som exemplet visar",
    "svarande": "vem som svarar i partens ställe; inget när parten svarar själv",
    "material": "vad vi frågar om att få visa",
    "kanaler": "var vi vill visa det",
    "exempel": "vilka exempel det gäller",
    "period": "hur länge det gäller",
    "mottagare": "vilka som ser det, kanal för kanal",
    "kontakt": "vart man vänder sig, också för att ångra sig",
    "dataskyddsombud": "hur man når dataskyddsombudet",
}
_BRACED = re.compile(r"\{([^{}]*)\}")
_EXPLAINED = re.compile(r" \([^()]*\)$")
_ITEM = "– "
_ARTICLES = {
    LegalBasis.CONSENT: "6.1 a",
    LegalBasis.CONTRACT: "6.1 b",
    LegalBasis.PUBLIC_INTEREST: "6.1 e",
    LegalBasis.LEGAL_OBLIGATION: "6.1 c",
}
# What else the law wants said (GDPR articles 7.3 and 21.4): one of the words, or a sentence about what is missing.
_WORDS_WANTED = {
    LegalBasis.CONSENT: (
        ("ta tillbaka", "ångra", "withdraw"),
        "Skriv att man kan ta tillbaka sitt ja, och hur.",
    ),
    LegalBasis.PUBLIC_INTEREST: (
        ("artikel 21", "article 21"),
        "Skriv att man har rätt att invända (artikel 21), och hur.",
    ),
}


@dataclass(frozen=True, slots=True)
class Template:
    """One version of the text for a legal basis in a language. Versions are counted from 1."""

    basis: LegalBasis
    language: Language
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text is filled with. Days that aren't decided yet are None; no titles means all the party's examples.

    `answered_by` is who answers in the party's place, when `capacity` says that somebody does.
    """

    authority: str
    contact: str
    dpo_contact: str
    party: str
    kind: PartyKind
    materials: Sequence[Material]
    channels: Sequence[ChannelWord]
    titles: Sequence[str] = ()
    from_day: date | None = None
    until_day: date | None = None
    capacity: Capacity = Capacity.SELF
    answered_by: str = ""


def born(basis: LegalBasis, language: Language) -> Template:
    """Return the text that the app is born with, which is version 1."""
    everything = _read("notices.toml")
    parts = {**everything[language]["common"], **everything[language][basis]}
    text = "\n\n".join(parts[name].strip() for name in everything["order"] if name in parts)
    return Template(basis, language, BORN, text)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("resultatbank.rules").joinpath(name).read_text(encoding="utf-8"))


def render(template: Template, facts: Facts) -> str:
    """Return the whole text that a party sees. Its last line tells version and language.

    Only the placeholders there are become something else, and what they become is never filled in again.
    """
    text = _fill(template.text, values(template.language, facts))
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip()
    last = _fill(_read("notice_words.toml")[template.language]["version"], {"version": str(template.version)})
    return f"{kept}\n\n{last}"


def _fill(text: str, known: Mapping[str, str]) -> str:
    return _BRACED.sub(lambda found: known.get(found[1], found[0]), text)


def faults(text: str, basis: LegalBasis) -> list[str]:
    """Return what must be put right in a template before parties may see it, as Swedish sentences. None is fine.

    A machine can check that everything articles 13 and 21 of the GDPR ask for has its place. That the purpose is told
    well, it can't.
    """
    used = [" ".join(name.split()) for name in _BRACED.findall(text)]
    unknown = [f"{{{name}}}" for name in dict.fromkeys(used) if name not in PLACEHOLDERS]
    found = []
    if unknown:
        found.append(f"Det finns inget att fylla i för {', '.join(unknown)}. Välj bland orden i listan.")
    if any(sign in _BRACED.sub("", text) for sign in "{}"):
        found.append("En klammer står ensam. Skriv { före och } efter ordet, eller ta bort den.")
    found += [f"Skriv {{{name}}}: {why}." for name, why in PLACEHOLDERS.items() if name not in used]
    said = " ".join(text.lower().split())
    if "integritetsskyddsmyndigheten" not in said and not re.search(r"\bimy\b", said):
        found.append("Skriv att man kan klaga hos Integritetsskyddsmyndigheten (IMY).")
    article = _ARTICLES[basis]
    if not re.search(rf"6[.(]1\)?\s?\(?{article[-1]}\b", said):
        found.append(f"Skriv vilken artikel som är den rättsliga grunden: artikel {article}.")
    words, sentence = _WORDS_WANTED.get(basis, ((), ""))
    if words and not any(word in said for word in words):
        found.append(sentence)
    return found


def values(language: Language, facts: Facts) -> dict[str, str]:
    """Return what each placeholder becomes in a language."""
    words = _read("notice_words.toml")[language]
    return {
        "myndighet": facts.authority,
        "part": facts.party,
        "svarande": _answering(words, facts),
        "material": _materials(words, facts.materials),
        "kanaler": _channels(words, facts.channels),
        "exempel": _examples(words, facts),
        "period": _period(words, facts),
        "mottagare": _recipients(words, facts.channels),
        "kontakt": facts.contact,
        "dataskyddsombud": facts.dpo_contact,
    }


def _listed(words: Mapping[str, Any], each: Sequence[str]) -> str:
    if words["as_list"]:
        return "\n".join(_ITEM + one for one in each)
    return str(words["and"]).join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def _materials(words: Mapping[str, Any], materials: Sequence[Material]) -> str:
    return _listed(words, [words["materials"][each] for each in materials] or [words["no_materials"]])


def _channels(words: Mapping[str, Any], channels: Sequence[ChannelWord]) -> str:
    return _listed(words, [_place(words, each) for each in channels] or [words["no_channels"]])


def _place(words: Mapping[str, Any], channel: ChannelWord) -> str:
    """Return a channel with its preposition. What an administrator has called it goes before our own words."""
    ours = any((channel.key, channel.label) == (first.key, first.label) for first in FIRST_CHANNELS)
    return words["channels"][channel.key] if ours else _fill(words["other_channel"], {"label": channel.label})


def _recipients(words: Mapping[str, Any], channels: Sequence[ChannelWord]) -> str:
    lines = []
    for channel in channels:
        other = words["other_internal" if channel.internal else "other_external"]
        place = _EXPLAINED.sub("", _place(words, channel))
        who = words["recipients"].get(channel.key, other).rstrip(".")
        lines.append(f"{_ITEM}{place[0].upper()}{place[1:]}: {who}.")
    return "\n".join(lines) or str(words["no_recipients"])


def _examples(words: Mapping[str, Any], facts: Facts) -> str:
    if not facts.titles:
        theirs = facts.capacity is not Capacity.SELF or facts.kind is PartyKind.ORGANISATION
        return _fill(words["all_of_theirs" if theirs else "all_of_yours"], {"part": facts.party})
    titles = ", ".join(_fill(words["quoted"], {"title": title}) for title in facts.titles)
    return _fill(words["one_example" if len(facts.titles) == 1 else "some_examples"], {"titles": titles})


def _period(words: Mapping[str, Any], facts: Facts) -> str:
    first, last = facts.from_day, None if facts.until_day == LAST_DAY else facts.until_day
    which = {(True, True): "between", (False, True): "until", (True, False): "since", (False, False): "anytime"}
    days = {"first": _day(words, first), "last": _day(words, last)}
    return _fill(words[which[first is not None, last is not None]], days)


def _day(words: Mapping[str, Any], day: date | None) -> str:
    if day is None:
        return ""
    if "months" not in words:
        return day.isoformat()
    parts = {"day": str(day.day), "month": words["months"][day.month - 1], "year": str(day.year)}
    return _fill(words["date"], parts)


def _answering(words: Mapping[str, Any], facts: Facts) -> str:
    if facts.capacity is Capacity.SELF:
        return ""
    sentences = words["answers" if facts.answered_by else "answers_unnamed"]
    return _fill(sentences[facts.capacity], {"name": facts.answered_by, "part": facts.party})


class BlockKind(StrEnum):
    """What a block of a finished text is."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a finished text that belong together. A list's lines have lost their dash."""

    kind: BlockKind
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Return how a finished text is laid out.

    A paragraph of one line that doesn't end as a sentence is a heading, and lines that begin with a dash are a list.
    """
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = paragraph.splitlines()
        if len(lines) == 1 and not lines[0].startswith(_ITEM) and lines[0][-1:] not in (".", ":", "!"):
            found.append(Block(BlockKind.HEADING, (lines[0],)))
            continue
        run: list[str] = []
        for number, line in enumerate(lines):
            is_item = line.startswith(_ITEM)
            run.append(line.removeprefix(_ITEM))
            if number + 1 == len(lines) or lines[number + 1].startswith(_ITEM) != is_item:
                found.append(Block(BlockKind.LIST if is_item else BlockKind.TEXT, tuple(run)))
                run = []
    return found
