"""The forms that pages show, read from the pages themselves, so that a new form is found the day it is shown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from tests import factories as make
from tests.importing.files import BANK, json_file
from tests.web.addresses import Visitor, addresses
from tests.web.client import soup
from tests.web.populated import PDF, Bank

# What is sent, by name: texts, and files as their content and name.
Sent = dict[str, list[Any]]

CHOSEN_FROM = ("select", "radio", "checkbox")
TYPED = ("text", "search", "email", "tel", "url", "number", "textarea")
# What a required field may want. A form is filled in by trying these until it is accepted.
EMAIL = "alla@example.se"  # The one who has every role, so that the log-in form has what it wants.
MOST_TRIES = 20
MATOMO = b"label,nb_hits,url\n/bageri,1210,https://www.example.se/bageri\n"
ANSWERS = ("Ett svar", "2026-11-20", "5", "2026", "info@example.se", "https://www.example.se/a")


@dataclass
class Control:
    """One name in a form: what kind of control it is, the values it comes with, and those there are to choose from."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form, or a button with an address of its own, on a page."""

    endpoint: str
    method: str
    action: str
    page: str
    controls: dict[str, Control]
    by_htmx: bool = False

    @property
    def has_file(self) -> bool:
        """A file is among what is sent."""
        return any(control.kind == "file" for control in self.controls.values())

    @property
    def shape(self) -> tuple[str, str, frozenset[str]]:
        """What makes it another form than the next: where it is sent, and what it asks for."""
        asked = (re.sub(r"\d+", "", each.name) for each in self.controls.values() if each.kind != "hidden")
        return self.endpoint, self.method, frozenset(asked)

    @property
    def size(self) -> int:
        """How much there is to send."""
        return sum(1 + len(control.choices) for control in self.controls.values())

    def filled(self) -> Sent:
        """Return what it sends as the page came, with a button pressed where each has a name."""
        return {name: list(control.values) for name, control in self.controls.items() if control.values}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a person was answered with it: its path, and its HTML read."""

    path: str
    tree: BeautifulSoup


@dataclass(frozen=True, slots=True)
class Populated:
    """A bank with something of everything, and what the one who has every role sees of it."""

    app: Flask
    bank: Bank
    pages: list[Page]
    forms: list[PageForm]

    @property
    def posts(self) -> list[PageForm]:
        """The forms that change something."""
        return [form for form in self.forms if form.method == "POST"]

    def visitor(self) -> Visitor:
        """Return a browser of the one who has every role."""
        return Visitor(self.app, self.bank.everybody)


def look_around(app: Flask, bank: Bank) -> Populated:
    """Read every page there is, as the one who has every role."""
    pages = list(_pages(app, bank))
    return Populated(app, bank, pages, page_forms(app, pages))


def _pages(app: Flask, bank: Bank) -> Iterator[Page]:
    yield Page("/logga-in", soup(Visitor(app).send("GET", "/logga-in")))
    visitor = Visitor(app, bank.everybody)
    for address in addresses(app, bank):
        response = visitor.send("GET", address.path)
        if response.mimetype == "text/html":
            yield Page(address.path, soup(response))
        response.close()
    looked_at = visitor.send("POST", "/lasin", {"file": (io.BytesIO(json_file(BANK)), "projekt.json")})
    yield Page("/lasin", soup(looked_at))


def page_forms(app: Flask, pages: Iterable[Page]) -> list[PageForm]:
    """Return the forms of pages, one of each shape: the one with the most to choose from."""
    found: dict[Any, PageForm] = {}
    for form in (form for page in pages for form in forms_on(app, page.tree, page.path)):
        known = found.get(form.shape)
        if known is None or form.size > known.size:
            found[form.shape] = form
    return list(found.values())


def forms_on(app: Flask, tree: BeautifulSoup, page: str) -> Iterator[PageForm]:
    """Give the forms of a page. A button that sends the form to an address of its own counts as a form too."""
    for form in tree.find_all("form"):
        if form.find_parent("fieldset", disabled=True):
            continue
        controls = _controls(tree, form)
        method = str(form.get("method", "get")).upper()
        actions = {str(form["action"]), *(str(each["formaction"]) for each in form.find_all(formaction=True))}
        for action in sorted(actions):
            endpoint = app.url_map.bind("localhost").match(urlsplit(action).path, method=method)[0]
            yield PageForm(endpoint, method, action, page, controls, form.has_attr("hx-post"))


def _controls(tree: BeautifulSoup, form: Tag) -> dict[str, Control]:
    controls: dict[str, Control] = {}
    tags = form.find_all(["input", "select", "textarea", "button"])
    outside = tree.find_all(["input", "select", "textarea"], attrs={"form": form["id"]}) if form.get("id") else []
    for tag in [*tags, *outside]:
        name = str(tag.get("name", ""))
        if name in ("", "csrf_token") or tag.find_parent("fieldset", disabled=True):
            continue
        control = controls.setdefault(name, Control(name, kind_of(tag)))
        _read_value(control, tag)
    plain = any(button.get("type") in (None, "submit") and not button.get("name") for button in form.find_all("button"))
    for control in controls.values():
        if control.kind == "button" and not plain:
            control.values = control.choices[:1]
    return controls


def kind_of(tag: Tag) -> str:
    """Return what kind of control a tag is: its type where it is an input, otherwise its name."""
    return str(tag.get("type", "text")) if tag.name == "input" else str(tag.name)


def _read_value(control: Control, tag: Tag) -> None:
    if control.kind == "select":
        control.choices = [str(option.get("value", option.text)) for option in tag.find_all("option")]
        control.values = [str(each.get("value", each.text)) for each in tag.find_all("option", selected=True)] or [""]
    elif control.kind in ("radio", "checkbox"):
        control.choices.append(str(tag.get("value", "on")))
        control.values += [control.choices[-1]] if tag.has_attr("checked") else []
    elif control.kind == "textarea":
        control.values = [tag.text.replace("\r\n", "\n").removeprefix("\n")]
    elif control.kind == "password":
        control.values = [make.PASSWORD]
    elif control.kind == "button":
        control.choices.append(str(tag.get("value", "")))
    elif control.kind == "email":
        control.values = [str(tag.get("value") or EMAIL)]
    elif control.kind != "file":
        control.values = [str(tag.get("value", ""))]


def send(visitor: Visitor, form: PageForm, sent: Sent, *, htmx: bool = False) -> TestResponse:
    """Send a form. Half a pair of surrogates, which no encoding has, is sent as a careless program would send it."""
    headers = {"HX-Request": "true"} if htmx else {}
    if form.has_file:
        data: dict[str, Any] = {
            name: [(io.BytesIO(each[0]), each[1]) if isinstance(each, tuple) else each for each in values]
            for name, values in sent.items()
        }
        return visitor.send(form.method, form.action, data, headers)
    pairs = [("csrf_token", visitor.key), *((name, value) for name, values in sent.items() for value in values)]
    return visitor.send_body(form.action, urlencode(pairs, errors="surrogatepass"), headers)


def fill_in(app: Flask, visitor: Visitor, form: PageForm) -> Sent | None:
    """Return what the form accepts, found by answering what its refusals ask for. None when that didn't help."""
    sent, tried = form.filled(), dict[str, int]()
    for _ in range(MOST_TRIES):
        response = send(visitor, form, sent)
        if response.status_code < 400:
            return sent
        tree = soup(response)
        again = next((each for each in forms_on(app, tree, form.page) if each.action == form.action), form)
        new = {name: control for name, control in again.controls.items() if name not in form.controls}
        form.controls |= new
        sent |= {name: control.choices[:1] for name, control in new.items()}
        if not _try_next(form, sent, tied_errors(tree), tried) and not new:
            return None
    return None


def _try_next(form: PageForm, sent: Sent, wrong: Iterable[str], tried: dict[str, int]) -> bool:
    """Change each field that was found wrong to the next thing there is to try. Tells whether there was any."""
    changed = False
    for name in wrong:
        if name not in form.controls:
            continue
        turn, things = tried.get(name, 0), _things_to_try(form.controls[name])
        if turn < len(things):
            sent[name], tried[name], changed = [things[turn]], turn + 1, True
    return changed


def _things_to_try(control: Control) -> list[Any]:
    if control.kind == "file":
        return [(PDF, "blankett.pdf"), (json_file(BANK), "projekt.json"), (MATOMO, "matomo.csv")]
    return [each for each in control.choices if each] if control.kind in CHOSEN_FROM else list(ANSWERS)


def tied_errors(tree: BeautifulSoup) -> dict[str, str]:
    """Return what the page says is wrong, by the name of the control or the group that the sentence is tied to."""
    found: dict[str, str] = {}
    for tag in tree.find_all(["input", "select", "textarea"]):
        for described in (tag, tag.find_parent("fieldset", attrs={"aria-describedby": True})):
            ids = str(described["aria-describedby"]).split() if described and described.get("aria-describedby") else []
            said = [text_of(tree, each) for each in ids if each.endswith("fel")]
            if any(said):
                found.setdefault(str(tag.get("name", "")), " ".join(said))
    return found


def text_of(tree: BeautifulSoup, element_id: str) -> str:
    """Return what an element says."""
    tag = tree.find(id=element_id)
    return " ".join(tag.get_text(" ").split()) if tag is not None else ""
