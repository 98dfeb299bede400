"""Logging in and out, and changing one's password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request, session
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import accounts, throttle
from resultatbank.data.events import Stamp
from resultatbank.rules.roles import Action
from resultatbank.web.access import current_user, current_user_or_none, public, requires, stamp
from resultatbank.web.account.forms import LoginForm, NewsForm, PasswordForm
from resultatbank.web.errors import carried_fields
from resultatbank.web.respond import answer, go_to, page
from resultatbank.web.security import LOGIN_KEY
from resultatbank.web.transactions import keep_in_spite_of_refusal

blueprint = Blueprint("account", __name__)
WRONG = "E-postadressen eller lösenordet stämmer inte. Försök igen, eller fråga en administratör."
WAIT = "Det har blivit fel för många gånger. Vänta en kvart och försök igen."
_CARRY_TO = "carry_to"


@blueprint.get("/logga-in")
@public
def login() -> Response:
    """Show the log-in page."""
    if current_user_or_none() is not None:
        return redirect(_safe(request.args.get("next", "")), 303)
    return _login_page(next_page=request.args.get("next", ""))


@blueprint.post("/logga-in")
@public
def log_in() -> Response:
    """Log in, then go where the person was going; what they had typed before comes along to be saved."""
    form = LoginForm()
    next_page, carry_to = request.form.get("next", ""), request.form.get(_CARRY_TO, "")
    fields = [(name, value) for name, value in carried_fields() if name not in ("email", _CARRY_TO)] if carry_to else []
    carried: dict[str, Any] = {
        "next_page": next_page,
        "fields": fields,
        "action": carry_to,
        "email": form.email.data or "",
    }
    if not form.validate():
        return _login_page(status=422, error=form.errors_in_order()[0][1], **carried)
    place, now = request.remote_addr or "", clock.now()
    if throttle.is_throttled(form.email.data, place, now):
        return _login_page(status=429, error=WAIT, **carried)
    user = accounts.user_by_email(form.email.data)
    if not accounts.check_password(user, form.password.data) or user is None:
        throttle.note_failure(form.email.data, place, now)
        keep_in_spite_of_refusal()
        return _login_page(status=422, error=WRONG, **carried)
    _begin(accounts.begin_login(user, Stamp(user.id, now)))
    if fields and _is_ours(carry_to):
        return answer("account/carried.html", fields=fields, action=carry_to)
    return redirect(_safe(next_page), 303)


def _begin(token: str) -> None:
    """Begin a fresh session: nothing from before the log-in stays, the form key included."""
    session.clear()
    g.pop("csrf_token", None)  # The request may have made a key already, for the session that was just left.
    session.permanent = True
    session[LOGIN_KEY] = token


def _login_page(
    *,
    status: int = 200,
    error: str = "",
    next_page: str = "",
    email: str = "",
    fields: list[tuple[str, str]] | None = None,
    action: str = "",
) -> Response:
    values = {"error": error, "next_page": next_page, "email": email, "fields": fields or [], "action": action}
    return answer("account/login.html", status=status, **values)


def _is_ours(target: str) -> bool:
    """Tell whether an address is a path on this very site. "//elsewhere" and "/\\elsewhere" are not."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return plain and not parts.netloc and not parts.scheme and all(ord(sign) >= 32 for sign in target)


def _safe(target: str) -> str:
    return target if _is_ours(target) else "/"


@blueprint.post("/logga-ut")
@requires(Action.BE_LOGGED_IN)
def log_out() -> Response:
    """End the login, on the server too."""
    accounts.end_login(session[LOGIN_KEY], clock.now())
    session.clear()
    return go_to("account.login", "Du är utloggad.")


@blueprint.get("/konto")
@requires(Action.BE_LOGGED_IN)
def account() -> Response:
    """Show one's own account."""
    return _account_page(PasswordForm())


def _account_page(form: PasswordForm, status: int = 200) -> Response:
    news = NewsForm(None, data={"wants_news": current_user().wants_news})
    has_mail = bool(current_app.config["SETTINGS"].mail_url)
    return page("account/account.html", form=form, news=news, has_mail=has_mail, status=status)


@blueprint.post("/konto/nyheter")
@requires(Action.BE_LOGGED_IN)
def choose_news() -> Response:
    """Turn the news in one's weekly mail on or off."""
    wanted = bool(NewsForm().wants_news.data)
    accounts.choose_news(current_user(), wanted, stamp())
    said = "Du får nyheter i veckobrevet." if wanted else "Du får inga nyheter. Det som behöver dig får du ändå veta."
    return go_to("account.account", said)


@blueprint.post("/konto/losenord")
@requires(Action.BE_LOGGED_IN)
def change_password() -> Response:
    """Change one's password. Every other login of the person's ends."""
    form = PasswordForm()
    if form.validate() and not accounts.check_password(current_user(), form.current_password.data):
        form.fault(form.current_password, "Det är inte ditt nuvarande lösenord. Skriv det igen.")
    if form.errors:
        return _account_page(form, 422)
    accounts.set_password(current_user(), form.new_password.data, stamp())
    _begin(accounts.begin_login(current_user(), stamp()))
    return go_to("account.account", "Lösenordet är bytt. Dina andra inloggningar är avslutade.")
