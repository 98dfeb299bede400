"""Every address that the app answers in a populated bank.

The addresses come from the app's own map of routes, so a new feature is covered the day it is registered. A route
that takes an argument nobody has named here fails loudly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, has_request_context, request
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter
from werkzeug.test import TestResponse

from resultatbank.extensions import db
from resultatbank.rules.words import TermKind
from tests.web.client import Browser
from tests.web.populated import FEED_KEY, TEXTS, Bank


@dataclass(frozen=True, slots=True)
class Address:
    """Something the app answers: its endpoint, and a path that leads there."""

    endpoint: str
    path: str


def addresses(app: Flask, bank: Bank, method: str = "GET") -> Iterator[Address]:
    """Give every address that answers a method, with each value that its arguments may have in the bank."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            for values in arguments(rule, bank):
                path = path_of(rule, values)
                yield Address(rule.endpoint, path)
                for question in questions(rule.endpoint, bank) if method == "GET" else ():
                    yield Address(rule.endpoint, f"{path}?{question}")


def questions(endpoint: str, bank: Bank) -> list[str]:
    """Return what can be asked after the ? of an address, where it makes another page of it."""
    company, agreement, example = bank.ids["party_id"][0], bank.ids["agreement_id"][0], bank.examples["open"]
    return {
        "bank.suggest": ["q=bageri"],
        "bank.search": ["q=bageri", "q=finnsinte", "q=bageriet&lan=01&sort=newest", "kanal=web", "visa=40"],
        "parties.register": ["q=bageri", "inom=60&kanal=web&ordning=slut&grund=consent", "lage=missing&kanal=web"],
        "parties.calendar": [f"ansvarig={bank.ids['user_id'][0]}"],
        "parties.out_there": ["lage=ned", "vems=mina&kanal=web"],
        "parties.people_add": [f"part={bank.ids['party_id'][2]}"],
        "parties.agree": [
            f"part={company}",
            f"part={company}&exempel={example}",
            f"part={company}&fornya={agreement}",
            "ny=person",
            f"ny=organisation&exempel={example}",
        ],
        "followup.matomo": [f"inlast={bank.ids['matomo_file_id'][0]}", "inlast=999999"],
        "readers.show": ["sprak=en"],
        "readers.thanks": ["sprak=en"],
        "rows.form": [f"plan={bank.rows['channel_plan']}"],
        "collections.collection": ["kanal=web"],
        "collections.shared": ["kanal=press"],
        "statistics.statistics": ["lan=01&ar=2025&period=alla", "tema=999999&period=x&malgrupp="],
        "statistics.table": ["lan=12&period=manad"],
        "texts.text": ["fran=1"],
        "examples.mine": ["visa=alla"],
        "inbox.help": ["steg=3", "steg=99"],
        "review.queue": ["visa=sparrade"],
        "parties.many": [f"exempel={example}"],
        "parties.ask": [
            f"part={company}",
            f"fornya={agreement}",
            f"part={company}&exempel={example}",
            f"part={company}&exempel={example}&material=quote&material=photo",
        ],
    }.get(endpoint, [])


def one_of_each(app: Flask, bank: Bank, method: str = "GET") -> dict[str, Address]:
    """Return one address for each endpoint that answers a method."""
    found: dict[str, Address] = {}
    for address in addresses(app, bank, method):
        found.setdefault(address.endpoint, address)
    return found


def path_of(rule: Rule, values: dict[str, Any]) -> str:
    """Return the path of a route with its arguments filled in."""
    built = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None, f"{rule.rule} can't be built with {values}"
    return built[1]


def arguments(rule: Rule, bank: Bank) -> Iterator[dict[str, Any]]:
    """Give the arguments of a route: few that go together, rather than all there could be."""
    names = sorted(rule.arguments)
    if not names:
        yield {}
        return
    if "example_id" in names:
        yield from _of_an_example(rule, names, bank)
        return
    choices = {name: _choices(rule, name, bank) for name in names}
    for turn in range(max(len(each) for each in choices.values())):
        yield {name: each[turn % len(each)] for name, each in choices.items()}


_OF_THE_OPEN = ("row_id", "appearance_id", "finding_id", "answer_id")


def _of_an_example(rule: Rule, names: list[str], bank: Bank) -> Iterator[dict[str, Any]]:
    """The rows belong to the example that is open; a page of the example itself is asked for in every state."""
    others = [name for name in names if name not in ("example_id", *_OF_THE_OPEN)]
    choices = {name: _choices(rule, name, bank) for name in others}
    most = max([len(each) for each in choices.values()], default=1)
    inside = not set(names).isdisjoint(_OF_THE_OPEN)
    for example_id in [bank.examples["open"]] if inside else bank.ids["example_id"]:
        for turn in range(most):
            values = {name: each[turn % len(each)] for name, each in choices.items()}
            if "row_id" in names:
                values["row_id"] = bank.rows[values["kind"]]
            values |= {name: bank.ids[name][0] for name in _OF_THE_OPEN[1:] if name in names}
            yield {"example_id": example_id, **values}


def _choices(rule: Rule, name: str, bank: Bank) -> list[Any]:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    if name in bank.ids:
        return list(bank.ids[name])
    feature = rule.endpoint.partition(".")[0]
    known: dict[tuple[str, str], list[Any]] = {
        ("admin", "kind"): [kind.value for kind in TermKind],
        ("rows", "kind"): list(bank.kinds_of_rows),
        ("texts", "version"): [1],
        ("parties", "key"): [FEED_KEY],
        ("examples", "number"): [1, 2, 3, 4, 5],
        ("examples", "question"): sorted(TEXTS),
    }
    if (feature, name) not in known:
        raise AssertionError(f"Say in tests/web/populated.py what <{name}> may be in {rule.rule} ({rule.endpoint}).")
    return known[feature, name]


class Visitor:
    """A browser that sends each request with the very same cookie and form key, whatever the last answer did."""

    def __init__(self, app: Flask, email: str = "") -> None:
        self.browser = Browser(app)
        if email:
            self.browser.log_in(email)
        else:
            self.browser.get("/logga-in")
        cookie = self.browser.client.get_cookie("resultatbank")
        assert cookie is not None
        self.cookie, self.key = cookie.value, self.browser.key

    def send(
        self,
        method: str,
        path: str,
        fields: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """Send a request, with these fields and the key if it is a POST."""
        self.browser.client.set_cookie("resultatbank", self.cookie)
        data = {"csrf_token": self.key, **(fields or {})} if method == "POST" else None
        return self.browser.send(method, path, data=data, headers=headers)

    def send_body(self, path: str, body: str, headers: dict[str, str] | None = None) -> TestResponse:
        """Send a form that is already written out, its key too."""
        self.browser.client.set_cookie("resultatbank", self.cookie)
        content_type = "application/x-www-form-urlencoded"
        return self.browser.send("POST", path, data=body, content_type=content_type, headers=headers)

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> int:
        """Send a request and return the answer's status."""
        response = self.send(method, path, fields)
        response.close()
        return response.status_code


def keep_nothing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let requests do all their work but the keeping, so that one bank serves many of them. Log in first.

    Returns a list that grows with the endpoint of each request that would have kept something.
    """
    would_have_kept: list[str] = []

    def work_out_and_roll_back() -> None:
        db.session.flush()
        db.session.rollback()
        if has_request_context():
            would_have_kept.append(request.endpoint or "")

    monkeypatch.setattr(db.session, "commit", work_out_and_roll_back)
    return would_have_kept
