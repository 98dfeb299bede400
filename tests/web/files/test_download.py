"""A stored file is only for those who may see what it belongs to, and never shown inside a page."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from resultatbank.data import derive, files, rows
from resultatbank.data.models import AgreementProof, Example, StoredFile
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.conftest import Clock
from tests.web.client import Browser, words

CONTENT = b"%PDF-1.7 En rapport om ingenting. %%EOF"


def stored(app: Flask, name: str = "Årsrapport – påhittad.pdf") -> StoredFile:
    return files.store(io.BytesIO(CONTENT), name, "application/pdf", make.stamp(), app.config["SETTINGS"].data_dir)


def in_package(app: Flask, example: Example) -> StoredFile:
    file = stored(app)
    rows.add_row(example.id, "packages", {"title": "Rapport", "file_id": file.id}, make.stamp())
    return file


def in_source(app: Flask, example: Example) -> StoredFile:
    file = stored(app)
    rows.add_row(example.id, "sources", {"kind": "other", "title": "Rapport", "file_id": file.id}, make.stamp())
    return file


def proof(app: Flask) -> StoredFile:
    file = stored(app)
    agreement = make.agreement(make.party())
    db.session.add(AgreementProof(agreement_id=agreement.id, how="paper", file_id=file.id))
    db.session.flush()
    return file


def logged_in(app: Flask, *roles: Role) -> Browser:
    browser = Browser(app)
    browser.log_in(make.user(*roles))
    return browser


def status(browser: Browser, file: StoredFile) -> int:
    answer = browser.get(f"/filer/{file.id}")
    answer.close()
    return answer.status_code


def test_who_may_fetch_which_file(app: Flask, within: Flask) -> None:
    shown, draft = make.example(), make.example(state=State.DRAFT)
    archived = make.example(state=State.ARCHIVED)
    blocked = make.example()
    make.appearance(make.party(), blocked)
    of_all = [in_package(app, shown), in_source(app, shown)]
    of_those_who_work_with_it = [in_package(app, draft), in_source(app, archived), in_package(app, blocked)]
    of_those_who_see_parties, of_nobody = proof(app), stored(app)
    everybody = {role: logged_in(app, role) for role in Role}
    for role, browser in everybody.items():
        insider = 200 if role in (Role.COMMUNICATOR, Role.REVIEWER) else 404
        assert [status(browser, file) for file in of_all] == [200, 200], role
        assert [status(browser, file) for file in of_those_who_work_with_it] == [insider] * 3, role
        assert status(browser, of_those_who_see_parties) == insider, role
        assert status(browser, of_nobody) == 404, role
        assert browser.get("/filer/2147483647").status_code == 404
        assert browser.get("/filer/9223372036854775808").status_code == 404
    assert Browser(app).get(f"/filer/{of_all[0].id}").status_code == 401


def test_a_file_is_gone_for_employees_the_day_after_the_agreement_ends(app: Flask, within: Flask, clock: Clock) -> None:
    example, party = make.example(), make.party()
    make.appearance(party, example)
    make.agreement(party, yes=make.everywhere("name"), until_day=clock.day)
    file = in_package(app, example)
    employee = logged_in(app)
    assert status(employee, file) == 200
    clock.forward(days=1)
    employee = logged_in(app)
    assert status(employee, file) == 404
    assert derive.verify() == []


def test_a_file_comes_whole_as_an_attachment_under_its_own_name(app: Flask, within: Flask) -> None:
    file = in_package(app, make.example())
    answer = logged_in(app).get(f"/filer/{file.id}")
    assert answer.data == CONTENT
    answer.close()
    assert answer.mimetype == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%C3%85rsrapport%20%E2%80%93%20p%C3%A5hittad.pdf" in disposition
    assert 'filename="Arsrapport' in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_whose_content_is_missing_is_a_page_that_does_not_exist(app: Flask, within: Flask) -> None:
    file = in_package(app, make.example())
    files.path_of(file, app.config["SETTINGS"].data_dir).unlink()
    answer = logged_in(app).get(f"/filer/{file.id}")
    assert answer.status_code == 404
    assert "Sidan finns inte" in words(answer)
