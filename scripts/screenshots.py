#!/usr/bin/env python3
"""Take the README's pictures anew: start the app with demo data of its own, log in, and photograph three pages.

Use: .venv/bin/python scripts/screenshots.py [FOLDER]   (default docs/bilder; needs Chromium)
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
SIZE = {"width": 1280, "height": 900}
PASSWORD = "bara för bilderna, aldrig annars"  # noqa: S105  # The account lives as long as this script runs.
SEARCH_WORDS = "energi"
MOST_SECONDS_TO_START = 60


def main() -> None:
    """Take the pictures and say where they are."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else HOUSE / "docs" / "bilder")
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("Chromium is missing. On Debian: apt-get install chromium")
    with demo_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        employee = log_in(browser, address, "maja.medarbetare@example.se")
        search(employee)
        take(employee, folder / "sok.png")
        hit = employee.locator(".hits > li", has=employee.locator(".use .nej")).first
        hit.get_by_role("heading").get_by_role("link").click()
        employee.get_by_role("heading", name="Får användas").wait_for()
        take(employee, folder / "exempel.png")
        reviewer = log_in(browser, address, "greger.granskare@example.se")
        reviewer.get_by_role("navigation").get_by_role("link", name="Granskningskö").click()
        take(reviewer, folder / "ko.png")
        browser.close()


@contextmanager
def demo_app() -> Iterator[str]:
    """Serve the app on a free port with demo data in a folder that is gone afterwards. Gives its address."""
    with tempfile.TemporaryDirectory() as data_dir, socket.socket() as probe:
        environment = {**os.environ, "DATA_DIR": data_dir, "DATABASE_URL": ""}
        flask(environment, "db", "upgrade")
        flask(environment, "demo", "--if-empty")
        for email, name, role in (
            ("maja.medarbetare@example.se", "Maja Medarbetare", "employee"),
            ("greger.granskare@example.se", "Greger Granskare", "reviewer"),
        ):
            flask(environment, "user", "add", email, "--name", name, "--role", role, "--password-stdin", say=PASSWORD)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen([*FLASK, "serve", "--port", str(port)], cwd=HOUSE, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/logga-in")
            yield address
        finally:
            server.terminate()
            server.wait()


def flask(environment: dict[str, str], *command: str, say: str = "") -> None:
    """Run one of the app's commands, with `say` on its standard input. Raises CalledProcessError when it fails."""
    subprocess.run([*FLASK, *command], cwd=HOUSE, env=environment, input=say, text=True, check=True)


def wait_for(address: str) -> None:
    """Return when the address answers. Raises TimeoutError when it doesn't."""
    deadline = time.monotonic() + MOST_SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # The address is put together above.
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Nothing answers at {address}.")


def log_in(browser: Browser, address: str, email: str) -> Page:
    """Open a window of its own for this person, logged in."""
    page = browser.new_context(viewport=SIZE, locale="sv-SE", color_scheme="light").new_page()
    page.goto(f"{address}/logga-in")
    page.get_by_label("E-post").fill(email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Logga in").click()
    page.get_by_role("navigation").first.wait_for()
    return page


def search(page: Page) -> None:
    """Search as an employee would, and wait for the hits."""
    page.get_by_role("navigation").get_by_role("link", name="Sök exempel").click()
    page.locator("#q").fill(SEARCH_WORDS)
    page.keyboard.press("Enter")
    page.locator(".hits h3 a").first.wait_for()


def take(page: Page, file: Path) -> None:
    """Save what the window shows, when everything in it has come."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    print(f"Took {file}")


if __name__ == "__main__":
    main()
