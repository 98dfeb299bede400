"""The example and its five steps: one's own, the details, the answers, publishing, history."""

from flask import Blueprint

blueprint = Blueprint("examples", __name__)

from resultatbank.web.examples import (  # noqa: E402, F401  The views need the blueprint to be made first.
    details,
    mine,
    publishing,
    steps,
)
