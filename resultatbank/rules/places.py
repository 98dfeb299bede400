"""Where something may be shown, as one says it: "på intranätet", "i sociala medier"."""

from __future__ import annotations

from resultatbank.rules.words import FIRST_CHANNELS, INTRANET

_FIRST_LABELS = {channel.key: channel.label for channel in FIRST_CHANNELS}
_PLACES = {
    INTRANET: "på intranätet",
    "web": "på webben",
    "social": "i sociala medier",
    "press": "i press",
    "print": "i trycksaker",
    "presentation": "i presentationer och på event",
    "partner": "hos partner",
}


def place(key: str, label: str) -> str:
    """Return a channel with its preposition. One that an administrator has added or renamed is "i kanalen X"."""
    return _PLACES[key] if _FIRST_LABELS.get(key) == label and key in _PLACES else f"i kanalen {label}"
