"""Which names are plainly those of organisations. Any other may be a person's, and is treated as one."""

from __future__ import annotations

import re

_LEGAL_FORM = re.compile(r"\b(?:AB|HB|KB|aktiebolag(?:et)?|handelsbolag(?:et)?|ek\.?\s?för\.?)(?!\w)")
# What an organisation is called by. It stands first (Region Påhitt, Enheten för export) or last (Påhitts kommun).
_KINDS = re.compile(
    r"""\w*(?:
        kommun(?:en)? | region(?:en)? | län | länsstyrelse(?:n)? | verk(?:et)? | myndighet(?:en)? | enhet(?:en)?
        | avdelning(?:en)? | universitet(?:et)? | högskola(?:n)? | institut(?:et)? | akademi(?:n)? | stiftelse(?:n)?
        | förening(?:en)? | förbund(?:et)? | kooperativ(?:et)? | bolag(?:et)? | muse(?:um|et) | sällskap(?:et)?
        | församling(?:en)? | centrum | kammare(?:n)? | råd(?:et)? | klubb(?:en)? | fond(?:en)?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# With any of these the name may be followed, or led, by that of somebody who works there.
_MORE_THAN_A_NAME = re.compile(r"[,;:/@()|–]|\s-|\b(?:vid|på|hos|genom|via|c/o|att)\b", re.IGNORECASE)
_MOST_WORDS_BEFORE_KIND = 2


def is_organisation(name: str) -> bool:
    """Tell whether a name is plainly an organisation's: it has a legal form, or says what kind it is, and no more."""
    words = name.split()
    if not words or _MORE_THAN_A_NAME.search(name):
        return False
    if _LEGAL_FORM.search(name) or _KINDS.fullmatch(words[0]):
        return True
    return len(words) <= _MOST_WORDS_BEFORE_KIND and bool(_KINDS.fullmatch(words[-1]))
