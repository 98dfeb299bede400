"""The review queue."""

from resultatbank.web.review import holding, several, undoing
from resultatbank.web.review.routes import blueprint

__all__ = ["blueprint", "holding", "several", "undoing"]
