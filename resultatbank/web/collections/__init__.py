"""Collections: what somebody gathers for a speech or a report, shares inside the house and takes out."""

from flask import Blueprint

blueprint = Blueprint("collections", __name__)

from resultatbank.web.collections import gathering, pages, taking  # noqa: E402, F401  The views need the blueprint first.
