"""The review queue."""

from resultatbank.web.review import holding
from resultatbank.web.review.routes import blueprint

__all__ = ["blueprint", "holding"]
