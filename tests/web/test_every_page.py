"""Every page, as each role sees it, held to what all pages promise. New pages are covered by being there."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests.web.addresses import Address, Visitor, addresses
from tests.web.client import Browser, soup
from tests.web.populated import Bank, bank

__all__ = ["bank"]

MOST_BYTES_OF_A_FIRST_VISIT = 60_000
# Reading these is written down, and nothing else is written by a GET.
REMEMBERED = {
    "parties.agreement",
    "parties.agreement_receipt",
    "parties.agreement_receipt_json",
    "parties.erase",
    "parties.party",
    "parties.receipt",
}
OF_A_READING = (
    "INSERT INTO event ",
    "INSERT INTO seal ",
    "UPDATE seal_head ",
    "<resultatbank.data.models.history.Event ",
)
NEEDS_NO_LABEL = ("hidden", "submit", "button")
only_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
each_role = pytest.mark.parametrize("role", list(Role))


@contextmanager
def writes() -> Iterator[list[str]]:
    """Give a list of what is written while the block runs: statements that change something, and flushed objects."""
    found: list[str] = []

    def look_at_statement(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"):
            found.append(statement)

    def look_at_flush(session: Session, *_rest: object) -> None:
        found.extend(repr(each) for each in [*session.new, *session.dirty, *session.deleted])

    event.listen(db.engine, "before_cursor_execute", look_at_statement)
    event.listen(db.session, "before_flush", look_at_flush)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", look_at_statement)
        event.remove(db.session, "before_flush", look_at_flush)


def pages(visitor: Visitor, bank: Bank) -> Iterator[tuple[Address, TestResponse]]:
    """Give every page and file that a person is answered with, and nothing that is refused."""
    for address in addresses(visitor.browser.app, bank):
        response = visitor.send("GET", address.path)
        if response.status_code < 300:
            yield address, response
        response.close()


# ---------------------------------------------------------------------------------------- what is wrong with a page


def faults(page: str) -> list[str]:
    """Return what is wrong with a page's HTML, in words. A page that is as it should be gives none."""
    tree = BeautifulSoup(page, "html.parser")
    return [
        *unreadable(page),
        *wrong_headings(tree),
        *wrong_ids(tree),
        *unnamed_controls(tree),
        *wrong_forms(tree),
        *inline_code(tree),
    ]


def unreadable(page: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page)
    return [f"HTML: {code} {values} at {place}" for place, code, values in parser.errors]


def wrong_headings(tree: BeautifulSoup) -> Iterator[str]:
    headings = tree.find_all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
        return
    heading, title = flat(headings[0]), flat(tree.title) if tree.title else ""
    if not title.removeprefix("Fel: ").startswith(heading):
        yield f"the title is {title!r} but the h1 is {heading!r}"
    if not heading:
        yield "the h1 is empty"
    if tree.html is None or tree.html.get("lang") not in ("sv", "en"):
        yield "the language isn't said"


def flat(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def wrong_ids(tree: BeautifulSoup) -> Iterator[str]:
    count = Counter(str(tag["id"]) for tag in tree.find_all(id=True))
    yield from (f"id {each} stands {times} times" for each, times in count.items() if times > 1)
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form"):
        for tag in tree.find_all(attrs={attribute: True}):
            yield from (
                f"{attribute} points at {each}, which isn't there"
                for each in str(tag[attribute]).split()
                if each not in count
            )
    for link in tree.find_all("a", href=re.compile("^#.")):
        if str(link["href"])[1:] not in count:
            yield f"a link points at {link['href']}, which isn't there"
    for tag in tree.find_all(attrs={"hx-target": re.compile("^#")}):
        if str(tag["hx-target"])[1:] not in count and not tag.find_parent(attrs={"hx-disable": True}):
            yield f"hx-target points at {tag['hx-target']}, which isn't there"


def unnamed_controls(tree: BeautifulSoup) -> Iterator[str]:
    labelled = {str(label["for"]) for label in tree.find_all("label", attrs={"for": True}) if flat(label)}
    for control in tree.find_all(["input", "select", "textarea"]):
        if control.get("type") in NEEDS_NO_LABEL:
            continue
        inside = control.find_parent("label")
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        if not named and not (inside and flat(inside)):
            yield f"no label: {control}"
    for button in tree.find_all(["button", "a"]):
        if not flat(button) and not button.get("aria-label") and not button.find("title"):
            yield f"no name: {button}"
    for image in tree.find_all("img"):
        if not image.has_attr("alt"):
            yield f"no alt: {image}"
    for group in tree.find_all("fieldset"):
        if not group.find("legend") or not flat(group.find("legend")):
            yield f"no legend: {group.get('id')}"


# The key of a form where nobody logs in lies in no cookie, and has a name of its own.
KEYS = ["csrf_token", "nyckel"]


def wrong_forms(tree: BeautifulSoup) -> Iterator[str]:
    for form in tree.find_all("form"):
        method = str(form.get("method", "get")).lower()
        if not form.get("action") or method not in ("get", "post"):
            yield f"a form without action: {str(form)[:200]}"
        if method == "post" and not form.find("input", attrs={"name": KEYS}):
            yield f"a form without its key: {form.get('action')}"
        if method == "get" and form.find("input", attrs={"name": "csrf_token"}):
            yield f"a key that ends up in the address: {form.get('action')}"
        if form.find("input", type="file") and form.get("enctype") != "multipart/form-data":
            yield f"a file that isn't sent: {form.get('action')}"
        outside = tree.find_all(["button", "input"], attrs={"form": form.get("id") or "no form"})
        if not any(each.get("type") in (None, "submit") for each in [*form.find_all(["button", "input"]), *outside]):
            yield f"a form that can't be sent without JavaScript: {form.get('action')}"
        boxes = Counter(str(box.get("name")) for box in form.find_all("input", type="checkbox", required=True))
        if any(times > 1 for times in boxes.values()):
            yield f"all the boxes must be ticked: {form.get('action')}"
        if form.find_parent("form"):
            yield f"a form in a form: {form.get('action')}"


def inline_code(tree: BeautifulSoup) -> Iterator[str]:
    for tag in tree.find_all(True):
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith(("on", "hx-on")) or name in ("hx-vars", "hx-disabled-elt"):
                yield f"{name} on {tag.name}"
            if isinstance(value, str) and re.match(r"\s*(javascript|js):", value, re.IGNORECASE):
                yield f"{name}={value} on {tag.name}"
            if name in ("src", "action", "formaction") and urlsplit(str(value)).netloc:
                yield f"{name} leads elsewhere: {value}"
    for script in tree.find_all("script"):
        if not script.get("src"):
            yield "a script in the page"
    yield from ("a style in the page" for _ in tree.find_all("style"))
    for link in tree.find_all("link"):
        if urlsplit(str(link.get("href"))).netloc:
            yield f"a stranger's file: {link['href']}"


def dead_ends(app: Flask, tree: BeautifulSoup) -> Iterator[str]:
    """Give the links and forms of a page that lead to no route of the app's."""
    routes = app.url_map.bind("localhost")
    targets = [("GET", link["href"]) for link in tree.find_all("a", href=True)]
    targets += [(str(form.get("method", "get")).upper(), form["action"]) for form in tree.find_all("form", action=True)]
    for name in ("get", "post"):
        targets += [(name.upper(), tag[f"hx-{name}"]) for tag in tree.find_all(attrs={f"hx-{name}": True})]
    for method, target in targets:
        parts = urlsplit(str(target))
        if parts.netloc or parts.scheme or not parts.path:
            continue
        try:
            routes.match(parts.path, method=method)
        except HTTPException as error:
            yield f"{method} {target}: {error}"


# ------------------------------------------------------------------------------------------------------- the pages


@only_sqlite
@each_role
def test_every_page_is_right_and_no_get_writes(app: Flask, bank: Bank, role: Role) -> None:
    wrong: dict[str, list[str]] = {}
    seen, visitor = 0, Visitor(app, bank.people[role])
    with writes() as written:
        for address, response in pages(visitor, bank):
            seen += 1
            found = wrongly_written(address, written)
            if response.mimetype == "text/html":
                found += [*faults(response.get_data(as_text=True)), *dead_ends(app, soup(response))]
            written.clear()
            if found:
                wrong[address.path] = found
    assert seen > 5
    assert not wrong, "\n".join(f"{path}: {fault}" for path, found in wrong.items() for fault in found)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_every_page_comes_from_postgresql_too(app: Flask, bank: Bank) -> None:
    visitor = Visitor(app, bank.everybody)
    with writes() as written:
        wrong, seen = [], set()
        for address, _ in pages(visitor, bank):
            seen.add(address.endpoint)
            wrong += wrongly_written(address, written)
            written.clear()
    assert "account.account" in seen
    assert seen >= REMEMBERED
    assert not wrong


def wrongly_written(address: Address, written: list[str]) -> list[str]:
    """Return what a page wrote although it should not, and that it did not write down its reading where it should."""
    if address.endpoint not in REMEMBERED:
        return [f"writes: {each}" for each in written]
    if not any(each.startswith(OF_A_READING[0]) for each in written):
        return ["nobody wrote down that it was read"]
    return [f"writes: {each}" for each in written if not each.startswith(OF_A_READING)]


@only_sqlite
def test_pages_of_one_who_is_not_logged_in_are_right_too(app: Flask, bank: Bank) -> None:
    browser = Browser(app)
    for path in ("/logga-in", "/konto", "/om/tillganglighet", "/finns-inte"):
        assert not faults(browser.get(path).get_data(as_text=True)), path


def test_a_page_with_everything_wrong_is_caught() -> None:
    page = """<!doctype html><html lang="fi"><head><title>Ett</title><style>a{}</style></head><body>
    <h1>Två</h1><p id="a"><p id="a"></div><input name="x"><label for="b">B</label><a href="//x.example.se"></a>
    <form><input type="file" name="f"></form><a href="#c" onclick="x()" style="color:red">C</a>
    <form method="post" action="https://x.example.se"><input name="csrf"><input type="checkbox" name="y" required>
    <input type="checkbox" name="y" required></form></body></html>"""
    told = "\n".join(faults(page))
    for fault in (
        "HTML: ",
        "the title is",
        "language",
        "id a stands 2 times",
        "for points at b",
        "#c",
        "no label",
        "no name",
        "a form without action",
        "without its key",
        "isn't sent",
        "without JavaScript",
        "all the boxes",
        "onclick",
        "style on a",
        "a style in the page",
        "leads elsewhere",
    ):
        assert fault in told, fault


@only_sqlite
def test_every_address_that_a_page_can_be_found_at_is_reached_by_somebody(app: Flask, bank: Bank) -> None:
    """An endpoint that answers nobody with anything, in a bank that has everything, is broken or not needed."""
    visitor = Visitor(app, bank.everybody)
    answers: dict[str, set[int]] = {}
    for address in addresses(app, bank):
        answers.setdefault(address.endpoint, set()).add(visitor.ask("GET", address.path))
    assert not {endpoint: statuses for endpoint, statuses in answers.items() if min(statuses) >= 400}


@only_sqlite
@pytest.mark.parametrize("path", ["/logga-in", "/"])
def test_a_first_visit_is_light(app: Flask, bank: Bank, path: str) -> None:
    browser = Browser(app)
    if path == "/":
        browser.log_in(bank.people[Role.EMPLOYEE])
    page = browser.get(path)
    assert page.status_code == 200
    tree = soup(page)
    files = {str(tag["href"]) for tag in tree.find_all("link", href=True)}
    files |= {str(tag["src"]) for tag in tree.find_all(["script", "img"], src=True)}
    files |= {str(tag["href"]).partition("#")[0] for tag in tree.find_all("use", href=True)}
    total = sum(weight(browser, each) for each in {path, *files} if each)
    assert total <= MOST_BYTES_OF_A_FIRST_VISIT, total


def weight(browser: Browser, path: str) -> int:
    """Return how many bytes an answer is over the wire, compressed as a browser asks for it."""
    response = browser.client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert response.status_code == 200, path
    size = len(response.data)
    response.close()
    return size


@only_sqlite
def test_text_goes_compressed_over_the_wire(app: Flask) -> None:
    response = app.test_client().get("/logga-in", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(response.data)
