"""The main menu: what the person may do, and how much waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from resultatbank import clock
from resultatbank.data import counts
from resultatbank.rules.roles import Action
from resultatbank.web.access import allowed


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line in the menu."""

    name: str
    label: str
    url: str
    current: bool
    count: str = ""


# What belongs to one's examples though another feature keeps it: who is in one, the names in its text, one's calendar.
_OF_AN_EXAMPLE = (
    "parties.people",
    "parties.name",
    "parties.own_feed",
    "parties.make_feed",
)
# Endpoint, label, what it requires, and the endpoints' beginnings for which it is the current one.
_ITEMS = (
    ("bank.search", "Sök exempel", Action.FIND_EXAMPLES, ("bank.",)),
    ("collections.collections_page", "Samlingar", Action.USE_EXAMPLE, ("collections.",)),
    ("statistics.statistics", "Statistik", Action.FIND_EXAMPLES, ("statistics.",)),
    ("examples.mine", "Mina exempel", Action.BE_LOGGED_IN, ("examples.", *_OF_AN_EXAMPLE)),
    ("inbox.tip", "Tipsa", Action.SEND_TIP, ("inbox.tip",)),
    ("inbox.items", "Inkorg", Action.HANDLE_INBOX, ("inbox.items", "inbox.item")),
    ("parties.register", "Överenskommelser", Action.SEE_PARTIES, ("parties.",)),
    ("parties.out_there", "Ligger ute", Action.TAKE_DOWN, ("parties.out_there", "parties.take_down")),
    ("review.queue", "Granskningskö", Action.REVIEW, ("review.",)),
    ("overview.overview", "Läget", Action.SEE_OVERVIEW, ("overview.",)),
    ("admin.users", "Användare", Action.KEEP_USERS, ("admin.users", "admin.user")),
    ("admin.mailings", "Utskick", Action.KEEP_USERS, ("admin.mailing",)),
    ("admin.words", "Ordlistor", Action.KEEP_WORDS, ("admin.words", "admin.word")),
    ("texts.texts", "Texter till parter", Action.KEEP_TEXTS, ("texts.",)),
    ("imports.upload", "Läs in", Action.IMPORT, ("imports.",)),
)


def menu_items() -> list[MenuItem]:
    """Return the lines that the person who is asking may follow."""
    current = _current(request.endpoint or "")
    return [
        MenuItem(endpoint.replace(".", "-"), label, url_for(endpoint), endpoint == current, _count(endpoint))
        for endpoint, label, action, begins in _ITEMS
        if endpoint in current_app.view_functions and allowed(action) and not _is_another_way(endpoint)
    ]


def _current(here: str) -> str:
    """Return the line that a page belongs to: the one that says most exactly where it begins."""
    lines = {begins: endpoint for endpoint, _label, _action, all_begins in _ITEMS for begins in all_begins}
    return lines.get(max((each for each in lines if here.startswith(each)), key=len, default=""), "")


def _is_another_way(endpoint: str) -> bool:
    """Those who keep the inbox begin an example themselves rather than send a tip. The start page has the tip too."""
    return endpoint == "inbox.tip" and allowed(Action.HANDLE_INBOX)


def _count(endpoint: str) -> str:
    if endpoint == "review.queue":
        return counts.shown(counts.waiting_for_review(clock.today()))
    if endpoint == "inbox.items":
        return counts.shown(counts.waiting_in_inbox(bool(current_app.config["SETTINGS"].mail_url)))
    return ""
