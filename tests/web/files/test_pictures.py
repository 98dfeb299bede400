"""Pictures: nothing hides in any served byte, and each is shown only while the example and the picture both may be."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from resultatbank.data import derive, files, imaging, parties, rows
from resultatbank.data.models import AgreementProof, Example, Package, PackageParty, StoredFile, Use
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import PartyKind, State
from tests import factories as make
from tests import pictures
from tests.conftest import Clock
from tests.web.client import Browser, soup, words
from tests.web.rows.conftest import format_of

SIZES = ("liten", "webb")


def logged_in(app: Flask, *roles: Role) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(*roles))
    return browser


def status(browser: Browser, url: str) -> int:
    answer = browser.get(url)
    answer.close()
    return answer.status_code


def shown(browser: Browser, package: Package) -> bool:
    """Tell whether a picture comes through every one of its exits. It is through all of them or none."""
    page = browser.get(f"/exempel/{package.example_id}")
    in_page = bool(page.status_code == 200 and soup(page).find("img", src=f"/bilder/{package.id}/webb"))
    urls = [*(f"/bilder/{package.id}/{size}" for size in SIZES), f"/filer/{package.file_id}"]
    found = {in_page, *(status(browser, url) == 200 for url in urls)}
    assert len(found) == 1, (in_page, [(url, status(browser, url)) for url in urls])
    return found.pop()


def picture(app: Flask, example: Example, **values: Any) -> Package:
    """A package with a picture in which nobody is seen unless said otherwise."""
    drawn = imaging.draw_anew(io.BytesIO(pictures.tagged_jpeg((2000, 1000))), "image/jpeg")
    file = files.store_picture(drawn, "ugn.jpg", "image/jpeg", make.stamp(), app.config["SETTINGS"].data_dir)
    said = {"title": "Ugnen", "alt_text": "En påhittad ugn", "nobody_seen": True, "file_id": file.id, **values}
    return rows.add_row(example.id, "packages", said, make.stamp())


def stored(app: Flask, content: bytes, name: str) -> StoredFile:
    """A file that is kept as it was sent."""
    return files.store(io.BytesIO(content), name, "image/jpeg", make.stamp(), app.config["SETTINGS"].data_dir)


def of_parties(*seen: tuple[Any, str]) -> dict[str, Any]:
    return {"nobody_seen": False, "parties": [PackageParty(party_id=party.id, material=of) for party, of in seen]}


# ------------------------------------------------------------------------------------------- what is in the bytes


def test_no_served_byte_of_an_uploaded_picture_tells_where_with_what_or_by_whom(app: Flask, within: Flask) -> None:
    example = make.example(texts={"message": "Vad", "why": "Varför"})
    group = make.term("target_group", "Påhittade företagare")
    rows.add_row(example.id, "target_groups", {"term_id": group.id, "interest": "Pengarna"}, make.stamp())
    browser = logged_in(app, Role.COMMUNICATOR)
    url, content = f"/exempel/{example.id}/rader/packages", pictures.tagged_jpeg((2000, 1000), orientation=6)
    fields = browser.form(browser.get(url), url) | {"title": "Ugnen", "format_id": format_of("foto").id}
    fields |= {"alt_text": "En ugn", "nobody_seen": "y", "upload": (io.BytesIO(content), "ugn.jpg")}
    assert browser.post(url, fields).status_code == 303
    package = db.session.scalars(select(Package)).one()
    sizes = {}
    for path in ("webb", "liten"):
        sizes[path] = browser.get(f"/bilder/{package.id}/{path}")
    sizes["fil"] = browser.get(f"/filer/{package.file_id}")
    sizes["hamta"] = browser.post(f"/bilder/{package.id}/hamta")
    for path, answer in sizes.items():
        assert answer.status_code == 200, path
        assert answer.mimetype == "image/jpeg"
        assert not any(sign in answer.data for sign in (*pictures.SECRETS, *pictures.SIGNS)), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers.get("Content-Disposition", "").startswith("attachment") is (path in ("fil", "hamta"))
        answer.close()
    kept = Path(app.config["SETTINGS"].data_dir, "files")
    stored = [path.read_bytes() for path in kept.rglob("*") if path.is_file()]
    assert len(stored) == 3
    assert not any(sign in each for each in stored for sign in pictures.SECRETS), "what was sent is kept nowhere"
    of_web = package.file.rendition("web")
    assert (of_web.width, of_web.height) == (800, 1600), "it was held upright"


def test_a_source_s_picture_is_drawn_anew_too_but_evidence_is_kept_byte_for_byte(app: Flask, within: Flask) -> None:
    example, party = make.example(), make.party()
    make.appearance(party, example)
    content, browser = pictures.tagged_jpeg(), logged_in(app, Role.COMMUNICATOR)
    url = f"/exempel/{example.id}/rader/sources"
    fields = browser.form(browser.get(url), url) | {"title": "Skylt", "kind": "other"}
    assert browser.post(url, fields | {"upload": (io.BytesIO(content), "skylt.jpg")}).status_code == 303
    served = browser.get(f"/filer/{db.session.scalars(select(StoredFile.id)).one()}")
    assert not any(secret in served.data for secret in pictures.SECRETS)
    served.close()
    proof = stored(app, content, "blankett.jpg")
    db.session.add(AgreementProof(agreement_id=make.agreement(party).id, how="paper", file_id=proof.id))
    served = browser.get(f"/filer/{proof.id}")
    assert served.data == content
    assert served.headers["Content-Disposition"].startswith("attachment")
    served.close()
    assert status(logged_in(app), f"/filer/{proof.id}") == 404


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bild.png", pictures.bomb(), imaging.TOO_LARGE),
        ("bild.png", pictures.moving("PNG"), imaging.ANIMATED),
        ("bild.webp", pictures.moving("WEBP"), imaging.ANIMATED),
        ("bild.jpg", pictures.encoded(pictures.drawn((600, 400)))[:-400], imaging.DAMAGED),
        ("bild.jpg", pictures.encoded(pictures.drawn(), "PNG"), "Filen heter .jpg men innehåller något annat"),
    ],
)
def test_what_is_no_whole_picture_is_refused_and_nothing_is_kept(
    app: Flask, within: Flask, name: str, content: bytes, said: str
) -> None:
    example, browser = make.example(), logged_in(app, Role.COMMUNICATOR)
    url = f"/exempel/{example.id}/rader/sources"
    fields = browser.form(browser.get(url), url) | {"title": "En skylt", "kind": "other"}
    for htmx in (True, False):
        answer = browser.post(url, fields | {"upload": (io.BytesIO(content), name)}, htmx=htmx)
        assert answer.status_code == 422
        assert said in words(answer)
        assert browser.form(answer, url)["title"] == "En skylt"
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert not [each for each in Path(app.config["SETTINGS"].data_dir).rglob("files/**/*") if each.is_file()]


# ------------------------------------------------------------------------------------------ when it may be seen


def test_a_picture_is_gone_the_day_after_the_yes_of_one_who_is_seen_and_the_example_stays(
    app: Flask, within: Flask, clock: Clock
) -> None:
    example, party = make.example(), make.party("Tove Testsson")
    make.agreement(party, yes=make.everywhere("photo"), until_day=clock.day)
    package = picture(app, example, **of_parties((party, "photo")))
    assert shown(logged_in(app), package)
    clock.forward(days=1)
    employee = logged_in(app)
    assert not shown(employee, package)
    assert status(employee, f"/exempel/{example.id}") == 200
    assert employee.post(f"/bilder/{package.id}/hamta").status_code == 404
    page = words(logged_in(app, Role.COMMUNICATOR).get(f"/exempel/{example.id}"))
    assert f"Överenskommelsen med Tove Testsson om foto gällde till {clock.day.replace(day=clock.day.day - 1)}." in page
    assert "Tove Testsson" not in words(employee.get(f"/exempel/{example.id}"))
    assert derive.verify() == []


def test_a_picture_is_gone_the_moment_one_who_is_seen_says_no(app: Flask, within: Flask, clock: Clock) -> None:
    example, party = make.example(), make.party()
    make.agreement(party, yes=make.everywhere("photo"))
    package = picture(app, example, **of_parties((party, "photo")))
    employee = logged_in(app)
    assert shown(employee, package)
    make.agreement(party, no=make.everywhere("photo"), given_on=clock.day, from_day=clock.day)
    assert not shown(employee, package)


def test_a_picture_is_gone_with_its_example(app: Flask, within: Flask, clock: Clock) -> None:
    example, party = make.example(), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=clock.day)
    package = picture(app, example)
    assert shown(logged_in(app), package)
    clock.forward(days=1)
    assert not shown(logged_in(app), package)


@pytest.mark.parametrize("state", [State.DRAFT, State.PLANNED, State.ARCHIVED])
def test_a_picture_of_what_is_not_published_is_only_for_those_who_work_with_it(
    app: Flask, within: Flask, state: State
) -> None:
    package = picture(app, make.example(state=state))
    assert not shown(logged_in(app), package)
    assert shown(logged_in(app, Role.COMMUNICATOR), package)


def test_an_ended_licence_closes_the_picture_and_not_the_example(app: Flask, within: Flask, clock: Clock) -> None:
    package = picture(app, make.example(), licence_until=clock.day)
    assert shown(logged_in(app), package)
    last = clock.day
    clock.forward(days=1)
    employee, insider = logged_in(app), logged_in(app, Role.COMMUNICATOR)
    assert not shown(employee, package)
    assert status(employee, f"/exempel/{package.example_id}") == 200
    assert f"Licensen gick ut {last}." in words(insider.get(f"/exempel/{package.example_id}"))


def test_a_picture_is_not_shown_until_somebody_has_said_who_is_seen(app: Flask, within: Flask) -> None:
    example = make.example()
    package = picture(app, example, nobody_seen=False)
    assert not shown(logged_in(app), package)
    said = "Ingen har sagt vem som syns på bilden."
    assert said in words(logged_in(app, Role.COMMUNICATOR).get(f"/exempel/{example.id}"))
    for values in ({"seen": "En publik"}, {"nobody_seen": True}):
        other = picture(app, make.example(), **{"nobody_seen": False, **values})
        assert shown(logged_in(app), other), values


def test_every_party_in_a_picture_must_have_said_yes_to_what_is_shown_of_it(app: Flask, within: Flask) -> None:
    example, one, two = make.example(), make.party(), make.party(kind=PartyKind.ORGANISATION)
    make.agreement(one, yes=make.everywhere("photo"))
    make.agreement(two, yes=make.everywhere("photo"))
    package = picture(app, example, **of_parties((one, "photo"), (two, "logo")))
    assert not shown(logged_in(app), package), "a yes to photo is none to the logotype"
    make.agreement(two, yes=make.everywhere("logo"))
    assert shown(logged_in(app), package)


def test_one_with_protected_identity_closes_the_picture(app: Flask, within: Flask) -> None:
    party = make.party(protected=True)
    make.agreement(party, yes=make.everywhere("photo"))
    assert not shown(logged_in(app), picture(app, make.example(), **of_parties((party, "photo"))))


def test_a_yes_for_another_example_opens_nothing(app: Flask, within: Flask) -> None:
    party, other = make.party(), make.example()
    make.agreement(party, yes=make.everywhere("photo"), covers=[other])
    assert not shown(logged_in(app), picture(app, make.example(), **of_parties((party, "photo"))))


def test_the_page_says_in_words_where_each_picture_may_go(app: Flask, within: Flask) -> None:
    example, party = make.example(), make.party()
    channels = ("intranet", "web")
    make.agreement(party, yes=[("photo", each) for each in channels], until_day=date(2027, 5, 31))
    package = picture(app, example, **of_parties((party, "photo")), creator="Påhittade Bildbyrån", licence="Fri")
    figure = soup(logged_in(app).get(f"/exempel/{example.id}")).find("figure")
    image, said = figure.find("img"), " ".join(figure.get_text(" ").split())
    assert (image["alt"], image["width"], image["height"]) == ("En påhittad ugn", "1600", "800")
    assert image["src"] == f"/bilder/{package.id}/webb"
    assert "Foto: Påhittade Bildbyrån / Fri" in said
    assert "på intranätet och på webben till 2027-05-31, inte" in said
    assert "i sociala medier" in said.partition("inte")[2]


def test_a_picture_of_a_blocked_example_says_why_the_example_is(app: Flask, within: Flask) -> None:
    example = make.example()
    package = picture(app, example)
    browser = logged_in(app, Role.COMMUNICATOR)
    assert "spärrat" not in told_to(browser, package)
    person = make.party("Tove Testsson")
    make.appearance(person, example, ["name"])
    told = told_to(browser, package)
    assert "Visas inte för medarbetare" in told
    assert "Exemplet är spärrat. Tove Testsson har inte svarat om namn." in told
    assert "Får användas" not in told
    make.agreement(person, yes=[("name", "web")])
    assert "Får användas på webben" in told_to(browser, package)
    example.state = "draft"
    assert "spärrat" not in told_to(browser, package)


def told_to(browser: Browser, package: Package) -> str:
    figure = soup(browser.get(f"/exempel/{package.example_id}")).find(id=f"bild-{package.id}")
    return " ".join(figure.get_text(" ").split())


def test_a_picture_says_that_its_licence_ends_before_the_example_does(app: Flask, within: Flask, clock: Clock) -> None:
    example, party = make.example(), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=date(2027, 3, 1))
    sooner, later = (picture(app, example, licence_until=date(2027, month, 31)) for month in (1, 5))
    assert "till 2027-01-31. Licensen går ut 2027-01-31." in told_to(logged_in(app), sooner)
    assert "Licensen" not in told_to(logged_in(app), later), "the example ends first"


def test_a_picture_says_whose_yes_ends_or_is_missing_only_of_those_whom_the_example_names(
    app: Flask, within: Flask, clock: Clock
) -> None:
    example, named, other = make.example(), make.party("Kajsa Påhittad"), make.party("Tove Testsson")
    make.appearance(named, example)
    make.agreement(named, yes=make.everywhere("name"))
    for party, until in ((named, date(2027, 1, 31)), (other, date(2027, 2, 28))):
        make.agreement(party, yes=[("photo", "intranet"), ("photo", "web")], until_day=until)
    package = picture(app, example, **of_parties((named, "photo"), (other, "photo")))
    said = told_to(logged_in(app), package)
    assert "Kajsa Påhittad har sagt ja till foto till och med 2027-01-31." in said
    assert "I sociala medier" in said.partition("Kajsa Påhittad har inte svarat om foto.")[0]
    assert "En av dem som syns eller hörs har inte sagt ja." in said
    assert "har inte sagt ja till längre tid." not in said, "the first to end is Kajsa"
    assert "Tove Testsson" not in said
    assert "Tove Testsson har inte svarat om foto." in told_to(logged_in(app, Role.COMMUNICATOR), package)
    clock.forward(days=70)
    assert not shown(logged_in(app), package), "the day after the first of them"


# -------------------------------------------------------------------------------------------- taking a picture


def test_taking_a_picture_counts_as_a_use(app: Flask, within: Flask) -> None:
    package = picture(app, make.example())
    employee = logged_in(app)
    page = employee.get(f"/exempel/{package.example_id}")
    answer = employee.post(f"/bilder/{package.id}/hamta", employee.form(page, f"/bilder/{package.id}/hamta"))
    assert answer.status_code == 200
    assert "ugn.jpg" in answer.headers["Content-Disposition"]
    answer.close()
    assert [each.example_id for each in db.session.scalars(select(Use))] == [package.example_id]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_no_picture_has_no_picture(app: Flask, within: Flask) -> None:
    example, browser = make.example(), logged_in(app, Role.COMMUNICATOR)
    old = stored(app, pictures.tagged_jpeg(), "förr.jpg")
    without = rows.add_row(example.id, "packages", {"title": "Länk"}, make.stamp())
    before = rows.add_row(example.id, "packages", {"title": "Förr", "file_id": old.id, "seen": "Alla"}, make.stamp())
    for url in (f"/bilder/{without.id}/webb", f"/bilder/{before.id}/webb", f"/filer/{old.id}", "/bilder/999999/liten"):
        assert status(browser, url) == 404, url
    for package in (without, before):
        assert browser.post(f"/bilder/{package.id}/hamta").status_code == 404
    assert status(Browser(app), f"/bilder/{before.id}/webb") == 401


# --------------------------------------------------------------------------------- what those who work with it see


def test_the_reviewer_sees_each_picture_with_who_is_in_it_and_where_it_may_go(app: Flask, within: Flask) -> None:
    example, person = make.example("Aldrig granskad"), make.party("Tove Låtsberg")
    make.appearance(person, example)
    make.agreement(person, yes=make.everywhere("name"))
    package = picture(app, example, **of_parties((person, "photo")))
    db.session.commit()
    page = logged_in(app, Role.REVIEWER).get(f"/granskning/{example.id}")
    assert soup(page).find("img", src=f"/bilder/{package.id}/liten") is not None
    assert "Ugnen (Tove Låtsberg)" in words(page)
    assert "Får inte användas i någon kanal." in words(page)
    assert "Tove Låtsberg har inte svarat om foto." in words(page)


def test_what_a_picture_shows_of_a_party_is_asked_about_and_answered_like_the_rest(app: Flask, within: Flask) -> None:
    example, person = make.example(), make.party("Tove Låtsberg")
    make.appearance(person, example)
    other = make.example("Där parten inte är med")
    picture(app, example, **of_parties((person, "photo")))
    picture(app, other, **of_parties((person, "film")))
    db.session.commit()
    assert parties.shown_of({person.id}) == {"name", "photo"}
    page = words(logged_in(app, Role.COMMUNICATOR).get(f"/overenskommelser/ny?part={person.id}&exempel={example.id}"))
    assert "Foto visas inte i något exempel" not in page
    assert "Film visas inte i något exempel" in page
