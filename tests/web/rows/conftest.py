"""What the tests of the rows share: a communicator, an example with everything answered, and a row of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import rows
from resultatbank.data.models import Example, Term, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.web.client import Browser

KINDS = tuple(rows.TABLES)


@dataclass(frozen=True)
class Scene:
    """A communicator at an example whose questions about what, for whom and why are answered."""

    browser: Browser
    person: User
    example: Example
    term: Term

    def url(self, kind: str, row_id: int | None = None, verb: str = "") -> str:
        parts = [f"/exempel/{self.example.id}/rader/{kind}", str(row_id) if row_id else "", verb]
        return "/".join(filter(None, parts))

    def rows(self, kind: str) -> list[Any]:
        db.session.rollback()
        db.session.expire_all()
        return list(rows.rows_of(self.example.id, kind))

    def row(self, kind: str, /, **values: Any) -> Any:
        """Write a row past the form."""
        made = rows.add_row(self.example.id, kind, values, make.stamp())
        db.session.commit()
        return made

    def fields(self, kind: str, row_id: int | None = None) -> dict[str, Any]:
        """The form as the page holds it."""
        return self.browser.form(self.browser.get(self.url(kind)), self.url(kind, row_id))


def format_of(slug: str) -> Term:
    return db.session.scalars(select(Term).where(Term.kind == "format", Term.slug == slug)).one()


@pytest.fixture
def scene(app: Flask, within: Flask) -> Scene:
    person = make.user(Role.COMMUNICATOR, name="Karin Påhittsson")
    example = make.example(state=State.DRAFT, texts={"message": "Vad", "why": "Varför"})
    term = make.term("target_group", "Påhittade företagare")
    rows.add_row(example.id, "target_groups", {"term_id": term.id, "interest": "Pengarna"}, make.stamp())
    browser = Browser(app)
    browser.log_in(person)
    return Scene(browser, person, example, term)


@pytest.fixture
def valid(scene: Scene) -> Callable[[str, str], dict[str, Any]]:
    """What to send to add a row of a kind, told apart by a mark."""

    def fields(kind: str, mark: str = "a") -> dict[str, Any]:
        if kind == "target_groups":
            return {"term_id": make.term("target_group", f"Grupp {mark}").id, "interest": f"Intresse {mark}"}
        if kind == "indicators":
            return {
                "name": f"Siffra {mark}",
                "unit": "kr",
                "direction": "down",
                "baseline": "38 400,5",
                "target": "0",
            } | {
                "due_on": "2027-09-30",
                "responsible_id": scene.person.id,
            }
        if kind == "measurements":
            figure = scene.row("indicators", name=f"Siffra {mark}", direction="up")
            return {"indicator_id": figure.id, "value": "10,5", "measured_on": "2026-11-20", "note": mark}
        if kind == "sources":
            return {"title": f"Källa {mark}", "kind": "statistics", "link": "https://www.example.se/a?b=c"}
        if kind == "packages":
            return {"title": f"Paket {mark}", "format_id": format_of("artikel").id, "seen": "Ingen"}
        if kind == "channel_plan":
            return {"channel": "web", "planned_on": "2027-01-15", "note": mark, "responsible_id": scene.person.id}
        if kind == "placements":
            return {
                "channel": "print",
                "address": f"Upplaga {mark}",
                "from_day": "2026-11-01",
                "until_day": "2026-11-01",
            }
        placement = scene.row("placements", channel="web", address="x", from_day=make.NOW.date())
        return {"placement_id": placement.id, "measured_on": "2026-11-23", "reached": "1 200", "note": mark}

    return fields
