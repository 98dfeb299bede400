"""What is closed, for every route and every answer there is: headers, form keys, ids, names in addresses, and logs."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from bs4 import BeautifulSoup
from flask import Flask, g
from sqlalchemy import event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from resultatbank.app import create_app
from resultatbank.data.models import Party, User
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.web import errors
from resultatbank.web.errors import error_page
from tests import factories as make
from tests.conftest import settings_for
from tests.web.addresses import Visitor, addresses, arguments, keep_nothing, one_of_each
from tests.web.client import HTMX, Browser, soup
from tests.web.page_forms import TYPED, PageForm, Populated, Sent, fill_in, kind_of, look_around, send
from tests.web.populated import Bank, bank

__all__ = ["bank"]

OUTSIDE = ("/svar/", "/omdome/")
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def stored(app: Flask) -> dict[str, list[str]]:
    """Return all that is in the database."""
    with app.app_context():
        tables = db.metadata.sorted_tables
        found = {table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in tables}
        db.session.remove()
    return found


# --------------------------------------------------------------------------------------------------------- headers


def unguarded(response: TestResponse) -> Iterator[str]:
    """Give what is missing among an answer's headers."""
    policy = dict(
        each.strip().partition(" ")[::2] for each in response.headers.get("Content-Security-Policy", "").split(";")
    )
    for directive in ("default-src", "frame-ancestors", "base-uri"):
        if policy.get(directive) != "'none'":
            yield f"{directive} is {policy.get(directive)!r}"
    loose = {f"{name} {value}" for name, value in policy.items() if value not in ("'none'", "'self'")}
    if loose or policy.get("form-action") != "'self'":
        yield f"the policy is loose: {loose}"
    for header, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        # The address of a personal link is a key, so those pages tell it to nobody, not even to our own.
        ("Referrer-Policy", "no-referrer" if response.request.path.startswith(OUTSIDE) else "same-origin"),
    ):
        if response.headers.get(header) != value:
            yield f"{header} is {response.headers.get(header)!r}"
    if not response.request.path.startswith("/static/") and response.headers.get("Cache-Control") != "no-store":
        yield f"Cache-Control is {response.headers.get('Cache-Control')!r}"


@only_sqlite
def test_every_answer_is_guarded_by_its_headers(app: Flask, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody, employee, nobody = Visitor(app, bank.everybody), Visitor(app, bank.people[Role.EMPLOYEE]), Visitor(app)
    keep_nothing(monkeypatch)
    app.testing = False
    wrong, statuses = [], set()

    def look_at(response: TestResponse) -> None:
        statuses.add(response.status_code)
        wrong.extend(f"{response.request.method} {response.request.path}: {each}" for each in unguarded(response))
        response.close()

    for method in ("GET", "POST"):
        for address in addresses(app, bank, method):
            look_at(everybody.send(method, address.path))
        for address in one_of_each(app, bank, method).values():
            look_at(everybody.send(method, address.path, headers=HTMX))
            look_at(nobody.send(method, address.path))
            look_at(employee.send(method, address.path))
            look_at(everybody.browser.send("PATCH", address.path))
            look_at(everybody.browser.send(method, address.path, data="csrf_token=fel" if method == "POST" else None))
    big = b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    look_at(everybody.browser.send("POST", "/lasin", data={"file": (io.BytesIO(big), "stor.csv")}))
    for path in ("/finns-inte", "/static/resultatbank.css", "/static/finns-inte.css", "/static/htmx.js"):
        look_at(everybody.send("GET", path))
        look_at(everybody.browser.send("HEAD", path))
    with monkeypatch.context() as broken:
        broken.setattr("resultatbank.data.bank.terms", lambda: 1 / 0)
        look_at(everybody.send("GET", "/"))
    assert not wrong, "\n".join(wrong)
    assert {200, 204, 303, 400, 401, 403, 404, 405, 413, 422, 500} <= statuses


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "default-src 'none'; script-src 'self' 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
        "default-src 'none'; img-src *; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ],
)
@only_sqlite
def test_a_loose_policy_is_seen(app: Flask, policy: str) -> None:
    response = app.test_client().get("/logga-in")
    assert not list(unguarded(response))
    response.headers["Content-Security-Policy"] = policy
    assert list(unguarded(response))


@only_sqlite
@pytest.mark.parametrize(("address", "secure"), [("https://bank.example.se", True), ("http://localhost", False)])
def test_the_cookie_stays_with_the_browser_and_the_site(
    database_url: str, tmp_path: Path, address: str, secure: bool
) -> None:
    app = create_app(replace(settings_for(tmp_path, database_url), public_url=address, links_url="", survey_url=""))
    cookie = app.test_client().get("/logga-in").headers["Set-Cookie"]
    said = [part.strip() for part in cookie.split(";")][1:]
    assert {"HttpOnly", "SameSite=Lax"} <= set(said)
    assert ("Secure" in said) is secure
    with app.app_context():
        db.engine.dispose()


# ------------------------------------------------------------------------------------------------------- form keys


def test_no_post_is_taken_without_the_key_of_the_form(app: Flask, bank: Bank) -> None:
    visitor, other = Visitor(app, bank.everybody), Visitor(app, bank.people[Role.COMMUNICATOR])
    before = stored(app)
    taken = []
    for address in addresses(app, bank, "POST"):
        for key in ("", "fel", other.key):
            visitor.browser.client.set_cookie("resultatbank", visitor.cookie)
            response = visitor.browser.send("POST", address.path, data={"csrf_token": key} if key else {})
            if response.status_code != 400:
                taken.append(f"{address.path} with {key[:8]!r}: {response.status_code}")
    assert not taken, "\n".join(taken)
    assert stored(app) == before


@only_sqlite
def test_a_form_that_another_site_sends_shows_nothing_of_what_it_held(app: Flask, bank: Bank) -> None:
    visitor = Visitor(app, bank.everybody)
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = visitor.browser.send("POST", "/tipsa", data={"what": "Planterat av en främling"}, headers=headers)
    assert response.status_code == 400
    assert "främling" not in response.get_data(as_text=True)


# --------------------------------------------------------------------------------------------------------- addresses

NOTHING = ("0", str(2**31 - 1), str(2**31), str(2**63), str(10**30), "-1", "abc", "٣", "1.0", "1e3", "%00", "+1", "0x1")


def misled(rule: Rule, bank: Bank) -> Iterator[str]:
    """Give paths of a route in which one of its arguments in turn is nothing that exists."""
    values = next(arguments(rule, bank))
    for name in rule.arguments:
        before, after = re.split(rf"<(?:[^<>]*:)?{name}>", rule.rule)
        parts = filled(before, values), filled(after, values)
        yield from (nothing.join(parts) for nothing in NOTHING)


def filled(pattern: str, values: dict[str, Any]) -> str:
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda match: str(values[match[1]]), pattern)


def test_an_id_that_cant_be_is_a_page_that_doesnt_exist(populated: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, wrong, seen = populated.visitor(), [], 0
    keep_nothing(monkeypatch)
    for rule in populated.app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint == "static":
            continue
        for path in misled(rule, populated.bank):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                seen += 1
                status = visitor.ask(method, path)
                if status != (400 if "%00" in path else 404):
                    wrong.append(f"{method} {path}: {status}")
    assert seen > 500
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("target", ["//example.se", "https://example.se", "/\\example.se", "javascript:alert(1)", "x"])
@only_sqlite
def test_the_way_after_log_in_never_leaves_the_site(app: Flask, bank: Bank, target: str) -> None:
    browser = Browser(app)
    browser.get("/logga-in")
    fields = {"email": bank.everybody, "password": make.PASSWORD, "next": target}
    response = browser.post("/logga-in", fields)
    assert response.headers["Location"] == "/"


# ------------------------------------------------------------------------------------------------- names and e-mails


def personal(app: Flask) -> set[str]:
    """Return the names and e-mail addresses of all parties and people, in small letters."""
    with app.app_context():
        rows = [
            *db.session.execute(select(Party.name, Party.email)),
            *db.session.execute(select(User.name, User.email)),
        ]
        db.session.remove()
    return {word.lower() for row in rows for word in row if word}


def targets(tree: BeautifulSoup) -> Iterator[str]:
    """Give the addresses that a page leads to. A link that opens one's e-mail or telephone leads to no server."""
    for name in ("href", "action", "formaction", "src", "hx-get", "hx-post"):
        for tag in tree.find_all(attrs={name: True}):
            if not str(tag[name]).startswith(("mailto:", "tel:")):
                yield str(tag[name])


def led_to(response: TestResponse) -> Iterator[str]:
    """Give the addresses that an answer sends the browser to, or shows."""
    yield from (
        response.headers[name] for name in ("Location", "HX-Redirect", "HX-Push-Url") if name in response.headers
    )
    if response.mimetype == "text/html":
        yield from targets(soup(response))


def test_no_address_holds_a_name_or_an_e_mail(populated: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    app, visitor, names = populated.app, populated.visitor(), personal(populated.app)
    assert len(names) > 10
    leads = [(page.path, target) for page in populated.pages for target in targets(page.tree)]
    keep_nothing(monkeypatch)
    for form in populated.posts:
        whole = fill_in(app, visitor, form) or {}
        named = {name: ["Hitte Påsson"] for name, each in form.controls.items() if each.kind in ("text", "search")}
        for sent in (whole, {**whole, **named}):
            leads += [(form.action, target) for target in led_to(send(visitor, form, sent))]
    assert not [lead for lead in leads if any(name in unquote_plus(lead[1]).lower() for name in names)]


def test_no_form_puts_a_name_or_an_e_mail_in_the_address(populated: Populated) -> None:
    forms = [form for page in populated.pages for form in page.tree.find_all("form", method=re.compile("^get$", re.I))]
    forms += [form for page in populated.pages for form in page.tree.find_all("form", method=False)]
    assert len(forms) > 2
    about_somebody = re.compile(r"namn|name|mail|e-post|phone|telefon|person|\bpart\b|\bparten\b", re.IGNORECASE)
    for form in forms:
        for tag in form.find_all(["input", "select", "textarea"]):
            if kind_of(tag) in TYPED:
                label = form.find("label", attrs={"for": tag.get("id")})
                said = f"{tag.get('name')} {tag.get('autocomplete')} {label.get_text() if label else ''}"
                assert kind_of(tag) not in ("email", "tel"), tag
                assert not about_somebody.search(said), tag


# --------------------------------------------------------------------------------------------------------------- logs

SECRET = "Hemliga Hittepåsson"


@pytest.mark.parametrize(
    ("engine_name", "breaks_again"),
    [("sqlite", True), pytest.param("postgresql", False, marks=pytest.mark.postgres)],
    indirect=["engine_name"],
)
def test_a_failure_logs_nothing_that_anybody_typed(
    app: Flask, bank: Bank, breaks_again: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen, names = look_around(app, bank), personal(app)
    visitor = seen.visitor()
    with monkeypatch.context() as for_a_while:
        keep_nothing(for_a_while)
        whole = [(form, fill_in(app, visitor, form) or {}) for form in seen.posts]
    for logger in (app.logger.name, "resultatbank", "flask", "werkzeug", "waitress"):
        caplog.set_level(logging.DEBUG, logger)
    app.testing = False
    if breaks_again:
        monkeypatch.setattr(errors, "error_page", break_once)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", refuse, retval=True)
    failed = {form.endpoint for form, sent in whole if send(visitor, form, secretly(form, sent)).status_code == 500}
    with app.app_context():
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert len(failed) > 15
    assert "unexpected error at endpoint parties.new" in caplog.text
    assert [name for name in {*names, SECRET.lower()} if name in caplog.text.lower()] == []


def secretly(form: PageForm, sent: Sent) -> Sent:
    """Return what is sent, with a secret in every field that is free to hold one."""
    free = [control.name for control in form.controls.values() if control.kind in TYPED]
    return {**sent, **{name: [SECRET] for name in free if sent.get(name, [""])[0] == "Ett svar"}}


def refuse(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
    """Have the database fail at whatever is written, with an error that repeats what it was given."""
    return re.sub(r"^(INSERT INTO|UPDATE|DELETE FROM) \S+", r"\1 finns_inte", statement), parameters


def break_once(status: int) -> Response:
    """Fail at first, with what was typed in the error, and then show the page."""
    if not g.get("has_broken"):
        g.has_broken = True
        raise RuntimeError(SECRET)
    return error_page(status)
