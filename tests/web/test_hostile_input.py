"""What nobody means to send: each field of each form, each question in an address, and files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.importing.files import BANK, json_file
from tests.web.addresses import Visitor, keep_nothing, one_of_each
from tests.web.client import soup
from tests.web.page_forms import (
    CHOSEN_FROM,
    TYPED,
    Control,
    PageForm,
    Populated,
    Sent,
    fill_in,
    forms_on,
    look_around,
    send,
    tied_errors,
)
from tests.web.populated import PDF, Bank, bank

__all__ = ["bank"]

only_postgresql = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)

FEATURES = (
    "account",
    "admin",
    "answering",
    "bank",
    "collections",
    "examples",
    "files",
    "followup",
    "imports",
    "inbox",
    "overview",
    "parties",
    "readers",
    "review",
    "rows",
    "survey",
    "texts",
)
# Shown in no state that an example of the bank is in, without fields; and what says yes to a file from Matomo, which is
# gone once it has. The latter is attacked on its own below.
NO_FORM_IN_THE_BANK = {"examples.publish_now", "followup.take_in", "parties.people_back"}

MARKUP = "<script>alert(1)</script>"
SIGNS = f"""{MARKUP} "* NEAR( - OR ' OR 1=1; DROP TABLE example; --%_\\{{{{7*7}}}}"""
TYPED_HOSTILE = {
    "control characters": "a\x01\x1b\x0b\x7f\x85\u202e\u2028b",
    "half a surrogate pair": "a\ud800b",
    "2^63": str(2**63),
    "-1": "-1",
    "a day that isn't": "2026-02-30",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "signs": SIGNS,
    "Arabic figures": "٣",
    "too long": "Långt. " * 3_000,
}
CHOSEN_HOSTILE = {
    "not a choice": MARKUP,
    "2^63": str(2**63),
    "-1": "-1",
    "nothing": "",
    "white space": "  ",
}
PERSONNUMMER = "850709-9805"
MEGABYTE = "Långt. " * 150_000
NUL = "a\0b"
# What PostgreSQL may take differently.
OTHERWISE_ON_POSTGRESQL = frozenset({"control characters", "2^63"})
# Of forms that are sent to the same place with the same field, the first meets everything.
ENOUGH_FOR_THE_NEXT = frozenset({"2^63", "signs", "white space"})
# What can't be judged by itself: the sentence stands at the other of the two.
SAID_AT_THE_OTHER = {
    "new_password": "again",
    "target": "due_on",
    "minor": "guardian",
}
ENGLISH = re.compile(r"\b(?:not a|this field|must be|is required|invalid|expected|token)\b", re.IGNORECASE)


# --------------------------------------------------------------------------------------------------------------- forms


def fields_of(form: PageForm) -> list[Control]:
    """Return the controls to try one after the other. Of a grid's cells, which are all alike, the first is enough."""
    found: dict[str, Control] = {}
    for control in form.controls.values():
        if control.kind != "file":
            found.setdefault("svar-" if control.name.startswith("svar-") else control.name, control)
    return list(found.values())


def hostile_to(control: Control) -> dict[str, str]:
    return CHOSEN_HOSTILE if control.kind in (*CHOSEN_FROM, "button", "hidden") else TYPED_HOSTILE


class Attack:
    """Sends forms that would be accepted but for one thing, and gathers what the answers do wrong."""

    def __init__(self, app: Flask, visitor: Visitor, kept: list[str], *, reads: bool = True) -> None:
        """`kept` is what keep_nothing() returned; `reads` is whether the refusals are read."""
        self.app, self.visitor, self.kept, self.reads = app, visitor, kept, reads
        self.wrong: list[str] = []
        self.met: set[tuple[str, str]] = set()

    def attack(self, form: PageForm, only: frozenset[str] = frozenset()) -> None:
        """Send a hostile value in place of each field in turn, then in place of all of them."""
        whole = fill_in(self.app, self.visitor, form)
        assert whole is not None, f"no way was found to fill in {form.endpoint} on {form.page}"
        for control in fields_of(form):
            field = re.sub(r"/\d+", "", urlsplit(form.action).path), control.name
            wanted = ENOUGH_FOR_THE_NEXT if field in self.met and not only else only
            self.met.add(field)
            for label, value in hostile_to(control).items():
                unsendable = form.has_file and "\ud800" in value
                if not unsendable and (not wanted or label in wanted):
                    self.send(form, {**whole, control.name: [value]}, control, value)
        self.send(form, whole | {control.name: [SIGNS] for control in fields_of(form)}, None, SIGNS)
        for control in [each for each in fields_of(form) if each.kind in TYPED][:1]:
            for value in (NUL, MEGABYTE):
                self.send(form, {**whole, control.name: [value]}, control, value)
            if form.by_htmx:
                self.send(form, {**whole, control.name: [MEGABYTE]}, control, MEGABYTE, htmx=True)

    def send(self, form: PageForm, sent: Sent, control: Control | None, value: str, *, htmx: bool = False) -> None:
        """Send a form, and note what is wrong with the answer."""
        where = f"{form.endpoint} ({form.page}), {control.name if control else 'all'}={value[:30]!r}"
        self.kept.clear()
        try:
            response = send(self.visitor, form, sent, htmx=htmx)
        except Exception as error:  # Whatever it is, the rest shall be tried too, and all be told at once.
            self.wrong.append(f"{where}: raises {error!r}"[:400])
            return
        self.wrong += [f"{where}: {fault}" for fault in self.faults(form, response.status_code, value)]
        # What is taken out as a Word file isn't text, and has tests of its own.
        is_text = response.mimetype.startswith("text/")
        page = response.get_data().decode(errors="replace") if is_text else ""
        response.close()
        if MARKUP in page:
            self.wrong.append(f"{where}: what was typed has become markup")
        if response.status_code == 422 and self.reads:
            self.wrong += [f"{where}: {fault}" for fault in self.told_wrongly(form, soup(response), control, value)]

    def faults(self, form: PageForm, status: int, value: str) -> Iterator[str]:
        """Give what is wrong with an answer's status, and with what was kept."""
        if status >= 500:
            yield f"answers {status}"
        # A failed log-in is counted, which is why it is kept.
        if status >= 400 and self.kept and form.endpoint != "account.log_in":
            yield "is refused, and yet kept"
        if value == NUL and status != 400:
            yield f"a NUL is answered with {status}"

    def told_wrongly(self, form: PageForm, tree: BeautifulSoup, control: Control | None, value: str) -> Iterator[str]:
        """Give what is wrong with a form that comes back: its sentences, their links, and what was typed."""
        said = tied_errors(tree)
        sentence = " ".join(said.values())
        if control and control.kind == "hidden":
            sentence = " ".join(alert.get_text(" ") for alert in tree.find_all(role="alert"))
        elif control:
            sentence = said.get(control.name) or said.get(SAID_AT_THE_OTHER.get(control.name, ""), "")
        if not sentence.strip():
            yield f"no sentence is tied to the field, but {said}"
        if ENGLISH.search(sentence):
            yield f"says {sentence!r}"
        for link in tree.select("[role=alert] a[href^='#']"):
            if not tree.find(id=str(link["href"])[1:]):
                yield f"the summary leads to {link['href']}, which isn't there"
        if control and control.kind in TYPED and "\ud800" not in value:
            again = [each for each in forms_on(self.app, tree, form.page) if each.action == form.action]
            fields = [each.controls[control.name] for each in again if control.name in each.controls]
            if value.strip() not in [shown.strip() for each in fields for shown in each.values]:
                yield "what was typed is gone"


@pytest.mark.parametrize("feature", FEATURES)
def test_hostile_input_is_refused_in_words_and_never_breaks(
    populated: Populated, feature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attack = Attack(populated.app, populated.visitor(), keep_nothing(monkeypatch))
    for form in populated.posts:
        if form.endpoint.startswith(f"{feature}."):
            attack.attack(form)
    assert not attack.wrong, "\n".join(attack.wrong)


@only_postgresql
def test_hostile_input_is_refused_on_postgresql_too(app: Flask, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look_around(app, bank)
    attack = Attack(app, seen.visitor(), keep_nothing(monkeypatch), reads=False)
    for form in seen.posts:
        attack.attack(form, OTHERWISE_ON_POSTGRESQL)
    assert not attack.wrong, "\n".join(attack.wrong)


def test_no_form_keeps_a_personnummer(populated: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, kept = populated.visitor(), keep_nothing(monkeypatch)
    wrong, met = [], set()
    # The account's own forms take an address and passwords, which are kept as digests.
    for form in (each for each in populated.posts if not each.endpoint.startswith("account.")):
        if not any(control.kind in TYPED for control in fields_of(form)):
            continue
        whole = fill_in(populated.app, visitor, form)
        assert whole is not None, form.endpoint
        for control in fields_of(form):
            field = re.sub(r"/\d+", "", urlsplit(form.action).path), control.name
            if control.kind in TYPED and field not in met:
                met.add(field)
                kept.clear()
                response = send(visitor, form, {**whole, control.name: [f"Ring {PERSONNUMMER}"]})
                if response.status_code < 400 and kept:
                    wrong.append(f"{form.endpoint} ({form.page}): {control.name}")
    assert len(met) > 50
    assert not wrong, "\n".join(wrong)


def test_every_form_is_attacked(populated: Populated) -> None:
    found = {form.endpoint for form in populated.posts}
    wanted = {rule.endpoint for rule in populated.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert wanted - found == NO_FORM_IN_THE_BANK
    assert {endpoint.partition(".")[0] for endpoint in found} == set(FEATURES)


# --------------------------------------------------------------------------------------------------------------- files

HOSTILE_FILES = {
    "a surrogate": ("projekt.json", b'[{"id": "1", "titel": "a\\ud800b"}]'),
    "a NUL": ("projekt.json", b'[{"id": "1", "titel": "a\\u0000b"}]'),
    "a great number": ("projekt.json", json.dumps([{"id": 10**400, "titel": "T", "belopp": 2**63}]).encode()),
    "no finite number": ("projekt.json", b'[{"id": "1", "titel": "T", "belopp": NaN}, {"id": 1e999}]'),
    "deep": ("projekt.json", b"[" * 100_000),
    "no rows": ("projekt.json", b"{}"),
    "a day that isn't": ("projekt.csv", b"id;titel;startdatum\n1;T;2026-02-30\n2;T;9999-12-31\n3;T;0001-01-01\n"),
    "markup": ("projekt.csv", f"id;titel\n{MARKUP};{MARKUP}\n".encode()),
    "no text": ("projekt.csv", bytes(range(256)) * 20),
    "a long line": ("projekt.csv", b"id;titel\n1;" + b"a" * 1_000_000 + b"\n"),
    "no book": ("projekt.xlsx", b"PK\x03\x04" + b"\0" * 100),
    "a hostile name": (f"../../{MARKUP}\x01.json", json_file(BANK)),
    "a name without end": ("a" * 5_000 + ".json", json_file(BANK)),
    "empty": ("projekt.csv", b""),
}


def confirmation(app: Flask, visitor: Visitor, content: bytes, name: str) -> tuple[int, str, PageForm | None]:
    """Send a file to be looked at. Returns the answer's status, its page, and the form that says yes to it."""
    response = visitor.send("POST", "/lasin", {"file": (io.BytesIO(content), name)})
    forms = [form for form in forms_on(app, soup(response), "/lasin") if form.endpoint == "imports.confirm"]
    return response.status_code, response.get_data(as_text=True), forms[0] if forms else None


@pytest.mark.parametrize("label", HOSTILE_FILES)
def test_a_hostile_file_is_refused_or_taken_in(
    app: Flask, bank: Bank, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, (name, content) = Visitor(app, bank.everybody), HOSTILE_FILES[label]
    keep_nothing(monkeypatch)
    status, page, form = confirmation(app, visitor, content, name)
    assert status in (200, 422)
    assert MARKUP not in page
    # A file in which every row is wrong has nothing to say yes to.
    assert (form is not None) == (status == 200 and "Det finns inget nytt att läsa in." not in page)
    if form is not None:
        taken_in = send(visitor, form, form.filled())
        assert taken_in.status_code == 200
        assert MARKUP not in taken_in.get_data(as_text=True)


def test_what_follows_along_in_an_import_may_be_anything(populated: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, wrong = populated.visitor(), []
    keep_nothing(monkeypatch)
    for name in ("key", "start", "new", "changed", "unchanged"):
        for value in (*CHOSEN_HOSTILE.values(), f"../{name}", "999999999", NUL):
            _status, _page, form = confirmation(populated.app, visitor, json_file(BANK), "projekt.json")
            assert form is not None
            status = send(visitor, form, {**form.filled(), name: [value]}).status_code
            if status not in ((400,) if value == NUL else (200, 422)):
                wrong.append(f"{name}={value!r}: {status}")
    assert not wrong, "\n".join(wrong)


def test_what_says_yes_to_a_file_from_matomo_may_be_anything(
    app: Flask, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, wrong = Visitor(app, bank.everybody), []
    kept = keep_nothing(monkeypatch)
    days = {"first_day": "2026-01-01", "last_day": "2026-11-20", "counted": "pages"}
    file = f"label,nb_hits\n/bageri/{bank.examples['open']},1210\n".encode()
    response = visitor.send("POST", "/uppfoljning/matomo", {**days, "file": (io.BytesIO(file), "matomo.csv")})
    (form,) = (each for each in forms_on(app, soup(response), "/") if each.endpoint == "followup.take_in")
    for name in ("key", "seen", "first_day", "last_day", "counted"):
        for value in (*CHOSEN_HOSTILE.values(), *TYPED_HOSTILE.values(), f"../{name}", NUL, MEGABYTE):
            kept.clear()
            status = send(visitor, form, {**form.filled(), name: [value]}).status_code
            if status not in (400, 409, 413, 422) or kept:
                wrong.append(f"{name}={value[:40]!r}: {status}, kept: {kept}")
    assert not wrong, "\n".join(wrong)
    assert send(visitor, form, form.filled()).status_code == 303


NOT_WHAT_THEY_SAY = {
    "program.exe": b"MZ" + b"\0" * 100,
    "sida.html": MARKUP.encode(),
    "bild.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "rapport.pdf": MARKUP.encode(),
    "bild.png": PDF,
    "tom.pdf": b"",
    "utan-slut": PDF,
}


def test_a_file_that_isnt_what_it_says_is_refused_at_its_field(
    populated: Populated, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, wrong = populated.visitor(), []
    kept = keep_nothing(monkeypatch)
    forms = [form for form in populated.posts if form.has_file and form.endpoint != "imports.preview"]
    assert len(forms) > 2
    for form in forms:
        upload = next(each.name for each in form.controls.values() if each.kind == "file")
        whole = fill_in(populated.app, visitor, form)
        assert whole is not None
        for name, content in NOT_WHAT_THEY_SAY.items():
            kept.clear()
            response = send(visitor, form, {**whole, upload: [(content, name)]})
            if response.status_code != 422 or kept or upload not in tied_errors(soup(response)):
                wrong.append(f"{form.endpoint} ({form.page}), {name}: {response.status_code}, kept: {kept}")
    assert not wrong, "\n".join(wrong)


# ----------------------------------------------------------------------------------------------------------- questions

KNOWN_QUESTIONS = (
    *("q", "sida", "lan", "ar", "part", "ny", "exempel"),
    *("fornya", "skal", "efter", "next", "grund", "alla", "omdome"),
)
NONSENSE = (
    *("", "%", "٣", MARKUP, SIGNS, '"', "*", "NEAR(", "-", "'", "a" * 5_000, "\u2028\u202e\x01", "//example.se"),
    *("0", "-1", str(2**31), str(2**63), "1_2026-02-30_1", "1_0001-01-01_0", "999_9999-12-31_999999999"),
)


def questions_on(seen: Populated) -> dict[tuple[str, frozenset[str]], tuple[str, dict[str, str]]]:
    """Return what pages ask in the addresses that they lead to: one path, and its question, of each combination."""
    found: dict[tuple[str, frozenset[str]], tuple[str, dict[str, str]]] = {}
    routes = seen.app.url_map.bind("localhost")
    for link in links_of(seen):
        parts = urlsplit(link)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if asked:
            endpoint = routes.match(parts.path, method="GET")[0]
            found.setdefault((endpoint, frozenset(asked)), (parts.path, asked))
    return found


def links_of(seen: Populated) -> Iterable[str]:
    for page in seen.pages:
        yield page.path
        yield from (str(tag["href"]) for tag in page.tree.find_all("a", href=re.compile(r"^/.*\?")))
        yield from (str(tag["hx-get"]) for tag in page.tree.find_all(attrs={"hx-get": re.compile(r"\?")}))
    for form in seen.forms:
        if form.method == "GET":
            yield f"{urlsplit(form.action).path}?{urlencode(dict.fromkeys(form.controls, 'x'))}"


def test_nonsense_in_a_question_gives_a_page_or_says_that_there_is_none(populated: Populated) -> None:
    asked = questions_on(populated)
    assert {"bank.search", "parties.agree", "review.queue"} <= {endpoint for endpoint, _ in asked}
    tried = {(path, tuple(pairs), name): pairs for path, pairs in asked.values() for name in pairs}
    visitor, wrong = populated.visitor(), []
    for (path, _, name), pairs in tried.items():
        for value in NONSENSE:
            wrong += answered_wrongly(visitor, f"{path}?{urlencode({**pairs, name: value})}", value)
    for address in one_of_each(populated.app, populated.bank).values():
        path = address.path.partition("?")[0]
        for value in ("", SIGNS, str(2**63)):
            wrong += answered_wrongly(visitor, f"{path}?{urlencode(dict.fromkeys(KNOWN_QUESTIONS, value))}", value)
    assert not wrong, "\n".join(wrong)


def answered_wrongly(visitor: Visitor, address: str, target: str) -> Iterator[str]:
    plain = target.isascii() and target.isprintable()
    response = visitor.send("GET", address, headers={"HX-Request": "true", "HX-Target": target} if plain else {})
    if response.status_code not in (200, 303, 404, 422):
        yield f"{address[:200]}: {response.status_code}"
    if response.mimetype == "text/html" and MARKUP in response.get_data(as_text=True):
        yield f"{address[:200]}: what was asked has become markup"
    if not response.headers.get("Location", "/").startswith("/"):
        yield f"{address[:200]}: leads to {response.headers['Location']}"
    response.close()
