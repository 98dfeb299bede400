"""An example with placements, and a communicator who follows it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows
from resultatbank.data.models import Example, FollowUp, Placement, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser

BEGAN = date(2026, 10, 1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A communicator's browser and the example that is followed up."""

    browser: Browser
    person: User
    example: Example

    @property
    def url(self) -> str:
        return f"/exempel/{self.example.id}/uppfoljning"

    def place(self, address: str, *, of: Example | None = None, channel: str = "web", since: date = BEGAN) -> Placement:
        values = {"channel": channel, "address": address, "from_day": since}
        made: Placement = rows.add_row((of or self.example).id, "placements", values, make.stamp())
        db.session.commit()
        return made

    def measure(self, place: Placement, on: date, **numbers: Any) -> FollowUp:
        values = {"placement_id": place.id, "measured_on": on, **numbers}
        made: FollowUp = rows.add_row(place.example_id, "follow_ups", values, make.stamp())
        db.session.commit()
        return made

    def form(self) -> dict[str, Any]:
        """The grid as the page holds it."""
        return self.browser.form(self.browser.get(self.url), self.url)

    def measured(self) -> list[FollowUp]:
        db.session.expire_all()
        query = select(FollowUp).order_by(FollowUp.placement_id, FollowUp.measured_on, FollowUp.id)
        return list(db.session.scalars(query))


@pytest.fixture
def desk(app: Flask, within: Flask) -> Desk:
    person = make.user(Role.COMMUNICATOR, name="Karin Påhittsson")
    example = make.example("Bageriet som växte", state=State.DRAFT)
    browser = Browser(app)
    browser.log_in(person)
    return Desk(browser, person, example)
