"""Taking in results from files: choose, look, say yes."""

from resultatbank.web.imports.routes import blueprint

__all__ = ["blueprint"]
