"""Parties and agreements: who is named, what they have allowed, and taking it back."""

from resultatbank.web.parties import (
    agreements,
    erasing,
    everything,
    extract,
    giving,
    many,
    names,
    party,
    people,
    processing,
    receipts,
    register,
    taking_down,
    withdrawal,
)
from resultatbank.web.parties.blueprint import blueprint

__all__ = [
    "agreements",
    "blueprint",
    "erasing",
    "everything",
    "extract",
    "giving",
    "many",
    "names",
    "party",
    "people",
    "processing",
    "receipts",
    "register",
    "taking_down",
    "withdrawal",
]
