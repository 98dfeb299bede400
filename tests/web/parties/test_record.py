"""The page of a record: what it tells besides the answers."""

from __future__ import annotations

from datetime import date

import pytest

from resultatbank.data.models import Example, Party
from resultatbank.extensions import db
from tests import factories as make
from tests.web.client import Browser, soup, words


def test_where_the_party_is_not_shown_it_says_so_and_leads_there(
    browser: Browser, person: Party, example: Example
) -> None:
    other = make.example("Bageriet vid ån")
    record = make.agreement(person, yes=[("name", "web")], covers=[example, other])
    page = browser.get(f"/overenskommelser/{record.id}")
    assert "inte med i det här exemplet än" in words(page)
    there = soup(page).find("a", string=f"Lägg till i {other.headline}")
    assert there is not None
    assert browser.get(str(there["href"])).status_code == 200
    make.appearance(person, other, ["name"])
    db.session.commit()
    assert "inte med i" not in words(browser.get(f"/overenskommelser/{record.id}"))


def test_an_answer_for_all_of_one_who_is_nowhere_says_so(browser: Browser, within: object) -> None:
    record = make.agreement(make.party("Ingenstans Påhittsson"), yes=[("name", "web")])
    assert "inte med i något exempel än" in words(browser.get(f"/overenskommelser/{record.id}"))
    refused = make.agreement(make.party("Nekande Påhittsson"), no=[("name", "web")])
    assert "inte med i något exempel" not in words(browser.get(f"/overenskommelser/{refused.id}"))


@pytest.mark.parametrize(("until", "said"), [(date(2027, 5, 1), "till 2027-05-01"), (date.max, "tills vidare")])
def test_a_period_is_told_in_words(browser: Browser, person: Party, until: date, said: str) -> None:
    record = make.agreement(person, yes=[("name", "web")], until_day=until)
    for path in (f"/overenskommelser/{record.id}", f"/parter/{person.id}", f"/parter/{person.id}/aterkalla"):
        page = words(browser.get(path))
        assert said in page
        assert "9999" not in page
