"""In which ways what a party allowed may end, by what it rests on."""

from __future__ import annotations

from resultatbank.rules.words import Ending, LegalBasis

OF_THE_PARTY = {
    LegalBasis.CONSENT: Ending.WITHDRAWN,
    LegalBasis.CONTRACT: Ending.ENDED,
    LegalBasis.PUBLIC_INTEREST: Ending.OBJECTED,
    LegalBasis.LEGAL_OBLIGATION: Ending.OBJECTED,
}
"""How a party takes it back: consent is withdrawn (GDPR article 7.3), a contract ends, and what is done in the public
interest is objected to (article 21.1). What a law demands can't be objected to in law; what somebody says against it
is examined in the same way all the same."""

OF_OUR_OWN = (Ending.REVOKED, Ending.INVALIDATED)
"""How the authority ends it without having been asked, whatever it rests on."""


def endings_of(bases: set[LegalBasis]) -> list[Ending]:
    """Return the endings there can be of what rests on these bases: the party's own ways first, then ours."""
    theirs = {OF_THE_PARTY[basis] for basis in bases}
    return [each for each in Ending if each in theirs or each in OF_OUR_OWN]


def is_told(ending: Ending) -> bool:
    """Tell whether the party gets a confirmation. A record that never was true stopped nothing that was the party's."""
    return ending is not Ending.INVALIDATED
