"""Whose yes is missing, in sentences a reader understands."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from resultatbank.data.reasons import why_closed
from resultatbank.extensions import db
from resultatbank.rules.words import Naming, State
from tests import factories as make

DAY = date(2026, 11, 23)


def sentences(example: make.Example, channel: str, day: date = DAY) -> list[str]:
    db.session.commit()
    return [why.sentence for why in why_closed([example.id], day)[example.id].get(channel, [])]


def test_one_partys_materials_make_one_sentence_for_each_cause(within: Flask) -> None:
    example, party = make.example(), make.party("Samira Provström")
    make.appearance(party, example, ["name", "photo", "quote", "role"])
    make.agreement(party, yes=make.everywhere("name"), no=[("photo", "social"), ("quote", "social")])
    assert sentences(example, "social") == [
        "Samira Provström har sagt nej till foto och citat.",
        "Samira Provström har inte svarat om titel/roll.",
    ]


def test_a_withdrawal_and_an_expiry_are_told_with_their_day(within: Flask) -> None:
    example, party, company = (
        make.example(),
        make.party("Tove Låtsberg"),
        make.party("Mek & Mod AB", kind="organisation"),
    )
    make.appearance(party, example, ["name"])
    make.appearance(company, example, ["logo"])
    given = make.agreement(party, yes=make.everywhere("name"))
    make.agreement(party, no=make.everywhere("name"), given_on=DAY, withdraws=given)
    make.agreement(company, yes=make.everywhere("logo"), until_day=date(2026, 11, 21))
    assert sentences(example, "web") == [
        "Tove Låtsberg drog tillbaka namn 2026-11-23.",
        "Överenskommelsen med Mek & Mod AB om logotyp gällde till 2026-11-21.",
    ]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("", "Tove Låtsberg drog tillbaka namn 2026-11-23."),
        ("withdrawn", "Tove Låtsberg drog tillbaka namn 2026-11-23."),
        ("objected", "Tove Låtsberg invände mot namn 2026-11-23."),
        ("ended", "Avtalet med Tove Låtsberg om namn avslutades 2026-11-23."),
        ("revoked", "Vi stoppade namn från Tove Låtsberg 2026-11-23."),
        ("invalidated", "Posten om namn från Tove Låtsberg var fel, och gäller inte sedan 2026-11-23."),
    ],
)
def test_each_way_of_ending_is_called_what_it_is(within: Flask, ending: str, said: str) -> None:
    example, party = make.example(), make.party("Tove Låtsberg")
    make.appearance(party, example, ["name"])
    given = make.agreement(party, yes=make.everywhere("name"))
    make.agreement(party, no=make.everywhere("name"), given_on=DAY, withdraws=given, ending=ending)
    assert sentences(example, "web") == [said]


def test_an_open_channel_has_no_reasons(within: Flask) -> None:
    assert sentences(make.example(), "web") == []


def test_nobody_has_assessed_the_draft(within: Flask) -> None:
    draft = make.example(naming=Naming.UNKNOWN, state=State.DRAFT)
    assert sentences(draft, "intranet") == ["Ingen har bedömt om någon är namngiven."]


def test_a_protected_party_closes_without_being_named(within: Flask) -> None:
    example, party = make.example(), make.party("Hemlig Hittepå", protected=True)
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=make.everywhere("name"))
    assert sentences(example, "web") == ["En part har skyddade uppgifter. Då publicerar vi inte alls."]
