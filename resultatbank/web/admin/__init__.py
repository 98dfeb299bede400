"""What an administrator keeps: people and word lists."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)

from resultatbank.web.admin import mailings, users, words  # noqa: E402, F401  The views need the blueprint to be made first.
