"""Registering what a party answered, as a person meets it: by keyboard in few keystrokes, by thumb, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from resultatbank.data.agreements import agreements_of
from resultatbank.data.models import Agreement, Party
from resultatbank.data.session import may_write
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import MATERIALS_OF, InvitationWay, PartyKind
from tests import factories as make
from tests.browser.conftest import EVERYTHING, NARROW, Site, log_in

pytestmark = pytest.mark.browser

MOST_KEYS = 40
NEW = "/overenskommelser/ny"
NAME, COMPANY = "Hitte Bagarsson", "Påhittade Ugnsbageriet AB"


@dataclass(frozen=True, slots=True)
class There:
    """What is in the bank: a person and a company, and the example that shows something of both."""

    person: int
    company: int
    example: int


@pytest.fixture
def there(site: Site) -> There:
    with site.app.app_context(), may_write():
        company = make.party(COMPANY, kind=PartyKind.ORGANISATION)
        person, example = make.party(NAME, role="bagare"), make.example("Ugnen i Påhittsby")
        make.appearance(person, example, ["name", "photo"])
        make.appearance(company, example, ["company_name"])
        ids = There(person.id, company.id, example.id)
        db.session.commit()
        db.session.remove()
    return ids


def records(site: Site, party_id: int) -> list[dict[str, object]]:
    """Return what is saved of a party's answers by the page, the latest first."""
    with site.app.app_context():
        found = [in_short(each) for each in agreements_of(party_id) if each.proof]
        db.session.remove()
    return found


def in_short(record: Agreement) -> dict[str, object]:
    assert record.proof is not None
    return {
        "basis": record.basis,
        "yes": {(each.material, each.channel) for each in record.answers if each.yes},
        "no": {(each.material, each.channel) for each in record.answers if not each.yes},
        "place": record.proof.place,
        "received_by": record.proof.received_by,
        "answered_by": record.proof.answered_by,
        "renews": record.renews_id,
        "examples": None if record.covers_all else [each.example_id for each in record.covered],
    }


class Counted:
    """Hands on a keyboard whose every press is counted, but for those that write a name."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        self.press(*text)

    def write_name(self, text: str) -> None:
        """Write a name, which isn't counted."""
        self.page.keyboard.type(text)

    def at(self, wanted: Locator) -> None:
        expect(wanted).to_be_focused()
        expect(wanted).to_be_in_viewport()

    def tab_to(self, wanted: Locator) -> None:
        for _ in range(MOST_KEYS):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{MOST_KEYS} tabs don't lead to {wanted}")


def cell(page: Page, material: str, channel: str) -> Locator:
    return page.locator(f"#svar-{material}-{channel}")


def test_an_answer_is_registered_by_keyboard_alone_in_few_keystrokes(
    site: Site, there: There, browser_page: Page
) -> None:
    """Yes to all that is shown, but no on social media; orally, by telephone; for a year."""
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(NEW)
    hands = Counted(page)
    hands.at(page.get_by_label("Samtycke", exact=True))
    hands.press("Space", "Tab")
    hands.at(page.get_by_label("Namn på person eller företag"))
    hands.write_name("hitte")
    hands.press("Enter")
    hands.at(cell(page, "name", "intranet"))
    hands.press("ArrowUp", "ArrowLeft", "j")
    hands.press("ArrowRight", "ArrowRight", "ArrowRight", "n")
    hands.tab_to(page.get_by_label("Påskriven blankett"))
    hands.press("Space", "ArrowDown", "Tab")
    hands.at(page.get_by_label("På telefon", exact=True))
    hands.press("Space", "Enter")
    expect(page.get_by_text("Överenskommelsen är sparad.")).to_be_visible()
    (saved,) = records(site, there.person)
    everywhere = {(material, channel) for material in ("name", "photo") for channel in make.CHANNELS}
    social = {("name", "social"), ("photo", "social")}
    assert (saved["yes"], saved["no"]) == (everywhere - social, social)
    assert (saved["basis"], saved["place"], saved["answered_by"]) == ("consent", "På telefon", NAME)
    assert (saved["received_by"], saved["examples"]) == (Role.COMMUNICATOR.label, [there.example])
    assert hands.keys < MOST_KEYS, f"{hands.keys} keystrokes besides the names"


def test_one_who_is_new_is_registered_by_keyboard_alone_in_few_keystrokes(
    site: Site, there: There, browser_page: Page
) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(f"{NEW}?exempel={there.example}")
    hands = Counted(page)
    hands.press("Space", "Tab")
    hands.write_name("Ny Påhittsson")
    expect(page.locator("#choices")).to_contain_text("0 träffar")
    hands.press("ArrowDown")
    while page.locator("#choices button:focus").inner_text() != "Ny person":
        hands.press("ArrowDown")
    hands.press("Enter")
    expect(page.get_by_role("textbox", name="Namn", exact=True)).to_have_value("Ny Påhittsson")
    hands.tab_to(cell(page, "name", "intranet"))
    hands.press("ArrowLeft", "j")
    hands.tab_to(page.get_by_label("Påskriven blankett"))
    hands.press("Space", "ArrowDown", "Tab")
    hands.press("Space", "Enter")
    expect(page.get_by_text("Överenskommelsen är sparad.")).to_be_visible()
    assert hands.keys < MOST_KEYS, f"{hands.keys} keystrokes besides the names"
    page.goto(f"/exempel/{there.example}/medverkande")
    expect(page.get_by_role("main")).to_contain_text("Ny Påhittsson: namn")


@pytest.mark.parametrize("saves", ["with Enter, as the page says", "with the button"])
def test_an_ordinary_person_registers_one_who_is_new_in_few_keystrokes(
    site: Site, browser_page: Page, saves: str
) -> None:
    """Nobody has told this person of any key: Tab, Space, arrows and Enter, and what stands beside the grid.

    Yes to name and photo everywhere, but no to social media; for all examples; orally, by telephone.
    """
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(NEW)
    hands = Counted(page)
    hands.press("Space", "Tab")
    hands.write_name("Ny Påhittsson")
    page.get_by_text("0 träffar i registret").wait_for()
    hands.press("Tab")
    hands.at(page.get_by_role("button", name="Ny person"))
    hands.press("Enter")
    hands.at(page.get_by_label("Skyddade uppgifter"))
    assert page.locator(".keys").first.inner_text().startswith("J ja N nej mellanslag byter svar")
    hands.tab_to(cell(page, "name", "intranet"))
    hands.press("ArrowLeft", "j", "ArrowDown", "ArrowDown", "ArrowDown", "j")
    hands.press("ArrowRight", "ArrowRight", "ArrowRight", "n", "ArrowUp", "ArrowUp", "ArrowUp", "n")
    hands.press("Tab", "Space")
    expect(page.get_by_label("Alla exempel där parten är med, nu och senare")).to_be_checked()
    hands.tab_to(page.get_by_label("Påskriven blankett"))
    hands.press("ArrowDown", "Tab")
    hands.at(page.get_by_label("På telefon", exact=True))
    hands.press("Space")
    if saves == "with the button":
        hands.tab_to(page.get_by_role("button", name="Spara överenskommelsen").last)
    hands.press("Enter")
    expect(page.get_by_text("Överenskommelsen är sparad.")).to_be_visible()
    assert hands.keys < MOST_KEYS, f"{hands.keys} keystrokes besides the names"
    with site.app.app_context():
        made = db.session.scalars(select(Party).where(Party.name == "Ny Påhittsson")).one()
        party_id = made.id
        db.session.remove()
    (saved,) = records(site, party_id)
    social = {("name", "social"), ("photo", "social")}
    assert saved["place"] == "På telefon"
    assert (len(saved["yes"]), saved["no"]) == (2 * len(make.CHANNELS) - 2, social)


@pytest.mark.parametrize("javascript", [True, False])
def test_enter_where_more_examples_are_looked_for_looks_for_them(
    site: Site, there: There, open_page: Callable[..., Page], javascript: bool
) -> None:
    with site.app.app_context(), may_write():
        other = make.example("Kvarnen", benefit="Kvarnen mal igen").id
        db.session.commit()
        db.session.remove()
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    page.goto(f"{NEW}?part={there.person}&grund=consent")
    page.get_by_label("Fler exempel").fill("kvarnen")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Kvarnen mal igen")).to_be_focused()
    expect(page.locator(f"input[name=examples][value='{other}']")).not_to_be_checked()
    assert not records(site, there.person)


def test_a_text_about_no_example_at_all_leads_to_the_choice_of_them(
    site: Site, there: There, browser_page: Page
) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(f"{NEW}?part={there.person}&grund=consent")
    main = page.get_by_role("main")
    main.locator("[name=examples]").uncheck()
    main.get_by_role("button", name="Visa texten").click()
    expect(main.get_by_text("Välj minst ett exempel.")).to_be_in_viewport()
    expect(page.locator("#examples")).to_be_focused()
    main.get_by_role("button", name="Spara överenskommelsen").last.click()
    main.get_by_role("alert").get_by_role("link", name="Välj minst ett exempel.").click()
    expect(page.locator("#examples")).to_be_focused()


def test_the_scan_is_typed_in_from_a_page_where_nothing_is_cut(site: Site, there: There, browser_page: Page) -> None:
    """The paper has the same rows and columns as the screen, in the same order."""
    with site.app.app_context(), may_write():
        party = db.session.get_one(Party, there.person)
        cells = [(material, channel) for material in MATERIALS_OF[PartyKind.PERSON] for channel in make.CHANNELS]
        asked = make.asked(party, way=InvitationWay.PAPER, cells=cells).id
        db.session.commit()
        db.session.remove()
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/overenskommelser/fragor/{asked}")
    grid = page.locator("table.grid")
    cut = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).length"
    assert grid.locator("th").evaluate_all(cut) == 0
    # A list doesn't say how wide its words are. What it needs is measured in one that is as wide as it likes.
    needed = page.evaluate(
        """() => { const free = document.querySelector('table.grid select').cloneNode(true);
        free.style.inlineSize = 'auto'; const box = document.createElement('div'); box.className = 'grid';
        box.style.position = 'absolute'; box.append(free); document.querySelector('main').append(box);
        return free.offsetWidth }"""
    )
    assert grid.locator("select").first.evaluate("each => each.offsetWidth") >= needed
    count = grid.locator("tbody tr").count()
    page.goto(f"/overenskommelser/fragor/{asked}/blankett")
    assert page.locator("tbody tr").count() == count == len(MATERIALS_OF[PartyKind.PERSON])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 1000})
    assert page.locator(".sheet :is(th, td)").evaluate_all(cut) == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 673


def test_a_renewal_is_one_click_and_few_keys(site: Site, there: There, browser_page: Page) -> None:
    with site.app.app_context(), may_write():
        party = db.session.get_one(Party, there.person)
        old = make.agreement(
            party, yes=[("name", "web"), ("photo", "web")], until_day=site.clock.day, covers=[make.example()]
        )
        make.agreement(party, no=[("photo", "web")], given_on=site.clock.day, withdraws=old)
        old_id, covered = old.id, [each.example_id for each in old.covered]
        db.session.commit()
        db.session.remove()
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(f"/overenskommelser/{old_id}")
    page.get_by_role("link", name="Förnya", exact=True).click()
    hands = Counted(page)
    hands.at(page.get_by_label("Påskriven blankett"))
    hands.press("ArrowDown", "Tab")
    hands.press("Space", "Enter")
    expect(page.get_by_text("Överenskommelsen är sparad.")).to_be_visible()
    saved = next(each for each in records(site, there.person) if each["renews"])
    assert (saved["renews"], saved["yes"], saved["no"]) == (old_id, {("name", "web")}, set())
    assert saved["examples"] == covered
    assert hands.keys < 12


def test_the_grid_is_one_tab_stop_and_says_what_it_does(site: Site, there: There, browser_page: Page) -> None:
    page = log_in(browser_page, site.people[Role.COMMUNICATOR])
    page.goto(f"{NEW}?part={there.person}&grund=consent")
    hands, grid = Counted(page), page.get_by_role("grid", name="Svar per material och kanal")
    hands.at(cell(page, "name", "intranet"))
    hands.press("ArrowRight", "ArrowDown", "n")
    expect(cell(page, "photo", "web")).to_have_value("nej")
    hands.press("Home", "j")
    hands.at(grid.get_by_role("rowheader", name="Foto"))
    for channel in make.CHANNELS:
        expect(cell(page, "photo", channel)).to_have_value("ja")
        expect(cell(page, "name", channel)).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="Ja i 7 rutor")).to_be_attached()
    hands.press("ArrowRight", "Backspace")
    expect(cell(page, "photo", "intranet")).to_have_value("")
    hands.press("ArrowUp", "ArrowUp", "j")
    hands.at(grid.get_by_role("columnheader", name="Intranät"))
    expect(cell(page, "name", "intranet")).to_have_value("ja")
    expect(cell(page, "film", "intranet")).to_have_value("")
    hands.press("ArrowLeft", "Backspace")
    assert page.locator("table.grid select").evaluate_all("all => all.every(each => each.value === '')")
    hands.press("ArrowDown", "ArrowRight", "Space")
    expect(cell(page, "name", "intranet")).to_have_value("ja")
    hands.press("Space")
    expect(cell(page, "name", "intranet")).to_have_value("nej")
    hands.press("Home", "Space")
    expect(cell(page, "name", "intranet")).to_have_value("ja")
    expect(cell(page, "name", "partner")).to_have_value("ja")
    hands.press("ArrowUp", "Backspace", "Tab")
    expect(page.locator("table.grid :focus")).to_have_count(0)
    hands.press("Shift+Tab")
    hands.at(grid.get_by_role("columnheader", name="Material"))
    assert not list(Axe().run(page, options=EVERYTHING).response["violations"])


def fill_in_without_keys(page: Page, party: str) -> None:
    """Register by pressing what there is to press, as one does with a mouse, a thumb or no scripts."""
    main = page.get_by_role("main")
    page.goto(NEW)
    main.get_by_label("Samtycke", exact=True).check()
    main.get_by_label("Namn på person eller företag").fill(party)
    if (search := main.get_by_role("button", name="Sök", exact=True)).is_visible():
        search.click()
    main.locator(".found .hit", has_text=party).click()
    expect(main.get_by_label("Samtycke", exact=True)).to_be_checked()
    main.get_by_role("group", name="Vem svarar?").get_by_text("Parten själv").wait_for()


def press_and_save(page: Page) -> None:
    main = page.get_by_role("main")
    main.get_by_label("Fyll i").select_option(label="Allt som exemplen visar")
    main.get_by_role("button", name="Ja", exact=True).click()
    expect(cell(page, "photo", "press")).to_have_value("ja")
    main.get_by_label("Fyll i").select_option(label="Sociala medier")
    main.get_by_role("button", name="Nej", exact=True).click()
    expect(cell(page, "photo", "social")).to_have_value("nej")
    expect(cell(page, "photo", "press")).to_have_value("ja")
    expect(main.get_by_label("På telefon", exact=True)).to_be_hidden()
    main.get_by_text("Muntligt", exact=True).click()
    expect(main.get_by_label("Vilken plats?", exact=True)).to_be_hidden()
    main.get_by_label("På telefon", exact=True).check()
    expect(main.get_by_label("Fil", exact=True)).to_be_hidden()
    main.get_by_role("button", name="Spara överenskommelsen").last.click()
    expect(page.get_by_text("Överenskommelsen är sparad.")).to_be_visible()


def test_the_same_is_done_without_scripts(site: Site, there: There, plain_page: Page) -> None:
    page = log_in(plain_page, site.people[Role.COMMUNICATOR])
    fill_in_without_keys(page, NAME)
    press_and_save(page)
    (saved,) = records(site, there.person)
    assert saved["no"] == {("name", "social"), ("photo", "social")}


def test_the_same_is_done_by_thumb(site: Site, there: There, open_page: Callable[..., Page]) -> None:
    page = log_in(open_page(width=NARROW), site.people[Role.COMMUNICATOR])
    fill_in_without_keys(page, NAME)
    page.get_by_role("button", name="Ja i hela raden Film").click()
    expect(cell(page, "film", "web")).to_have_value("ja")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    press_and_save(page)
    (saved,) = records(site, there.person)
    assert saved["no"] == {("name", "social"), ("photo", "social")}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_of_people_is_looked_through_and_saved(
    site: Site, there: There, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = log_in(open_page(javascript=javascript), site.people[Role.COMMUNICATOR])
    page.goto(f"/exempel/{there.example}/medverkande")
    main = page.get_by_role("main")
    main.get_by_role("link", name="Svarade flera personer på en gång?").click()
    main.get_by_label("Allmänt intresse", exact=True).check()
    main.get_by_label("Fyll i").select_option(label="Namn")
    main.get_by_role("button", name="Ja", exact=True).click()
    expect(cell(page, "name", "press")).to_have_value("ja")
    main.get_by_text("Muntligt", exact=True).click()
    main.get_by_label("På en annan plats", exact=True).check()
    main.get_by_label("Vilken plats?", exact=True).fill("På mässan")
    ten = "\n".join(f"Deltagare {number} Påhittsson" for number in range(9))
    main.get_by_label("Personer").fill(f"{ten}\n{NAME}")
    main.get_by_role("button", name="Granska listan").last.click()
    expect(main.get_by_label(f"Vem är {NAME}?")).to_have_value(str(there.person))
    expect(main.get_by_text("Ny", exact=True)).to_have_count(9)
    assert not list(Axe().run(page, options=EVERYTHING).response["violations"]) if javascript else True
    main.get_by_role("button", name="Spara 10 överenskommelser").last.click()
    expect(page.get_by_text("10 överenskommelser är sparade.")).to_be_visible()
    expect(main.get_by_role("link", name="Deltagare 8 Påhittsson", exact=True)).to_be_visible()
    assert len(records(site, there.person)) == 1
