"""The party's own pages: reading, answering, changing one's mind, and what is told to one who guesses."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from resultatbank.data import gate, invitations, throttle
from resultatbank.data.models import Agreement, Example, Invitation, Letter, LoginFailure, Party, Placement
from resultatbank.extensions import db
from resultatbank.rules.words import Capacity, Ending, HowGiven, Language, LetterKind, PartyKind
from tests import factories as make
from tests.at_once import at_once
from tests.conftest import Clock
from tests.web.client import Browser, soup, words

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
CELLS = ("name-intranet", "name-web", "photo-intranet", "photo-web")


def link(asked: Invitation) -> str:
    """Make a new link to a question."""
    return f"/svar/{invitations.new_link(asked, 30, make.stamp())}"


def open_channels(example: Example, day: date) -> list[str]:
    db.session.expire_all()
    return [each.channel.slug for each in gate.usability([example.id], day)[example.id].open]


def records() -> int:
    return db.session.scalar(select(func.count()).select_from(Agreement)) or 0


def answers(reader: Browser, url: str, **fields: Any) -> Any:
    reader.get(url)
    return reader.post(url, fields)


# ----------------------------------------------------------------------------------------------------------- reading


def test_the_page_tells_what_where_until_when_and_the_very_text_and_nothing_of_the_intranet(
    reader: Browser, asked: Invitation
) -> None:
    response = reader.get(link(asked))
    text = words(response)
    assert response.status_code == 200
    for said in ("Vad får vi berätta om dig?", "Samira Påhittström", "Foto", "Vår webbplats", "2027-11-23"):
        assert said in text
    assert "Du bestämmer själv. Påhittad text." in text
    assert "Lägre elräkning, fler jobb" in text
    tree = soup(response)
    assert tree.find("nav") is None
    assert tree.find("script") is None
    assert {str(each["href"]) for each in tree.select("a")} == {
        "#main",
        "#svara",
        "mailto:resultat@example.se",
        "mailto:dataskyddsombud@example.se",
    }
    assert not tree.select("input[checked]:not([name=roll])"), "nothing is chosen for the party"


@only_sqlite
@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        (Language.SWEDISH, "sv", "Skicka mitt svar"),
        (Language.EASY, "sv", "Inget dåligt händer"),
        (Language.ENGLISH, "en", "Send my answer"),
    ],
)
def test_the_page_speaks_the_language_of_the_question(
    reader: Browser, party: Party, language: Language, code: str, said: str
) -> None:
    response = reader.get(link(make.asked(party, language=language)))
    assert soup(response).html["lang"] == code  # type: ignore[index]  # The page has its html.
    assert said in words(response)


def test_the_address_is_kept_from_others(reader: Browser, asked: Invitation) -> None:
    headers = reader.get(link(asked)).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


# --------------------------------------------------------------------------------------------------------- answering


def test_yes_to_everything_opens_and_gives_a_receipt(
    reader: Browser, asked: Invitation, example: Example, clock: Clock
) -> None:
    url = link(asked)
    page = reader.follow(answers(reader, url, val="ja"))
    text = words(page)
    assert "Vi har tagit emot ditt svar" in text
    assert asked.reference in text
    assert "Ja gäller till och med 2027-11-23" in text
    assert open_channels(example, clock.day) == ["intranet", "web"]
    proof = db.session.scalars(select(Agreement)).one().proof
    assert proof is not None
    assert (proof.how, proof.text_sha256, proof.capacity) == (HowGiven.LINK, asked.text_sha256, Capacity.SELF)
    assert "Vi har tagit emot ditt svar" not in words(reader.get(url)), "it is said once"


def test_no_to_everything_is_a_refusal_that_is_recorded(
    reader: Browser, asked: Invitation, example: Example, clock: Clock
) -> None:
    page = reader.follow(answers(reader, link(asked), val="nej"))
    assert "Du har sagt nej till allt" in words(page)
    assert "Jag ångrar mig" not in words(page)
    assert records() == 1
    assert open_channels(example, clock.day) == []


def test_some_yes_and_some_no(reader: Browser, asked: Invitation, example: Example, clock: Clock) -> None:
    cells = dict(zip((f"svar-{each}" for each in CELLS), ("ja", "nej", "ja", "ja"), strict=True))
    answers(reader, link(asked), val="valj", **cells)
    assert open_channels(example, clock.day) == ["intranet"]
    record = db.session.scalars(select(Agreement)).one()
    assert {(each.material, each.channel) for each in record.answers if not each.yes} == {("name", "web")}


def test_what_is_left_out_is_asked_for_once_and_is_then_a_no(
    reader: Browser, asked: Invitation, example: Example, clock: Clock
) -> None:
    url, some = link(asked), {"val": "valj", "svar-name-web": "ja", "svar-photo-web": "ja"}
    refused = answers(reader, url, **some)
    assert refused.status_code == 422
    assert "inte svarat på alla rader" in words(refused)
    link_to = soup(refused).select_one("#fel a")
    assert link_to is not None
    rows = {str(each["id"]): each for each in soup(refused).select(".ans1")}
    blank = [each for each in rows if "Svara ja eller nej." in rows[each].get_text()]
    assert blank == ["rad-svar-name-intranet", "rad-svar-photo-intranet"]
    assert link_to["href"] == f"#{blank[0]}"
    assert records() == 0
    kept = reader.form(refused, url)
    assert kept["svar-name-web"] == "ja"
    assert reader.post(url, {**kept, "resten": "nej"}).status_code == 303
    assert len(db.session.scalars(select(Agreement)).one().answers) == 4
    assert open_channels(example, clock.day) == ["web"]


@only_sqlite
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Välj ja till allt"),
        ({"val": "kanske"}, "Välj ja till allt"),
        ({"val": "ja", "svar-name-web": "nej"}, "Du valde ja till allt, men har svarat nej"),
        ({"val": "nej", "svar-name-web": "ja"}, "Du valde nej till allt, men har svarat ja"),
        ({"val": "ja", "svar-name-web": "kanske"}, "Välj bland det som står"),
        ({"val": "ja", "roll": "guardian", "namn": "Vera"}, "Välj vem du är"),
        ({"val": "ja", "roll": "trustee"}, "Skriv ditt namn"),
        ({"val": "ja", "roll": "trustee", "namn": "811228-9874"}, "personnummer"),
        ({"val": "ja", "roll": "trustee", "namn": "x" * 201}, "Skriv bara ditt namn"),
    ],
)
def test_an_answer_that_can_not_be_understood_comes_back_with_what_was_typed(
    reader: Browser, asked: Invitation, fields: dict[str, str], said: str
) -> None:
    url = link(asked)
    response = answers(reader, url, **fields)
    assert response.status_code == 422
    assert said in words(response)
    assert reader.form(response, url)["namn"] == fields.get("namn", "")
    assert records() == 0


@pytest.mark.parametrize(
    ("about", "sent", "capacity"),
    [
        ({"kind": PartyKind.ORGANISATION}, {}, Capacity.REPRESENTATIVE),
        ({"minor": True, "guardian": "Vera Vårdnadsson"}, {}, Capacity.GUARDIAN),
        ({"under_13": True, "minor": True, "guardian": "Vera"}, {"roll": "guardian"}, Capacity.GUARDIAN),
        ({}, {"roll": "trustee"}, Capacity.TRUSTEE),
    ],
)
@only_sqlite
def test_whoever_answers_for_another_says_who_it_is(
    reader: Browser, within: Flask, about: dict[str, Any], sent: dict[str, str], capacity: Capacity
) -> None:
    url = link(make.asked(make.party("Ada Påhittsdotter", **about)))
    assert "Skriv ditt namn" in words(answers(reader, url, val="ja", **sent))
    assert answers(reader, url, val="ja", namn="Vera Vårdnadsson", **sent).status_code == 303
    proof = db.session.scalars(select(Agreement)).one().proof
    assert proof is not None
    assert (proof.capacity, proof.answered_by) == (capacity, "Vera Vårdnadsson")


def test_later_lets_the_link_live_on(reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    page = reader.follow(answers(reader, url, senare="ja"))
    assert "Du kan svara senare" in words(page)
    db.session.expire_all()
    assert (asked.deferred_at, asked.answered_at) == (make.NOW, None)
    assert answers(reader, url, val="ja").status_code == 303
    assert records() == 1


# ------------------------------------------------------------------------------------------- what changed meanwhile


def test_what_is_answered_in_another_window_is_not_answered_again(
    app: Flask, reader: Browser, asked: Invitation, example: Example, clock: Clock
) -> None:
    url, other = link(asked), Browser(app)
    other.get(url)
    answers(reader, url, val="nej")
    page = other.follow(other.post(url, {"val": "ja"}))
    assert "Det finns redan ett svar" in words(page)
    assert records() == 1
    assert open_channels(example, clock.day) == []


def test_two_windows_that_answer_at_the_same_instant_leave_one_record(app: Flask, asked: Invitation) -> None:
    url, windows = link(asked), (Browser(app), Browser(app))
    for each in windows:
        each.get(url)
    at_once(*(lambda each=each: each.post(url, {"val": "ja"}) for each in windows))  # type: ignore[misc]  # Each press has its own window.
    assert records() == 1


def test_a_question_that_no_longer_holds_is_told_in_plain_words(
    reader: Browser, asked: Invitation, party: Party, clock: Clock
) -> None:
    url = link(asked)
    reader.get(url)
    party.protected = True
    response = reader.post(url, {"val": "ja"})
    assert response.status_code == 409
    assert "Frågan gäller inte längre" in words(response)
    assert "skydd" not in words(response).lower().replace("dataskydd", "")
    assert "Frågan gäller inte längre" in words(reader.get(url))
    assert records() == 0


def test_a_question_that_was_closed_while_it_was_read_is_not_answered(reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    reader.get(url)
    invitations.close(asked, make.stamp())
    response = reader.post(url, {"val": "ja"})
    assert response.status_code == 404
    assert "Skickade du ett svar nyss är det inte sparat" in words(response)
    assert records() == 0


def test_a_form_that_has_lain_too_long_can_be_sent_again(app: Flask, reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    reader.get(url)
    reader.client.delete_cookie("resultatbank")
    response = reader.post(url, {"val": "ja"})
    assert response.status_code == 400
    assert "Sidan hade legat öppen för länge" in words(response)
    assert reader.post(url, reader.form(response, url)).status_code == 303
    assert records() == 1


# -------------------------------------------------------------------------------------------------------- regretting


def test_the_same_link_takes_it_back_in_two_clicks_and_tells_what_comes_down(
    reader: Browser, asked: Invitation, example: Example, clock: Clock
) -> None:
    db.session.add(Placement(example_id=example.id, channel="web", from_day=clock.day, address="www.example.se/el"))
    url = link(asked)
    answers(reader, url, val="ja")
    first = soup(reader.get(url)).find("a", href=f"{url}/angra")
    assert first is not None
    assert "Jag ångrar mig" in first.get_text()
    before = reader.get(str(first["href"]))
    assert "Från och med nu får vi inte visa det" in words(before)
    clock.forward(minutes=1)
    page = reader.follow(reader.post(f"{url}/angra", reader.form(before, f"{url}/angra")))
    assert "Det är gjort" in words(page)
    assert "www.example.se/el : senast 2026-11-26".replace(" :", ":") in words(page)
    assert open_channels(example, clock.day) == []
    taken = db.session.scalars(select(Agreement).where(Agreement.ending == Ending.WITHDRAWN)).one()
    assert taken.proof is not None
    assert taken.proof.how == HowGiven.LINK


def test_a_part_is_taken_back(reader: Browser, asked: Invitation, example: Example, clock: Clock) -> None:
    url = link(asked)
    answers(reader, url, val="ja")
    nothing = answers(reader, f"{url}/angra", vad="del")
    assert nothing.status_code == 422
    assert "Kryssa för minst en sak" in words(nothing)
    assert reader.post(f"{url}/angra", {"ta-photo-web": "ja", "ta-film-web": "ja"}).status_code == 303
    assert open_channels(example, clock.day) == ["intranet"]


def test_what_is_taken_back_is_not_taken_back_again(reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    answers(reader, url, val="ja")
    answers(reader, f"{url}/angra", vad="allt")
    again = reader.follow(reader.post(f"{url}/angra", {"vad": "allt"}))
    assert "inget kvar att ta tillbaka" in words(again)
    assert records() == 2
    assert reader.get(f"{url}/angra").headers["Location"] == url


def test_what_was_allowed_in_another_way_is_told_and_goes_with_all_of_it_but_not_with_a_part(
    reader: Browser, asked: Invitation, party: Party, example: Example, clock: Clock
) -> None:
    make.agreement(party, yes=[("name", "press"), ("photo", "press")], given_on=date(2026, 3, 2))
    url = link(asked)
    answers(reader, url, val="ja")
    clock.forward(minutes=1)
    before = reader.get(f"{url}/angra")
    assert "Du har också sagt ja till det här Svar 2026-03-02" in words(before)
    assert "Press: tidningar, radio och tv" in words(before)
    page = reader.follow(reader.post(f"{url}/angra", {"vad": "svaret"}))
    assert "Du tog tillbaka ditt ja 2026-11-23 klockan 10:01." in words(page)
    assert "Du har också sagt ja till det här" in words(page)
    assert open_channels(example, clock.day) == ["press"]
    clock.forward(minutes=1)
    still = reader.get(f"{url}/angra")
    assert still.status_code == 200
    page = reader.follow(reader.post(f"{url}/angra", reader.form(still, f"{url}/angra")))
    assert open_channels(example, clock.day) == []
    assert "Du har också sagt ja" not in words(page)
    assert "klockan 10:02" in words(page)
    assert soup(page).find("a", href=f"{url}/angra") is None


def test_an_unanswered_question_has_nothing_to_take_back(reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    reader.get(url)
    assert reader.post(f"{url}/angra", {"vad": "allt"}).headers["Location"] == url
    assert records() == 0


# ---------------------------------------------------------------------------------------------------------- guessing


def test_all_links_that_lead_nowhere_are_answered_alike(
    app: Flask, asked: Invitation, party: Party, clock: Clock
) -> None:
    shut, answered = make.asked(party), make.asked(party)
    replaced, closed = link(asked), link(shut)
    link(asked)
    invitations.close(shut, make.stamp())
    old = link(answered)
    invitations.answer(answered, {("name", "web"): True}, invitations.Answerer(), make.stamp())
    ended = link(make.asked(party))
    db.session.commit()
    clock.forward(days=365 * 3)
    pages = set()
    for url in (replaced, closed, old, ended, "/svar/" + "x" * 43, "/svar/x", "/svar/" + "å" * 500):
        for path in (url, f"{url}/angra"):
            response = Browser(app).get(path)
            assert response.status_code == 404, path
            pages.add(response.get_data(as_text=True))
    assert len(pages) == 1
    page = pages.pop()
    assert "Länken går inte att använda" in page
    assert 'lang="en"' in page
    assert "resultat@example.se" in page


def test_guessing_is_throttled_and_the_right_link_waits_too(
    app: Flask, reader: Browser, asked: Invitation, clock: Clock
) -> None:
    url = link(asked)
    for number in range(throttle.MOST_LINKS_PER_PLACE):
        assert reader.get(f"/svar/gissning-{number}").status_code == 404
    waits = reader.get("/svar/en-till")
    assert waits.status_code == 429
    assert "Vänta en kvart" in words(waits)
    assert reader.get(url).status_code == 429
    assert reader.post(url, {"val": "ja"}).status_code in (400, 429)
    elsewhere = app.test_client().get(url, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200
    clock.forward(minutes=16)
    assert reader.get(url).status_code == 200


def test_a_right_link_is_never_counted(reader: Browser, asked: Invitation) -> None:
    url = link(asked)
    answers(reader, url, val="ja")
    reader.get(f"{url}/angra")
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 0


@only_sqlite
def test_without_the_setting_there_are_no_links(app: Flask, asked: Invitation, reader: Browser) -> None:
    url = link(asked)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], links_url="")
    assert reader.get(url).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(LoginFailure)) == 0


@only_sqlite
def test_the_address_outside_leads_to_nothing_but_the_partys_own_pages(app: Flask, asked: Invitation) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], links_url="https://svar.example.se")
    url = link(asked)
    db.session.commit()
    client = app.test_client()

    def status(path: str, host: str) -> int:
        with client.get(path, base_url=f"https://{host}") as response:
            return response.status_code

    assert [status(path, "svar.example.se") for path in (url, "/static/answering.css")] == [200, 200]
    assert {status(path, "svar.example.se") for path in ("/", "/logga-in", "/om/guiden", "/brev")} == {404}
    assert status("/logga-in", "localhost") == 200


@only_sqlite
def test_the_token_stands_in_no_log(
    app: Flask, asked: Invitation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = link(asked)
    db.session.commit()
    for name in (app.logger.name, "flask", "werkzeug", "waitress", "resultatbank"):
        caplog.set_level(logging.DEBUG, name)
    app.testing = False
    monkeypatch.setattr("resultatbank.data.invitations.asked_cells", lambda *_rest: 1 / 0)
    response = Browser(app).get(url)
    assert response.status_code == 500
    assert "Något gick fel hos oss" in words(response)
    assert "answering.show" in caplog.text
    assert url.rpartition("/")[2] not in caplog.text


# ----------------------------------------------------------------------------------------------------------- letters


@only_sqlite
def test_the_party_gets_a_receipt_by_e_mail_and_one_without_has_read_the_page(
    app: Flask, reader: Browser, asked: Invitation, party: Party
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url="smtp://127.0.0.1:9")
    answers(reader, link(asked), val="ja")
    assert db.session.scalars(select(Letter)).all() == []
    party.email = "samira@example.se"
    other = make.asked(party)
    assert answers(reader, link(other), val="ja").status_code == 303, "a mail server that is down stops nobody"
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.invitation_id, letter.tries) == (LetterKind.GIVEN, other.id, 1)
    assert (letter.sent_at, letter.error) == (None, "unreachable")
    answers(reader, f"{link(other)}/angra", vad="allt")
    kinds = db.session.scalars(select(Letter.kind).order_by(Letter.id)).all()
    assert list(kinds) == [LetterKind.GIVEN, LetterKind.STOPPED]


def test_a_year_after_it_has_ended_the_answer_is_reached_no_more(
    reader: Browser, asked: Invitation, clock: Clock
) -> None:
    url = link(asked)
    answers(reader, url, val="ja")
    clock.at = make.NOW + (asked.until_day - clock.day) + timedelta(days=1)
    assert "Har gått ut" in words(reader.get(url))
    clock.forward(days=366)
    assert reader.get(url).status_code == 404
