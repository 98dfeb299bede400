"""Saving in spite of what the page warns of."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.web.client import Browser, soup


def button_anyway(warned: TestResponse) -> dict[str, str]:
    """Return what the button that saves anyway sends, from the page that warns."""
    (button,) = [each for each in soup(warned).find_all("button") if each.get_text().strip() == "Spara ändå"]
    return {str(button["name"]): str(button["value"])}


def saved_anyway(browser: Browser, url: str, **fields: Any) -> TestResponse:
    """Send a form that is warned about, press the button that saves anyway, and return the page it leads to."""
    warned = browser.post(url, fields)
    assert warned.status_code == 422
    return browser.follow(browser.post(url, {**fields, **button_anyway(warned)}))


def removed(browser: Browser, url: str, **fields: Any) -> TestResponse:
    """Say that a party is no longer in an example, read what follows, go on, and return the page that says so."""
    asked = browser.post(url, fields)
    assert asked.status_code == 200
    (button,) = soup(asked).select("button[name=anyway]")
    done = browser.post(url, {**browser.form(asked, url), "anyway": str(button["value"])})
    assert done.status_code == 200
    return done
