"""The party's own pages, by personal link: read, answer, see what holds, and take it back. Nobody logs in here."""

from resultatbank.web.answering import views
from resultatbank.web.answering.blueprint import blueprint

__all__ = ["blueprint", "views"]
