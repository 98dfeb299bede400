"""Who is asking, and may they? Each view says what it requires; a view that says nothing is denied to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, g, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data.events import Stamp
from resultatbank.data.models import User
from resultatbank.rules.roles import Action, may

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def requires(action: Action) -> Callable[[View], View]:
    """Mark a view with the action one must be allowed to do."""

    def marked(view: View) -> View:
        view.required = action  # type: ignore[attr-defined]  # A function may carry attributes; its type doesn't say so.
        return view

    return marked


def public(view: View) -> View:
    """Mark a view as open to everyone, also without log-in."""
    view.required = PUBLIC  # type: ignore[attr-defined]  # A function may carry attributes; its type doesn't say so.
    return view


def required_of(endpoint: str) -> Action | str | None:
    """Return what an endpoint requires: an action, PUBLIC, or None when its view doesn't say."""
    if endpoint == "static":
        return PUBLIC
    return getattr(current_app.view_functions.get(endpoint), "required", None)


def guard() -> Response | None:
    """Deny the request unless its view allows it: 401 for one who isn't logged in, 403 for one who may not."""
    if request.endpoint is None:
        return None
    required = required_of(request.endpoint)
    if required == PUBLIC:
        return None
    if current_user_or_none() is None:
        abort(401)
    if not isinstance(required, Action) or not allowed(required):
        abort(403)
    return None


def current_user_or_none() -> User | None:
    """Return the person who is logged in, or None."""
    user: User | None = g.get("user")
    return user


def current_user() -> User:
    """Return the person who is logged in. Only for views that require an action."""
    user = current_user_or_none()
    if user is None:
        abort(401)
    return user


def allowed(action: Action) -> bool:
    """Tell whether the person who is asking may do something."""
    user = current_user_or_none()
    return user is not None and may(user.role_names, action)


def stamp() -> Stamp:
    """Return who is asking, and the time, for the verbs that write it down."""
    return Stamp(current_user().id, clock.now())
