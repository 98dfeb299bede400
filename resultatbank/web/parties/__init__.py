"""Parties and agreements: who is named, what they have allowed, and taking it back."""

from resultatbank.web.parties import agreements, everything, party, people, register, taking_down, withdrawal
from resultatbank.web.parties.blueprint import blueprint

__all__ = ["agreements", "blueprint", "everything", "party", "people", "register", "taking_down", "withdrawal"]
