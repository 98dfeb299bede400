"""The reader survey: who may answer, what is kept, what is shown to whom, and what a reader outside is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from resultatbank.data import derive, survey, sweeping, throttle
from resultatbank.data.models import Event, Example, LoginFailure, ReaderAnswer, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.survey.conftest import PERSONNUMMER, answers, inside, kept, link, logged_in, only_sqlite, sends

TODAY = make.NOW.date()


def step(of: Example) -> str:
    return f"/exempel/{of.id}/steg/4"


def answered(of: Example, *scores: int) -> None:
    for score in scores:
        survey.answer(of.id, score, "", make.stamp(make.user()))


def readers_results(browser: Browser, of: Example) -> str:
    found = soup(browser.get(step(of))).find(id="lasarenkat")
    return " ".join(found.get_text(" ").split()) if found else ""


# ---------------------------------------------------------------------------------------------------- inside the house


def test_an_employee_answers_once_and_a_new_answer_replaces_it(employee: Browser, example: Example) -> None:
    page = employee.get(f"/exempel/{example.id}")
    assert "Hade du nytta av exemplet?" in words(page)
    assert "Skickar du igen" not in words(page)
    first = employee.follow(answers(employee, example, 4, "Bra siffror."))
    assert "Ditt svar är sparat" in words(first)
    again = employee.get(f"/exempel/{example.id}")
    assert "Du har svarat 4. Skickar du igen ersätter det nya svaret det förra." in words(again)
    fields = employee.form(again, inside(example))
    assert (fields["score"], fields["text"]) == ("4", "Bra siffror.")
    second = employee.follow(answers(employee, example, 2))
    assert "Ditt nya svar ersätter det du svarade förut" in words(second)
    assert kept() == [(2, "")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "Bra"}, "Välj en siffra från 1 till 5."),
        ({"score": "6", "text": "Bra"}, "Välj ett av svaren."),
        ({"score": "0", "text": "Bra"}, "Välj ett av svaren."),
        ({"score": "3", "text": f"Ring {PERSONNUMMER}"}, "Det ser ut som ett personnummer"),
        ({"score": "3", "text": "Två\nrader"}, "Skriv allt på en rad."),
        ({"score": "3", "text": "x" * 501}, "Korta den till högst 500"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stands_there(
    employee: Browser, reader: Browser, example: Example, fields: dict[str, str], said: str
) -> None:
    employee.get(inside(example))
    outside = link(example)
    for answer in (employee.post(inside(example), fields), sends(reader, outside, **fields)):
        assert answer.status_code == 422
        assert said in words(answer)
        assert soup(answer).find("title").get_text().startswith("Fel: ")  # type: ignore[union-attr]  # Every page has one.
        typed = soup(answer).find("input", attrs={"name": "text"})
        assert typed is not None
        assert typed["value"] == fields["text"]
    assert kept() == []


@only_sqlite
def test_one_that_is_not_shown_today_can_not_be_answered_about_by_anybody(
    app: Flask, within: Flask, example: Example, clock: Clock
) -> None:
    party = make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    draft = make.example(state=State.DRAFT)
    derive.work_out()
    browsers = [logged_in(app), logged_in(app, *Role)]
    for browser in browsers:
        assert answers(browser, example, 5).status_code == 303
        assert browser.get(inside(draft)).status_code == 404
    clock.forward(days=1)
    for browser in browsers:
        assert browser.get(inside(example)).status_code == 404
        assert browser.post(inside(example), score="1").status_code == 404
        assert browser.post("/exempel/999999/omdome", score="1").status_code == 404
    assert kept() == [(5, ""), (5, "")]
    assert not soup(browsers[1].get(f"/exempel/{example.id}")).select(f"form[action='{inside(example)}']")


# ------------------------------------------------------------------------------------------------ what is shown to whom


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((5, 5, 5), "3 svar . För få svar för ett medelvärde (3 av 5)."),
        ((5, 5, 5, 5), "4 svar . För få svar för ett medelvärde (4 av 5)."),
        ((5, 4, 4, 1, 2), "5 svar . Medelvärde 3,2 av 5. 60 % hade nytta av exemplet (4 eller 5)."),
    ],
)
def test_how_many_is_always_said_and_no_average_of_few(
    within: Flask, example: Example, scores: tuple[int, ...], said: str
) -> None:
    answered(example, *scores)
    derive.work_out()
    communicator = logged_in(within, Role.COMMUNICATOR)
    shown = readers_results(communicator, example)
    assert said in shown
    page = soup(communicator.get(step(example)))
    counts = [int(row.td.get_text()) for row in page.select("#lasarenkat tbody tr")]  # type: ignore[union-attr]  # Each row has a cell.
    assert counts == ([1, 1, 0, 2, 1] if len(scores) == 5 else [])
    statistics = words(communicator.get("/statistik"))
    if len(scores) < 5:
        assert f"För få svar för ett medelvärde ({len(scores)} av 5)." in statistics
        assert "Medelvärde " not in statistics
    else:
        assert "60 % hade nytta (4 eller 5). Medelvärde 3,2 av 5, på 5 svar." in statistics


def test_lines_are_shown_to_those_who_may_edit_and_without_a_name(within: Flask, example: Example) -> None:
    answers(logged_in(within, name="Läsa Läsaredotter"), example, 4, "Fick bra siffror till ett tal.")
    communicator = logged_in(within, Role.COMMUNICATOR)
    shown = readers_results(communicator, example)
    assert "Fick bra siffror till ett tal." in shown
    assert "Läsaredotter" not in shown
    assert "Läsaredotter" not in words(communicator.get(f"/exempel/{example.id}/historik"))
    for other in (logged_in(within), logged_in(within, Role.REVIEWER)):
        assert "Fick bra siffror" not in words(other.get(f"/exempel/{example.id}"))
        assert "Fick bra siffror" not in words(other.get(step(example)))
        assert "Fick bra siffror" not in words(other.get("/statistik"))


def test_a_line_is_removed_by_one_who_may_edit_and_the_score_and_an_event_stay(within: Flask, example: Example) -> None:
    answers(logged_in(within), example, 4, "Det var Zork Qvast som sade det.")
    other = make.example()
    (found,) = survey.results(example.id).lines
    derive.work_out()
    address = f"/exempel/{example.id}/omdomen/{found.id}/ta-bort"
    reviewer, communicator = logged_in(within, Role.REVIEWER), logged_in(within, Role.COMMUNICATOR)
    reviewer.get("/konto")
    assert reviewer.post(address).status_code == 403
    communicator.get(step(example))
    assert communicator.post(f"/exempel/{other.id}/omdomen/{found.id}/ta-bort").status_code == 404
    assert kept() == [(4, "Det var Zork Qvast som sade det.")]
    done = communicator.follow(communicator.post(address))
    assert "Raden är borttagen" in words(done)
    assert "Zork" not in words(done)
    assert kept() == [(4, "")]
    events = db.session.scalars(select(Event).where(Event.kind == "reader_line_removed")).all()
    assert [(each.example_id, each.fields) for each in events] == [(example.id, [])]
    assert "En rad ur läsarenkäten borttagen" in words(communicator.get(f"/exempel/{example.id}/historik"))
    assert communicator.post(address).status_code == 404


def test_the_statistics_count_only_answers_about_what_is_shown_today(
    employee: Browser, example: Example, clock: Clock
) -> None:
    closes = make.example("Stängs")
    party = make.party()
    make.appearance(party, closes)
    make.agreement(party, yes=make.everywhere("name"), until_day=TODAY)
    answered(example, 1, 1, 1, 1, 1)
    answered(closes, 5, 5, 5, 5, 5)
    derive.work_out()

    def rows() -> list[str]:
        return employee.get("/statistik/nytta/csv").get_data(as_text=True).splitlines()[1:]

    assert rows() == [
        *("Svar;10", "Gav 1 av 5;5", "Gav 2 av 5;0", "Gav 3 av 5;0", "Gav 4 av 5;0", "Gav 5 av 5;5"),
        *("Medelvärde;3", "Hade nytta (4 eller 5), procent;50"),
    ]
    page = soup(employee.get("/statistik"))
    bars = {
        row.th.get_text(): (row.td.get_text(), row.select("rect")[1]["width"])  # type: ignore[union-attr]  # Each row has both.
        for row in page.select("section[aria-labelledby=nytta] tbody tr")
    }
    assert bars["5, stor nytta"] == ("5", "100.0")
    assert bars["3"] == ("0", "0.0")
    clock.forward(days=1)
    assert rows()[0] == "Svar;5"
    assert rows()[-1] == "Hade nytta (4 eller 5), procent;0"


# ------------------------------------------------------------------------------------------------------------ outside


def test_a_reader_outside_answers_without_log_in_or_cookies(reader: Browser, example: Example) -> None:
    url = link(example)
    page = reader.get(url)
    assert page.status_code == 200
    tree = soup(page)
    assert tree.find("nav") is None
    assert tree.find("script") is None
    assert not tree.select("input[checked]")
    sent = sends(reader, url, score="5", text="Vi gör likadant.")
    assert sent.status_code == 303
    last = reader.follow(sent)
    assert "Tack för ditt svar" in words(last)
    for answer in (page, sent, last):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert kept() == [(5, "Vi gör likadant.")]
    assert db.session.scalars(select(ReaderAnswer.user_id)).one() is None


def test_outside_is_told_only_what_may_be_on_the_web_that_day(reader: Browser, example: Example, clock: Clock) -> None:
    party = make.party("Hitte Påsson")
    make.appearance(party, example)
    make.agreement(party, yes=[("name", "intranet")], until_day=TODAY + timedelta(days=9))
    make.agreement(party, yes=[("name", "web")], until_day=TODAY)
    make.text(example, "result", "Tolv bagerier byggde ut.")
    derive.work_out()
    url = link(example)
    shown = words(reader.get(url))
    assert "Det gäller: Lägre elräkning, fler jobb" in shown
    for secret in ("Tolv bagerier", "Påsson", "Lägre elräkning Lägre"):
        assert secret not in shown
    clock.forward(days=1)
    answer = reader.get(url)
    assert answer.status_code == 200
    assert "Exemplet visas inte här i dag" in words(answer)
    assert "elräkning" not in answer.get_data(as_text=True)
    assert sends(reader, url, score="3").status_code == 303


def test_the_web_says_nothing_of_one_that_is_stopped_on_the_intranet(reader: Browser, example: Example) -> None:
    party = make.party()
    make.appearance(party, example)
    make.agreement(party, yes=[("name", "web")])
    derive.work_out()
    assert "elräkning" not in reader.get(link(example)).get_data(as_text=True)


def test_the_same_form_counts_once_and_a_key_is_needed_that_is_ours_fresh_and_of_this_link(
    reader: Browser, example: Example, clock: Clock
) -> None:
    url, other = link(example), link(make.example())
    derive.work_out()
    form = {**reader.form(reader.get(url), url), "score": "4"}
    for _ in range(3):
        assert reader.send("POST", url, data=form).status_code == 303
    assert kept() == [(4, "")]
    strange = reader.form(reader.get(other), other)["nyckel"]
    for key in ("", "x", strange, form["nyckel"][:-1]):
        refused = reader.send("POST", url, data={**form, "nyckel": key, "text": "Planterat av en främling"})
        assert refused.status_code == 400
        assert "främling" not in refused.get_data(as_text=True)
    form = {**reader.form(reader.get(url), url), "score": "2", "text": "Skrivet länge"}
    clock.forward(hours=25)
    late = reader.send("POST", url, data=form)
    assert late.status_code == 400
    assert "Sidan har varit öppen länge" in words(late)
    again = reader.form(late, url)
    assert (again["score"], again["text"]) == ("2", "Skrivet länge")
    assert reader.send("POST", url, data=again).status_code == 303
    assert kept() == [(4, ""), (2, "Skrivet länge")]


def test_one_place_may_not_answer_without_end_and_nobodys_log_in_is_stopped_by_it(
    within: Flask, reader: Browser, example: Example, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST_ANSWERS_PER_PLACE", 5)
    url, person = link(example), make.user()
    for _ in range(5):
        # Also the one whose answer is the last that there is room for is thanked.
        assert "Tack för ditt svar" in words(reader.follow(sends(reader, url, score="1")))
    refused = sends(reader, url, score="2", text="Skrivet sist")
    assert refused.status_code == 429
    assert "Ditt svar står kvar här: vänta en kvart" in words(refused)
    again = reader.form(refused, url)
    assert (again["score"], again["text"]) == ("2", "Skrivet sist")
    assert len(kept()) == 5
    assert Browser(within).log_in(person).status_code == 303
    assert reader.get(url).status_code == 200, "reading is no answer"
    clock.forward(minutes=16)
    assert reader.send("POST", url, data=again).status_code == 303


def test_a_hall_full_of_people_may_answer_from_the_same_place() -> None:
    assert throttle.MOST_ANSWERS_PER_PLACE >= 300


def test_one_who_guesses_links_must_wait(reader: Browser, example: Example, clock: Clock) -> None:
    url = link(example)
    for _ in range(throttle.MOST_PER_PLACE):
        assert reader.get("/omdome/gissning").status_code == 404
    refused = reader.get(url)
    assert refused.status_code == 429
    assert "Många länkar från samma plats har varit felskrivna" in words(refused)
    clock.forward(minutes=16)
    assert reader.get(url).status_code == 200


def test_links_that_do_not_exist_count_and_look_like_those_that_are_closed(reader: Browser, example: Example) -> None:
    url = link(example)
    survey.close_link(example, make.stamp())
    closed, guessed = reader.get(url), reader.get("/omdome/gissning")
    assert (closed.status_code, guessed.status_code) == (404, 404)
    assert words(closed) == words(guessed)
    assert reader.send("POST", url, data={"score": "5"}).status_code == 404
    counted = db.session.scalar(select(func.count()).select_from(LoginFailure))
    assert counted == 3
    assert link(example) == url, "what is printed leads right when the link is opened again"
    assert reader.get(url).status_code == 200


def test_where_somebody_answered_from_is_no_address_and_is_forgotten_by_the_sweep(
    reader: Browser, example: Example, clock: Clock
) -> None:
    sends(reader, link(example), score="5")
    found = db.session.scalars(select(LoginFailure)).one()
    assert found.address_digest not in {throttle.sha256_of(each) for each in ("127.0.0.1", "survey 127.0.0.1")}
    clock.forward(minutes=16)
    sweeping.sweep(make.stamp(at=clock()))
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 0


@only_sqlite
def test_without_the_setting_there_is_no_link_and_no_page(app: Flask, within: Flask, example: Example) -> None:
    url = link(example)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], survey_url="")
    assert Browser(app).get(url).status_code == 404
    communicator = logged_in(app, Role.COMMUNICATOR)
    page = communicator.get(step(example))
    assert "/omdome/" not in str(soup(page).find(id="lasarenkat")).replace(inside(example), "")
    assert not soup(page).select("form[action*=enkatlank]")


@only_sqlite
def test_at_its_own_name_outside_only_the_survey_is_served(app: Flask, within: Flask, example: Example) -> None:
    url = link(example)
    settings = replace(
        app.config["SETTINGS"], survey_url="https://enkat.example.se", links_url="https://svar.example.se"
    )
    app.config["SETTINGS"] = settings
    outside = Browser(app)
    assert outside.get(url, base_url="https://enkat.example.se").status_code == 200
    for address in ("/", "/logga-in", inside(example), "/svar/gissning", "/statistik"):
        assert outside.get(address, base_url="https://enkat.example.se").status_code == 404, address
    assert outside.get(url, base_url="https://svar.example.se").status_code == 404


# ----------------------------------------------------------------------------------------------------------- the link


def test_a_communicator_opens_the_link_with_its_code_and_closes_it(app: Flask, within: Flask, example: Example) -> None:
    communicator, address = logged_in(app, Role.COMMUNICATOR), f"/exempel/{example.id}/enkatlank"
    communicator.get(step(example))
    page = soup(communicator.follow(communicator.post(f"{address}/oppna")))
    shown = page.select_one("#enkatlank")
    assert shown is not None
    assert page.select("#lasarenkat svg.qr")
    url = str(shown["value"]).removeprefix("http://localhost")
    assert Browser(app).get(url).status_code == 200
    communicator.follow(communicator.post(f"{address}/stang"))
    assert Browser(app).get(url).status_code == 404
    kinds = set(db.session.scalars(select(Event.kind).where(Event.example_id == example.id)))
    assert {"survey_opened", "survey_closed"} <= kinds
    reviewer = logged_in(app, Role.REVIEWER)
    assert reviewer.post(f"{address}/oppna").status_code == 403


def test_the_pages_ask_no_more_when_more_have_answered(within: Flask, example: Example) -> None:
    communicator = logged_in(within, Role.COMMUNICATOR)

    def asked() -> list[int]:
        counts = []
        for address in (step(example), f"/exempel/{example.id}", "/statistik"):
            communicator.get(address)
            with statements() as sent:
                assert communicator.get(address).status_code == 200
            counts.append(len(sent))
        return counts

    answered(example, 3)
    before = asked()
    people: list[User] = [make.user() for _ in range(8)]
    for person in people:
        survey.answer(example.id, 4, "En rad.", make.stamp(person))
    assert asked() == before
