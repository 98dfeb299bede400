"""Downloading stored files, and the pictures in pages."""

from resultatbank.web.files.routes import blueprint

__all__ = ["blueprint"]
