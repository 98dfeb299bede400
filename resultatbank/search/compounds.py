"""The parts of Swedish compounds: known words put together, perhaps with a linking letter between them.

A word is split only where every part is a word that is known. Of several ways the one with fewest parts is taken,
and of those the one whose last part is longest. What a known word is, the caller says; so the splitter learns as
the bank grows.
"""

from collections.abc import Callable, Iterator

from resultatbank.search.firstwords import FIRST_WORDS, WHOLES
from resultatbank.search.stemmer import stem

_VOWELS = frozenset("aeiouyåäö")
_LEAST_WORD = 6
_LEAST_PART = 3
_SHORT_PARTS = frozenset({"by", "ek", "el", "eu", "is", "it", "tv", "ö"})
# In a word no longer than this, three letters are a part only if they are one of the first words: kan-del, mån-gla.
_TOO_SHORT_FOR_CHANCE = 7
# Particles and prefixes make words with a meaning of their own, that their parts don't have: ut-veckling.
_PARTICLES_IN_ROWS = """
    an av be bi bort efter emot fram från före för ge gen genom hop igen in inne kvar med miss mot ned ner när
    om på sam samman till tillbaka ur undan under upp ut ute utan van vid å åter över
"""
_PARTICLES = frozenset(_PARTICLES_IN_ROWS.split())
# What stands last in a word without being a word of its own.
_ENDINGS_IN_ROWS = """
    ad ade aktig aktiga al ala alisera alist an ana ande aner ans ant anta ar are arens ares arian arnas art
    artad ativ ativt baka bar bara bart citet diet dom ell ella eli else en ende ens ent enta er era erad erar
    eras erat eri ering erna ernas erska ers essa fald faldig fast fatt fon full fulla fullt gelse graf grafer
    grafi grafisk gram het heten heter hetens id ig iga ik iker ing ingar ingen inna inne ion isera isk iska
    iskt ism ist ista ister itet lans las lera lig liga ligen ligt ling lingar lingen list litet log logen loger
    logi login logisk lunda lös lösa löst ment mente meter mässig mässiga mässigt na nad naden nader nar nas ner
    nera neri nes ning ningar ningen ningens nisera nom or ors rans rik rika rikt ring ringar ringen sam samma
    samt sar sas ser sera sid skap skapen skapet skop sling sorts städes tans tar tas ter tera tion tionen
    tioner tionens tiv tiva ton tor tur turer ure värd värda värt är
"""
_ENDINGS = frozenset(_ENDINGS_IN_ROWS.split())
# What stands first without being a word of its own, and can be taken off: bio-energi.
_BEGINNINGS_IN_ROWS = """
    agro anti audio auto bio eko elektro euro extra foto geo halv hydro info infra inter kontra makro maxi mega
    meta mikro mini mono multi musei nano poly pseudo semi stereo super tele termo turbo ultra vice video ärke
"""
_BEGINNINGS = frozenset(_BEGINNINGS_IN_ROWS.split())
# What may follow the first word of a compound, and what it is then without it.
_LINKS = ("s", "o", "u", "e", "a")


class Splitter:
    """Splits compounds into the words that `known` knows. `known` is asked about stems."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        """Take the test of what a known stem is. The first words are known besides."""
        self._known = known

    def split(self, word: str) -> tuple[str, ...]:
        """Give the parts of a compound as they stand in it, or the word alone where it isn't one."""
        if len(word) < _LEAST_WORD or not word.isalpha() or stem(word) in WHOLES:
            return (word,)
        ways = (way for way in self._ways(word, True) if not self._is_by_chance(way))
        return min(ways, key=_cost, default=(word,))

    def _is_by_chance(self, parts: tuple[str, ...]) -> bool:
        """Tell whether a short word holds three letters that merely look like a part."""
        if sum(map(len, parts)) > _TOO_SHORT_FOR_CHANCE:
            return False
        return any(len(part) == _LEAST_PART and stem(part) not in FIRST_WORDS for part in parts)

    def _ways(self, rest: str, is_whole: bool, depth: int = 4) -> Iterator[tuple[str, ...]]:
        """The ways to divide what is left of a word. The whole word itself is no way."""
        if not is_whole and self.is_last(rest):
            yield (rest,)
        if depth == 1:
            return
        for end in range(1, len(rest) - 1):
            first = rest[:end]
            if not self.is_first(first):
                continue
            after = rest[end:]
            yield from ((first, *others) for others in self._ways(after, False, depth - 1))
            if end > 2 and first[-1] == first[-2] and first[-1] not in _VOWELS:
                # Of three equal consonants in a row only two are written: till-lägg, fall-lucka.
                yield from ((first, *others) for others in self._ways(first[-1] + after, False, depth - 1))

    def is_first(self, part: str) -> bool:
        """Tell whether a part can stand before another: a known word, perhaps with its linking letter."""
        if len(part) < _LEAST_PART:
            return part in _SHORT_PARTS
        if part in _BEGINNINGS:
            return True
        if part in _PARTICLES or not _VOWELS.intersection(part):
            return False
        return any(self._is_word(form) for form in _without_link(part))

    def is_last(self, part: str) -> bool:
        """Tell whether a part can stand last: a known word in any form, and not a mere ending."""
        if len(part) < _LEAST_PART or part in _ENDINGS or not _VOWELS.intersection(part):
            return False
        return self._is_word(part)

    def _is_word(self, part: str) -> bool:
        term = stem(part)
        return term in FIRST_WORDS or (len(term) >= _LEAST_PART and self._known(term))


def _without_link(part: str) -> Iterator[str]:
    yield part
    if len(part) > _LEAST_PART and part[-1] in _LINKS:
        yield part[:-1]
        if part[-1] in "ou":
            # Kyrko-gård and gatu-belysning: the word itself ends with an a that the compound changes.
            yield part[:-1] + "a"


def _cost(parts: tuple[str, ...]) -> tuple[int, int]:
    """Few parts before many, and of as many the ones whose last is longest: it holds fewer chances than the first."""
    return len(parts), -len(parts[-1])
