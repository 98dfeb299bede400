"""The personal address from which a calendar program fetches one's own dates. Anybody can have one."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from werkzeug.wrappers import Response

from resultatbank.data import feeds
from resultatbank.rules.roles import Action
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.respond import go_to, page


@blueprint.get("/kalender")
@requires(Action.BE_LOGGED_IN)
def own_feed() -> Response:
    """Show what comes in one's own calendar, and how to have it."""
    return _feed_page("")


@blueprint.post("/kalender/adress")
@requires(Action.BE_LOGGED_IN)
def make_feed() -> Response:
    """Make a personal address for calendar programs and show it, this once. An older one stops at once."""
    return _feed_page(feeds.make_key(current_user(), stamp()))


@blueprint.post("/kalender/adress/ta-bort")
@requires(Action.BE_LOGGED_IN)
def remove_feed() -> Response:
    """Take away the personal address. It stops at once."""
    feeds.remove_key(current_user(), stamp())
    return go_to("parties.own_feed", "Adressen är borttagen. Kalendern får inget mer.")


def _feed_page(key: str) -> Response:
    return page(
        "parties/own_feed.html",
        made_at=feeds.key_made_at(current_user().id),
        address=_feed_address(key) if key else "",
        address_of_all=_feed_address(key, alla=1) if key and allowed(Action.SEE_PARTIES) else "",
    )


def _feed_address(key: str, **question: Any) -> str:
    public_url: str = current_app.config["SETTINGS"].public_url
    return public_url + url_for("parties.feed", key=key, **question)
