"""Who answers for whom: oneself, a guardian for a child, a trustee for a ward, somebody for an organisation."""

from __future__ import annotations

from resultatbank.rules.words import Capacity, PartyKind

ALWAYS_GUARDIAN_UNDER = 13


def who_may_answer(kind: str, *, minor: bool, under_13: bool, guardian_until: int) -> tuple[Capacity, ...]:
    """Return on whose behalf an answer can be given, the most likely first.

    A guardian answers for a child under 13, and up to the age that the authority has set (`guardian_until`, in years).
    Where the child answers itself, a guardian still may. An adult may have a trustee (god man or förvaltare).
    """
    if kind == PartyKind.ORGANISATION:
        return (Capacity.REPRESENTATIVE,)
    if under_13 or (minor and guardian_until > ALWAYS_GUARDIAN_UNDER):
        return (Capacity.GUARDIAN, Capacity.TRUSTEE)
    if minor:
        return (Capacity.SELF, Capacity.GUARDIAN, Capacity.TRUSTEE)
    return (Capacity.SELF, Capacity.TRUSTEE)
