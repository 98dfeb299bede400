"""No page asks the database more when there is more to show."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import inbox, rows
from resultatbank.data.events import log
from resultatbank.data.models import Appearance, Example, Party, Term, Use, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Naming, State, TermKind
from tests import factories as make
from tests.statements import statements
from tests.web.addresses import Address, Visitor, addresses
from tests.web.populated import TEXTS, TODAY, Bank, bank

__all__ = ["bank"]

MORE = 6
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@only_sqlite
def test_no_page_asks_more_when_there_is_more_to_show(app: Flask, bank: Bank) -> None:
    visitor = Visitor(app, bank.everybody)
    pages = list(addresses(app, bank))
    grow(bank, range(1))
    before = {address: questions(visitor, address) for address in pages}
    grow(bank, range(1, MORE))
    after = {address: questions(visitor, address) for address in pages}
    more = {
        address.path: f"{len(before[address])} became {len(after[address])}: {extra(before[address], after[address])}"
        for address in pages
        if len(after[address]) > len(before[address])
    }
    assert len(pages) > 50
    assert not more, "\n".join(f"{path}: {what}" for path, what in more.items())


def questions(visitor: Visitor, address: Address) -> list[str]:
    """Return what a page asks the database, the second time it is asked for, when nothing has to be found out anew."""
    visitor.ask("GET", address.path)
    with statements() as sent:
        visitor.ask("GET", address.path)
    return sent


def extra(before: list[str], after: list[str]) -> str:
    """Return the statement that has become more common, whatever its number of parameters, cut short."""
    was, now = ([re.sub(r"\(\?(, \?)*\)", "(…)", each) for each in sent] for sent in (before, after))
    grown = max(now, key=lambda each: now.count(each) - was.count(each))
    return " ".join(grown.split())[:400]


def grow(bank: Bank, numbers: range) -> None:
    """Put more of everything in the bank, and into its open example, and commit."""
    everybody = db.session.scalars(select(User).where(User.email == bank.everybody)).one()
    open_one = db.session.get_one(Example, bank.examples["open"])
    for number in numbers:
        person = make.user(Role.COMMUNICATOR, name=f"Fler Flersson {number}")
        for kind in TermKind:
            make.term(kind.value, f"Ännu ett ord {number}")
        more_examples(number, person)
        make.example(f"Mitt eget {number}", state=State.DRAFT, responsible=everybody)
        party = make.party(f"Till Tillsson {number}", email=f"till{number}@example.se")
        make.appearance(party, open_one, ["name", "photo"])
        make.agreement(party, yes=make.everywhere("name", "photo"), until_day=TODAY + timedelta(days=50 + number))
        make.review(open_one, by=person)
        more_rows(open_one, number, person)
        stamp = make.stamp(person)
        inbox.send("tip", f"Ett tips till, nummer {number}", stamp)
        inbox.send("fault", f"Ett fel till, nummer {number}", stamp, example=open_one)
        inbox.settle(inbox.send("tip", f"Besvarat tips {number}", stamp), "declined", "Tack ändå.", stamp)
        log(stamp, "example_published", "example", open_one.id, example=open_one.id)
        for user in (everybody, person):
            db.session.add(Use(example_id=open_one.id, user_id=user.id, at=make.NOW, where_to="Ett tal till"))
    more_agreements(bank, numbers)
    db.session.commit()
    db.session.remove()


def more_examples(number: int, responsible: User) -> None:
    """Add one in every state, and published ones that are blocked for each of the reasons."""
    terms = db.session.scalars(select(Term).where(Term.kind == TermKind.THEME.value)).all()
    whole = {"texts": TEXTS, "regions": ["01", "12"], "terms": terms, "responsible": responsible, "year": 2024}
    for state in State:
        make.example(f"Bageri {state} {number}", state=state, **whole)  # type: ignore[arg-type]  # Each is what it says.
    smith, weaver = make.party(f"Smed Smedsson {number}"), make.party(f"Väv Vävsson {number}")
    expired = make.example(f"Smedja {number}", **whole)  # type: ignore[arg-type]  # Each is what it says.
    missing = make.example(f"Väveri {number}", naming=Naming.NAMED, **whole)  # type: ignore[arg-type]  # Each is what it says.
    make.appearance(smith, expired)
    make.agreement(smith, yes=make.everywhere("name"), until_day=TODAY - timedelta(days=3))
    make.appearance(weaver, missing)


def more_agreements(bank: Bank, numbers: range) -> None:
    """Let the first party answer again and again, for more and more examples."""
    examples = db.session.scalars(select(Example)).all()
    party = db.session.get_one(Party, bank.ids["party_id"][0])
    inside = set(db.session.scalars(select(Appearance.example_id).where(Appearance.party_id == party.id)))
    for example in examples:
        if example.id not in inside | set(bank.examples.values()):
            make.appearance(party, example, ["company_name"])
    for number in numbers:
        make.agreement(party, yes=make.everywhere("company_name"), given_on=TODAY - timedelta(days=number))


def more_rows(of: Example, number: int, by: User) -> None:
    """Add one more row of each kind to an example."""
    stamp = make.stamp(by)
    group = make.term(TermKind.TARGET_GROUP.value, f"Grupp {number}")
    form = make.term(TermKind.FORMAT.value, f"Form {number}")
    source = rows.add_row(of.id, "sources", {"title": f"Källa {number}"}, stamp)
    figure = {"name": "Jobb", "unit": "jobb", "source_id": source.id, "responsible_id": by.id}
    indicator = rows.add_row(of.id, "indicators", figure, stamp)
    value = {"indicator_id": indicator.id, "value": Decimal(number), "measured_on": TODAY, "source_id": source.id}
    rows.add_row(of.id, "measurements", value, stamp)
    rows.add_row(of.id, "target_groups", {"term_id": group.id, "interest": "Hur."}, stamp)
    rows.add_row(of.id, "packages", {"format_id": form.id, "title": f"Paket {number}"}, stamp)
    rows.add_row(of.id, "channel_plan", {"channel": "press", "responsible_id": by.id}, stamp)
    place = {
        "channel": "web",
        "address": f"https://www.example.se/{number}",
        "from_day": TODAY,
        "responsible_id": by.id,
    }
    placement = rows.add_row(of.id, "placements", place, stamp)
    numbers = {"placement_id": placement.id, "measured_on": TODAY, "reached": 100 + number}
    rows.add_row(of.id, "follow_ups", numbers, stamp)
