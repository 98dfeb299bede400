"""The texts that parties see: every legal basis in each language, edited in versions."""

from flask import Blueprint

blueprint = Blueprint("texts", __name__)

from resultatbank.web.texts import routes  # noqa: E402, F401  The views need the blueprint to be made first.
