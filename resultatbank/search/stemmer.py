"""A Swedish stemmer: the forms of one word get one stem, and different words mostly different ones.

Endings are taken off until none is left. It is this that makes *resultat*, *resultatet* and *resultaten* meet:
what one round leaves of the longer form is taken by the next, just as it is from the shorter form.
The stem is a key to compare by, not a word to show.
"""

import re
from functools import lru_cache

_VOWELS = "aeiouyåäö"

# Words too short for the endings below, and the most common ones that follow no rule.
_IRREGULAR = {
    form: root
    for root, forms in {
        "by": "byn byar byarna byns byars byarnas",
        "ny": "nya nytt nyare nyast nyaste",
        "ök": "öka ökar ökas ökat ökats ökad ökade",
        "stor": "större störst största",
        "bra": "bättre bäst bästa",
        "kron": "kr",
    }.items()
    for form in forms.split()
}

# Plurals that change their vowel get the vowel of the singular before anything is taken off.
_PLURAL_ROOTS = {
    "städ": "stad",
    "länd": "land",
    "händ": "hand",
    "tänd": "tand",
    "stränd": "strand",
    "böck": "bok",
    "ledamöt": "ledamot",
    "nätt": "natt",
    "sön": "son",
    "rött": "rot",
    "fött": "fot",
}
_PLURAL = re.compile(rf"({'|'.join(_PLURAL_ROOTS)})(er(?:na)?s?)$")
_MAN = re.compile(r"((?:^|[sdlgkt]|tjänste)m)[aä]n(?:nen)?s?$")

# The endings, grouped by how many letters must be left when they go. A letter that is an ending only after
# certain others says so. The longest ending that fits is found first, since the search goes from the left.
_ENDING = re.compile(
    rf"""(?:
      (?<=..)(?:arna|orna|erna)
    | (?<=^[{_VOWELS}][bcdfghjklmnprstv])(?:et|en|ar|er)
    | (?<=...)(?:
          ande[tn]? | anda | ende[tn]? | enda | are | ade | ad | at | ast | aste
        | ar | or | er | en | et | it
        | (?<=[aeioyåö])na? | (?<=[^{_VOWELS}nr])n[ae]
        | (?<=[bdfgkmptv])r
        | a | e
        | (?<!s)s )
    | (?<=....)(?:
          (?<=[bdfgjklmnprsv])t(?<!ort)(?<!start) | (?<=stor)t | (?<=[bgjlmnrv])d(?<!ord)(?<!slöjd)
        | (?<=o)t | (?<=[iyå])tt
        | (?<=e[lr])n | (?<=or)n | (?<=[bdfgkpstv])n
        | (?<=[ie])um | (?<=tr)um )
    )$""",
    re.VERBOSE,
)
# Of three equal consonants only two are written: tilllägg is tillägg.
_TRIPLED = re.compile(rf"([^{_VOWELS}])\1\1+")
_SYNCOPE = re.compile(rf"(?<=..)(?<=[^{_VOWELS}])el$")
_DOUBLED = re.compile(r"(?<=..)([mn])\1$")


def irregular_forms(term: str) -> tuple[str, ...]:
    """The words that have this stem by no rule, and so may begin otherwise."""
    return tuple(form for form, root in _IRREGULAR.items() if root == term)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Give the stem of a word in lower case. Never empty for a word that isn't."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    word = _TRIPLED.sub(r"\1\1", word)
    word = _PLURAL.sub(lambda found: _PLURAL_ROOTS[found[1]] + found[2], word)
    if man := _MAN.search(word):
        return word[: man.start()] + man[1] + "an"
    while (shorter := _ENDING.sub("", word)) != word:
        word = shorter
    return _even(word)


def _even(word: str) -> str:
    """Even out what endings do to the letters before them: nyckel and nyckl(ar), program and programm(et)."""
    word = _SYNCOPE.sub("l", word)
    word = _DOUBLED.sub(r"\1", word)
    return word[:-2] + "tt" if word.endswith("dd") else word
