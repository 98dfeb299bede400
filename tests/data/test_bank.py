"""Finding: what is found, in what order, how it is counted, and that the gate counts in everything."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from resultatbank.data import bank, bitmaps, gate, reading
from resultatbank.data import uses as past
from resultatbank.data.facets import Limits, Scope, Search
from resultatbank.data.facts import FACET_REGION, FACET_THEME, FACET_YEAR
from resultatbank.data.models import Example, Use
from resultatbank.extensions import db
from resultatbank.rules.words import INTRANET, State
from resultatbank.search import Query, Rung, parse
from resultatbank.search.ladder import ENOUGH
from tests import factories as make
from tests.statements import statements

TODAY = date(2026, 11, 23)
UNTIL = date(2026, 11, 24)
AFTER = UNTIL + timedelta(days=1)
EVERYTHING = Query()


def search(words: str = "", day: date = TODAY, sees_all: bool = False, **limits: object) -> Search:
    return Search(parse(words), Limits(**limits), day, sees_all)  # type: ignore[arg-type]  # The tests name each limit.


def titles(hits: bank.Hits) -> list[str]:
    return [hit.title for hit in hits.page]


def closing_on(until: date, **values: object) -> Example:
    """An example whose only party says yes everywhere, until a day."""
    example, party = make.example(**values), make.party()  # type: ignore[arg-type]  # Handed on as it is.
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=until)
    return example


def test_an_inflected_word_finds_the_example(within: Flask) -> None:
    make.example("Skolan", benefit="Skolor i glesbygd fick snabbare fiber")
    make.example("Brus", benefit="Något helt annat")
    db.session.commit()
    found = bank.find(search("skolans"))
    assert (titles(found), found.total) == (["Skolan"], 1)
    assert [piece.text for piece in found.page[0].benefit if piece.hit] == ["Skolor"]


def test_the_day_after_the_last_day_an_example_is_gone_from_hits_count_and_facets(within: Flask) -> None:
    theme = make.term("theme", "Energi")
    closing_on(UNTIL, title="Slutar", benefit="Företag växer", regions=["24"], terms=[theme], year=2026)
    make.example("Kvar", benefit="Företag växer", regions=["25"], year=2025)
    db.session.commit()
    on_the_day, after = bank.find(search("företag", UNTIL)), bank.find(search("företag", AFTER))
    assert sorted(titles(on_the_day)) == ["Kvar", "Slutar"]
    assert (titles(after), after.total) == (["Kvar"], 1)
    assert after.counts.values == {(FACET_REGION, 25): 1, (FACET_YEAR, 2025): 1}
    assert after.counts.scopes == {Scope.VISIBLE: 1}
    assert set(after.counts.channels.values()) == {1}


def test_the_day_after_it_is_gone_from_the_start_page_and_from_what_is_alike(within: Flask) -> None:
    theme = make.term("theme", "Energi")
    closing = closing_on(UNTIL, title="Slutar", regions=["24"], terms=[theme], reviewed=True)
    other = make.example("Kvar", regions=["24"], terms=[theme])
    db.session.commit()
    assert [hit.title for hit in bank.newest_trusted(UNTIL)] == ["Slutar"]
    assert bank.newest_trusted(AFTER) == []
    assert [hit.example_id for hit in reading.similar_to(other.id, UNTIL)] == [closing.id]
    assert reading.similar_to(other.id, AFTER) == []
    assert bank.coverage(UNTIL).regions == {24: 2}
    assert bank.coverage(AFTER) == bank.Coverage(1, {24: 1}, {theme.id: 1})


def test_what_is_alike_goes_through_the_gate_whatever_the_bitmaps_remember(
    within: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = make.term("theme", "Energi")
    closing, other = closing_on(UNTIL, title="Slutar", terms=[theme]), make.example("Kvar", terms=[theme])
    db.session.commit()
    remembered = bitmaps.on(UNTIL)
    monkeypatch.setattr(bitmaps, "on", lambda day: remembered)
    assert [hit.example_id for hit in reading.similar_to(other.id, UNTIL)] == [closing.id]
    assert reading.similar_to(other.id, AFTER) == []


def test_only_one_who_sees_all_finds_what_is_not_visible_and_only_when_asked_for(within: Flask) -> None:
    make.example("Synligt")
    closing_on(TODAY - timedelta(days=1), title="Spärrat")
    for state in (State.DRAFT, State.PLANNED, State.ARCHIVED):
        make.example(state.label, state=state)
    db.session.commit()
    blocked = frozenset({Scope.BLOCKED})
    assert titles(bank.find(search())) == ["Synligt"]
    assert titles(bank.find(search(scopes=blocked))) == ["Synligt"], "an employee can't choose"
    assert titles(bank.find(search(sees_all=True))) == ["Synligt"]
    found = bank.find(search(sees_all=True, scopes=blocked))
    assert [(hit.title, hit.scope) for hit in found.page] == [("Spärrat", Scope.BLOCKED)]
    assert found.counts.scopes == dict.fromkeys(Scope, 1)
    several = frozenset({Scope.DRAFT, Scope.ARCHIVED})
    assert bank.find(search(sees_all=True, scopes=several)).total == 2


def test_the_limit_of_channel_keeps_what_is_open_there_that_day(within: Flask) -> None:
    example, party = make.example("Bara intranät"), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=[("name", INTRANET)])
    make.example("Överallt")
    db.session.commit()
    assert titles(bank.find(search(channels=frozenset({"web"})))) == ["Överallt"]
    assert bank.find(search(channels=frozenset({"web"}))).counts.channels[INTRANET] == 2


def test_every_facet_counts_as_a_naive_count_does(within: Flask) -> None:
    chance = random.Random(7)  # noqa: S311  # Chance for test data, not for secrets.
    themes = [make.term("theme", label) for label in ("Energi", "Handel", "Service")]
    made = []
    for number in range(40):
        values: dict[str, object] = {
            "title": f"Nr {number}",
            "benefit": chance.choice(["Företag växer", "Byar växer", "Skolor"]),
            "regions": chance.sample(["24", "25", "23"], chance.randint(0, 2)),
            "terms": chance.sample(themes, chance.randint(0, 2)),
            "year": chance.choice([2024, 2025, None]),
        }
        until = chance.choice([TODAY, TODAY - timedelta(days=1), None])
        made.append((closing_on(until, **values) if until else make.example(**values), values, until))  # type: ignore[arg-type]  # Handed on as it is.
    db.session.commit()
    asked = search("växer", values={FACET_REGION: frozenset({24, 25}), FACET_THEME: frozenset({themes[0].id})})
    found = bank.find(asked)

    def kinds(values: dict[str, object]) -> dict[int, set[int]]:
        year = values["year"]
        return {
            FACET_REGION: {int(code) for code in values["regions"]},  # type: ignore[attr-defined]  # A list, as made above.
            FACET_THEME: {term.id for term in values["terms"]},  # type: ignore[attr-defined]  # A list, as made above.
            FACET_YEAR: {year} if isinstance(year, int) else set(),
        }

    seen = [kinds(v) for _, v, until in made if until in (TODAY, None) and "växer" in str(v["benefit"])]
    expected: dict[tuple[int, int], int] = {}
    for kind in (FACET_REGION, FACET_THEME, FACET_YEAR):
        others = {other: chosen for other, chosen in asked.limits.values.items() if other != kind}
        for each in seen:
            if all(each[other] & chosen for other, chosen in others.items()):
                for value in each[kind]:
                    expected[kind, value] = expected.get((kind, value), 0) + 1
    assert found.counts.values == expected
    assert found.total == sum(all(each[kind] & chosen for kind, chosen in asked.limits.values.items()) for each in seen)
    assert 0 < found.total < len(seen) < len(made)


def test_old_and_never_reviewed_texts_rank_below_an_equal_one(within: Flask) -> None:
    make.example("Färsk", benefit="Företag växer", reviewed=True)
    make.example("Gammal", benefit="Företag växer", reviewed=True, at=make.NOW - timedelta(days=800))
    make.example("Aldrig", benefit="Företag växer")
    db.session.commit()
    assert titles(bank.find(search("växer")))[0] == "Färsk"


def test_a_review_in_which_something_was_wrong_makes_no_text_fresh(within: Flask) -> None:
    right, wrong = make.example("Rätt"), make.example("Fel")
    make.review(right)
    make.review(wrong, people_agree=False)
    db.session.commit()
    assert [hit.example_id for hit in bank.newest_trusted(TODAY)] == [right.id]


def test_newest_first_goes_by_the_latest_review(within: Flask) -> None:
    for days in (3, 1, 2):
        make.example(f"För {days} dagar sedan", reviewed=True, at=make.NOW - timedelta(days=days))
    db.session.commit()
    found = bank.find(search(), newest_first=True)
    assert titles(found) == ["För 1 dagar sedan", "För 2 dagar sedan", "För 3 dagar sedan"]


def test_where_no_example_has_all_the_words_those_with_any_of_them_are_found(within: Flask) -> None:
    make.example("Vätgas", benefit="Vätgas driver färjan")
    make.example("Odling", benefit="Fisk odlas i byn")
    closing_on(TODAY - timedelta(days=1), title="Spärrat", benefit="Vätgas igen")
    db.session.commit()
    found = bank.find(search("vätgas fisk"))
    assert found.widened
    assert sorted(titles(found)) == ["Odling", "Vätgas"]
    assert found.fewer_words == (("vätgas", 1), ("fisk", 1))
    nothing = bank.find(search("snögubbe hängmatta"))
    assert (nothing.total, nothing.widened, nothing.fewer_words) == (0, False, ())


def test_compounds_come_after_the_word_itself_and_the_answer_says_so(within: Flask) -> None:
    make.example("I en sammansättning", benefit="Ljunghonung från kusten")
    make.example("Ordet självt", texts={"learned": "Vi lärde oss att sälja honung."})
    closing_on(TODAY - timedelta(days=1), title="Spärrat", benefit="Honung till alla")
    db.session.commit()
    found = bank.find(search("honung"))
    assert titles(found) == ["Ordet självt", "I en sammansättning"]
    assert (found.total, found.answer.exact, found.answer.rung) == (2, 1, Rung.LONGER_WORDS)
    assert [piece.text for piece in found.page[1].benefit if piece.hit] == ["Ljunghonung"]


def test_a_slip_is_put_right_only_by_a_word_that_the_reader_may_find(within: Flask) -> None:
    make.example("Synligt", benefit="Biblioteksbussen når alla byar")
    closing_on(TODAY - timedelta(days=1), title="Spärrat", benefit="Linbanan går igen")
    db.session.commit()
    found = bank.find(search("bibliotkesbuss"))
    assert titles(found) == ["Synligt"]
    assert found.answer.corrected == (("bibliotkesbuss", "biblioteksbuss"),)
    blocked = bank.find(search("linbbana"))
    assert (blocked.total, blocked.answer.corrected) == (0, ())
    assert bank.find(search("linbbana", sees_all=True)).answer.corrected == (("linbbana", "linbana"),)


def test_what_the_limits_leave_does_not_decide_how_far_the_search_goes(within: Flask) -> None:
    for number in range(ENOUGH):
        make.example(f"Nr {number}", benefit="Honung säljs", regions=["24" if number else "25"])
    make.example("I en sammansättning", benefit="Ljunghonung säljs", regions=["25"])
    db.session.commit()
    everywhere = bank.find(search("honung "))
    found = bank.find(search("honung ", values={FACET_REGION: frozenset({25})}))
    assert everywhere.counts.values[FACET_REGION, 25] == found.total == 1
    assert titles(found) == ["Nr 0"]


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_of_very_many_hits_the_best_come_first_and_all_are_counted(
    within: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "MOST_SHOWN", 4)
    for number in range(6):
        make.example(f"I rubriken {number}", benefit="Honung")
        make.example(f"I texten {number}", texts={"learned": "Honung och annat"})
        make.example(f"I sammanfattningen {number}", texts={"message": "Honung till alla"})
    make.example("Utan honung i länet", benefit="Honung", regions=["24"])
    db.session.commit()
    found = bank.find(search("honung "), 4)
    assert found.total == 19
    assert all(hit.benefit[0].text == "Honung" for hit in found.page)
    limited = bank.find(search("honung ", values={FACET_REGION: frozenset({24})}), 4)
    assert titles(limited) == ["Utan honung i länet"]
    without = bank.find(search("honung -rubriken"), 40)
    assert without.total == 13
    assert len(without.page) == 13


def test_one_who_may_see_parties_finds_examples_by_their_names(within: Flask) -> None:
    baker, mill = make.party(name="Hitte Östbergsson"), make.party(kind="organisation", name="Påhittade Kvarnen AB")
    bread, oven = make.example("Brödet", benefit="Ugnen drar mindre"), make.example("Ugnen", benefit="Nästan gratis")
    elsewhere = make.example("Namnet i texten", benefit="Ugnen", texts={"learned": "Hitte Östbergsson hade rätt."})
    for party, example in ((baker, bread), (baker, oven), (mill, oven)):
        make.appearance(party, example)
        make.agreement(party, yes=make.everywhere("name"))
    gone = make.appearance(mill, bread)
    gone.ended_at = make.NOW
    make.example("Annat", benefit="Kvarnvingar")
    make.settle_names(elsewhere)
    db.session.commit()

    def found(words: str, **limits: object) -> list[str]:
        asked = replace(search(words, **limits), sees_parties=True)  # type: ignore[arg-type]  # Handed on as it is.
        return titles(bank.find(asked))

    assert found("Hitte Östbergsson ") == ["Namnet i texten", "Ugnen", "Brödet"]
    assert found("ostbergssons ") == found("östbergsson")
    assert found('"hitte östbergsson" ugnen') == ["Namnet i texten", "Ugnen", "Brödet"]
    assert found("östbergsson gratis") == ["Ugnen"]
    assert found("östbergsson -gratis") == ["Namnet i texten", "Brödet"]
    assert found("påhittade kvarnen") == ["Ugnen"]
    assert found("kvarnen ab nästan") == ["Ugnen"]
    assert titles(bank.find(search("Hitte Östbergsson "))) == ["Namnet i texten"], "a name is not for everybody"
    named = bank.find(replace(search("Hitte Östbergsson "), sees_parties=True))
    assert [hit.parties for hit in named.page] == [(), ("Hitte Östbergsson",), ("Hitte Östbergsson",)]
    assert (named.total, named.answer.corrected, elsewhere.id) == (3, (), named.page[0].example_id)


def test_it_is_told_how_many_of_the_hits_that_limits_leave_have_all_the_words(within: Flask) -> None:
    make.example("Just ordet", benefit="Honung", regions=["24"])
    make.example("I ett längre", benefit="Ljunghonung", regions=["25"])
    db.session.commit()
    found = bank.find(search("honung "))
    assert (found.total, found.exact) == (2, 1)
    there = bank.find(search("honung ", values={FACET_REGION: frozenset({25})}))
    assert (there.total, there.exact) == (1, 0)
    here = bank.find(search("honung ", values={FACET_REGION: frozenset({24})}))
    assert (here.total, here.exact) == (1, 1)


def test_a_longer_list_begins_as_the_shorter_one(within: Flask) -> None:
    for number in range(bank.PAGE + 1):
        make.example(f"Nr {number}")
    db.session.commit()
    first, longer = bank.find(search()), bank.find(search(), 2 * bank.PAGE)
    assert (len(first.page), len(longer.page)) == (bank.PAGE, bank.PAGE + 1)
    assert first.total == longer.total == bank.PAGE + 1
    assert titles(longer)[: bank.PAGE] == titles(first)


@pytest.mark.parametrize("words", ["", "växer", "växer snögubbe"])
def test_the_number_of_statements_does_not_grow_with_the_hits(within: Flask, words: str) -> None:
    counted = []
    for rows in (3, 57):
        for number in range(rows):
            closing_on(UNTIL, title=f"Nr {number}", benefit="Byn växer", regions=["24", "25"], texts={"message": "Hej"})
        db.session.commit()
        # A process reads what is new in the vocabulary once, and not in each search.
        bank.find(search(words))
        db.session.expire_all()
        with statements() as sent:
            bank.find(search(words, values={FACET_REGION: frozenset({24})}, channels=frozenset({INTRANET})))
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 24


def test_a_use_tells_when_it_stopped_but_not_what_it_was(within: Flask) -> None:
    person, other = make.user(), make.user()
    closing = closing_on(UNTIL, title="Slutar", benefit="Hemlig sedan")
    archived = make.example("Arkiverat", state=State.ARCHIVED, archived_at=make.NOW)
    kept = make.example("Kvar", benefit="Finns kvar")
    db.session.commit()
    for example in (closing, kept, archived):
        past.record_use(example, make.stamp(person))
    past.record_use(make.example("Annans"), make.stamp(other))
    db.session.commit()
    uses = {use.example_id: use for use in past.uses_of(person.id, AFTER)}
    assert set(uses) == {closing.id, kept.id, archived.id}
    assert (uses[closing.id].allowed, uses[closing.id].stopped_on, uses[closing.id].benefit) == (False, AFTER, "")
    assert (uses[archived.id].allowed, uses[archived.id].stopped_on) == (False, TODAY)
    assert (uses[kept.id].allowed, uses[kept.id].benefit) == (True, "Finns kvar")
    assert [use.example_id for use in past.stopped_uses(person.id, UNTIL, 30)] == [archived.id]
    assert [use.example_id for use in past.stopped_uses(person.id, AFTER, 30)] == [archived.id, closing.id]
    assert past.stopped_uses(person.id, AFTER + timedelta(days=31), 30) == []


def test_each_copying_is_written_down(within: Flask) -> None:
    person, example = make.user(), make.example()
    past.record_use(example, make.stamp(person))
    past.record_use(example, make.stamp(person))
    db.session.commit()
    assert db.session.query(Use).filter_by(user_id=person.id, example_id=example.id).count() == 2
    with pytest.raises(ValueError, match="somebody"):
        past.record_use(example, make.stamp(None))


def test_what_is_alike_shares_most_and_themes_weigh_more(within: Flask) -> None:
    theme, programme = make.term("theme", "Energi"), make.term("programme", "Små steg")
    mine = make.example("Mitt", regions=["24", "25"], terms=[theme])
    make.example("Delar båda", regions=["24"], terms=[theme])
    make.example("Delar tema", terms=[theme])
    make.example("Delar län", regions=["24", "25"])
    make.example("Delar bara program", terms=[programme])
    make.example("Utkast", state=State.DRAFT, terms=[theme])
    db.session.commit()
    found = [hit.title for hit in reading.similar_to(mine.id, TODAY)]
    assert found == ["Delar båda", "Delar tema", "Delar län"]


def test_the_replacement_of_an_archived_example_is_the_first_visible_one(within: Flask) -> None:
    final = make.example("Nytt")
    middle = make.example("Mellan", state=State.ARCHIVED, replaced_by_id=final.id)
    old = make.example("Gammalt", state=State.ARCHIVED, replaced_by_id=middle.id)
    blocked = closing_on(TODAY - timedelta(days=1), title="Spärrat", replaced_by_id=final.id)
    hidden = make.example("Ersatt av spärrat", state=State.ARCHIVED, replaced_by_id=blocked.id)
    loop = make.example("Rundgång", state=State.ARCHIVED)
    loop.replaced_by_id = loop.id
    db.session.commit()
    assert reading.replacement_of(old.id, TODAY) == final
    assert reading.replacement_of(blocked.id, TODAY) is None, "blocked isn't archived, and says nothing"
    assert reading.replacement_of(hidden.id, TODAY) == final
    assert reading.replacement_of(loop.id, TODAY) is None
    assert reading.replacement_of(2**31 - 1, TODAY) is None


def test_what_ends_within_sixty_days_ends_soon(within: Flask) -> None:
    example = closing_on(UNTIL)
    db.session.commit()
    for day, soon in ((UNTIL, True), (UNTIL - timedelta(days=59), True), (UNTIL - timedelta(days=60), False)):
        assert gate.usability([example.id], day)[example.id].ends_soon(day) is soon
