"""What people see when something can't be done: what is true, and what to do next."""

from __future__ import annotations

import re
import sys
import traceback
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Flask, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.web import access, security
from resultatbank.web.respond import wants_part

_NEVER_CARRIED = frozenset({"csrf_token", "password", "new_password", "current_password", "next"})
_CARRIED_BYTES = 200_000
_ID = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an error page says."""

    heading: str
    text: str


SENTENCES = {
    400: Sentence("Det gick inte att läsa det du skickade", "Gå tillbaka, ladda om sidan och försök igen."),
    403: Sentence(
        "Du får inte göra det här", "Din roll räcker inte. Fråga en administratör om du behöver kunna göra det."
    ),
    404: Sentence(
        "Sidan finns inte, eller får inte visas i dag",
        "Exemplet kan ha tagits ned för att en överenskommelse har gått ut eller dragits tillbaka. "
        "Vi visar inte vilket.",
    ),
    405: Sentence("Sidan finns inte, eller får inte visas i dag", "Gå till startsidan och börja om därifrån."),
    409: Sentence(
        "Någon annan hann före",
        "Ladda om sidan för att se vad som gäller nu. Inget av det du gjorde är halvvägs sparat.",
    ),
    413: Sentence(
        "Det du skickade är för stort",
        "En fil får vara högst {most} MB. Välj en mindre fil eller korta texten, och försök igen.",
    ),
    500: Sentence("Något gick fel hos oss", "Felet är antecknat. Försök igen om en stund."),
    503: Sentence("Databasen är upptagen just nu", "Vänta några sekunder och försök igen. Inget är halvvägs sparat."),
}


# To those who don't work with the bank themselves: what they need is most often done by somebody who does.
ASK_A_COMMUNICATOR = Sentence(
    SENTENCES[403].heading,
    "Din roll räcker inte. Gäller det ett exempel eller någon som är med i det kan en kommunikatör hjälpa dig. "
    "Behöver du kunna göra det själv frågar du en administratör.",
)


def register(app: Flask) -> None:
    """Give the app its error pages."""
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(401, not_logged_in)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(StaleDataError, lambda _error: error_page(409))
    app.register_error_handler(OperationalError, database_busy)
    app.register_error_handler(Exception, unexpected)


def error_page(status: int) -> Response:
    """Answer with the error page of a status."""
    db.session.rollback()
    sentence = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    if status == 403 and not access.allowed(Action.SEE_UNPUBLISHED):
        sentence = ASK_A_COMMUNICATOR
    most = current_app.config["SETTINGS"].max_upload_mb
    sentence = replace(sentence, text=sentence.text.replace("{most}", str(most)))
    template = "errors/_notice.html" if wants_part() else "errors/error.html"
    back = came_from() if request.method == "POST" else ""
    body = render_template(template, sentence=sentence, status=status, now=clock.now(), back=back)
    return make_response(body, status)


def came_from() -> str:
    """Return the address of the page of ours that a form was sent from, or "" when there is none.

    A form that was refused before stands at an address that only takes forms: then it is the page above it. The address
    is built anew, and of what the page was asked for only ids go along.
    """
    sent_from = urlsplit(request.referrer or "")
    pages = current_app.create_url_adapter(request)
    if sent_from.netloc != request.host or pages is None:
        return ""
    asked = {name: value for name, value in parse_qsl(sent_from.query) if _ID.fullmatch(value)}
    path = unquote(sent_from.path)
    while path:
        try:
            endpoint, values = pages.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return pages.build(endpoint, {**asked, **values})
    return ""


def http_error(error: HTTPException) -> Response:
    """Answer an HTTP error in Swedish. Redirects pass through."""
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def unexpected(error: Exception) -> Response:
    """Answer for an error of our own, and log what kind it was and where. In tests it is raised instead."""
    if current_app.testing:
        raise error
    current_app.log_exception(sys.exc_info())
    return error_page(500)


def trace_of(error: BaseException | None) -> str:
    """Return where an error came from, without what it says: a database's error repeats what people have typed."""
    parts = []
    while error is not None:
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of\n".join(parts)


def database_busy(error: OperationalError) -> Response:
    """Answer when the database is locked by others for longer than we wait."""
    if "locked" not in str(error.orig):
        return unexpected(error)
    return error_page(503)


def stale_form(error: CSRFError) -> Response:
    """Answer a form whose key is too old: what was typed comes back, to be sent again with a new key.

    One whose login has ended is asked to log in first. Only a form of our own pages gets its text back: one that
    another site sends gets nothing but a refusal.
    """
    db.session.rollback()
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return error_page(400)
    if access.required_of(request.endpoint or "") != access.PUBLIC and security.find_user() is None:
        return not_logged_in(error)
    fields = carried_fields()
    template = "errors/_stale.html" if wants_part() else "errors/stale.html"
    return make_response(render_template(template, fields=fields, action=request.full_path.rstrip("?")), 400)


def not_logged_in(_error: HTTPException) -> Response:
    """Answer one who isn't logged in with the log-in page, which carries along what was typed."""
    db.session.rollback()
    posted = request.method == "POST"
    values = {
        "fields": carried_fields() if posted else [],
        "action": request.full_path.rstrip("?") if posted else "",
        "next_page": "" if posted else request.full_path.rstrip("?"),
        "error": "",
        "email": "",
    }
    template = "account/_expired.html" if wants_part() else "account/login.html"
    response = make_response(render_template(template, **values), 401)
    if wants_part():
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def carried_fields() -> list[tuple[str, str]]:
    """Return what was typed in the form, without keys and passwords, at most 200 kB of it."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_CARRIED]
    size = 0
    kept = []
    for name, value in fields:
        size += len(name) + len(value)
        if size <= _CARRIED_BYTES:
            kept.append((name, value))
    return kept
