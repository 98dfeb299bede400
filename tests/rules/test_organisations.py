"""Names of organisations are told from all others; in doubt a name is a person's."""

import pytest

from resultatbank.rules.organisations import is_organisation


@pytest.mark.parametrize(
    "name",
    [
        "Hittepå Solbageri AB",
        "Låtsas Fjällstall HB",
        "Påhitts Mejeri ek. för.",
        "Enheten för grön omställning",
        "Region Påhitt",
        "Låtsaby kommun",
        "Påhittade högskolan",
        "Kodkooperativet Prov och Fel",
        "Stiftelsen Påhittsmuseet",
        "Exempelverket",
        "Anna Påhittsson Bygg AB",
    ],
)
def test_what_says_what_it_is_is_an_organisation(name: str) -> None:
    assert is_organisation(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Elis Skisslund",
        "Elis Skisslund, Region Påhitt",
        "Elis Skisslund vid Låtsaby kommun",
        "Elis Skisslund (Hittepå Solbageri AB)",
        "Elis Skisslund / Exempelverket",
        "Elis Skisslund Påhitts kommun",
        "Abbe Abbesson",
        "Anna Ek",
        "Region Påhitt, Elis Skisslund",
        "Hittepå",
        "elis@exempelverket.example",
    ],
)
def test_what_may_be_a_person_is_none(name: str) -> None:
    assert not is_organisation(name)
