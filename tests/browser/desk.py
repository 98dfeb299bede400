"""One person's window on the bank, and what a communicator does in it in more than one test."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass
class Desk:
    """One person's window."""

    page: Page
    javascript: bool

    def go(self, address: str) -> None:
        self.page.goto(address)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def expect_text(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def answer(self, question: str, words: str) -> None:
        """Answer one question. With JavaScript it is saved as one leaves the field."""
        self.page.locator(f"#{question}").fill(words)
        if self.javascript:
            self.page.locator(f"#{question}").blur()
        else:
            self.page.locator(f"#spara-{question}").click()
        expect(self.page.locator(f"#sparat-{question}")).to_contain_text(re.compile(r"Sparat \d\d:\d\d"))

    def search(self, words: str) -> None:
        """Search from the start page, as an employee does."""
        self.go("/")
        self.page.locator("#q").fill(words)
        self.page.get_by_role("main").get_by_role("button", name="Sök").click()
        self.page.wait_for_url("**/exempel?**")

    def expect_hits(self, count: int) -> None:
        expect(self.page.locator(".hits > li")).to_have_count(count)


def with_row(desk: Desk, kind: str, add: str, values: dict[str, str]) -> None:
    """Add a row: what is said, and the first choice in every list that has to be chosen from."""
    to_rows(desk, add)
    new = desk.page.locator(f"#rader-{kind}-ny")
    new.locator("summary", has_text=add).click()
    for label, value in values.items():
        new.get_by_label(label, exact=True).fill(value)
    for chosen in new.locator("select").all():
        chosen.select_option(index=1)
    new.get_by_role("button", name="Spara").click()
    expect(desk.page.locator(f"#rader-{kind} > .card")).to_have_count(1)
    back_to_step(desk)


def to_rows(desk: Desk, add: str) -> None:
    """Go to the page that the rows of a step have where there is no JavaScript."""
    if not desk.javascript:
        desk.press(f"Spara svaren och {add[0].lower()}{add[1:]}")


def back_to_step(desk: Desk) -> None:
    """Come back from it."""
    if not desk.javascript:
        desk.page.get_by_role("link", name=re.compile(r"^Till steg \d$")).click()


def register_party(desk: Desk, kind: str, name: str) -> str:
    """Register a person or a company. Returns the party's address."""
    desk.go("/parter/ny")
    desk.page.get_by_label(kind, exact=True).check()
    desk.page.get_by_label("Namn", exact=True).fill(name)
    desk.press("Spara parten")
    expect(desk.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    return desk.page.url


def number_in(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def say_who_is_in_it(desk: Desk, example: str, shown: dict[str, list[str]]) -> None:
    for party, materials in shown.items():
        desk.go(f"{example}/medverkande/ny?part={number_in(party)}")
        for material in materials:
            desk.page.get_by_label(material, exact=True).check()
        desk.press("Lägg till i exemplet")
        desk.expect_text("Medverkande")


def register_answers(
    desk: Desk,
    party: str,
    example: str,
    yes: dict[str, tuple[str, ...]],
    no: dict[str, tuple[str, ...]],
    until: str,
) -> None:
    desk.go(f"/overenskommelser/ny?part={number_in(party)}&exempel={number_in(example)}")
    for word, answers in (("Ja", yes), ("Nej", no)):
        for material, channels in answers.items():
            for channel in channels:
                desk.page.locator(f"select[name$='{material}-{channel}']").select_option(label=word)
    fill_in_how(desk, until)
    desk.press("Spara överenskommelsen")
    desk.expect_text("Överenskommelsen är sparad.")


def fill_in_how(desk: Desk, until: str) -> None:
    """Say on which legal basis the answers stand, until when, and how they were given."""
    desk.page.get_by_label("Samtycke", exact=True).check()
    desk.page.get_by_label("Till en viss dag", exact=True).check()
    desk.page.get_by_label("Till och med", exact=True).fill(until)
    desk.page.get_by_label("Muntligt", exact=True).check()
    desk.page.get_by_label("På telefon", exact=True).check()
    who = desk.page.get_by_label("Namn på den som svarar")
    if who.is_visible():
        who.fill("Den som är vd")


def publish(desk: Desk, example: str) -> None:
    desk.go(f"{example}/publicera")
    desk.expect_text("Inget saknas.")
    desk.press("Publicera exemplet")
    desk.go(f"{example}/publicera")
    desk.expect_text("Exemplet är publicerat")
