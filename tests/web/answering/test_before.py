"""What the page of a question tells a party that has said yes to something before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from resultatbank.data import invitations, regretting
from resultatbank.data.invitations import Answerer
from resultatbank.data.models import Example, Invitation, Party
from resultatbank.rules.words import Language, LegalBasis
from tests import factories as make
from tests.web.client import Browser, soup, words

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
YES_ON_THE_WEB: dict[str, Any] = {"yes": [("name", "web")], "given_on": date(2026, 11, 1)}


def read(reader: Browser, asked: Invitation) -> str:
    text = words(reader.get(f"/svar/{invitations.new_link(asked, 30, make.stamp())}"))
    return text.replace(" .", ".")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.SWEDISH,
            "Du har redan sagt ja till vissa delar till och med 2028-10-28. "
            "Säger du ja här gäller det nya svaret, till och med 2027-11-23.",
        ),
        (Language.EASY, "Det gäller till och med 2028-10-28. Om du säger ja här gäller ditt nya svar."),
        (Language.ENGLISH, "until 2028-10-28. If you say yes here, the new answer holds instead, until 2027-11-23."),
    ],
)
def test_a_yes_that_would_take_the_place_of_a_longer_one_says_so(
    reader: Browser, party: Party, example: Example, language: Language, said: str
) -> None:
    make.agreement(party, **YES_ON_THE_WEB, until_day=date(2028, 10, 28))
    assert said in read(reader, make.asked(party, covers=[example], language=language))


@only_sqlite
def test_a_yes_without_a_last_day_is_told_of_as_it_is(reader: Browser, party: Party, asked: Invitation) -> None:
    make.agreement(party, **YES_ON_THE_WEB)
    assert "utan sista dag. Säger du ja här gäller det nya svaret, till och med 2027-11-23" in read(reader, asked)


@only_sqlite
def test_a_yes_that_replaces_nothing_longer_tells_of_nothing(reader: Browser, party: Party, asked: Invitation) -> None:
    make.agreement(party, **YES_ON_THE_WEB, until_day=date(2027, 11, 23))
    make.agreement(party, yes=[("name", "press")])
    make.agreement(party, **YES_ON_THE_WEB, covers=[make.example("Ett annat")])
    assert "Du har redan sagt ja" not in read(reader, asked)


@only_sqlite
@pytest.mark.parametrize(
    ("language", "no_here", "other"),
    [
        (Language.SWEDISH, "Då visar vi inget av det vi frågar om här.", "Annat som du har sagt ja till förut gäller"),
        (Language.EASY, "Vi får inte visa något av det vi frågar om här.", "Du har sagt ja till annat förut."),
        (Language.ENGLISH, "Then we show nothing of what we ask about here.", "Anything else you have said yes to"),
    ],
)
def test_no_to_everything_is_no_to_what_is_asked_and_an_earlier_yes_stands(
    reader: Browser, party: Party, example: Example, language: Language, no_here: str, other: str
) -> None:
    asked = make.asked(party, covers=[example], language=language)
    assert no_here in read(reader, asked)
    make.agreement(party, yes=[("name", "web")], until_day=date(2027, 5, 1), covers=[example])
    assert other not in read(reader, asked), "a no here takes the place of the only yes there is"
    make.agreement(party, yes=[("name", "press")], until_day=date(2027, 5, 1))
    assert other in read(reader, asked)


@only_sqlite
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.SWEDISH, "Det du har kryssat sparas inte förrän du skickar svaret."),
        (Language.EASY, "Dina kryss sparas inte om du svarar senare."),
        (Language.ENGLISH, "What you have ticked is not kept until you send your answer."),
    ],
)
def test_the_button_to_answer_later_says_that_ticks_are_not_kept(
    reader: Browser, party: Party, language: Language, said: str
) -> None:
    url = f"/svar/{invitations.new_link(make.asked(party, language=language), 30, make.stamp())}"
    button = soup(reader.get(url)).select_one("button[name=senare]")
    assert button is not None
    hint = soup(reader.get(url)).find(id=str(button["aria-describedby"]))
    assert hint is not None
    assert said in hint.get_text()


def test_what_was_taken_back_of_this_answer_is_told_once_with_what_it_was(
    reader: Browser, party: Party, asked: Invitation
) -> None:
    make.agreement(party, yes=[("name", "press")], basis=LegalBasis.CONTRACT)
    invitations.answer(asked, dict.fromkeys(invitations.asked_cells(asked), True), Answerer(), make.stamp())
    regretting.withdraw(asked, [("name", "web")], Answerer(), make.stamp())
    regretting.withdraw(asked, [("photo", "web")], Answerer(), make.stamp())
    text = read(reader, asked)
    assert text.count("Du tog tillbaka ditt ja") == 1
    section = text.partition("Du tog tillbaka ditt ja")[2].partition("Det här gäller")[0]
    assert "Namn: Vår webbplats" in section
    assert "Foto: Vår webbplats" in section
    assert "Intranät" not in section


@only_sqlite
def test_what_was_taken_back_of_something_else_is_not_said_to_be_of_this(
    reader: Browser, party: Party, asked: Invitation
) -> None:
    other = make.asked(party, covers=[make.example("Ett annat")])
    for each in (asked, other):
        invitations.answer(each, dict.fromkeys(invitations.asked_cells(each), True), Answerer(), make.stamp())
    regretting.withdraw(other, [("name", "web")], Answerer(), make.stamp())
    section = read(reader, asked).partition("Du tog tillbaka ditt ja")[2].partition("Det här gäller")[0]
    assert "Namn" not in section
