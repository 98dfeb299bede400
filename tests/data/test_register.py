"""The register's reading, held against a naive restatement of every filter and order, asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from resultatbank.data import agreements, derive, register, stances
from resultatbank.data.models import Agreement, Appearance, Example, Party, PartyStance, User
from resultatbank.data.register import Filters, Order, Registered
from resultatbank.extensions import db
from resultatbank.rules.clearance import Answer, cause_of, covers, deciding
from resultatbank.rules.roles import Role
from resultatbank.rules.standing import Standing, standing
from resultatbank.rules.words import LegalBasis, PartyKind
from tests import factories as make
from tests.statements import statements

TODAY = date(2026, 11, 23)
WEB, PRESS = ("name", "web"), ("name", "press")
DAYS = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=59), date(2028, 1, 1))


@pytest.fixture
def crowd(within: Flask) -> list[Party]:
    """Parties in every standing, in organisations, in examples that two people answer for, and renewed or shortened."""
    one, two = make.user(Role.COMMUNICATOR, name="Ett Ettsson"), make.user(Role.COMMUNICATOR, name="Två Tvåsson")
    company = make.party("Bolaget", kind=PartyKind.ORGANISATION)
    examples = [make.example(responsible=each) for each in (one, two, None)]
    found = [company, make.party("Saknas Sand", organisation_id=company.id)]
    for number, (until, form) in enumerate(product(DAYS, range(4))):
        party = make.party(f"Part {number % 7} {number}", organisation_id=company.id if number % 3 else None)
        first = make.agreement(party, yes=[WEB, PRESS], until_day=until, from_day=date(2025, 1, 1))
        if form == 1:
            make.agreement(party, yes=[WEB], until_day=date(2027, 3, 1), given_on=date(2026, 10, number % 28 + 1))
        if form == 2:
            make.agreement(party, no=[WEB, PRESS], given_on=date(2026, 11, 20), withdraws=first)
        if form == 3:
            make.agreement(party, no=[WEB], given_on=date(2026, 10, 2), covers=[examples[number % 3]])
        for example in examples[: number % 4]:
            make.appearance(party, example)
        found.append(party)
    only_one = make.party("Bara i Ett")
    make.agreement(only_one, yes=[WEB], covers=[examples[0]])
    nothing_but_no = make.party("Nej Nilsson")
    make.agreement(nothing_but_no, no=[WEB])
    gone = make.appearance(nothing_but_no, examples[0])
    gone.ended_at = make.NOW
    make_contract(make.party("Avtal Åberg"))
    db.session.commit()
    return [*found, only_one, nothing_but_no]


def decides(answers: Iterable[Answer], channels: Iterable[str]) -> list[Answer]:
    """What decides for the name, in each example and in one that is never mentioned."""
    mine, found = list(answers), []
    for channel, example in product(channels, [0, *db.session.scalars(select(Example.id))]):
        here = [each for each in mine if each.channel == channel and covers(each, example)]
        found.append(deciding(here, TODAY))
    return [each for each in found if each is not None]


@dataclass(frozen=True)
class Known:
    """What is true of a party, found out without the stored rows."""

    party: Party
    standing: Standing
    bases: set[str]
    running: list[Answer]
    responsible: set[int | None]


def known() -> list[Known]:
    """Ask the rules themselves about each party."""
    answers = stances.answers_of(select(Party.id))
    bases = dict(db.session.execute(select(Agreement.id, Agreement.basis)).all())
    found = []
    for party in db.session.scalars(select(Party)):
        mine = answers.get(party.id, [])
        now = decides(mine, ("web", "press"))
        inside = select(Example.responsible_id).join(Appearance, Appearance.example_id == Example.id)
        inside = inside.where(Appearance.party_id == party.id, Appearance.ended_at.is_(None))
        found.append(
            Known(
                party,
                standing(mine, TODAY).standing,
                {bases[each.agreement_id] for each in now},
                [each for each in now if cause_of(each, TODAY) is None],
                set(db.session.scalars(inside)),
            )
        )
    return found


def naive(filters: Filters, parties: list[Known]) -> set[str]:
    """The names that the filters let through, each filter said once more in plain words."""
    return {
        each.party.name
        for each in parties
        if (not filters.name or filters.name.lower() in each.party.name.lower())
        and (not filters.standing or each.standing == filters.standing)
        and (not filters.kind or each.party.kind == filters.kind)
        and (not filters.basis or filters.basis in each.bases)
        and (not filters.channel or filters.channel in {answer.channel for answer in each.running})
        and (filters.ends_by is None or any(answer.until_day <= filters.ends_by for answer in each.running))
        and (filters.organisation_id is None or filters.organisation_id in (each.party.id, each.party.organisation_id))
        and (filters.responsible_id is None or filters.responsible_id in each.responsible)
    }


def test_all_filters_together_say_what_each_says_alone(crowd: list[Party]) -> None:
    people = [None, *db.session.scalars(select(User.id).where(User.name.in_(["Ett Ettsson", "Två Tvåsson"])))]
    parties, seen = known(), set[int]()
    for state, channel, ends_by, responsible, company in product(
        ["", *Standing], ["", "web", "press"], [None, TODAY, TODAY + timedelta(days=30)], people, [None, crowd[0].id]
    ):
        filters = Filters(
            name="part" if len(seen) % 2 else "",
            standing=state,
            channel=channel,
            ends_by=ends_by,
            responsible_id=responsible,
            organisation_id=company,
        )
        found = {line.party.name for line in register.registered(filters, Order.NAME, TODAY)}
        assert found == naive(filters, parties), filters
        seen.add(len(found))
    assert len(seen) > 8


@pytest.mark.parametrize("kind", ["", *PartyKind])
@pytest.mark.parametrize("basis", ["", "consent", "contract"])
def test_kind_and_basis_too(crowd: list[Party], kind: str, basis: str) -> None:
    filters = Filters(kind=kind, basis=basis)
    assert {line.party.name for line in register.registered(filters, Order.NAME, TODAY)} == naive(filters, known())


def test_the_basis_is_of_a_record_that_still_decides(within: Flask) -> None:
    party = make.party()
    make.agreement(party, yes=[WEB], from_day=date(2025, 1, 1))
    later = make_contract(party)
    db.session.commit()
    assert later.basis == LegalBasis.CONTRACT
    assert [line.bases for line in register.registered(Filters(), Order.NAME, TODAY)] == [(LegalBasis.CONTRACT,)]
    assert not register.registered(Filters(basis="consent"), Order.NAME, TODAY)


def make_contract(party: Party) -> Any:
    """A record under a contract, of the same answers as before."""
    given = agreements.Given(LegalBasis.CONTRACT, TODAY, {WEB: True}, TODAY, date(2027, 11, 23))
    return agreements.record(party, given, agreements.Proof(how="oral"), make.stamp(make.user()))


def order_of(order: Order) -> list[Registered]:
    return list(register.registered(Filters(), order, TODAY))


def test_each_order_is_the_one_it_says(crowd: list[Party]) -> None:
    by_name = [line.party.name for line in order_of(Order.NAME)]
    assert by_name == sorted(by_name)
    ranks = [register.WORST_FIRST.index(line.state.standing) for line in order_of(Order.STATE)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(Standing)
    ends = [line.until if line.runs else None for line in order_of(Order.END)]
    dated = [each for each in ends if each is not None]
    assert ends == sorted(dated) + [None] * (len(ends) - len(dated))
    latest = [line.latest for line in order_of(Order.LATEST)]
    given = [each for each in latest if each is not None]
    assert latest == sorted(given, reverse=True) + [None] * (len(latest) - len(given))


def test_a_line_says_where_the_party_stands_and_who_answers(crowd: list[Party]) -> None:
    for line in order_of(Order.NAME):
        answers = stances.answers_of(select(Party.id).where(Party.id == line.party.id)).get(line.party.id, [])
        assert line.state == standing(answers, TODAY)
        running = {each.channel for each in decides(answers, ("web", "press")) if cause_of(each, TODAY) is None}
        assert line.channels == running
    by_examples = {line.examples: line.responsible for line in order_of(Order.NAME)}
    assert by_examples == {
        0: (),
        1: ("Ett Ettsson",),
        2: ("Ett Ettsson", "Två Tvåsson"),
        3: ("Ett Ettsson", "Två Tvåsson"),
    }


def test_the_register_counts_all_and_shows_a_page(within: Flask) -> None:
    for number in range(51):
        make.party(f"Part {number:02}", kind=PartyKind.ORGANISATION)
    pages = [register.register(Filters(kind="organisation"), Order.NAME, page, TODAY) for page in (1, 9)]
    assert [(len(each.lines), each.total, each.page, each.pages) for each in pages] == [(50, 51, 1, 2), (1, 51, 2, 2)]
    assert pages[1].lines[0].state.standing is Standing.MISSING


@pytest.mark.parametrize("order", Order)
def test_the_number_of_questions_is_the_same_for_any_number_of_parties(crowd: list[Party], order: Order) -> None:
    few = replace(Filters(), name="Saknas")
    sent = []
    for filters in (few, Filters()):
        db.session.expire_all()
        with statements() as asked:
            register.registered(filters, order, TODAY)
            register.register(filters, order, 1, TODAY)
        sent.append(len(asked))
    assert sent[0] == sent[1]


# ------------------------------------------------------------------------------------------------- the stored stances


def test_what_is_stored_is_proved_and_can_be_rebuilt(crowd: list[Party]) -> None:
    assert stances.verify() == []
    wrong = db.session.scalars(select(PartyStance).where(PartyStance.kind == "end").limit(1)).one()
    wrong_id = wrong.party_id
    db.session.execute(
        text("UPDATE party_stance SET until_day = '9999-12-31' WHERE kind = 'end' AND party_id = :id"), {"id": wrong_id}
    )
    assert stances.verify() == [wrong_id]
    stances.rebuild()
    assert stances.verify() == []
    assert derive.verify() == []


def test_an_answer_that_comes_past_the_app_unsays_the_party(within: Flask) -> None:
    party = make.party()
    record = make.agreement(party, yes=[WEB])
    db.session.commit()
    assert [line.state.standing for line in register.registered(Filters(), Order.NAME, TODAY)] == [Standing.VALID]
    db.session.execute(
        text(
            "INSERT INTO agreement_answer (agreement_id, material, channel, yes, from_day, until_day, given_at) "
            "VALUES (:id, 'photo', 'web', :no, '2026-11-23', '9999-12-31', '2026-11-23 09:00:00')"
        ),
        {"id": record.id, "no": False},
    )
    assert not db.session.scalars(select(PartyStance)).all()
    assert stances.verify() == [party.id]


def test_the_day_alone_changes_what_is_said(within: Flask) -> None:
    make.agreement(make.party(), yes=[WEB], until_day=date(2027, 3, 1))
    db.session.commit()
    said = [
        register.registered(Filters(), Order.NAME, day)[0].state.standing
        for day in (TODAY, date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 1), date(2027, 3, 2))
    ]
    assert said == [Standing.VALID, Standing.VALID, Standing.SOON, Standing.SOON, Standing.EXPIRED]
