"""Logging in and out, and one's own account."""

from resultatbank.web.account.routes import blueprint

__all__ = ["blueprint"]
