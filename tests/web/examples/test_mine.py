"""What is one's own: what waits, what one has copied, and what became of one's tips."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import collections, inbox, rows, uses
from resultatbank.data.models import Example, Use, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State, Taken
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words
from tests.web.examples.conftest import make_ready
from tests.web.files.test_pictures import of_parties, picture


def test_one_sees_what_one_answers_for_and_what_is_missing(browser: Browser, draft: Example, writer: User) -> None:
    make.example("Planerat tillsammans", benefit="", state=State.PLANNED, fallback_id=writer.id)
    page = words(browser.get("/mina"))
    assert "Lägre elräkning" in page
    assert "Planerat tillsammans" in page
    assert "Du är ersättare" in page
    assert "saker saknas före publicering" in page
    assert "Brus som ingen ska röra" not in page
    make_ready(draft, writer)
    assert "Kan publiceras" in words(browser.get("/mina"))


def test_an_employee_sees_copies_and_tips_and_is_told_when_a_copy_may_no_longer_be_used(
    app: Flask, within: Flask
) -> None:
    employee = make.user(name="Hanna Hittepå")
    allowed = make.example("Får visas", benefit="Bageriet anställde tre")
    stopped = make.example("Hitte Påsson berättar", benefit="Hitte Påsson fick jobb", state=State.DRAFT)
    for each in (allowed, stopped):
        uses.record_use(each, make.stamp(employee))
    item = inbox.send("tip", "Kvarteret fick spillvärme", make.stamp(employee))
    inbox.settle(item, "declined", "Tack, men det är för tidigt.", make.stamp())
    browser = Browser(app)
    browser.log_in(employee)
    page = words(browser.get("/mina"))
    assert "Bageriet anställde tre" in page
    assert f"Exempel nummer {stopped.id}" in page
    assert "Får inte användas längre" in page
    assert "Hitte Påsson" not in page
    assert "Tack, men det är för tidigt." in page
    assert not soup(browser.get("/mina")).find("a", href="/exempel/nytt")


def test_one_who_has_nothing_is_told_what_to_do(app: Flask, within: Flask) -> None:
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER))
    page = words(browser.get("/mina"))
    assert "Du är inte ansvarig för något exempel" in page
    assert "Du har inte tagit ut något exempel än" in page
    assert "Du har inte tipsat om något än" in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_number_of_queries_is_constant(browser: Browser, writer: User) -> None:
    def queries() -> int:
        db.session.commit()
        with statements() as sent:
            assert browser.get("/mina").status_code == 200
        return len(sent)

    def fill() -> None:
        for state in State:
            made = make.example(state=state, responsible=writer, fallback_id=make.user().id)
            make.text(made, "message", "Ett svar")
            make.appearance(make.party(), made)
            uses.record_use(made, make.stamp(writer))
            inbox.send("help", "Hjälp", make.stamp(writer), example=made)

    fill()
    few = queries()
    for _ in range(5):
        fill()
    assert queries() <= few


def test_what_must_stop_says_which_use_and_goes_away_when_one_has_answered(
    app: Flask, within: Flask, clock: Clock
) -> None:
    employee, example = make.user(), make.example("Hemlig titel", benefit="Hemlig nytta")
    person = make.party()
    make.appearance(person, example)
    make.agreement(person, yes=make.everywhere("name"), until_day=clock.day)
    first = uses.record_use(example, make.stamp(employee))
    second = uses.record_use(example, make.stamp(employee, make.NOW + timedelta(hours=3)))
    first.where_to = "Ett tal"
    browser, other = Browser(app), Browser(app)
    browser.log_in(employee)
    assert browser.get("/mina").get_data(as_text=True).count("slutat-anvanda") == 0
    clock.forward(days=1)
    page = words(browser.get("/mina"))
    assert "Text 2026-11-23 kl. 13:00 Text Till: Ett tal 2026-11-23 kl. 10:00" in page
    assert page.count(f"Exempel nummer {example.id} , som du har tagit ut:") == 1, "one notice for all of the times"
    assert "Hemlig" not in page
    other.log_in(make.user())
    assert other.post("/mina/slutat-anvanda", use_id=first.id).status_code == 303
    assert uses.unanswered([example.id], clock.day) == {example.id: 1}
    asked = soup(browser.get("/mina")).select("form[action='/mina/slutat-anvanda'] [name=use_id]")
    assert {field["value"] for field in asked} == {str(first.id), str(second.id)}
    ended = browser.post("/mina/slutat-anvanda", use_id=[first.id, second.id])
    assert "antecknat" in words(browser.follow(ended))
    db.session.expire_all()
    assert (first.ended_at, second.ended_at) == (clock.at, clock.at)
    assert "Du har slutat använda det" in words(browser.get("/mina"))
    assert "får inte längre användas" not in words(browser.get("/"))
    assert uses.unanswered([example.id], clock.day) == {}


def test_a_channel_that_closes_stops_that_use_and_says_where_it_still_may_be_used(
    app: Flask, within: Flask, clock: Clock
) -> None:
    employee, example = make.user(), make.example("Titeln", benefit="Nyttan")
    person = make.party()
    make.appearance(person, example)
    make.agreement(person, yes=[("name", "intranet"), ("name", "press")])
    make.agreement(person, yes=[("name", "web")], until_day=clock.day)
    uses.record_use(example, make.stamp(employee))
    browser = Browser(app)
    browser.log_in(employee)
    assert "du har använt får" not in words(browser.get("/"))
    clock.forward(days=1)
    page = words(browser.get("/"))
    assert "får inte längre användas överallt" in page
    assert "Får inte längre användas på webben sedan 2026-11-24" in page
    assert "Det får fortfarande användas på intranätet och i press: Nyttan" in page
    fields = browser.form(browser.get("/"), "/mina/slutat-anvanda")
    assert browser.post("/mina/slutat-anvanda", fields).headers["Location"] == "/"
    assert "du har använt får" not in words(browser.get("/"))
    clock.forward(days=1)
    make.agreement(person, no=make.everywhere("name"), given_on=clock.day, at=clock.at)
    page = words(browser.get("/"))
    assert "Får inte användas någonstans längre, sedan 2026-11-25" in page
    assert "Nyttan" not in page


def test_what_one_has_taken_is_all_there_newest_first_with_what_where_to_and_when(
    app: Flask, within: Flask, clock: Clock
) -> None:
    employee, example = make.user(), make.example("Titeln", benefit="Nyttan")
    old = make.example("Äldst", benefit="Äldsta nyttan")
    db.session.add(Use(example_id=old.id, user_id=employee.id, at=make.NOW - timedelta(days=3)))
    for number, took in enumerate(Taken):
        where = f"tal {number}" if number else ""
        uses.record_use(example, make.stamp(employee, make.NOW + timedelta(minutes=number)), where, took)
    browser = Browser(app)
    browser.log_in(employee)
    lines = [
        line.get_text(" ", strip=True)
        for line in soup(browser.get("/mina")).select("[aria-labelledby=kopierat] li .meta")
    ]
    assert lines[0] == "Utskrift av en samling Till: tal 5 2026-11-23 kl. 10:05"
    assert lines[-2:] == ["Text 2026-11-23 kl. 10:00", "Kopierat 2026-11-20 kl. 10:00"]
    assert len(lines) == len(Taken) + 1, "as often as it was taken"
    assert headings(browser) == ["Nyttan", "Äldsta nyttan"], "once for each example"
    page = words(browser.get("/mina"))
    assert page.count("Får användas: alla kanaler") == 2, "once for each example, not for each time"
    assert "2 gånger till" in page
    for number in range(20):
        another = make.example(benefit=f"Nytta {number}")
        uses.record_use(another, make.stamp(employee, make.NOW + timedelta(hours=1 + number)))
    page = browser.get("/mina")
    assert "Äldsta nyttan" not in words(page)
    link = soup(page).find("a", string="Visa alla 22 exempel")
    assert "Äldsta nyttan" in words(browser.get(str(link["href"]).partition("#")[0]))


def headings(browser: Browser) -> list[str]:
    """The examples that one has taken out and may still use."""
    page = soup(browser.get("/mina"))
    return [heading.get_text(strip=True) for heading in page.select("[aria-labelledby=kopierat] h3")]


def test_what_came_along_in_a_collection_says_which_and_for_what_channel(
    app: Flask, within: Flask, clock: Clock
) -> None:
    owner, reader, example = make.user(), make.user(), make.example(benefit="Nyttan")
    mine = collections.make("Tal i Luleå", make.stamp(owner))
    db.session.commit()
    collections.add(mine, example, make.stamp(owner))
    collections.share(mine, False, make.stamp(owner))
    db.session.commit()
    shared, browsers = f"/samlingar/delad/{mine.share_token}", []
    for person, address in ((owner, f"/samlingar/{mine.id}"), (reader, shared)):
        browser = Browser(app)
        browser.log_in(person)
        browser.get(f"{address}?kanal=web")
        browser.post(f"{address}/ta-ut", channel="web", where_to="Talet", som="word").close()
        assert "Word-fil av samlingen ”Tal i Luleå”, på webben Till: Talet" in words(browser.get("/mina"))
        browsers.append(browser)
    collections.stop_sharing(mine, make.stamp(owner))
    collections.rename(mine, "Bara mitt", make.stamp(owner))
    db.session.commit()
    of_owner, of_reader = (words(browser.get("/mina")) for browser in browsers)
    assert "Word-fil av samlingen ”Bara mitt”, på webben" in of_owner
    assert "Word-fil av en samling, på webben" in of_reader, "what isn't shared any more isn't named"
    clock.forward(days=1)
    collections.delete_collection(mine, make.stamp(owner, clock.at))
    db.session.commit()
    collections.make("En annan", make.stamp(owner, clock.at))
    db.session.commit()
    browsers[0].log_in(owner)
    assert "Word-fil av en samling, på webben" in words(browsers[0].get("/mina"))


def test_a_picture_one_has_taken_says_whether_it_may_still_be_used(app: Flask, within: Flask, clock: Clock) -> None:
    employee, example = make.user(), make.example("Titeln", benefit="Nyttan")
    taken = picture(app, example, licence_until=clock.day)
    browser = Browser(app)
    browser.log_in(employee)
    browser.post(
        f"/bilder/{taken.id}/hamta", browser.form(browser.get(f"/exempel/{example.id}"), f"/bilder/{taken.id}/hamta")
    ).close()
    assert "Bild: Ugnen" in words(browser.get("/mina"))
    assert f"Snart ut: alla kanaler till {clock.day}" in words(browser.get("/mina"))
    clock.forward(days=1)
    page = words(browser.get("/mina"))
    assert f"Bilden får inte användas någonstans längre, sedan {clock.day} . Ta bort den där du har använt den." in page
    assert "Ugnen" not in page
    assert "Nyttan" in page, "the text is open all the same"


def test_whoever_took_only_the_picture_is_told_on_the_start_page_until_they_answer(
    app: Flask, within: Flask, clock: Clock
) -> None:
    hanna, other, example = make.user(name="Hanna Hittepå"), make.user(), make.example("Titeln", benefit="Nyttan")
    somebody = make.party("Anna Påhittsson")
    given = make.agreement(somebody, yes=make.everywhere("photo"))
    taken = picture(app, example, **of_parties((somebody, "photo")))
    uses.record_use(example, make.stamp(hanna), "", Taken.PICTURE, taken.id)
    uses.record_use(example, make.stamp(other))
    browser = Browser(app)
    browser.log_in(hanna)
    clock.forward(days=3)
    assert "får inte längre användas" not in words(browser.get("/"))
    no = {"no": [("photo", "web"), ("photo", "social")], "given_on": clock.day, "at": clock.at, "withdraws": given}
    make.agreement(somebody, **no)
    db.session.commit()
    page = words(browser.get("/"))
    assert "En bild du har hämtat får inte längre användas" in page
    assert f"Bilden får inte användas längre på webben och i sociala medier, sedan {clock.day} ." in page
    assert "Anna" not in page
    assert uses.stopped_uses(other.id, clock.day, 90) == []
    assert uses.unanswered([example.id], clock.day) == {}
    browser.post("/mina/slutat-anvanda", browser.form(browser.get("/"), "/mina/slutat-anvanda"))
    assert "får inte längre användas" not in words(browser.get("/"))


def test_whoever_took_a_picture_before_somebody_said_who_is_in_it_is_told_too(
    app: Flask, within: Flask, clock: Clock
) -> None:
    hanna, example = make.user(), make.example()
    taken = picture(app, example)
    uses.record_use(example, make.stamp(hanna), "", Taken.PICTURE, taken.id)
    db.session.commit()
    assert uses.stopped_uses(hanna.id, clock.day, 90) == []
    rows.change_row(taken, of_parties((make.party(), "photo")), taken.version, make.stamp())
    db.session.commit()
    [stopped] = uses.stopped_uses(hanna.id, clock.day, 90)
    assert (stopped.allowed, stopped.closed, stopped.stopped_on) == (True, (), None)
    assert stopped.picture_closed is not None
    assert stopped.picture_closed.everywhere


def test_a_picture_that_was_never_open_there_tells_nobody_to_stop_there(
    app: Flask, within: Flask, clock: Clock
) -> None:
    hanna, example, somebody = make.user(), make.example(), make.party()
    make.agreement(somebody, yes=[("photo", "intranet")])
    taken = picture(app, example, **of_parties((somebody, "photo")))
    uses.record_use(example, make.stamp(hanna), "", Taken.PICTURE, taken.id)
    db.session.commit()
    assert uses.stopped_uses(hanna.id, clock.day, 90) == []


def test_a_picture_that_is_replaced_or_removed_is_not_taken_for_the_one_that_was_taken(
    app: Flask, within: Flask
) -> None:
    employee, example = make.user(), make.example("Titeln", benefit="Nyttan")
    replaced, removed, kept = (picture(app, example, title=title) for title in ("Bytt", "Borta", "Kvar"))
    for each in (replaced, removed, kept):
        uses.record_use(example, make.stamp(employee), "", Taken.PICTURE, each.id)
    rows.change_row(replaced, {"file_id": kept.file_id}, replaced.version, make.stamp())
    rows.change_row(kept, {"title": "Fortfarande kvar"}, kept.version, make.stamp())
    rows.remove_row(removed, make.stamp())
    browser = Browser(app)
    browser.log_in(employee)
    said = words(browser.get("/mina"))
    assert said.count("Bilden finns inte kvar i exemplet.") == 2
    assert "Bild: Fortfarande kvar" in said


def test_each_way_out_says_what_was_taken(app: Flask, within: Flask) -> None:
    employee, example = make.user(), make.example()
    collection = collections.make("Talet", make.stamp(employee))
    db.session.commit()
    collections.add(collection, example, make.stamp(employee))
    db.session.commit()
    browser = Browser(app)
    browser.log_in(employee)
    for how in ("kopiera", "word"):
        browser.post(f"/exempel/{example.id}/{how}", where_to="").close()
    for how in ("word", "text", "utskrift"):
        browser.post(f"/samlingar/{collection.id}/ta-ut", channel="intranet", where_to="", som=how).close()
    took = db.session.scalars(select(Use.took).order_by(Use.id)).all()
    assert took == ["text", "word", "collection_word", "collection_text", "collection_paper"]


def test_those_who_take_down_see_how_many_have_not_answered_and_never_who(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    example = make.example()
    person = make.party()
    make.appearance(person, example)
    make.agreement(person, yes=make.everywhere("name"), until_day=clock.day)
    for name in ("Johan Utkastsson", "Alva Adminsdotter", "Folke Förrtidsson"):
        uses.record_use(example, make.stamp(make.user(name=name)))
    db.session.scalars(select(User).where(User.name.like("Folke%"))).one().locked_at = clock.at
    clock.forward(days=1)
    page = words(browser.get(f"/exempel/{example.id}"))
    assert "2 personer har kopierat exemplet och har inte svarat" in page
    values = {"channel": "web", "address": "Sidan", "from_day": make.NOW.date()}
    rows.add_row(example.id, "placements", values, make.stamp())
    db.session.commit()
    listed = words(browser.get("/publiceringsplatser"))
    assert "2 personer har kopierat det och har inte svarat" in listed
    assert not any(name in page + listed for name in ("Johan Utkastsson", "Alva Adminsdotter"))


def test_a_licence_that_has_ended_or_soon_will_is_told_of_to_whoever_answers(
    browser: Browser, draft: Example, writer: User, clock: Clock
) -> None:
    others = make.example()
    for example, title, days in (
        (draft, "Slutar strax", 59),
        (draft, "Slutar längre fram", 60),
        (draft, "Har slutat", -1),
        (others, "Någon annans", 1),
    ):
        until = clock.day + timedelta(days=days)
        rows.add_row(example.id, "packages", {"title": title, "licence_until": until}, make.stamp())
    rows.add_row(draft.id, "packages", {"title": "Utan slut"}, make.stamp())
    page = browser.get("/mina")
    said = words(page)
    assert f"Licensen går ut {clock.day + timedelta(days=59)} Slutar strax" in said
    assert f"Licensen gick ut {clock.day - timedelta(days=1)} Har slutat" in said
    assert not {"Slutar längre fram", "Utan slut", "Någon annans"} & {link.text for link in soup(page).find_all("a")}
    link = soup(page).find("a", string="Slutar strax")
    assert soup(browser.get(link["href"])).find(id=link["href"].partition("#")[2]) is not None


def test_an_employee_sees_the_published_examples_that_they_answer_for_and_no_others(
    app: Flask, within: Flask, clock: Clock
) -> None:
    person = make.user(name="Hanna Hittepå")
    shown = make.example("Synligt", responsible=person)
    make.example("Utkastet", state=State.DRAFT, responsible=person)
    blocked = make.example("Spärrat", responsible=person)
    make.appearance(make.party("Samira Påhittström"), blocked)
    make.example("Någon annans")
    db.session.commit()
    browser = Browser(app)
    browser.log_in(person)
    page = browser.get("/mina")
    assert [link.text for link in soup(page).select("section[aria-labelledby=ansvar] h3 a")] == [shown.headline]
    assert not {"Utkastet", "Spärrat", "Någon annans"} & set(words(page).split())
    way = soup(page).select_one("section[aria-labelledby=ansvar] .lone a")
    assert way is not None
    assert browser.get(str(way["href"])).status_code == 200
