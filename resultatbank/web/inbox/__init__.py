"""Tips, requests for help and faults: sending them, and the communicators' inbox."""

from resultatbank.web.inbox.routes import blueprint

__all__ = ["blueprint"]
