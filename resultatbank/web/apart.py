"""Pages for readers from outside: they stand apart, without a way into the intranet, even when something goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable

from flask import Blueprint, current_app, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from resultatbank.extensions import db


def stand_apart(blueprint: Blueprint, error_page: Callable[[int], Response]) -> None:
    """Give a blueprint's pages headers and errors of their own; `error_page` takes the status that is answered.

    The addresses are keys: they are kept from other sites and from search engines, whatever is answered there. An error
    of our own is logged by its kind and place, and in tests it is raised instead.
    """
    beginning = f"{blueprint.url_prefix}/"

    @blueprint.after_app_request
    def keep_the_address(response: Response) -> Response:
        if request.path.startswith(beginning):
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @blueprint.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        # A redirect is an HTTPException too, and passes through.
        if error.code is None or error.code < 400:
            return error.get_response()
        return answer(error.code)

    @blueprint.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        if isinstance(error, OperationalError) and "locked" in str(error.orig):
            return answer(503)
        if current_app.testing:
            raise error
        current_app.log_exception(sys.exc_info())
        return answer(500)

    def answer(status: int) -> Response:
        db.session.rollback()
        return error_page(status)
