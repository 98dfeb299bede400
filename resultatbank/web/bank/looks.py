"""What the templates of shared/ ask: channels as words in a sentence, and how fresh a text is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jinja2 import Environment

from resultatbank.data.gate import ChannelUse
from resultatbank.rules.calendar import FIRST_DAY
from resultatbank.rules.review import Freshness, freshness


def register(environment: Environment) -> None:
    """Give the templates their words."""
    environment.filters["channel_names"] = channel_names
    environment.globals["freshness"] = freshness_of


def channel_names(uses: Iterable[ChannelUse]) -> list[str]:
    """Return channels as in a sentence: "Presentation, event" is said "presentation"."""
    return [use.channel.label.split(",")[0].lower() for use in uses]


def freshness_of(review_due: date, day: date) -> Freshness:
    """Return how fresh a text is, given the day its next review is due, which is FIRST_DAY when it never had one."""
    return freshness(None if review_due == FIRST_DAY else review_due, day)
