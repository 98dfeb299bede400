"""The app as a person meets it: served by waitress on a free port, in Debian's Chromium.

`site` is an app of the test's own, with four people in an otherwise empty bank and a clock that the test may move.
`populated_site` has something of everything, and is shared by a module's tests, which only read it.
`browser_page` has JavaScript, `plain_page` has not, and `open_page` opens any window. After each test the windows
must have met no error of the server's, no script that broke and nothing that the security policy stopped.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, Route, sync_playwright
from waitress import create_server, wasyncore

from resultatbank.app import create_app
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from tests import factories as make
from tests.conftest import START, Clock, settings_for
from tests.web.populated import Bank, fill

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MOST_MILLISECONDS = 10_000
NARROW = 375
# What axe is asked to look for.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@dataclass(frozen=True, slots=True)
class Site:
    """The app on an address of its own, the people who can log in by role, and the clock it goes by."""

    address: str
    app: Flask
    clock: Clock
    people: dict[Role, str]
    bank: Bank | None = None


@dataclass
class Windows:
    """The windows that a test has opened, and what went wrong in them."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def open(self, *, javascript: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        """Open a window of its own, with no cookies. Addresses are relative to the site's."""
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="sv-SE",
            reduced_motion="reduce",
        )
        context.set_default_timeout(MOST_MILLISECONDS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("response", self._look_at)
        page.on("console", self._listen_to)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            context.close()

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")
        if not response.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"a stranger's address: {response.url}")

    def _listen_to(self, message: ConsoleMessage) -> None:
        """Note what the console calls an error, but for answers of 4xx: a refused form is one."""
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "Response Status" not in message.text
        ):
            self.faults.append(f"console: {message.text}")


@pytest.fixture(autouse=True)
def engine_name() -> str:
    """What a browser shows doesn't depend on the engine, so SQLite will do."""
    return "sqlite"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an app on a free port of this machine for as long as the block runs. Gives its address."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=wasyncore.loop, kwargs={"map": sockets, "timeout": 1}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The loop ends by itself when it has no sockets left; they are closed in its own thread.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
        thread.join(10)
        server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Skips where it is missing; with CI set, that fails."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed. Install it with: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask, clock: Clock) -> Iterator[Site]:
    """An empty bank with one person for each role."""
    with app.app_context(), may_write():
        people = {role: make.user(role, name=role.label, email=f"{role.value}@example.se").email for role in Role}
        db.session.commit()
        db.session.remove()
    with served(app) as address:
        yield Site(address, app, clock, people)


@pytest.fixture(scope="module")
def populated_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A bank with something of everything in it. Shared, so tests only read it."""
    folder = tmp_path_factory.mktemp("populated")
    database = folder / "resultatbank.sqlite3"
    shutil.copy(sqlite_template, database)
    clock = Clock(START)
    app = create_app(settings_for(folder, f"sqlite:///{database}"), now=clock)
    app.testing = True
    with app.app_context(), may_write():
        bank = fill(folder)
        db.session.remove()
    with served(app) as address:
        yield Site(address, app, clock, bank.people, bank)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Windows]:
    """Give windows on an address, and hold them to having met no fault."""
    windows = Windows(browser, address)
    yield windows
    windows.close()
    assert not windows.faults, "\n".join(windows.faults)


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window on `site`: javascript, width and scheme ("light", "dark") can be said."""
    with watched(chromium, site.address) as windows:
        yield windows.open


@pytest.fixture
def browser_page(open_page: Callable[..., Page]) -> Page:
    """A window on `site`, with JavaScript."""
    return open_page()


@pytest.fixture
def plain_page(open_page: Callable[..., Page]) -> Page:
    """A window on `site`, without JavaScript."""
    return open_page(javascript=False)


@pytest.fixture
def open_populated(chromium: Browser, populated_site: Site) -> Iterator[Callable[..., Page]]:
    """Open a window on the populated bank."""
    with watched(chromium, populated_site.address) as windows:
        yield windows.open


def bank_of(site: Site) -> Bank:
    assert site.bank is not None
    return site.bank


def log_in(page: Page, email: str) -> Page:
    """Log a person in, by the page."""
    page.goto("/logga-in")
    page.get_by_label("E-post").fill(email)
    page.get_by_label("Lösenord").fill(make.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    # In a narrow window the button lies in the menu, which is shut.
    page.locator("form[action='/logga-ut']").wait_for(state="attached")
    return page


def open_before_the_scripts(page: Page, address: str) -> list[Route]:
    """Open a page whose scripts are on their way still. Returns what holds them."""
    held: list[Route] = []
    page.route(re.compile(r"\.js\b"), lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    return held


def let_the_scripts_come(page: Page, held: list[Route]) -> None:
    assert held
    for route in held:
        route.continue_()
    page.unroute_all()
