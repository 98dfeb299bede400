"""What the law and the guide want said: accessibility, personal data, the five steps."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from resultatbank.rules.checklist import STEPS
from resultatbank.web.access import public
from resultatbank.web.respond import page

blueprint = Blueprint("about", __name__, url_prefix="/om")


@blueprint.get("/tillganglighet")
@public
def accessibility() -> Response:
    """Say how accessible the app is (lagen 2018:1937 om tillgänglighet till digital offentlig service)."""
    return page("about/accessibility.html")


@blueprint.get("/personuppgifter")
@public
def personal_data() -> Response:
    """Say what is kept about people, and why (GDPR articles 13 and 14)."""
    return page("about/personal_data.html")


@blueprint.get("/guiden")
@public
def guide() -> Response:
    """Show the five steps."""
    return page("about/guide.html", steps=STEPS)
