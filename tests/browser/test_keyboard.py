"""The keyboard through the whole job: an employee's, a reviewer's and a communicator's, by people who have no mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from resultatbank.data.register import PER_PAGE
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import State
from tests import factories as make
from tests.browser.conftest import EVERYTHING, NARROW, Site, bank_of, log_in

pytestmark = pytest.mark.browser

MOST_TABS = 90
PAGES = [
    "/",
    "/exempel?q=bageri",
    "/exempel/1/steg/1",
    "/exempel/1/uppgifter",
    "/overenskommelser/ny?part=1",
    "/granskning/4",
]
FOCUS = """() => {
  const tag = document.activeElement, seen = [tag, tag.closest('label'), tag.querySelector('rect')].filter(Boolean)
  const drawn = seen.map(each => getComputedStyle(each)).some(style =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || parseFloat(style.strokeWidth) >= 3)
  const box = tag.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return {tag: tag.outerHTML.slice(0, 160), is_page: tag === document.body, drawn, inside}
}"""


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has focus, as one who has no mouse does."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{MOST_TABS} tabs don't lead to {wanted}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_focus_is_seen_wherever_it_is(
    populated_site: Site, open_populated: Callable[..., Page], address: str, scheme: str
) -> None:
    page = log_in(open_populated(scheme=scheme), bank_of(populated_site).everybody)
    page.goto(address)
    unseen, places = [], set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUS)
        if place["is_page"]:
            break
        places.add(place["tag"])
        if not (place["drawn"] and place["inside"]):
            unseen.append(place["tag"])
    assert len(places) > 10
    assert not unseen, "\n".join(unseen)


def test_the_first_tab_leads_past_the_menu(site: Site, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.EMPLOYEE])
    page.goto("/exempel")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()


def test_the_menu_of_a_narrow_window_opens_by_keyboard(site: Site, open_page: Callable[..., Page]) -> None:
    page = log_in(open_page(width=NARROW), site.people[Role.EMPLOYEE])
    page.goto("/")
    link = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Sök exempel")
    expect(link).to_be_hidden()
    tab_to(page, page.locator("summary", has_text="Meny"))
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert not list(Axe().run(page, options=EVERYTHING).response["violations"])
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/exempel")


def published(site: Site, *titles: str) -> None:
    """Publish examples that nobody has reviewed."""
    with site.app.app_context(), may_write():
        for title in titles:
            make.example(title, benefit=f"{title} fick fler kunder", responsible=make.user())
        db.session.commit()
        db.session.remove()


def log_in_by_keyboard(page: Page, email: str) -> None:
    page.goto("/logga-in")
    tab_to(page, page.get_by_label("E-post"))
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")


def test_an_employee_finds_and_copies_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in_by_keyboard(page, site.people[Role.EMPLOYEE])
    tab_to(page, page.locator("#q"))
    page.keyboard.type("bageri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exempel?**")
    tab_to(page, page.locator(".hits").get_by_role("link", name="Påhittade Bageriet fick fler kunder"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Kopiera text med källa"))
    page.keyboard.press("Enter")
    expect(page.locator("#copied").get_by_role("status")).to_contain_text("Kopierat med källa")
    assert "Påhittade Bageriet fick fler kunder" in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("body")).not_to_be_focused()


def test_focus_stays_in_the_box_while_hits_come_and_their_number_is_said(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = log_in(browser_page, site.people[Role.EMPLOYEE])
    page.goto("/exempel")
    box, said = page.locator("#q"), page.locator("#found")
    expect(said).to_have_role("status")
    said.evaluate("each => { each.dataset.same = 'yes' }")
    box.press_sequentially("smedja")
    expect(page.locator(".hits > li")).to_have_count(1)
    expect(said).to_have_text("1 exempel")
    box.fill("påhittade")
    expect(said).to_have_text("2 exempel")
    expect(box).to_be_focused()
    # A reader is only told of changes in an element that stays.
    expect(said).to_have_attribute("data-same", "yes")


def test_a_reviewer_settles_a_row_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    published(site, "Påhittade Bageriet", "Påhittade Smedjan")
    page = browser_page
    log_in_by_keyboard(page, site.people[Role.REVIEWER])
    tab_to(page, page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Granskningskö"))
    page.keyboard.press("Enter")
    said = page.locator("#said")
    said.evaluate("each => { each.dataset.same = 'yes' }")
    first = page.locator(".job > summary").first
    settled = first.locator("h3").inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Spara granskningen och öppna nästa")
    tab_to(page, save)
    page.keyboard.press("Enter")
    summary = page.locator(".job").get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rätta 4 saker")
    for question in page.locator("fieldset.quiz").all():
        tab_to(page, question.get_by_label("Ja"))
        page.keyboard.press("Space")
    tab_to(page, save)
    page.keyboard.press("Enter")
    expect(page.locator(".job")).to_have_count(1)
    expect(page.locator(".job > summary")).to_be_focused()
    expect(page.locator(".job")).to_have_attribute("open", "")
    expect(said).to_contain_text("klart. 1 väntar.")
    expect(said).to_have_attribute("data-same", "yes")
    assert settled not in page.locator(".job").inner_text()


# -------------------------------------------------------------------------------------------- the communicator's job

TITLE, BENEFIT = "Ugnen i Påhittsby", "Bageriet halverade elräkningen"
COMPANY, BAKER = "Påhittade Ugnsbageriet AB", "Hitte Bagarsson"


@dataclass
class Hands:
    """Somebody's hands on a keyboard. Whatever they come to must be seen."""

    page: Page

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def go_to(self, wanted: Locator) -> None:
        tab_to(self.page, wanted)
        expect(wanted).to_be_in_viewport()

    def expect_at(self, wanted: Locator) -> None:
        """Focus has been moved here, so it isn't lost and can be seen."""
        expect(wanted).to_be_focused()
        expect(wanted).to_be_in_viewport()

    def press(self, wanted: Locator) -> None:
        self.go_to(wanted)
        self.page.keyboard.press("Enter")

    def send(self, name: str) -> None:
        self.press(self.main.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.press(self.main.get_by_role("link", name=name, exact=True))

    def write(self, field: Locator, words: str) -> None:
        self.go_to(field)
        self.page.keyboard.type(words)
        expect(field).to_have_value(words)

    def choose(self, field: Locator, label: str) -> None:
        """Choose in a list by typing the beginning of what it says."""
        self.go_to(field)
        self.page.keyboard.type(label)
        expect(field.locator("option:checked")).to_have_text(label)

    def tick(self, box: Locator) -> None:
        self.go_to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, group: Locator, label: str) -> None:
        """Tab to a group of radio buttons, and step to the one that is wanted with the arrows."""
        self.go_to(group.get_by_role("radio").first)
        wanted = group.get_by_label(label, exact=True)
        self.page.keyboard.press("Space")
        for _ in range(group.get_by_role("radio").count()):
            if not wanted.is_checked():
                self.page.keyboard.press("ArrowDown")
        self.expect_at(wanted)
        expect(wanted).to_be_checked()

    def answer(self, question: str, words: str) -> None:
        """Answer a question and leave it. It is saved, and focus stays where Tab led."""
        self.write(self.page.locator(f"#{question}"), words)
        self.page.keyboard.press("Tab")
        self.expect_saved(question)
        self.expect_at(self.page.locator(f"#spara-{question}"))

    def enter_saves(self, question: str) -> None:
        """Press Enter where one is. The answer is saved in place rather than with a new page, and focus stays."""
        here = self.page.locator("#" + self.page.evaluate("document.activeElement.id"))
        with self.page.expect_response(f"**/svar/{question}") as answer:
            self.page.keyboard.press("Enter")
        assert answer.value.status == 200
        self.expect_saved(question)
        self.expect_at(here)

    def expect_saved(self, question: str) -> None:
        expect(self.page.locator(f"#sparat-{question}")).to_contain_text(re.compile(r"Sparat \d\d:\d\d"))

    def expect_told(self, words: str) -> None:
        """A new page has come and tells what was done. One goes on from there, not from the top of the page."""
        self.expect_at(self.page.locator("#notices > p", has_text=words))

    def expect_faults(self, *labels: str) -> None:
        """What is wrong is said where focus is, and the first fault leads to its field."""
        summary = self.main.get_by_role("alert")
        self.expect_at(summary)
        for label in labels:
            expect(summary).to_contain_text(label)
        self.press(summary.get_by_role("link").first)


def test_a_communicator_does_the_whole_job_by_keyboard_alone(site: Site, browser_page: Page) -> None:
    hands = Hands(browser_page)
    log_in_by_keyboard(browser_page, site.people[Role.COMMUNICATOR])
    begin_example(hands)
    fill_in_details(hands)
    answer_what_and_why(hands)
    answer_where_and_how(hands)
    note_where_it_is_published(hands)
    hands.follow("Medverkande")
    add_party(hands, "Företag eller organisation", COMPANY, "Företagsnamn")
    register_all_but_social_media(hands)
    hands.follow(BENEFIT)
    hands.follow("Vems svar det bygger på")
    add_party(hands, "Person", BAKER, "Namn")
    register_cell_by_cell(hands)
    publish(hands)


def begin_example(hands: Hands) -> None:
    page = hands.page
    hands.press(page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Mina exempel"))
    hands.follow("Nytt exempel")
    hands.send("Skapa och gå till steg 1")
    hands.expect_faults("Vad heter det?", "Har insatsen startat?")
    hands.expect_at(hands.main.get_by_label("Vad heter det?"))
    hands.write(hands.main.get_by_label("Vad heter det?"), TITLE)
    hands.pick(hands.main.get_by_role("group", name="Har insatsen startat?"), "Ja, den pågår eller är klar")
    hands.send("Skapa och gå till steg 1")
    hands.expect_told("Exemplet finns nu.")


def fill_in_details(hands: Hands) -> None:
    hands.follow("Uppgifter")
    hands.choose(hands.main.get_by_label("Ersättare"), Role.REVIEWER.label)
    hands.tick(hands.main.get_by_label("Jämtlands län"))
    hands.send("Spara uppgifterna")
    hands.expect_told("Uppgifterna är sparade.")


def answer_what_and_why(hands: Hands) -> None:
    page = hands.page
    hands.follow("De fem stegen")
    hands.write(page.locator("#message"), "Ett litet bageri fick råd att byta ugn.")
    # The steps lie just before the first question, and are counted anew as it is left.
    page.keyboard.press("Shift+Tab")
    hands.expect_saved("message")
    hands.expect_at(page.locator("#steps").get_by_role("link", name="5."))
    hands.answer("why", "Fler små företag ska våga spara energi.")
    hands.enter_saves("why")
    hands.write(page.locator("#benefit"), BENEFIT)
    hands.enter_saves("benefit")
    add_row(hands, "target_groups", "Lägg till en målgrupp", {"Vad är av intresse för dem?": "Vad det kostade."})
    hands.press(hands.main.get_by_role("link", name="Till steg 2"))


def add_row(hands: Hands, kind: str, add: str, values: dict[str, str]) -> None:
    """Send the form for a new row empty, mend what it says, and say the rest: the first choice in every list.

    In an empty channel plan the intranet is chosen already, so there the form is right as it stands.
    """
    new = hands.page.locator(f"#rader-{kind}-ny")
    hands.press(new.locator("summary", has_text=add))
    hands.press(new.get_by_role("button", name="Spara"))
    if kind == "channel_plan":
        hands.expect_at(hands.page.locator(f"#rader-{kind} > .card > summary"))
        return
    hands.expect_at(new.get_by_role("alert"))
    for field in new.locator("input:visible, textarea, select").all():
        label = field.evaluate("each => each.labels[0].innerText")
        if field.evaluate("each => each.tagName") == "SELECT":
            hands.go_to(field)
            hands.page.keyboard.press("ArrowDown")
        elif label in values:
            hands.write(field, values[label])
    hands.press(new.get_by_role("button", name="Spara"))
    hands.expect_at(hands.page.locator(f"#rader-{kind} > .card > summary"))


def answer_where_and_how(hands: Hands) -> None:
    add_row(hands, "sources", "Lägg till en källa", {"Titel": "Elräkningen"})
    hands.answer("result", "Den nya ugnen drar hälften så mycket el som den gamla.")
    hands.press(hands.main.get_by_role("link", name="Till steg 3"))
    hands.answer("challenge", "Elen kostade mer än mjölet.")
    hands.answer("public_benefit", "Bygden får behålla sitt bröd.")
    add_row(hands, "packages", "Lägg till ett paket", {"Titel": "Artikeln"})
    add_row(hands, "channel_plan", "Lägg till en kanal", {})
    hands.press(hands.main.get_by_role("link", name="Till steg 4"))


def note_where_it_is_published(hands: Hands) -> None:
    where = {"Adress eller upplaga": "https://www.example.se/ugnen", "Från och med": "2026-11-01"}
    add_row(hands, "placements", "Lägg till en publiceringsplats", where)
    add_row(hands, "follow_ups", "Lägg till en mätning", {"Mätt den": "2026-11-20", "Unika besökare": "1200"})


def add_party(hands: Hands, kind: str, name: str, material: str) -> None:
    """Register somebody who is new to the bank, and say what the example shows of them."""
    hands.write(hands.main.get_by_label("Namn", exact=True), name)
    expect(hands.page.locator("#found")).to_contain_text("0 träffar")
    hands.expect_at(hands.main.get_by_label("Namn", exact=True))
    hands.follow("Lägg till en ny part")
    hands.pick(hands.main.get_by_role("group", name="Person eller företag"), kind)
    hands.write(hands.main.get_by_label("Namn", exact=True), name)
    hands.send("Spara parten")
    hands.expect_told(f"{name} är registrerad.")
    hands.tick(hands.main.get_by_label(material, exact=True))
    hands.send("Lägg till i exemplet")
    hands.expect_told(f"{name} är med i exemplet.")
    hands.follow(f"Registrera svar från {name}")


def register_all_but_social_media(hands: Hands) -> None:
    """Say ja to all that is shown from the corner of the grid, and nej in one cell. What was forgotten is told."""
    answer_cells(hands, "company_name", "ArrowUp", "ArrowLeft", "j", "ArrowDown", *["ArrowRight"] * 3, "n")
    expect(cell(hands, "company_name", "partner")).to_have_value("ja")
    expect(cell(hands, "company_name", "social")).to_have_value("nej")
    hands.send("Spara överenskommelsen")
    hands.expect_faults("Rättslig grund", "Namn på den som svarar", "Hur gavs svaret?")
    choose_basis(hands)
    hands.write(hands.main.get_by_label("Namn på den som svarar"), "Den som är vd")
    say_how(hands)
    hands.send("Spara överenskommelsen")
    hands.expect_told("Överenskommelsen är sparad.")


def register_cell_by_cell(hands: Hands) -> None:
    choose_basis(hands)
    answer_cells(hands, "name", "j", "ArrowRight", "j")
    say_how(hands)
    # Enter in a field saves the answers as they are; it doesn't say ja to all.
    hands.page.keyboard.press("Enter")
    hands.expect_told("Överenskommelsen är sparad.")


def answer_cells(hands: Hands, material: str, *keys: str) -> None:
    """Tab to the grid, which is one stop, and go on in it from the first cell of what the example shows."""
    hands.go_to(cell(hands, material, "intranet"))
    for key in keys:
        hands.page.keyboard.press(key)


def cell(hands: Hands, material: str, channel: str) -> Locator:
    return hands.main.locator(f"select[name='svar-{material}-{channel}']")


def choose_basis(hands: Hands) -> None:
    hands.pick(hands.main.get_by_role("group", name="1. Rättslig grund"), "Samtycke")


def say_how(hands: Hands) -> None:
    """Say until when the answers hold and how they were given."""
    hands.pick(hands.main.get_by_role("group", name="Hur länge?"), "Till en viss dag")
    hands.write(hands.main.get_by_label("Till och med", exact=True), "2028-11-30")
    hands.pick(hands.main.get_by_role("group", name="Hur svaret gavs"), "Muntligt")
    hands.pick(hands.main.get_by_role("group", name="Var?", exact=True), "På telefon")


def publish(hands: Hands) -> None:
    """Publish, and see as the page says where the example may be used."""
    hands.follow(BENEFIT)
    hands.follow("Vems svar det bygger på")
    hands.follow("Publicera")
    hands.send("Publicera exemplet")
    hands.expect_told("Exemplet är publicerat.")
    hands.press(hands.main.get_by_text("Exemplet är publicerat sedan").get_by_role("link", name="Läs exemplet"))
    gate = hands.main.get_by_role("region", name="Får användas")
    expect(gate.locator(".ok")).to_have_text([re.compile("Intranät"), re.compile("Webb")])
    expect(gate.locator(".nej", has_text="Sociala medier")).to_contain_text("Nej")


def test_focus_is_kept_when_two_have_answered_and_one_chooses(site: Site, open_page: Callable[..., Page]) -> None:
    with site.app.app_context(), may_write():
        step = f"/exempel/{make.example(state=State.DRAFT).id}/steg/1"
        db.session.commit()
        db.session.remove()
    first, second = (Hands(log_in(open_page(), site.people[Role.COMMUNICATOR])) for _ in range(2))
    for hands in (first, second):
        hands.page.goto(step)
    first.answer("why", "Fler ska våga.")
    second.write(second.page.locator("#why"), "Fler ska veta.")
    second.page.keyboard.press("Tab")
    second.expect_at(second.main.get_by_role("alert", name="Två personer har ändrat samma svar"))
    second.send("Spara mitt val")
    second.expect_saved("why")
    second.expect_at(second.page.locator("#spara-why"))


def test_focus_is_kept_when_the_register_is_leafed_through(site: Site, browser_page: Page) -> None:
    with site.app.app_context(), may_write():
        for number in range(PER_PAGE + 1):
            make.party(f"Påhittade Verkstad {number} AB")
        db.session.commit()
        db.session.remove()
    hands = Hands(log_in(browser_page, site.people[Role.COMMUNICATOR]))
    browser_page.goto("/overenskommelser")
    for button, told in (("Nästa sida", "sida 2 av 2"), ("Föregående sida", "sida 1 av 2")):
        hands.send(button)
        hands.expect_at(hands.main.get_by_role("status").filter(has_text=told))
