"""Läget: how honest the bank is and how well it is kept, for the head of communication."""

from resultatbank.web.overview.routes import blueprint

__all__ = ["blueprint"]
