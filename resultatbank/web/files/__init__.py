"""Downloading stored files."""

from resultatbank.web.files.routes import blueprint

__all__ = ["blueprint"]
