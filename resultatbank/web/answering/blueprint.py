"""The blueprint: who may come in, and what is told to one who guesses or meets an error."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import invitations, throttle
from resultatbank.data.models import Invitation
from resultatbank.extensions import db
from resultatbank.rules.plain import plain
from resultatbank.rules.words import Language
from resultatbank.web.apart import stand_apart
from resultatbank.web.errors import carried_fields
from resultatbank.web.transactions import writing_apart

ADDRESS = "/svar"
blueprint = Blueprint("answering", __name__, url_prefix=ADDRESS)

LANGUAGES = (Language.SWEDISH, Language.ENGLISH)
_PLAIN_STATUSES = (400, 404, 409, 413, 429, 503)


@blueprint.before_request
def let_in() -> None:
    """Close the pages where there are no personal links, and to whoever has tried too many that don't exist."""
    if not current_app.config["SETTINGS"].has_links:
        abort(404)
    if throttle.is_throttled(throttle.BY_LINK, _place(), clock.now(), throttle.MOST_LINKS_PER_PLACE):
        raise TooManyRequests


def invitation_or_404(token: str, *, to_change: bool = False) -> Invitation:
    """Return what a link leads to, or count the failure and answer with the one page for all links that lead nowhere.

    One that is `to_change` is held until the request ends.
    """
    found = invitations.by_token(token, clock.now(), to_change=to_change)
    if found is None:
        with writing_apart():
            throttle.note_failure(throttle.BY_LINK, _place(), clock.now())
        abort(404)
    return found


def _place() -> str:
    return request.remote_addr or ""


# ------------------------------------------------------------------------------------------------------------ errors


@blueprint.errorhandler(CSRFError)
def stale_form(_error: CSRFError) -> Response:
    """Answer a form whose key is too old: what was answered comes back, to be sent again with a new key."""
    db.session.rollback()
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return _error_page(400)
    return _page("answering/stale.html", 400, fields=carried_fields(), action=request.path)


def _error_page(status: int) -> Response:
    """Answer an error in Swedish and English."""
    said = status if status in _PLAIN_STATUSES else 500 if status >= 500 else 400
    return _page("answering/error.html", status, said=said)


def _page(template: str, status: int, **values: object) -> Response:
    settings = current_app.config["SETTINGS"]
    words = [plain(language) for language in LANGUAGES]
    return make_response(render_template(template, plain=words[0], words=words, settings=settings, **values), status)


stand_apart(blueprint, _error_page)
