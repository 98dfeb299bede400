"""Every route, for every role and for one who isn't logged in, against the table of permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from resultatbank.data.models import User
from resultatbank.rules.roles import PERMISSIONS, Action, Role, may
from resultatbank.web.access import PUBLIC, required_of
from tests import factories as make
from tests.web.addresses import Address, Visitor, addresses, keep_nothing
from tests.web.client import Browser, words
from tests.web.populated import Bank, bank

__all__ = ["bank"]

# Whoever opens a page to everyone, or to every employee, adds it here on purpose.
OPEN_TO_ALL = {
    "about.accessibility",
    "about.guide",
    "about.personal_data",
    "account.log_in",
    "account.login",
    "answering.answer",
    "answering.regret",
    "answering.show",
    "answering.take_back",
    "htmx_script",
    "parties.feed",
    "readers.answer",
    "readers.show",
    "readers.thanks",
    "static",
}
OPEN_TO_EMPLOYEES = {
    "account.account",
    "account.change_password",
    "account.choose_news",
    "account.log_out",
    "bank.example",
    "bank.search",
    "bank.start",
    "bank.suggest",
    "bank.use",
    "bank.word_file",
    "collections.change_place",
    "collections.collection",
    "collections.collections_page",
    "collections.delete",
    "collections.gather",
    "collections.rename",
    "collections.share_it",
    "collections.shared",
    "collections.take",
    "collections.take_shared",
    "examples.end_use",
    "examples.mine",
    "files.download",
    "files.picture",
    "files.take_picture",
    "inbox.fault",
    "inbox.help",
    "inbox.tip",
    "inbox.tip_send",
    "parties.make_feed",
    "parties.own_feed",
    "parties.remove_feed",
    "statistics.statistics",
    "statistics.table",
    "survey.answer",
}

only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def every_address(app: Flask, bank: Bank) -> Iterator[tuple[str, Address]]:
    for method in ("GET", "POST"):
        for address in addresses(app, bank, method):
            yield method, address


def required(app: Flask, endpoint: str) -> Action | str | None:
    with app.app_context():
        return required_of(endpoint)


def test_every_view_says_what_it_requires(app: Flask) -> None:
    silent = [endpoint for endpoint in app.view_functions if required(app, endpoint) is None]
    assert not silent


def test_every_action_is_in_the_table_of_permissions() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert all(PERMISSIONS.values())


@only_sqlite
def test_what_is_open_is_open_on_purpose(app: Flask) -> None:
    wanted = {endpoint: required(app, endpoint) for endpoint in app.view_functions}
    assert {endpoint for endpoint, action in wanted.items() if action == PUBLIC} == OPEN_TO_ALL
    employees = {
        endpoint for endpoint, action in wanted.items() if isinstance(action, Action) and may([Role.EMPLOYEE], action)
    }
    assert employees <= OPEN_TO_EMPLOYEES


@only_sqlite
@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_allows_and_nothing_else(
    app: Flask, bank: Bank, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(app, bank.people[role])
    held = {Role.EMPLOYEE, role}
    keep_nothing(monkeypatch)
    wrong = []
    for method, address in every_address(app, bank):
        action = required(app, address.endpoint)
        allowed = action == PUBLIC or (isinstance(action, Action) and not PERMISSIONS[action].isdisjoint(held))
        status = visitor.ask(method, address.path)
        if (status in (401, 403)) if allowed else (status != 403):
            wrong.append((method, address, status))
    assert not wrong


@only_sqlite
def test_one_who_is_not_logged_in_is_asked_to(app: Flask, bank: Bank) -> None:
    visitor = Visitor(app)
    for method, address in every_address(app, bank):
        expected = required(app, address.endpoint) == PUBLIC
        status = visitor.ask(method, address.path)
        assert (status != 401) if expected else (status == 401), (method, address, status)


@only_sqlite
def test_roles_add_up(app: Flask, bank: Bank) -> None:
    both = make.user(Role.REVIEWER, Role.ADMINISTRATOR)
    browser = Browser(app)
    browser.log_in(both)
    assert browser.get("/anvandare").status_code == 200
    assert browser.get("/inkorg").status_code == 403


@pytest.fixture
def silent_view(app: Flask) -> str:
    app.add_url_rule("/tyst", "silent", lambda: "Hit får ingen komma")
    return "/tyst"


@only_sqlite
@pytest.mark.parametrize("role", list(Role))
def test_a_view_that_says_nothing_is_denied_to_all(app: Flask, silent_view: str, bank: Bank, role: Role) -> None:
    browser = Browser(app)
    assert browser.get(silent_view).status_code == 401
    browser.log_in(bank.people[role])
    assert browser.get(silent_view).status_code == 403


def end_by_locking(person: User) -> None:
    person.locked_at = make.NOW


def end_by_taking_roles(person: User) -> None:
    person.roles = [role for role in person.roles if role.role == Role.EMPLOYEE]


@pytest.mark.parametrize(("end", "status"), [(end_by_locking, 401), (end_by_taking_roles, 403)])
def test_what_an_administrator_takes_away_is_gone_in_the_next_request(
    app: Flask, bank: Bank, end: Callable[[User], None], status: int
) -> None:
    person = make.user(Role.COMMUNICATOR)
    browser = Browser(app)
    browser.log_in(person)
    assert browser.get("/inkorg").status_code == 200
    end(person)
    assert browser.get("/inkorg").status_code == status


@pytest.mark.parametrize(
    ("role", "path", "helps"), [(Role.EMPLOYEE, "/overenskommelser", True), (Role.COMMUNICATOR, "/anvandare", False)]
)
def test_one_who_does_not_work_with_the_bank_is_told_who_can_help(
    app: Flask, within: Flask, role: Role, path: str, helps: bool
) -> None:
    browser = Browser(app)
    browser.log_in(make.user(role))
    refused = browser.get(path)
    assert refused.status_code == 403
    assert ("kan en kommunikatör hjälpa dig" in words(refused)) is helps
