"""Collections: gathering, ordering, sharing, and what falls out of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from resultatbank.data import collections
from resultatbank.data.models import Collection, CollectionItem, Example
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.statements import statements
from tests.web.client import soup, words
from tests.web.collections.conftest import Scene

TODAY = make.NOW.date()
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def ending(benefit: str) -> Example:
    """An example that may be used today for the last time, everywhere but in social media."""
    example, party = make.example(benefit, benefit=benefit), make.party()
    make.appearance(party, example, ["name", "photo"])
    pairs = [pair for pair in make.everywhere("name", "photo") if pair[1] != "social"]
    make.agreement(party, yes=pairs, until_day=TODAY)
    return example


def number_of(model: type[Collection] | type[CollectionItem]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# ----------------------------------------------------------------------------------------------------- gathering


def test_an_example_is_put_in_a_collection_in_two_clicks_from_its_page(scene: Scene) -> None:
    example = make.example(benefit="Elva företag sänkte elkostnaden")
    db.session.commit()
    address = f"/samlingar/lagg-i/{example.id}"
    assert soup(scene.browser.get(f"/exempel/{example.id}")).find("a", href=address) is not None
    fields = scene.browser.form(scene.browser.get(address), address)
    assert fields["collection"] == str(scene.collection.id), "the latest one is chosen beforehand"
    back = scene.browser.follow(scene.browser.post(address, fields))
    assert "Exemplet ligger nu i samlingen ”Tal i Luleå”." in words(back)
    assert scene.benefits() == ["Elva företag sänkte elkostnaden"]


def test_from_the_hits_one_comes_back_to_the_same_search(scene: Scene) -> None:
    example = make.example(benefit="Bageriet byggde ut")
    db.session.commit()
    address = f"/samlingar/lagg-i/{example.id}"
    assert soup(scene.browser.get("/exempel?q=bageriet")).find("a", href=address) is not None

    def came_from(referrer: str) -> dict[str, str]:
        page = scene.browser.client.get(address, headers={"Referer": referrer})
        return scene.browser.form(page, address)

    fields = came_from("http://localhost/exempel?q=bageriet&lan=01")
    assert scene.browser.post(address, fields).headers["Location"] == "/exempel?q=bageriet&lan=01"
    for elsewhere in ("https://www.example.se/exempel?q=a", "http://localhost/anvandare"):
        assert came_from(elsewhere)["fran"] == f"/exempel/{example.id}"
    sent = {"collection": str(scene.collection.id), "fran": "//example.se/exempel?"}
    assert scene.browser.post(address, sent).headers["Location"] == f"/exempel/{example.id}"


def test_a_written_name_makes_a_new_collection(scene: Scene) -> None:
    example = make.example(benefit="Elva företag sänkte elkostnaden")
    db.session.commit()
    address = f"/samlingar/lagg-i/{example.id}"
    scene.browser.get(address)
    scene.browser.post(address, collection=str(scene.collection.id), name="Årsrapport")
    assert scene.items() == []
    assert "Årsrapport" in words(scene.browser.get("/samlingar"))
    refused = scene.browser.post(address, collection="", name="")
    assert refused.status_code == 422
    assert "Välj en samling, eller skriv vad en ny ska heta." in words(refused)


def test_the_same_example_twice_lies_there_once(scene: Scene) -> None:
    example = make.example()
    scene.gather(example)
    address = f"/samlingar/lagg-i/{example.id}"
    assert "Tal i Luleå (ligger redan där)" in words(scene.browser.get(address))
    assert scene.browser.post(address, collection=str(scene.collection.id)).status_code == 303
    assert len(scene.items()) == 1


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.COMMUNICATOR])
def test_what_employees_do_not_see_cannot_be_gathered(scene: Scene, role: Role) -> None:
    draft = make.example(state=State.DRAFT)
    browser = scene.somebody_else(role)
    browser.get("/samlingar")
    assert browser.get(f"/samlingar/lagg-i/{draft.id}").status_code == 404
    browser.get("/samlingar")
    assert browser.post(f"/samlingar/lagg-i/{draft.id}", name="Hemligt").status_code == 404
    with pytest.raises(collections.NotAllowed):
        collections.add(scene.collection, draft, make.stamp(scene.person))


def test_the_limits_are_told_in_a_sentence_and_what_was_typed_stays(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "MOST_EXAMPLES", 1)
    monkeypatch.setattr(collections, "MOST_COLLECTIONS", 1)
    first, second = make.example(), make.example()
    scene.gather(first)
    address = f"/samlingar/lagg-i/{second.id}"
    scene.browser.get(address)
    full = scene.browser.post(address, collection=str(scene.collection.id))
    assert full.status_code == 422
    assert "Samlingen har 200 exempel, och fler får inte plats." in words(full)
    for where in (address, "/samlingar"):
        many = scene.browser.post(where, name="En till")
        assert many.status_code == 422
        assert "Du har 200 samlingar, och fler går inte att ha." in words(many)
        assert scene.browser.form(many, where)["name"] == "En till"
    assert len(scene.items()) == 1
    assert number_of(Collection) == 1


# ---------------------------------------------------------------------------------------------------- keeping it


def test_examples_are_moved_noted_and_taken_out(scene: Scene) -> None:
    scene.gather(*(make.example(benefit=f"Nytta {number}") for number in (1, 2, 3)))
    first, second, third = (f"{scene.url}/plats/{each.id}" for each in scene.items())
    scene.browser.get(scene.url)
    moved = scene.browser.post(third, note="Börja så här.", gor="upp")
    assert moved.headers["Location"].endswith(f"{scene.url}#upp-{scene.items()[1].id}")
    assert scene.benefits() == ["Nytta 1", "Nytta 3", "Nytta 2"]
    assert [each.note for each in scene.items()] == ["", "Börja så här.", ""], "moving keeps what was typed"
    scene.browser.post(first, note="", gor="upp")
    scene.browser.post(second, note="", gor="ner")
    assert scene.benefits() == ["Nytta 1", "Nytta 3", "Nytta 2"], "the first and the last stay where they are"
    scene.browser.post(second, note="Sist.", gor="spara")
    assert scene.items()[2].note == "Sist."
    assert "Det finns kvar i banken." in words(scene.browser.follow(scene.browser.post(first, note="", gor="ur")))
    assert scene.benefits() == ["Nytta 3", "Nytta 2"]


def test_a_note_that_cannot_be_kept_comes_back_with_the_reason(scene: Scene) -> None:
    scene.gather(make.example(), make.example())
    scene.browser.get(scene.url)
    refused = scene.browser.post(f"{scene.url}/plats/{scene.items()[1].id}", note="x" * 201, gor="spara")
    assert refused.status_code == 422
    assert "Texten är 201 tecken. Korta den till högst 200." in words(refused)
    wrong = soup(refused).find_all(attrs={"aria-invalid": "true"})
    assert [each["value"] for each in wrong] == ["x" * 201]


def test_a_collection_is_renamed_and_deleted_after_a_question(scene: Scene) -> None:
    scene.gather(make.example())
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/namn", name="Tal i Umeå")
    assert "Tal i Umeå" in words(scene.browser.get("/samlingar"))
    empty = scene.browser.post(f"{scene.url}/namn", name=" ")
    assert empty.status_code == 422
    assert "Skriv vad samlingen ska heta." in words(empty)
    assert "Det går inte att ångra." in words(scene.browser.get(f"{scene.url}/ta-bort"))
    assert scene.browser.get(scene.url).status_code == 200
    url = scene.url
    scene.browser.post(f"{url}/ta-bort")
    assert scene.browser.get(url).status_code == 404
    assert number_of(CollectionItem) == 0


def test_somebody_elses_collection_does_not_exist(scene: Scene) -> None:
    scene.gather(make.example())
    item = scene.items()[0].id
    for role in Role:
        other = scene.somebody_else(role)
        assert "Tal i Luleå" not in words(other.get("/samlingar"))
        key = other.key
        for path in ("", "/ta-bort"):
            assert other.get(f"{scene.url}{path}").status_code == 404
        for path in ("/namn", "/dela", f"/plats/{item}", "/ta-bort", "/ta-ut"):
            sent = {"csrf_token": key, "name": "Min", "sharing": "alla", "gor": "ur", "channel": "intranet"}
            assert other.post(f"{scene.url}{path}", sent).status_code == 404
    assert len(scene.items()) == 1
    assert scene.collection.name == "Tal i Luleå"


def test_a_place_in_another_collection_does_not_exist(scene: Scene) -> None:
    scene.gather(make.example())
    mine = collections.make("En annan", make.stamp(scene.person))
    db.session.commit()
    scene.browser.get(scene.url)
    key = scene.browser.key
    for asked in ("ur", "upp", "spara"):
        address = f"/samlingar/{mine.id}/plats/{scene.items()[0].id}"
        assert scene.browser.post(address, csrf_token=key, note="x", gor=asked).status_code == 404
    assert scene.items()[0].note == ""


# ------------------------------------------------------------------------------------------------ what falls out


def test_what_stops_being_allowed_falls_out_with_nothing_but_the_day(scene: Scene, clock: Clock) -> None:
    scene.gather(ending("Bageriet sade hej"), make.example(benefit="Detta står kvar"))
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/plats/{scene.items()[0].id}", note="Om bageriet.", gor="spara")
    address = scene.share()
    reader = scene.somebody_else()
    for browser, path in ((scene.browser, scene.url), (reader, address)):
        assert "Bageriet sade hej" in words(browser.get(path))
    clock.forward(days=1)
    scene.browser.log_in(scene.person)
    reader.log_in(make.user())
    for browser, path in ((scene.browser, scene.url), (reader, address)):
        page = browser.get(path)
        assert "ageriet" not in page.get_data(as_text=True), "neither the example nor the note about it"
        shown = words(page)
        assert f"Ett exempel får inte användas längre, sedan {TODAY + timedelta(days=1)}" in shown
        assert "1 exempel, och ett som inte får användas längre" in shown
    assert "ett får inte användas längre" in words(scene.browser.get("/samlingar"))
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/plats/{scene.items()[0].id}", gor="ner")
    assert [each.note for each in scene.items()] == ["", "Om bageriet."], "an empty place keeps its note"


def test_an_archived_example_points_at_what_replaced_it_where_that_may_be_seen(scene: Scene) -> None:
    old, between, new = (make.example(benefit=f"Nytta {name}") for name in ("gammal", "mellan", "ny"))
    scene.gather(old)
    old.state = between.state = State.ARCHIVED
    old.archived_at, old.replaced_by_id, between.replaced_by_id = make.NOW, between.id, new.id
    db.session.commit()
    shown = words(scene.browser.get(scene.url))
    assert f"sedan {TODAY}" in shown
    assert "Det är ersatt av Nytta ny" in shown
    assert "gammal" not in shown
    assert "mellan" not in shown
    new.state = State.DRAFT
    db.session.commit()
    shown = words(scene.browser.get(scene.url))
    assert "ersatt av" not in shown
    assert "Nytta" not in shown


def test_the_channel_shows_which_are_open_in_it(scene: Scene) -> None:
    scene.gather(ending("Inte i sociala medier"), make.example(benefit="Överallt"))
    shown = scene.browser.get(f"{scene.url}?kanal=social")
    assert "1 av 2 får användas i sociala medier i dag." in words(shown)
    said = [place.get_text(" ", strip=True) for place in soup(shown).select(".places .badge")]
    assert said == ["Får inte användas i sociala medier", "Får användas i sociala medier"]
    unknown = words(scene.browser.get(f"{scene.url}?kanal=rökringar"))
    assert "Alla får användas på intranätet i dag." in unknown


def test_an_editor_sees_what_is_blocked_but_shares_only_what_employees_see(editor: Scene) -> None:
    example = ending("Spärrad nytta")
    editor.gather(example, make.example(benefit="Öppen nytta"))
    example.state = State.ARCHIVED
    db.session.commit()
    assert editor.benefits() == ["Spärrad nytta", "Öppen nytta"]
    assert "Medarbetare ser inte exemplet" in words(editor.browser.get(editor.url))
    address = editor.share()
    for reader in (editor.browser, editor.somebody_else(Role.COMMUNICATOR), editor.somebody_else()):
        shown = words(reader.get(address))
        assert "Spärrad nytta" not in shown
        assert "Öppen nytta" in shown


# ------------------------------------------------------------------------------------------------------- sharing


def test_who_has_the_link_may_read_and_nothing_else_until_it_is_turned_off(scene: Scene) -> None:
    scene.gather(make.example(benefit="Elva företag sänkte elkostnaden"))
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/dela", sharing="lank")
    field = soup(scene.browser.get(scene.url)).find(id="lank")
    assert field is not None
    link = str(field["value"]).removeprefix("http://localhost")
    reader = scene.somebody_else()
    page = reader.get(link)
    assert "Elva företag sänkte elkostnaden" in words(page)
    assert f"Delas av {scene.person.name}" in words(page)
    assert [form["action"] for form in soup(page).select("main form")] == [f"{link}/ta-ut"]
    assert "Tal i Luleå" not in words(reader.get("/samlingar")), "it can only be found by its address"
    scene.browser.post(f"{scene.url}/dela", sharing="bara-jag")
    key = reader.key
    assert reader.get(link).status_code == 404
    assert reader.post(f"{link}/ta-ut", csrf_token=key, channel="intranet", som="text").status_code == 404
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/dela", sharing="lank")
    assert reader.get(link).status_code == 404, "the old address doesn't come to life again"


def test_a_listed_collection_is_found_by_all_until_its_owner_has_left(scene: Scene) -> None:
    scene.gather(make.example())
    scene.browser.get(scene.url)
    scene.browser.post(f"{scene.url}/dela", sharing="alla")
    reader = scene.somebody_else()
    link = soup(reader.get("/samlingar")).find("a", string="Tal i Luleå")
    assert link is not None
    assert reader.get(str(link["href"])).status_code == 200
    scene.person.locked_at = make.NOW
    db.session.commit()
    assert "Tal i Luleå" not in words(reader.get("/samlingar"))
    assert reader.get(str(link["href"])).status_code == 404


# ------------------------------------------------------------------------------------------------------- growing


def test_the_list_says_how_many_of_each_may_be_seen(scene: Scene) -> None:
    scene.gather(*(make.example(benefit=f"Nytta {number}") for number in range(3)))
    scene.gather(gone := make.example())
    gone.state = State.ARCHIVED
    db.session.commit()
    lines = collections.of_person(scene.person.id, TODAY)
    assert [(each.collection.name, each.shown, each.stopped) for each in lines] == [("Tal i Luleå", 3, 1)]


@only_sqlite
def test_a_collection_asks_no_more_of_the_database_as_it_grows(scene: Scene) -> None:
    def grow(number: int) -> None:
        texts = {"challenge": "Långt."}
        examples = [make.example(benefit=f"Nytta {each}", texts=texts, regions=["01"]) for each in range(number)]
        gone = [make.example(benefit=f"Borta {each}") for each in range(number)]
        scene.gather(*examples, *gone)
        for each in gone:
            each.state, each.archived_at, each.replaced_by_id = State.ARCHIVED, make.NOW, examples[0].id
        db.session.commit()

    def asked(path: str) -> int:
        scene.browser.get(path)
        with statements() as sent:
            assert scene.browser.get(path).status_code == 200
        return len(sent)

    paths = (f"{scene.url}?kanal=web", "/samlingar", scene.share())
    grow(1)
    before = [asked(path) for path in paths]
    grow(8)
    assert [asked(path) for path in paths] == before


def test_the_channel_that_is_chosen_stays_when_the_collection_is_shared_or_renamed(scene: Scene) -> None:
    scene.gather(make.example())
    page = scene.browser.get(f"{scene.url}?kanal=social")
    for verb, more in (("dela", {"sharing": "lank"}), ("namn", {"name": "Nytt namn"})):
        address = f"{scene.url}/{verb}"
        answer = scene.browser.post(address, scene.browser.form(page, address) | more)
        assert answer.status_code == 303
        assert answer.location.partition("?")[2].startswith("kanal=social")
