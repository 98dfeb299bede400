"""When samtycke is a doubtful legal basis: consent must be free, and one's own staff is seldom free to say no."""

from __future__ import annotations

import re

_STAFF = re.compile(
    r"(?<!\w)(?:anställda? (?:hos oss|här|på myndigheten)|(?:vår|våra|egen|egna) (?:personal|medarbetare)"
    r"|kollega|kollegor)(?!\w)",
    re.IGNORECASE,
)


def is_staff(authority: str, organisation: str, *texts: str) -> bool:
    """Tell whether somebody plainly works at the authority: belongs to it, or is called staff in one of the texts.

    GDPR recital 43: where the balance between the two is clearly unequal, as with an employer or an authority,
    consent is hardly a valid basis.
    """
    belongs = bool(organisation.strip()) and organisation.strip().casefold() == authority.strip().casefold()
    return belongs or any(_STAFF.search(text) for text in texts)
