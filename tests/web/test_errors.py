"""The way back from an error page: to a page of ours, and with no more than ids in its address."""

from __future__ import annotations

import pytest
from flask import Flask

from resultatbank.rules.roles import Role
from tests import factories as make
from tests.web.client import Browser, soup

HOME = "http://localhost"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        (f"{HOME}/exempel/1/steg/2", "/exempel/1/steg/2"),
        (f"{HOME}/overenskommelser/ny?part=3&exempel=4&vem=Hitte+Bagarsson", "/overenskommelser/ny?part=3&exempel=4"),
        (f"{HOME}/exempel?q=8507099805", "/exempel"),
        # An address that only takes forms, as after a refusal.
        (f"{HOME}/exempel/1/rader/sources/7", "/exempel/1/rader/sources"),
        ("http://elsewhere.example.se/exempel/1/steg/2", None),
        ("http://localhost.example.se/exempel", None),
        (f"{HOME}/finns/inte", None),
        ("", None),
    ],
)
def test_a_refused_file_leads_back_to_where_it_was_sent_from(within: Flask, referrer: str, back: str | None) -> None:
    browser = Browser(within)
    browser.log_in(make.user(Role.COMMUNICATOR))
    example = make.example()
    url = f"/exempel/{example.id}/rader/sources"
    response = browser.send(
        "POST", url, data="x" * 12 * 1024**2, content_type=FORM, headers={"Referer": referrer} if referrer else {}
    )
    assert response.status_code == 413
    links = {link.get_text(): link["href"] for link in soup(response).select("main a")}
    assert links.get("Tillbaka till sidan du kom från") == back
    assert links["Till startsidan"] == "/"
