"""The survey for readers outside: a page without log-in, cookies, menus or scripts, that shows next to nothing.

Where somebody answers from is counted as a keyed digest for as long as the throttle looks back (data/throttle.py).
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import survey, throttle
from resultatbank.data.events import Stamp
from resultatbank.data.models import SurveyLink
from resultatbank.extensions import csrf
from resultatbank.rules.words import Language
from resultatbank.web.access import public
from resultatbank.web.apart import stand_apart
from resultatbank.web.survey.forms import KEY, OutsideForm, new_key, outside_form, read_key
from resultatbank.web.survey.said import CHOOSER, said
from resultatbank.web.transactions import writing_apart

ADDRESS = "/omdome"
readers = Blueprint("readers", __name__, url_prefix=ADDRESS)


@readers.before_request
def let_in() -> None:
    """Close the pages where the survey isn't open outside, and to a place from which too many links are guessed."""
    if not current_app.config["SETTINGS"].has_survey:
        abort(404)
    if throttle.is_throttled(throttle.BY_SURVEY, _place("guesses"), clock.now(), throttle.MOST_PER_PLACE):
        raise TooManyRequests


@readers.get("/<link>")
@public
def show(link: str) -> Response:
    """Show the two questions."""
    return _form_page(link_or_404(link), outside_form(said().language)(formdata=None))


@readers.post("/<link>")
@csrf.exempt
@public
def answer(link: str) -> Response:
    """Take an answer. The same form counts once, however many times it is sent."""
    found, now = link_or_404(link), clock.now()
    key, form_of = read_key(request.form.get(KEY, ""), link, now), outside_form(said().language)
    form = form_of() if key else form_of(formdata=None)
    if key is None:
        return _form_page(found, form, status=400)
    if key.too_old:
        return _form_page(found, form, status=400, message=said().too_late)
    if not form.validate():
        return _form_page(found, form, status=422)
    if throttle.is_crowded(_place("answers"), now):
        return _form_page(found, form, status=429, message=said().crowded)
    score, text = int(form.score.data), form.text.data or ""
    if survey.answer_outside(found.example_id, score, text, key.digest, Stamp(None, now)):
        throttle.note_failure(throttle.BY_SURVEY, _place("answers"), now)
    return redirect(url_for("readers.thanks", link=link, **said().arguments), 303)


@readers.get("/<link>/tack")
@public
def thanks(link: str) -> Response:
    """Say that the answer has come."""
    link_or_404(link)
    return _page("survey/thanks.html")


def link_or_404(token: str) -> SurveyLink:
    """Return what a link leads to, or count the failure and answer that the page doesn't exist."""
    found = survey.link_by_token(token)
    if found is None:
        with writing_apart():
            throttle.note_failure(throttle.BY_SURVEY, _place("guesses"), clock.now())
        abort(404)
    return found


def _place(counted: str) -> str:
    """Return where the request comes from, as only this server can work it out.

    What is counted from there, answers or guesses, is counted apart from each other and from log-ins.
    """
    key: str = current_app.config["SETTINGS"].secret_key
    return hmac.digest(key.encode(), f"survey {counted} {request.remote_addr}".encode(), "sha256").hex()


def _form_page(found: SurveyLink, form: OutsideForm, *, status: int = 200, message: str = "") -> Response:
    about = survey.headline_for_outside(found.example_id, clock.today())
    key = new_key(found.token, clock.now())
    values = {"link": found.token, "form": form, "about": about, "key": key, "key_name": KEY, "message": message}
    return _page("survey/outside.html", status, **values)


def _error_page(status: int) -> Response:
    return _page("survey/error.html", status, error=said().error(503 if status >= 500 else status))


def _page(template: str, status: int = 200, **values: object) -> Response:
    """Answer with a page, and on it a way to the same page in the other language, where nothing typed would be lost."""
    words = said()
    other: dict[str, Any] = {} if words.language == Language.ENGLISH else {CHOOSER: words.other.value}
    leads = request.method == "GET" and request.url_rule is not None
    to_other = url_for(request.endpoint or "", **(request.view_args or {}), **other) if leads else ""
    values |= {"settings": current_app.config["SETTINGS"], "say": words, "to_other": to_other}
    return make_response(render_template(template, **values), status)


stand_apart(readers, _error_page)
