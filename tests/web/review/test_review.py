"""A reviewer opens the queue, worst first, and clears it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from resultatbank.data import objections, queue
from resultatbank.data.models import AgreementRequest, Due, Example, Indicator, Package, Placement, Review
from resultatbank.extensions import db
from resultatbank.rules.review import Reason
from resultatbank.rules.roles import Role
from resultatbank.rules.words import LegalBasis, Naming, ObjectionOutcome, State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import Browser, soup, words

DAY = date(2026, 11, 23)


@pytest.fixture
def reviewer(app: Flask, within: Flask) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(Role.REVIEWER, name="Maja Testerholm", email="maja@example.se"))
    return browser


def settled(title: str = "Brus som inte behöver något", **values: object) -> Example:
    """An example that needs nobody."""
    values.setdefault("responsible", make.user())
    return make.example(title, reviewed=True, **values)


def named(title: str, until: date, **values: object) -> Example:
    example, party = settled(title, **values), make.party("Ville Hittepåson")
    make.appearance(party, example, ["name"])
    make.agreement(party, yes=make.everywhere("name"), until_day=until)
    return example


def row(example: Example, day: date = DAY) -> queue.QueueRow | None:
    db.session.commit()
    return queue.row_of(example.id, day)


def answers(example: Example, fields: dict[str, object], reply: str = "ja", **more: object) -> dict[str, object]:
    """A decision's fields, filled in."""
    prefix = f"rad{example.id}-"
    asked = dict.fromkeys(("figures_right", "people_agree", "links_work", "still_good"), reply)
    return {**fields, **{prefix + name: value for name, value in {**asked, **more}.items()}}


def open_row(browser: Browser, example: Example) -> dict[str, object]:
    return browser.form(browser.get(f"/granskning/{example.id}"), f"/granskning/{example.id}")


def test_the_queue_is_sorted_by_risk_and_each_example_comes_once(reviewer: Browser) -> None:
    stale = make.example("Aldrig granskad", responsible=make.user())
    expired = named("Utgången", date(2026, 11, 21))
    settled()
    db.session.commit()
    rows = queue.rows(DAY)
    assert [(each.example.id, each.reason) for each in rows] == [
        (expired.id, Reason.EXPIRED),
        (stale.id, Reason.NEVER_REVIEWED),
    ]
    page = reviewer.get("/granskning")
    assert [h3.text for h3 in soup(page).select(".queue h3")] == ["Utgången", "Aldrig granskad"]
    assert "2 väntar. 1 av dem är spärrade" in words(page)


def withdrawn() -> Example:
    example = named("Återkallad", date(2027, 12, 31))
    party = db.session.scalars(select(make.Party)).one()
    given = db.session.scalars(select(make.Agreement)).one()
    make.agreement(party, no=make.everywhere("name"), given_on=DAY, withdraws=given)
    return example


def missing() -> Example:
    example = settled("Saknas")
    make.appearance(make.party("Tove Låtsberg"), example, ["name"])
    return example


def takedown() -> Example:
    example = named("Ska tas ned", date(2027, 12, 31))
    party = db.session.scalars(select(make.Party)).one()
    make.agreement(party, no=[("name", "social")], given_on=DAY)
    place = Placement(example_id=example.id, channel="social", address="inlägg 7", from_day=date(2026, 10, 1))
    db.session.add(place)
    return example


def figures_due() -> Example:
    example = settled("Siffror")
    db.session.add(Indicator(example_id=example.id, name="Antal jobb", due_on=date(2026, 11, 20)))
    return example


def follow_up_due() -> Example:
    example = settled("Uppföljning")
    db.session.add(Placement(example_id=example.id, channel="web", address="x", from_day=date(2026, 10, 1)))
    return example


def licensed(last: date) -> Example:
    example = settled("Licens")
    db.session.add(Package(example_id=example.id, title="Vid ugnen", licence_until=last))
    db.session.add(Placement(example_id=example.id, channel="web", address="x", from_day=DAY))
    return example


def nobody() -> Example:
    gone = make.user(name="Folke Försvunnen")
    gone.locked_at = make.NOW
    return settled("Ingen", responsible=gone)


def overdue() -> Example:
    example = make.example("Gammal", responsible=make.user())
    make.review(example, at=make.NOW - timedelta(days=400))
    return example


CASES = [
    (withdrawn, Reason.WITHDRAWN, "Ville Hittepåson drog tillbaka namn 2026-11-23."),
    (lambda: named("U", date(2026, 11, 21)), Reason.EXPIRED, "om namn gällde till 2026-11-21"),
    (missing, Reason.MISSING, "Tove Låtsberg har inte svarat om namn."),
    (takedown, Reason.TAKEDOWN, "Sociala medier, inlägg 7 får inte ligga kvar."),
    (
        lambda: make.example(state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=DAY, responsible=make.user()),
        Reason.NOT_ASSESSED,
        "Ingen har bedömt",
    ),
    (lambda: named("S", date(2026, 12, 6)), Reason.EXPIRING, "till 2026-12-06, 13 dagar kvar."),
    (
        lambda: licensed(date(2026, 11, 22)),
        Reason.LICENCE_ENDED,
        "Licensen för ”Vid ugnen” gick ut 2026-11-22. Exemplet ligger ute på en plats. Se efter om det som "
        "licensen gäller är med där, och byt det i så fall, eller förnya licensen.",
    ),
    (
        lambda: licensed(date(2026, 12, 6)),
        Reason.LICENCE_ENDING,
        "Licensen för ”Vid ugnen” går ut 2026-12-06, 13 dagar kvar. Exemplet ligger ute på en plats.",
    ),
    (lambda: make.example(responsible=make.user()), Reason.NEVER_REVIEWED, "Publicerad 2026-11-23 utan granskning."),
    (overdue, Reason.OVERDUE, "Skulle ha granskats 2026-10-19."),
    (figures_due, Reason.FIGURES_DUE, "Antal jobb skulle ha funnits 2026-11-20."),
    (follow_up_due, Reason.FOLLOW_UP_DUE, "Webb, publicerad 2026-10-01, har inga siffror."),
    (nobody, Reason.NOBODY, "Folke Försvunnen har slutat."),
]


@pytest.mark.parametrize(("build", "reason", "sentence"), CASES, ids=[case[1].name for case in CASES])
def test_every_reason_comes_up_and_says_why(reviewer: Browser, build, reason: Reason, sentence: str) -> None:  # type: ignore[no-untyped-def]  # Functions that build an example.
    settled()
    example = build()
    found = row(example)
    assert found is not None
    assert found.reason is reason
    assert sentence in found.sentence
    page = reviewer.get("/granskning")
    assert sentence in words(page)
    assert reason.label in words(page).replace("\u00ad", "")
    assert reviewer.get(f"/granskning/{example.id}").status_code == 200
    assert queue.total(DAY) == 1


def test_that_the_reasons_are_more_than_the_examples_is_explained_only_when_they_are(reviewer: Browser) -> None:
    said = "Ett exempel med flera skäl räknas i varje ruta, men en gång i Alla."
    nobody()
    assert said not in words(reviewer.get("/granskning"))
    several = overdue()
    several.responsible.locked_at = make.NOW
    assert said in words(reviewer.get("/granskning"))
    assert queue.total(DAY) < sum(queue.counts(DAY).values())


def test_what_has_stopped_in_some_channels_says_in_which(reviewer: Browser) -> None:
    example, party = settled("Delvis"), make.party("Tove Låtsberg")
    make.appearance(party, example, ["name"])
    given = make.agreement(party, yes=make.everywhere("name"))
    make.agreement(party, no=[("name", "print"), ("name", "press")], given_on=DAY, withdraws=given)
    found = row(example)
    assert found is not None
    assert "Tove Låtsberg drog tillbaka namn 2026-11-23 (press och trycksak)." in found.sentence


def test_a_figure_of_every_year_leaves_the_queue_with_its_value_and_comes_back_the_next(reviewer: Browser) -> None:
    example = settled("Varje år")
    figure = Indicator(example_id=example.id, name="Antal jobb", due_on=date(2026, 11, 20), repeat_until=2027)
    db.session.add(figure)
    found = row(example)
    assert found is not None
    assert "Antal jobb skulle ha funnits 2026-11-20." in found.sentence
    make.measurement(figure, 12, DAY)
    make.review(example, at=make.NOW)
    assert row(example) is None
    assert figures_row(example, date(2027, 11, 19)) is None
    assert figures_row(example, date(2027, 11, 20)) == date(2027, 11, 20)


def figures_row(example: Example, day: date) -> date | None:
    periods = select(Due.from_day).where(Due.example_id == example.id, Due.reason == Reason.FIGURES_DUE.value)
    return db.session.scalar(periods.where(Due.from_day <= day, Due.until_day >= day))


def test_the_row_of_an_objection_leads_to_the_decision(reviewer: Browser) -> None:
    example, party = settled("Invänt"), make.party("Tove Låtsberg")
    make.appearance(party, example, ["name"])
    given = make.agreement(party, yes=make.everywhere("name"), basis=LegalBasis.PUBLIC_INTEREST)
    no = make.agreement(
        party, no=make.everywhere("name"), given_on=DAY, withdraws=given, ending="objected", basis=given.basis
    )
    db.session.commit()
    url = f"/overenskommelser/{no.id}/beslut"
    assert url in links(reviewer.get(f"/granskning/{example.id}"))
    objections.decide(no, ObjectionOutcome.UPHELD, "Den har rätt.", make.stamp(make.user()))
    db.session.commit()
    assert url not in links(reviewer.get(f"/granskning/{example.id}"))


def links(response: TestResponse) -> set[str]:
    return {str(each["href"]) for each in soup(response).find_all("a", href=True)}


def test_an_expiring_agreement_comes_up_sixty_days_before_and_an_expired_one_the_day_after(reviewer: Browser) -> None:
    until = date(2027, 3, 31)
    example = named("Snart", until)
    assert row(example, until - timedelta(days=60)) is None
    first = row(example, until - timedelta(days=59))
    assert first is not None
    assert first.reason is Reason.EXPIRING
    last = row(example, until + timedelta(days=1))
    assert last is not None
    assert last.reason is Reason.EXPIRED


def test_answering_the_questions_settles_a_stale_row_and_opens_the_next(reviewer: Browser) -> None:
    first, second = make.example("Först", responsible=make.user()), make.example("Sedan", responsible=make.user())
    answer = reviewer.post(f"/granskning/{first.id}", answers(first, open_row(reviewer, first), note="Allt stämmer"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/granskning/{second.id}"
    assert row(first) is None
    review = db.session.scalars(select(Review)).one()
    assert (review.note, review.by.name, review.all_right) == ("Allt stämmer", "Maja Testerholm", True)
    assert "1 klar i dag" in words(reviewer.get("/granskning"))


def test_a_row_that_stays_after_it_was_sent_to_be_mended_is_not_counted_as_done(reviewer: Browser) -> None:
    staying, leaving = licensed(date(2026, 11, 22)), make.example("Gammal", responsible=make.user())
    for _ in range(2):
        prefix = f"rad{staying.id}-"
        asked = open_row(reviewer, staying) | {prefix + "remedy": "fix", prefix + "note": "Byt bilden."}
        assert reviewer.post(f"/granskning/{staying.id}", asked).status_code == 303
        assert "kommunikatörerna är frågade. Raden ligger kvar tills det är gjort." in words(
            reviewer.get("/granskning")
        )
    assert row(staying) is not None
    assert "i dag" not in words(reviewer.get("/granskning"))
    reviewer.post(f"/granskning/{leaving.id}", answers(leaving, open_row(reviewer, leaving)))
    assert "1 klar i dag" in words(reviewer.get("/granskning"))


def test_with_htmx_the_queue_comes_back_with_the_next_row_open(reviewer: Browser) -> None:
    first, second = make.example("Först", responsible=make.user()), make.example("Sedan", responsible=make.user())
    fields = answers(first, open_row(reviewer, first))
    answer = reviewer.post(f"/granskning/{first.id}", fields, htmx="queue")
    assert answer.status_code == 200
    opened = soup(answer).select_one("details[open]")
    assert opened is not None
    assert opened.select_one(f"#rad-{second.id} form") is not None
    assert "1 väntar." in words(answer)


def test_a_no_needs_a_remedy_and_everything_chosen_stays(reviewer: Browser) -> None:
    example = make.example("Fel siffra", responsible=make.user())
    fields = answers(example, open_row(reviewer, example), figures_right="nej", note="Siffran är från 2024")
    refused = reviewer.post(f"/granskning/{example.id}", fields)
    assert refused.status_code == 422
    kept = reviewer.form(refused, f"/granskning/{example.id}")
    assert kept[f"rad{example.id}-note"] == "Siffran är från 2024"
    assert kept[f"rad{example.id}-figures_right"] == "nej"
    assert not db.session.scalars(select(Review)).all()


def test_what_must_be_filled_in_is_said_beforehand_and_at_the_field(reviewer: Browser) -> None:
    staying, old = licensed(date(2026, 11, 22)), make.example("Gammal", responsible=make.user())
    db.session.commit()
    for example, choice in ((staying, "Be om en förnyad licens"), (old, "Rätta texten")):
        url, field = f"/granskning/{example.id}", f"rad{example.id}-note"
        before = soup(reviewer.get(url)).find(id=f"{field}-hjalp")
        assert before is not None
        assert f"Måste fyllas i om du väljer ”{choice}" in before.text
        fields = answers(example, reviewer.form(reviewer.get(url), url), "nej", remedy="fix", note=" ")
        refused = reviewer.post(url, fields)
        assert refused.status_code == 422
        page = soup(refused)
        told = page.find(id=f"{field}-fel")
        assert told is not None
        summary = page.select_one(f'[role="alert"] a[href="#{field}"]')
        assert summary is not None
        assert told.text.strip() in summary.text
        assert page.find("input", id=field, attrs={"aria-invalid": "true"}) is not None


def test_an_unanswered_question_is_asked_again(reviewer: Browser) -> None:
    example = make.example(responsible=make.user())
    fields = answers(example, open_row(reviewer, example), links_work="")
    assert reviewer.post(f"/granskning/{example.id}", fields).status_code == 422


def test_answers_alone_do_not_settle_what_is_about_somebodys_yes(reviewer: Browser) -> None:
    example = named("Utgången", date(2026, 11, 21))
    fields = open_row(reviewer, example)
    assert reviewer.post(f"/granskning/{example.id}", answers(example, fields)).status_code == 422
    asked = reviewer.post(f"/granskning/{example.id}", answers(example, fields, remedy="ask"))
    assert "ligger kvar" in words(reviewer.follow(asked))
    assert db.session.scalars(select(AgreementRequest)).one().example_id == example.id
    found = row(example)
    assert found is not None
    assert found.reason is Reason.EXPIRED


def test_asking_in_time_gives_the_party_two_weeks(reviewer: Browser) -> None:
    example = named("Snart ut", date(2026, 12, 31))
    fields = answers(example, open_row(reviewer, example), remedy="ask")
    assert reviewer.post(f"/granskning/{example.id}", fields).status_code == 303
    assert row(example) is None
    back = row(example, DAY + timedelta(days=15))
    assert back is not None
    assert back.reason is Reason.EXPIRING


@pytest.mark.parametrize(("remedy", "state"), [("archive", State.ARCHIVED), ("draft", State.DRAFT)])
def test_archiving_and_making_it_a_draft_take_it_off_the_queue(reviewer: Browser, remedy: str, state: State) -> None:
    example = named("Utgången", date(2026, 11, 21))
    fields = answers(example, open_row(reviewer, example), "nej", remedy=remedy)
    assert reviewer.post(f"/granskning/{example.id}", fields).status_code == 303
    db.session.expire_all()
    assert example.state == state
    assert row(example) is None


def test_replacing_archives_it_and_points_at_the_new_one(reviewer: Browser) -> None:
    example, new, draft = make.example(responsible=make.user()), settled("Det nya"), make.example(state=State.DRAFT)
    fields = open_row(reviewer, example)
    for wrong in ("", str(draft.id), str(example.id), "999999"):
        given = answers(example, fields, "nej", remedy="replace", replacement=wrong)
        assert reviewer.post(f"/granskning/{example.id}", given).status_code == 422
    given = answers(example, fields, "nej", remedy="replace", replacement=f"http://localhost/exempel/{new.id}")
    assert reviewer.post(f"/granskning/{example.id}", given).status_code == 303
    db.session.expire_all()
    assert (example.state, example.replaced_by_id) == (State.ARCHIVED, new.id)


def test_a_new_responsible_settles_the_row_of_one_who_has_left(reviewer: Browser) -> None:
    example, new = nobody(), make.user()
    fields = open_row(reviewer, example)
    prefix = f"rad{example.id}-"
    given = {**fields, prefix + "remedy": "responsible", prefix + "responsible": str(new.id)}
    assert reviewer.post(f"/granskning/{example.id}", given).status_code == 303
    db.session.expire_all()
    assert example.responsible_id == new.id
    assert row(example) is None


def test_the_second_of_two_reviewers_is_told_and_nothing_is_done_twice(app: Flask, reviewer: Browser) -> None:
    example = named("Båda vill", date(2026, 11, 21))
    other = Browser(app)
    other.log_in(make.user(Role.REVIEWER))
    mine = answers(example, open_row(reviewer, example), remedy="ask")
    theirs = answers(example, open_row(other, example), "nej", remedy="archive", note="Bort med den")
    assert reviewer.post(f"/granskning/{example.id}", mine).status_code == 303
    late = other.post(f"/granskning/{example.id}", theirs)
    assert late.status_code == 409
    assert "Maja Testerholm granskade exemplet" in words(late)
    assert other.form(late, f"/granskning/{example.id}")[f"rad{example.id}-note"] == "Bort med den"
    assert [review.by.name for review in queue.reviews_of(example.id)][:-1] == ["Maja Testerholm"]
    db.session.expire_all()
    assert example.state == State.PUBLISHED


def test_an_empty_queue_says_so_and_what_comes_next(reviewer: Browser) -> None:
    example = settled("Nästa på tur")
    text = words(reviewer.get("/granskning"))
    assert "Kön är tom" in text
    assert "Nästa kommer 2027-11-24" in text
    assert example.headline in text


def test_the_filter_shows_only_its_reason_and_nonsense_shows_all(reviewer: Browser) -> None:
    make.example("Aldrig", responsible=make.user())
    named("Utgången", date(2026, 11, 21))
    only = soup(reviewer.get(f"/granskning?skal={Reason.EXPIRED.value}"))
    assert [h3.text for h3 in only.select(".queue h3")] == ["Utgången"]
    for nonsense in ("skal=99", "skal=x", "efter=1_2_3", "efter=9999999999999_2026-02-30_1"):
        assert len(soup(reviewer.get(f"/granskning?{nonsense}")).select(".queue h3")) == 2


def test_what_is_blocked_is_marked_and_shown_alone_until_one_leaves_it(reviewer: Browser) -> None:
    first, second = named("Utgången", date(2026, 11, 21)), named("Också", date(2026, 11, 20))
    make.example("Gammal", responsible=make.user())
    make.example("Ett utkast", state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=DAY)
    db.session.commit()
    assert {each.example.title for each in queue.rows(DAY) if each.blocked} == {"Utgången", "Också"}
    page = soup(reviewer.get("/granskning"))
    assert ["Spärrad" in each.text for each in page.select(".queue summary")] == [True, True, False, False]
    alone = reviewer.get(next(str(a["href"]) for a in page.select(".lead a") if "spärrade" in a.text))
    assert [h3.text for h3 in soup(alone).select(".queue h3")] == ["Utgången", "Också"]
    opened = next(str(a["href"]) for a in soup(alone).select(".queue a") if f"/{second.id}?" in str(a["href"]))
    row_page = reviewer.get(opened)
    [form] = soup(row_page).select(f"form#beslut-{second.id}")
    action = str(form["action"])
    given = answers(second, reviewer.form(row_page, action), "nej", remedy="archive")
    after = reviewer.post(action, given)
    assert after.headers["Location"] == f"/granskning/{first.id}?visa=sparrade"
    everything = next(str(a["href"]) for a in soup(alone).select(".tally a") if "Alla" in a.text)
    assert len(soup(reviewer.get(everything)).select(".queue h3")) == 3


def test_imported_drafts_wait_outside_the_queue_in_one_line(reviewer: Browser) -> None:
    for weeks in (1, 2):
        make.example(state=State.DRAFT, naming=Naming.UNKNOWN, assess_from=DAY + timedelta(weeks=weeks))
    text = words(reviewer.get("/granskning"))
    assert "2 inlästa exempel väntar på att bedömas" in text
    assert "De sista kommer upp i kön 2026-12-07" in text
    assert queue.total(DAY) == 0


def test_more_than_a_page_goes_on_where_it_stopped(reviewer: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 3)
    made = [make.example(f"Nummer {number}", responsible=make.user()) for number in range(5)]
    page = reviewer.get("/granskning")
    link = soup(page).find("a", string="Visa fler")
    assert link is not None
    seen = [h3.text for h3 in soup(page).select(".queue h3")]
    seen += [h3.text for h3 in soup(reviewer.get(str(link["href"]))).select(".queue h3")]
    assert seen == [example.title for example in made]


def test_a_row_that_needs_nothing_any_more_says_so(reviewer: Browser) -> None:
    example = settled()
    assert "redan klart" in words(reviewer.follow(reviewer.get(f"/granskning/{example.id}")))
    assert reviewer.get("/granskning/999999").status_code == 404


def test_the_queue_costs_as_many_queries_for_forty_rows_as_for_two(reviewer: Browser) -> None:
    def sent_with(more: int) -> int:
        for number in range(more):
            named(f"Rad {number}", date(2026, 11, 21))
        # The first who asks finds out anew what the process remembers of the bank.
        assert reviewer.get("/granskning").status_code == 200
        with statements() as sent:
            assert reviewer.get("/granskning").status_code == 200
        return len(sent)

    assert sent_with(2) == sent_with(38)


def test_the_count_in_the_menu_is_the_queues(reviewer: Browser) -> None:
    make.example(responsible=make.user())
    count = soup(reviewer.get("/granskning")).select_one("#count-review-queue")
    assert count is not None
    assert re.match(r"1\b", count.text)


def test_nobody_but_a_reviewer_comes_in(app: Flask, within: Flask, clock: Clock) -> None:
    example = make.example()
    for role in (Role.EMPLOYEE, Role.COMMUNICATOR, Role.ADMINISTRATOR):
        browser = Browser(app)
        browser.log_in(make.user(role))
        assert browser.get("/granskning").status_code == 403
        assert browser.post(f"/granskning/{example.id}").status_code == 403
