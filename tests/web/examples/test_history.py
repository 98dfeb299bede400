"""What has happened to an example, told in Swedish: who did what when, in order, and never what was written."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

import resultatbank.data
from resultatbank.data import (
    events,
    inbox,
    invitations,
    parties,
    placements,
    publishing,
    regretting,
    reviewing,
    rows,
    takedowns,
    texts,
    uses,
)
from resultatbank.data.invitations import Answerer
from resultatbank.data.models import Example, Review, Use, User
from resultatbank.extensions import Base, db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Role
from resultatbank.rules.words import Reading, State
from resultatbank.web import wording
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import make_ready
from tests.web.files.test_pictures import picture

SECRET = "Hemliga ord som ingen händelse får hålla"


def log_of(browser: Browser, example: Example) -> list[tuple[str, str]]:
    """The events that the page tells: what, and when and by whom."""
    page = soup(browser.get(f"/exempel/{example.id}/historik"))
    lines = page.select("section[aria-labelledby=handelser] li")
    return [tuple(" ".join(each.text.split()) for each in line.find_all("p")) for line in lines]  # type: ignore[misc]  # Two each.


def test_events_are_told_newest_first_in_swedish_with_who_and_when(
    app: Flask, browser: Browser, draft: Example, clock: Clock
) -> None:
    browser.get(f"/exempel/{draft.id}/uppgifter")
    browser.post(f"/exempel/{draft.id}/svar/message", {"message": SECRET, "seen_message": texts.digest("")})
    clock.forward(minutes=5)
    fields = browser.form(browser.get(f"/exempel/{draft.id}/uppgifter"), f"/exempel/{draft.id}/uppgifter")
    browser.post(f"/exempel/{draft.id}/uppgifter", fields | {"recipient": SECRET, "region_codes": ["24"]})
    clock.forward(days=1)
    other = Browser(app)
    other.log_in(make.user(Role.REVIEWER, name="Greger Granskare"))
    other.post(f"/exempel/{draft.id}/arkivera")
    clock.forward(minutes=1)
    browser.post(f"/exempel/{draft.id}/aterstall")
    label = checklist.QUESTIONS["message"].label
    assert log_of(browser, draft) == [
        ("Tillbaka från arkivet", "2026-11-24 10:06, Karin Mallander"),
        ("Arkiverat", "2026-11-24 10:05, Greger Granskare"),
        ("Uppgifter ändrade: stödmottagare, län", "2026-11-23 10:05, Karin Mallander"),
        (f"Svar sparat: {label}", "2026-11-23 10:00, Karin Mallander"),
    ]


def test_no_event_holds_what_was_written(browser: Browser, draft: Example, writer: User) -> None:
    make_ready(draft, writer)
    stamp, party = make.stamp(writer), make.party(SECRET)
    texts.save(draft, checklist.QUESTIONS["result"], SECRET, texts.digest("Ett svar som räcker"), stamp)
    texts.set_aside(draft, checklist.QUESTIONS["result"], SECRET, stamp)
    rows.remove_row(rows.add_row(draft.id, "sources", {"title": SECRET, "kind": "other"}, stamp), stamp)
    place = rows.add_row(
        draft.id, "placements", {"channel": "web", "address": SECRET, "from_day": stamp.day, "version": 1}, stamp
    )
    takedowns.settle(place, placements.STAYS, SECRET, stamp.day, place.version, stamp)
    appearance = parties.add_appearance(draft, party, ["name"], stamp)
    parties.end_appearance(appearance, stamp)
    inbox.settle(inbox.send("help", SECRET, stamp, example=draft), "declined", SECRET, stamp)
    reviewing.ask_parties(draft, stamp)
    publishing.archive(draft, stamp)
    uses.record_use(draft, stamp)
    db.session.commit()
    told = events.events_of_example(draft.id)
    assert len(told) > 10
    assert [event.kind for event in told if SECRET in str(event.fields)] == []
    section = soup(browser.get(f"/exempel/{draft.id}/historik")).select_one("section[aria-labelledby=handelser]")
    assert section is not None
    assert SECRET not in section.text
    assert "Ändrat" not in {line for line, _when in log_of(browser, draft)}


def test_a_row_is_called_by_its_name_for_as_long_as_it_is_there(browser: Browser, draft: Example) -> None:
    stamp = make.stamp()
    group = make.term("target_group", "Påhittade företagare")
    kept = [
        rows.add_row(draft.id, kind, values, stamp)
        for kind, values in (
            ("sources", {"title": "Slutrapporten", "kind": "other"}),
            ("indicators", {"name": "Antal jobb"}),
            ("target_groups", {"term_id": group.id}),
            ("packages", {"title": "Ugnen"}),
            ("channel_plan", {"channel": "social"}),
            ("placements", {"channel": "web", "from_day": stamp.day}),
        )
    ]
    measured = {"indicator_id": kept[1].id, "value": Decimal(3), "measured_on": stamp.day}
    rows.add_row(draft.id, "measurements", measured, stamp)
    rows.add_row(draft.id, "follow_ups", {"placement_id": kept[-1].id, "measured_on": stamp.day}, stamp)
    rows.change_row(kept[0], {"title": "Delrapporten"}, kept[0].version, stamp)
    gone = rows.add_row(draft.id, "packages", {"title": "Filmen"}, stamp)
    rows.remove_row(gone, stamp)
    told = [line for line, _when in log_of(browser, draft)]
    assert told == [
        "Rad borttagen: Paket",
        "Rad tillagd: Paket",
        "Rad ändrad: Källa ”Delrapporten”",
        f"Rad tillagd: Uppföljning ”Webb {stamp.day}”",
        f"Rad tillagd: Värde ”Antal jobb {stamp.day}”",
        f"Rad tillagd: Publiceringsplats ”Webb från {stamp.day}”",
        "Rad tillagd: Planerad kanal ”Sociala medier”",
        "Rad tillagd: Paket ”Ugnen”",
        "Rad tillagd: Målgrupp ”Påhittade företagare”",
        "Rad tillagd: Siffra ”Antal jobb”",
        "Rad tillagd: Källa ”Delrapporten”",
    ]


def test_a_new_row_does_not_lend_its_name_to_one_that_is_gone(browser: Browser, draft: Example) -> None:
    gone = rows.add_row(draft.id, "packages", {"title": "Filmen"}, make.stamp())
    number = gone.id
    rows.remove_row(gone, make.stamp())
    rows.add_row(draft.id, "packages", {"title": "Ugnen", "id": number}, make.stamp())
    told = [line for line, _when in log_of(browser, draft)]
    assert told == ["Rad tillagd: Paket ”Ugnen”", "Rad borttagen: Paket", "Rad tillagd: Paket"]


def test_a_licence_that_is_changed_says_its_days_before_and_after(browser: Browser, draft: Example) -> None:
    first, second = date(2026, 11, 20), date(2028, 12, 31)
    row = rows.add_row(draft.id, "packages", {"title": "Ugnen", "licence_until": first}, make.stamp())
    for values in ({"licence_until": second}, {"licence_until": None}, {"creator": "Ateljé Hitte"}):
        rows.change_row(row, values, row.version, make.stamp())
    rows.change_row(row, {"licence_until": first}, row.version, make.stamp())
    assert [line for line, _when in log_of(browser, draft)] == [
        "Rad ändrad: Paket ”Ugnen”, licensens sista dag ingen → 2026-11-20",
        "Rad ändrad: Paket ”Ugnen”",
        "Rad ändrad: Paket ”Ugnen”, licensens sista dag 2028-12-31 → ingen",
        "Rad ändrad: Paket ”Ugnen”, licensens sista dag 2026-11-20 → 2028-12-31",
        "Rad tillagd: Paket ”Ugnen”, licensens sista dag 2026-11-20",
    ]


def logged_kinds() -> set[str]:
    """Every kind that data/ logs about an example, read from the source."""
    found = set()
    for path in Path(resultatbank.data.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in ("log", "_log"):
                continue
            about_an_example = call.func.id == "_log" or "example" in {each.arg for each in call.keywords}  # type: ignore[attr-defined]  # A name, as above.
            if about_an_example:
                found |= {each.value for each in call.args if isinstance(each, ast.Constant)}
    return {str(kind) for kind in found if "_" in str(kind) and kind not in {*Base.metadata.tables, "replaced_by_id"}}


def test_every_kind_of_event_about_an_example_has_words(within: Flask) -> None:
    composed = {f"inbox_{outcome}" for outcome in ("done", "declined", "became_example")}
    composed |= {f"{kind}_sent" for kind in ("tip", "help", "fault")} | {"placement_down", "placement_stays"}
    kinds = logged_kinds() | composed
    assert {"text_saved", "example_published", "row_added", "appearance_ended"} <= kinds
    assert kinds - wording.HAPPENED.keys() == set()


def test_what_the_system_did_is_said_to_be_its_doing(browser: Browser, draft: Example) -> None:
    events.log(make.stamp(), "example_imported", "example", draft.id, example=draft.id)
    assert log_of(browser, draft) == [("Inläst från fil", "2026-11-23 10:00, systemet")]


def test_an_example_to_which_nothing_has_happened_says_so(browser: Browser, draft: Example) -> None:
    page = words(browser.get(f"/exempel/{draft.id}/historik"))
    assert "Inget har hänt än." in page
    assert "Inget svar har ändrats än." in page
    assert "Exemplet är aldrig granskat." in page


def test_earlier_texts_stand_beside_what_the_answer_says_now_newest_first(
    browser: Browser, draft: Example, clock: Clock
) -> None:
    seen = ""
    for value in ("Första lydelsen", "Andra lydelsen", "Nuvarande lydelse"):
        browser.get(f"/exempel/{draft.id}/steg/1")
        sent = {"message": value, "seen_message": texts.digest(seen)}
        assert browser.post(f"/exempel/{draft.id}/svar/message", sent).status_code == 303
        seen = value
        clock.forward(minutes=1)
    page = words(browser.get(f"/exempel/{draft.id}/historik"))
    places = [page.index(text) for text in ("Nuvarande lydelse", "Andra lydelsen", "Första lydelsen")]
    assert places == sorted(places)
    assert "2 tidigare texter" in page
    assert "2026-11-23 10:01, Karin Mallander Andra lydelsen" in page.replace(" ,", ",")


def test_reviews_are_told_with_what_was_answered(browser: Browser, draft: Example) -> None:
    answers = {"figures_right": True, "people_agree": True, "links_work": False, "still_good": True}
    by = make.user(Role.REVIEWER, name="Greger Granskare")
    db.session.add(
        Review(example_id=draft.id, at=make.NOW, by_id=by.id, note="Länken till rapporten är död", **answers)
    )
    page = words(browser.get(f"/exempel/{draft.id}/historik"))
    assert "2026-11-23 Greger Granskare" in page
    assert "Siffrorna stämmer: ja." in page
    assert "Länkar och kontakter fungerar: nej." in page
    assert "Länken till rapporten är död" in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_long_history_costs_no_more_queries(browser: Browser, draft: Example) -> None:
    def happen(times: int) -> None:
        for number in range(times):
            person = make.user(Role.REVIEWER)
            texts.set_aside(draft, checklist.QUESTIONS["message"], f"Text {number}", make.stamp(person))
            make.review(draft, by=person)
            rows.add_row(draft.id, "packages", {"title": "Ugnen"}, make.stamp(person))
        db.session.commit()

    def queries() -> int:
        with statements() as sent:
            assert browser.get(f"/exempel/{draft.id}/historik").status_code == 200
        return len(sent)

    happen(2)
    few = queries()
    happen(20)
    assert queries() == few


def test_an_employee_does_not_see_the_history(app: Flask, within: Flask) -> None:
    example = make.example()
    browser = Browser(app)
    browser.log_in(make.user())
    assert browser.get(f"/exempel/{example.id}").status_code == 200
    assert browser.get(f"/exempel/{example.id}/historik").status_code == 403
    for role in (Role.REVIEWER, Role.COMMUNICATOR):
        browser.log_in(make.user(role))
        example.state = State.ARCHIVED
        assert browser.get(f"/exempel/{example.id}/historik").status_code == 200


def test_who_took_an_example_out_is_told_only_to_those_who_review_and_take_down(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    example, employee = make.example(benefit="Nyttan"), make.user(name="Johan Utkastsson")
    picture(app, example)
    db.session.commit()
    theirs = Browser(app)
    theirs.log_in(employee)
    for way in ("kopiera", "word"):
        assert theirs.post(f"/exempel/{example.id}/{way}", where_to="Talet").status_code in (200, 303)
    taken = db.session.scalars(select(Use.id)).all()
    assert theirs.post("/mina/slutat-anvanda", use_id=taken[0]).status_code == 303
    told = log_of(browser, example)
    used = [line for line in told if line[0] in (wording.HAPPENED["used"], wording.HAPPENED["use_ended"])]
    assert [when for _words, when in used] == ["2026-11-23 10:00"] * 3
    for path in ("historik", "", "uppfoljning"):
        assert "Utkastsson" not in _without_colleagues(browser.get(f"/exempel/{example.id}/{path}".rstrip("/"))), path
    assert "Utkastsson" not in _without_colleagues(browser.get("/statistik"))
    reviewer = Browser(app)
    reviewer.log_in(make.user(Role.REVIEWER))
    assert "Johan Utkastsson" in words(reviewer.get(f"/granskning/{example.id}"))
    assert "Talet" in words(theirs.get("/mina")), "one's own list knows"


def _without_colleagues(page: TestResponse) -> str:
    """Return the text of a page but for the lists that everybody in the house is chosen from."""
    read = soup(page)
    for colleague in read.find_all("option"):
        colleague.decompose()
    return read.text


def test_questions_and_answers_that_cover_the_example_are_told_without_names(browser: Browser, draft: Example) -> None:
    person, other = make.party("Samira Påhittström"), make.party("Någon Annanstans")
    make.appearance(person, draft, ["name"])
    asked = make.asked(person, covers=[draft])
    replies = dict.fromkeys(invitations.asked_cells(asked), True)
    invitations.answer(asked, replies, Answerer(), make.stamp(at=make.NOW + timedelta(minutes=1)))
    later = make.stamp(at=make.NOW + timedelta(minutes=2))
    regretting.withdraw(asked, [("name", "web")], Answerer(), later)
    events.log(make.stamp(), Reading.AGREEMENT, "agreement", asked.agreement_id or 0)
    everywhere = make.asked(person, at=make.NOW + timedelta(minutes=3))
    invitations.close(everywhere, make.stamp(at=make.NOW + timedelta(minutes=4)))
    make.asked(person, covers=[make.example("Ett annat")])
    invitations.answer(make.asked(other), replies, Answerer(), make.stamp())
    db.session.commit()
    told = log_of(browser, draft)
    assert [what for what, _who in told] == [
        "Frågan stängd",
        "Överenskommelse efterfrågad",
        "Överenskommelse återkallad",
        "Överenskommelse registrerad",
        "Överenskommelse efterfrågad",
    ]
    assert [who.rpartition(", ")[2] for _what, who in told][2:4] == ["parten själv", "parten själv"]
    assert all("Samira" not in line for each in told for line in each)
