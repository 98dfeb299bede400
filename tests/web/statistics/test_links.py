"""Statistik: every number leads to as many examples, whatever is chosen, and a file says what it holds."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from functools import cache

import pytest
from bs4 import Tag
from flask import Flask
from openpyxl import load_workbook

from resultatbank.data import derive
from resultatbank.data.models import TargetGroup, Term
from resultatbank.extensions import db
from resultatbank.rules.words import TermKind
from resultatbank.web.statistics import export
from tests import factories as make
from tests.web.client import Browser, soup

ADDRESS = "/statistik"
THEME, PROGRAMME, GROUP = TermKind.THEME, TermKind.PROGRAMME, TermKind.TARGET_GROUP
Terms = dict[TermKind, list[Term]]


@pytest.fixture
def terms(within: Flask) -> Terms:
    """A bank in which nearly every example has several values of a kind, and three terms of each kind of them."""
    found = {kind: [make.term(kind, f"{kind} {number}") for number in range(3)] for kind in (THEME, PROGRAMME, GROUP)}
    chance = random.Random(3)  # noqa: S311  # Each run must meet the same numbers.

    def some(among: list[Term]) -> list[Term]:
        return chance.sample(among, chance.randrange(1, 3))

    for _ in range(14):
        regions = chance.sample(["12", "14", "24"], chance.randrange(1, 3))
        year = chance.choice([2024, 2025, None])
        one = make.example(regions=regions, terms=[*some(found[THEME]), *some(found[PROGRAMME])], year=year)
        for group in some(found[GROUP]):
            db.session.add(TargetGroup(example_id=one.id, term_id=group.id, interest="Hur andra gjorde."))
    db.session.flush()
    derive.work_out()
    return found


def questions(terms: Terms) -> Iterator[str]:
    first, second = ({kind: each[at].id for kind, each in terms.items()} for at in (0, 1))
    yield ""
    yield "?lan=14"
    yield "?ar=2025"
    yield f"?tema={first[THEME]}&period=alla"
    yield f"?malgrupp={first[GROUP]}&program={second[PROGRAMME]}"
    yield f"?malgrupp={first[GROUP]}&malgrupp={second[GROUP]}"
    yield f"?lan=14&lan=12&tema={first[THEME]}"


def number_at(link: Tag) -> int | None:
    """The number that a link stands at. A year over a column has none of its own, nor has a sentence."""
    if link.find_parent("svg"):
        return int(str(link["aria-label"]).split(": ")[1].split()[0])
    if link.find_parent(["thead", "p"]):
        return None
    beside = link.find_parent("tr") or link.find_parent("div")
    assert beside is not None
    return int(beside.select("td.num, dd.fig")[-1].get_text().replace("\xa0", ""))


def found_by_search(browser: Browser, address: str) -> int:
    total = soup(browser.get(address)).select_one("#total")
    assert total is not None
    said = re.match(r"(\d+|Inga) exempel", total.get_text(strip=True))
    assert said is not None
    return 0 if said[1] == "Inga" else int(said[1])


def to_examples(browser: Browser, question: str) -> list[Tag]:
    return soup(browser.get(ADDRESS + question)).select(".stats a[href^='/exempel?'], .stats a[href='/exempel']")


def test_every_link_leads_to_as_many_examples_as_the_number_it_stands_at(employee: Browser, terms: Terms) -> None:
    @cache
    def found(address: str) -> int:
        return found_by_search(employee, address)

    for question in questions(terms):
        links = to_examples(employee, question)
        assert len(links) > 9, question
        for link in links:
            address, number = str(link["href"]), number_at(link)
            if number is None:
                within = soup(employee.get(address.replace("/exempel", ADDRESS))).select_one("dl.figs dd")
                number = int(within.get_text()) if within else 0
            assert found(address) == number, (question, address)


def test_what_the_search_can_not_ask_for_has_its_number_without_a_link(employee: Browser, terms: Terms) -> None:
    page = soup(employee.get(f"{ADDRESS}?lan=14&malgrupp={terms[GROUP][0].id}"))
    tiles = {str(each["aria-label"]).partition(":")[0]: each for each in page.select("svg.tiles [aria-label]")}
    assert len(tiles) == 21
    assert [name for name, each in tiles.items() if each.name == "a"] == ["Västra Götalands län"]
    assert tiles["Skåne län"]["role"] == "img"
    assert "Skåne län: 0" not in str(tiles["Skåne län"]["aria-label"])
    linked = {row.th.get_text(): bool(row.a) for row in page.select(".kind-4 tbody tr")}
    assert linked == {"target_group 0": True, "target_group 1": False, "target_group 2": False}
    assert all(row.a for row in page.select(".kind-3 tbody tr"))


def test_a_file_of_what_is_chosen_says_so_in_its_name_and_a_workbook_what(employee: Browser, terms: Terms) -> None:
    def named(question: str, what: str = "lan", kind: str = "csv") -> str:
        said = employee.get(f"{ADDRESS}/{what}/{kind}{question}").headers["Content-Disposition"]
        return said.removeprefix('attachment; filename="').removesuffix(f'.{kind}"')

    day, theme = make.NOW.date(), terms[THEME][0]
    theme.label = "Energi & klimat i hela världen"
    db.session.commit()
    assert named("") == f"lan_{day}"
    assert named("?lan=14") == f"lan_vastra-gotalands-lan_{day}"
    assert named(f"?lan=14&lan=12&tema={theme.id}", "kanaler", "xlsx") == (
        f"kanaler_vastra-gotalands-lan_skane-lan_energi-klimat-i-hela-varlden_{day}"
    )
    # The period changes nothing but the copies.
    assert named("?period=manad") == f"lan_{day}"
    assert named("", "anvant") == f"mest-anvant_senaste-aret_{day}"
    assert named("?period=manad&lan=14", "anvant") == f"mest-anvant_vastra-gotalands-lan_senaste-30-dagarna_{day}"
    assert named("?period=alla", "anvant") == f"mest-anvant_sedan-starten_{day}"

    def sheets(question: str, what: str) -> dict[str, list[tuple[object, ...]]]:
        book = load_workbook(io.BytesIO(employee.get(f"{ADDRESS}/{what}/xlsx{question}").data))
        return {sheet.title: list(sheet.values) for sheet in book}

    assert list(sheets("", "lan")) == ["Län"]
    assert sheets(f"?tema={theme.id}&lan=14&lan=12&period=manad", "anvant")["Urval"] == [
        ("Begränsat till", "Värde"),
        ("Län", "Västra Götalands län"),
        ("Län", "Skåne län"),
        ("Tema", theme.label),
        ("Räkna kopior", "30 dagar"),
    ]


def test_the_name_of_a_file_is_short_and_plain_however_much_is_chosen(employee: Browser, terms: Terms) -> None:
    for kind in terms:
        for term in terms[kind]:
            term.label = f"{term.label} är ”ett” namn/som: är längre än någon orkar läsa, och med 𝕏 i"
    db.session.commit()
    everything = "&".join(
        [f"lan={code}" for code in ("01", "12", "14", "24")]
        + [f"tema={term.id}" for term in terms[THEME]]
        + [f"malgrupp={term.id}" for term in terms[GROUP]]
    )
    for what in export.TABLES:
        for kind in ("csv", "xlsx"):
            for question in ("", everything, f"{everything}&period=manad", "lan=14"):
                answer = employee.get(f"{ADDRESS}/{what}/{kind}?{question}")
                name = answer.headers["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
                assert re.fullmatch(rf"[a-z0-9_-]+_{make.NOW.date()}\.{kind}", name), name
                assert len(name) <= 120
                assert question != everything or "_stockholms-lan_" in name
                assert question != everything or re.search(r"_och-\d+-till_", name)
