"""What every request passes through: bounded ids, no control characters, the login, and the answer's headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request, session
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response

from resultatbank.data import accounts
from resultatbank.data.models import User
from resultatbank.web import access

LOGIN_KEY = "login"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class BoundedId(IntegerConverter):
    """An id in an address: a whole number that the database can hold. Anything else is a page that doesn't exist."""

    # To \d, the figures of every script are figures. What the pattern refuses is 404 for every method.
    regex = r"[1-9][0-9]{0,8}"


def register(app: Flask) -> None:
    """Put the guards around every view."""
    app.url_map.converters["id"] = BoundedId
    app.before_request(keep_outsiders_out)
    app.before_request(refuse_control_characters)
    app.before_request(load_user)
    app.before_request(access.guard)
    app.after_request(add_headers)


def keep_outsiders_out() -> None:
    """Answer only the pages for parties, and for readers, at their addresses outside, where those are others."""
    settings = current_app.config["SETTINGS"]
    outside = {"answering": urlsplit(settings.links_url).netloc, "readers": urlsplit(settings.survey_url).netloc}
    inside = urlsplit(settings.public_url).netloc
    theirs = request.endpoint == "static" or outside.get(request.blueprint or "") == request.host
    if request.host != inside and request.host in outside.values() and not theirs:
        abort(404)


def refuse_control_characters() -> None:
    """Refuse a NUL in an address or a form: PostgreSQL can't hold one, and no keyboard makes one."""
    parts = [request.path, *request.args.keys(), *request.args.values()]
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        parts += [*request.form.keys(), *request.form.values()]
    if any("\x00" in part for part in parts):
        abort(400)


def load_user() -> None:
    """Find out who is asking. The cookie holds a token; the server says whether that login is still in force."""
    g.user = None if request.endpoint == "static" else find_user()


def find_user() -> User | None:
    """Return the person whose login the cookie holds, if it is in force."""
    token = session.get(LOGIN_KEY)
    return accounts.user_of_login(token) if isinstance(token, str) else None


def add_headers(response: Response) -> Response:
    """Add the headers that keep a page to itself. Pages are never stored anywhere; static files may be."""
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("HX-Request")
        response.vary.add("Cookie")
    return response
