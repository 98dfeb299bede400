"""A browser without JavaScript, as far as the tests need one: it reads a page's forms and sends them with their key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import Context
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from resultatbank.data.models import User
from resultatbank.extensions import db
from tests.factories import PASSWORD

_KEY = re.compile(r'<input [^>]*name="csrf_token"[^>]* value="([^"]+)"')
HTMX = {"HX-Request": "true"}


class Browser:
    """One person's browser. `post` takes the form key from the page that was last fetched, as a person's would."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.key = ""

    def log_in(self, user: User | str, password: str = PASSWORD) -> TestResponse:
        """Log in as a person, given by the row or by e-mail."""
        email = user if isinstance(user, str) else user.email
        self.get("/logga-in")
        response = self.post("/logga-in", email=email, password=password)
        self.get("/konto")
        return response

    def get(self, url: str, *, htmx: str | bool = False, **arguments: Any) -> TestResponse:
        """Fetch a page, or with htmx="id" the part of it with that id."""
        response = self.send("GET", url, headers=_headers(htmx), **arguments)
        self._read_key(response)
        return response

    def post(
        self, url: str, fields: Mapping[str, Any] | None = None, *, htmx: str | bool = False, **more: Any
    ) -> TestResponse:
        """Send a form with its key. Lists are sent as several values of the same name."""
        data = {"csrf_token": self.key, **(fields or {}), **more}
        response = self.send("POST", url, data=data, headers=_headers(htmx))
        self._read_key(response)
        return response

    def send(self, method: str, url: str, **arguments: Any) -> TestResponse:
        """Send a request as another process would: what the test has done is committed, and no context is shared."""
        if has_app_context():
            db.session.commit()
        return Context().run(self.client.open, url, method=method, **arguments)

    def follow(self, response: TestResponse) -> TestResponse:
        """Follow a redirect."""
        assert response.status_code in (302, 303), response.status_code
        return self.get(response.headers["Location"])

    def form(self, response: TestResponse, action: str) -> dict[str, Any]:
        """Return the fields of the page's form with that action, filled in as the page came."""
        form = soup(response).find("form", action=action)
        assert form is not None, f"no form posts to {action}"
        fields: dict[str, Any] = {}
        for each in form.find_all(["input", "select", "textarea"]):
            name, kind = each.get("name"), each.get("type", "text")
            if not name or each.has_attr("disabled") or kind in ("submit", "file"):
                continue
            if kind in ("radio", "checkbox") and not each.has_attr("checked"):
                continue
            fields.setdefault(name, []).append(_value(each))
        return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}

    def _read_key(self, response: TestResponse) -> None:
        if response.mimetype == "text/html":
            # The whole page isn't read for this: it is done after every request of every test.
            field = _KEY.search(response.get_data(as_text=True))
            if field is not None:
                self.key = field[1]


def _headers(htmx: str | bool) -> dict[str, str]:
    if not htmx:
        return {}
    return {**HTMX, **({"HX-Target": htmx} if isinstance(htmx, str) else {})}


def _value(control: Any) -> str:
    if control.name == "textarea":
        return str(control.text.replace("\r\n", "\n").removeprefix("\n"))
    if control.name == "select":
        chosen = control.find("option", selected=True) or control.find("option")
        return str(chosen.get("value", chosen.text)) if chosen else ""
    return str(control.get("value", "on" if control.get("type") == "checkbox" else ""))


def soup(response: TestResponse) -> BeautifulSoup:
    """Return the page, to look things up in."""
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def words(response: TestResponse) -> str:
    """Return the page's text as a reader gets it, with single spaces."""
    return " ".join(soup(response).get_text(" ").split())
