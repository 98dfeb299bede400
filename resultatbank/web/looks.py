"""What every template may use: icons, days, numbers, channels as words, how fresh a text is, the menu."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from flask import Flask, current_app, get_flashed_messages, url_for
from markupsafe import Markup, escape

from resultatbank import clock
from resultatbank.data.gate import ChannelUse
from resultatbank.data.models import Indicator
from resultatbank.rules.calendar import FIRST_DAY, LAST_DAY, STOCKHOLM, day_of
from resultatbank.rules.checklist import Kind, Question
from resultatbank.rules.notice import blocks
from resultatbank.rules.numbers import format_decimal, format_kronor
from resultatbank.rules.places import place
from resultatbank.rules.references import pieces
from resultatbank.rules.review import Freshness, freshness
from resultatbank.rules.roles import Action
from resultatbank.rules.targets import standing
from resultatbank.rules.words import Direction, Standing, Verdict
from resultatbank.web import access, menu
from resultatbank.web.charts import ValueLine, target_bar, value_line
from resultatbank.web.found_names import meanwhile

UNKNOWN = "–"
VERDICTS = {each.value: each for each in Verdict}
"""The verdicts, by the words with which they are stored."""
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def register(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(
        Action=Action,
        allowed=access.allowed,
        asset=asset,
        freshness=freshness_of,
        icon=icon,
        me=access.current_user_or_none,
        names_meanwhile=meanwhile,
        menu_items=menu.menu_items,
        notices=notices,
        place=place,
        standing_of=standing_of,
        line_of=line_of,
        verdicts=VERDICTS,
        target_bar=target_bar,
    )
    app.jinja_env.filters.update(
        answer=show_answer,
        channel_names=channel_names,
        clock=show_clock,
        day=show_day,
        kronor=show_kronor,
        laid_out=blocks,
        listed=listed,
        marked=marked,
        number=show_number,
        pieces=pieces,
        plain_day=plain_day,
        plain_time=plain_time,
        quoted=quoted,
        told=told,
    )
    app.context_processor(_page_values)


def _page_values() -> dict[str, object]:
    settings = current_app.config["SETTINGS"]
    return {"authority": settings.authority_name, "today": clock.today()}


@cache
def asset(name: str) -> str:
    """Return the address of a static file, with its checksum so that a new version is fetched and an old one kept."""
    content = (Path(current_app.static_folder or "") / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:10])


@cache
def icon(name: str) -> Markup:
    """Return an icon by its name in static/icons.svg. It is decoration: the words beside it say the same."""
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(asset("icons.svg"), name)


def notices() -> list[str]:
    """Return the messages that wait to be shown, once. One that was made as Markup may hold links."""
    return [message if isinstance(message, Markup) else str(message) for message in get_flashed_messages()]


def show_day(value: date | datetime | None) -> Markup:
    """Show a day as 2026-11-23, in a time element. An unknown or endless day is a dash."""
    if value is None or value == LAST_DAY:
        return escape(UNKNOWN)
    day = day_of(value) if isinstance(value, datetime) else value
    return Markup("<time>{}</time>").format(day.isoformat())


def show_clock(value: datetime) -> Markup:
    """Show an instant's time of day in Stockholm as 14:02, in a time element."""
    local = value.astimezone(STOCKHOLM)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), local.strftime("%H:%M"))


def plain_day(value: date | datetime | None) -> str:
    """Return a day as 2026-11-23, to stand in a sentence of the party's words."""
    if value is None:
        return UNKNOWN
    return (day_of(value) if isinstance(value, datetime) else value).isoformat()


def plain_time(value: datetime) -> str:
    """Return an instant's time of day in Stockholm as 14:02, to stand in a sentence."""
    return value.astimezone(STOCKHOLM).strftime("%H:%M")


def told(sentence: str) -> Markup:
    """Show a sentence with its days kept on one line, and its e-mail addresses to press."""
    shown = _DAY.sub(r"<time>\g<0></time>", str(escape(sentence)))
    return Markup(_EMAIL.sub(r'<a href="mailto:\g<0>">\g<0></a>', shown))  # noqa: S704  The sentence is escaped above.


def show_answer(value: str, question: Question | None) -> str:
    """Show a stored answer as its reader sees it: one that was chosen by what the choice is called."""
    if question is not None and question.kind is Kind.YES_NO:
        return {"ja": "Ja", "nej": "Nej"}.get(value, value)
    if question is not None and question.kind is Kind.VERDICT and value in set(Verdict):
        return Verdict(value).label
    return value


def show_number(value: Decimal | int | None) -> str:
    """Show a number the Swedish way, and an unknown one as a dash."""
    return UNKNOWN if value is None else format_decimal(value)


def show_kronor(value: Decimal | int | None) -> str:
    """Show an amount of kronor, with öre when there are any, and an unknown one as a dash."""
    return UNKNOWN if value is None else format_kronor(value)


def channel_names(uses: Iterable[ChannelUse]) -> list[str]:
    """Return what channels are called in a sentence."""
    return [use.channel.label.lower() for use in uses]


def places(uses: Iterable[ChannelUse]) -> list[str]:
    """Return channels with their prepositions, to be listed in a sentence."""
    return [place(use.channel.slug, use.channel.label) for use in uses]


def freshness_of(review_due: date, day: date) -> Freshness:
    """Return how fresh a text is, given the day its next review is due, which is FIRST_DAY when it never had one."""
    return freshness(None if review_due == FIRST_DAY else review_due, day)


def line_of(indicator: Indicator) -> ValueLine | None:
    """Return the line of a figure's values over time, or None when it has fewer than two."""
    return value_line(
        [(each.measured_on, each.value) for each in indicator.measurements], indicator.target, indicator.baseline
    )


def standing_of(indicator: Indicator) -> Standing:
    """Return how a figure's outcome stands against its target."""
    return standing(Direction(indicator.direction), indicator.baseline, indicator.target, indicator.outcome)


def listed(words: list[str]) -> str:
    """Join words, as in "intranät, webb och press". With "samt" where one of them has an "och" of its own."""
    return _joined(words, "samt" if any(" och " in word for word in words) else "och")


def listed_none(words: list[str]) -> str:
    """Join words of which none holds: "inte på webben eller i press"."""
    return _joined(words, "eller")


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def quoted(words: str) -> str:
    """Put what somebody wrote in quotation marks, as in a sentence."""
    return f"”{words}”"


def marked(pieces: list[object]) -> Markup:
    """Show pieces of text (search.Piece) with the hits marked."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.hit else escape(piece.text)  # type: ignore[attr-defined]  # Pieces come from the search room, which templates don't import.
        for piece in pieces
    )
