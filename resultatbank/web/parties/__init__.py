"""Parties and agreements: who is named, what they have allowed, and taking it back."""

from resultatbank.web.parties import (
    agreements,
    asking,
    everything,
    invitation,
    letters,
    party,
    people,
    register,
    withdrawal,
)
from resultatbank.web.parties.blueprint import blueprint

__all__ = [
    "agreements",
    "asking",
    "blueprint",
    "everything",
    "invitation",
    "letters",
    "party",
    "people",
    "register",
    "withdrawal",
]
