"""The text that a party is asked with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask import current_app

from resultatbank.data.models import Party
from resultatbank.rules import notice
from resultatbank.rules.words import Capacity, LegalBasis


@dataclass(frozen=True, slots=True)
class Notice:
    """A text with its version and language."""

    text: str
    version: int
    language: str


def notice_for(
    party: Party,
    basis: str,
    language: str,
    cells: Collection[tuple[str, str]],
    titles: Iterable[str],
    from_day: date,
    until_day: date,
    *,
    capacity: str = Capacity.SELF,
    answered_by: str = "",
) -> Notice:
    """Return the text that a party sees."""
    authority = current_app.config["SETTINGS"].authority_name
    text = notice.notice(LegalBasis(basis), authority, party.name, guardian=answered_by, examples=titles)
    return Notice(text, notice.VERSION, language)
