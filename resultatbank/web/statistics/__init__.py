"""Statistics for everyone: what the bank covers and doesn't, what is used, and what reached whom at what cost."""

from resultatbank.web.statistics.routes import blueprint

__all__ = ["blueprint"]
