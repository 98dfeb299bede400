"""Who an example's page names: only those it shows the name of, and only while it may be seen."""

from __future__ import annotations

from datetime import date

from flask import Flask

from resultatbank.data.models import Example
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import PartyKind
from tests import factories as make
from tests.conftest import Clock
from tests.web.bank.test_search import logged_in
from tests.web.client import Browser, soup


def with_people() -> Example:
    """An example with one who is named with role and quote, a company, one without role, and one who only is seen."""
    example = make.example(benefit="Elva företag sänkte elkostnaden")
    for party, materials in (
        (make.party("Samira Provström", role="Ägare"), ["name", "role", "quote", "photo"]),
        (make.party("Påhittade Bageriet AB", kind=PartyKind.ORGANISATION), ["company_name"]),
        (make.party("Tove Låtsberg", role="Hemlig roll"), ["name"]),
        (make.party("Osedd Namnsson"), ["photo"]),
    ):
        make.appearance(party, example, materials)
        make.agreement(party, yes=make.everywhere(*materials), until_day=date(2026, 11, 23))
    db.session.commit()
    return example


def named(browser: Browser, example: Example) -> list[str]:
    section = soup(browser.get(f"/exempel/{example.id}")).find("section", attrs={"aria-labelledby": "named"})
    return [" ".join(line.get_text().split()) for line in section.find_all("li")] if section else []


def test_each_that_is_named_stands_with_role_and_what_is_shown(within: Flask) -> None:
    assert named(logged_in(within), with_people()) == [
        "Samira Provström, Ägare. Med citat och foto.",
        "Påhittade Bageriet AB",
        "Tove Låtsberg",
    ]


def test_one_whose_part_has_ended_is_not_named(within: Flask) -> None:
    example, party = make.example(), make.party("Samira Provström")
    make.appearance(party, example).ended_at = make.NOW
    db.session.commit()
    assert named(logged_in(within), example) == []


def test_nobody_is_named_when_it_may_no_longer_be_seen(within: Flask, clock: Clock) -> None:
    example = with_people()
    clock.forward(days=1)
    editor = logged_in(within, Role.COMMUNICATOR)
    assert editor.get(f"/exempel/{example.id}").status_code == 200
    assert named(editor, example) == []
    assert logged_in(within).get(f"/exempel/{example.id}").status_code == 404
