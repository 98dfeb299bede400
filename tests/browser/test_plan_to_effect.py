"""One result from plan to closed follow-up, as three people carry it, and with readers outside who answer.

It is done twice, with JavaScript and without.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from resultatbank.rules.roles import Role
from tests import pictures
from tests.browser.conftest import Site, log_in
from tests.browser.desk import Desk, back_to_step, publish, register_answers, register_party, say_who_is_in_it, to_rows

pytestmark = pytest.mark.browser

TITLE = "Vinterel i Påhittsby"
BENEFIT = "Fem bagerier betalar en tredjedel mindre för elen"
WANTED = "Fem bagerier ska betala högst 6 000 kr i månaden för sin el."
FIGURE, UNIT = "Elkostnad per bageri", "kr per månad"
BAKER = "Hitte Bagarsson"
CREATOR = "Påhittade Bildbyrån"
ALT_TEXT = "En bagare lyfter bröd ur en ny ugn."
SOURCE = "Elräkningar före och efter"
LEARNED = "Råd på plats gav mer än broschyrer."
SPEECH = "Talet i Luleå"
ADDRESS = "https://www.example.se/vinterel"
LONG = "2028-12-31"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# A file of each kind of heading. Each tells of all days since the page was published, so the numbers grow.
FILES = {
    date(2027, 1, 31): "label,nb_visits,nb_uniq_visitors,nb_hits,url\n/vinterel,150,120,180,{url}\n",
    date(2027, 2, 14): "Label,Unique Pageviews,Unique visitors,Pageviews,Metadata: url\n/vinterel,400,310,466,{url}\n",
    date(2027, 2, 28): "Etikett,Unika besökare,Sidvisningar,Utlänkar,Metadata: url\n/vinterel,500,1 204,73,{url}\n",
}
NEEDED = {"Behövs mål?": "Ja", "Behövs indikatorer?": "Ja", "Behövs enkäter?": "Nej"}


@dataclass
class Office:
    """The three people, each at a desk of their own, and what opens a window more."""

    site: Site
    open_page: Callable[..., Page]
    communicator: Desk
    employee: Desk
    reviewer: Desk

    def wait_until(self, day: date) -> None:
        """Let the days go, and log everybody in anew."""
        self.site.clock.forward(days=(day - self.site.clock.day).days)
        for role, desk in (
            (Role.COMMUNICATOR, self.communicator),
            (Role.EMPLOYEE, self.employee),
            (Role.REVIEWER, self.reviewer),
        ):
            # What is still on its way would bring a cookie back.
            desk.go("about:blank")
            desk.page.context.clear_cookies()
            log_in(desk.page, self.site.people[role])


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def office(request: pytest.FixtureRequest, site: Site, open_page: Callable[..., Page]) -> Office:
    javascript = request.param
    desks = [
        Desk(log_in(open_page(javascript=javascript), site.people[role]), javascript)
        for role in (Role.COMMUNICATOR, Role.EMPLOYEE, Role.REVIEWER)
    ]
    return Office(site, open_page, *desks)


def test_a_result_is_carried_from_plan_to_closed_follow_up(office: Office, tmp_path: Path) -> None:
    example = plan(office.communicator)
    start(office.communicator, example)
    nobody_finds_it(office.employee)

    # The figure was wanted by the fifteenth of January. Now it is due.
    office.wait_until(date(2027, 1, 20))
    figure_is_due(office.reviewer)
    collect(office.communicator, tmp_path)
    no_longer_due(office.reviewer)
    pack(office.communicator, example, tmp_path)
    publish(office.communicator, example)
    read(office.employee)
    use_picture(office.employee)
    answer_survey(office.employee, "5", "Siffrorna kom till nytta.")
    gather_and_take_out(office.employee, tmp_path)
    spread(office.communicator, example)

    for last_day, text in FILES.items():
        office.wait_until(last_day)
        take_in(office.communicator, last_day, text, tmp_path)
    measure_by_hand(office.communicator, example)
    ask_readers(office, example)
    judge(office.communicator, example)
    review(office.reviewer)
    told_in_statistics(office.employee)


# --------------------------------------------------------------------------------------------------------- a person


def main(desk: Desk) -> Locator:
    return desk.page.get_by_role("main")


def go_to_menu(desk: Desk, name: str) -> None:
    desk.page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=re.compile(f"^{name}")).click()


def add_row(
    desk: Desk, add: str, heading: str, typed: dict[str, str], chosen: dict[str, str | None], number: int = 1
) -> None:
    """Add a row to the list that says so, and see it in the list. What is chosen by None is chosen already."""
    new = begin_row(desk, add)
    fill_row(new, typed, chosen)
    new.get_by_role("button", name="Spara").click()
    expect(main(desk).get_by_text(f"{number}. {heading}", exact=True)).to_be_visible()
    back_to_step(desk)


def begin_row(desk: Desk, add: str) -> Locator:
    """Open the form for a new row."""
    to_rows(desk, add)
    main(desk).locator("summary", has_text=add).click()
    new = desk.page.get_by_role("group", name=add, exact=True)
    expect(new).to_be_visible()
    return new


def fill_row(new: Locator, typed: dict[str, str], chosen: dict[str, str | None]) -> None:
    for label, value in typed.items():
        new.get_by_label(label, exact=True).fill(value)
    for label, choice in chosen.items():
        if choice is not None:
            new.get_by_label(label, exact=True).select_option(label=choice)


def choose(desk: Desk, question: str, answer: str) -> None:
    """Answer a question by choosing, and see that it is saved."""
    group = desk.page.get_by_role("group", name=question, exact=True)
    group.get_by_label(answer, exact=True).check()
    if not desk.javascript:
        group.get_by_role("button", name="Spara").click()
    expect(desk.page.get_by_role("group", name=question, exact=True)).to_contain_text(re.compile(r"Sparat \d\d:\d\d"))


def step(desk: Desk, name: str) -> Locator:
    """A step, in the list of the five."""
    return desk.page.get_by_role("navigation", name="De fem stegen").get_by_role("listitem").filter(has_text=name)


# --------------------------------------------------------------------------------------------------------- the story


def plan(desk: Desk) -> str:
    """Write what is wanted before the effort begins. Returns the example's address."""
    go_to_menu(desk, "Mina exempel")
    desk.follow("Nytt exempel")
    desk.page.get_by_label("Vad heter det?").fill(TITLE)
    desk.page.get_by_label("Nej, den är planerad").check()
    desk.press("Skapa och gå till steg 1")
    expect(desk.page.get_by_role("heading", name="Tänk resultat tidigt")).to_be_visible()
    example = desk.page.url.partition("/steg/")[0]
    desk.answer("message", "Bagerier fick råd om el, och elen blev billigare.")
    desk.answer("why", "Fler små företag ska våga spara energi.")
    desk.answer("benefit", BENEFIT)
    desk.answer("wanted_result", WANTED)
    desk.answer("changed_effort", "Rådgivaren mäter elen före och efter.")
    group = begin_row(desk, "Lägg till en målgrupp")
    group.get_by_label("Målgrupp").select_option(index=1)
    group.get_by_label("Vad är av intresse för dem?").fill("Vad det kostade, och vad det gav.")
    group.get_by_role("button", name="Spara").click()
    expect(main(desk).get_by_text("Vad det kostade, och vad det gav.", exact=True).first).to_be_visible()
    back_to_step(desk)
    typed = {
        "Vad mäter vi?": FIGURE,
        "Enhet": UNIT,
        "Värde vid start": "9 000",
        "Mål": "6 000",
        "Ska finnas senast, behövs för ett mål": "2027-01-15",
        "Sedan varje år till och med": "2029",
        "Hur samlar vi in den?": "Bagerierna skickar sina elräkningar.",
    }
    chosen: dict[str, str | None] = {"Riktning": "Ska minska", "Vem tar fram den?": Role.COMMUNICATOR.label}
    add_row(desk, "Lägg till en siffra", FIGURE, typed, chosen)
    desk.expect_text("ska minska från 9 000 till 6 000, ska finnas 2027-01-15, sedan varje år till och med 2029")
    choose(desk, "Krävs det att vi följer satsningen under längre tid?", "Ja")
    desk.answer("follow_until", "2029")
    for question, answer in NEEDED.items():
        choose(desk, question, answer)
    desk.answer("measures_why", "Elräkningen räcker. Ingen behöver svara på frågor.")
    expect(step(desk, "Identifiera")).to_contain_text("Klart")
    return example


def start(desk: Desk, example: str) -> None:
    """Say that the effort has begun. From then on nobody can change what was wanted."""
    desk.follow("Uppgifter")
    desk.expect_text(WANTED)
    desk.page.get_by_label("När startade insatsen?").fill("2026-11-23")
    desk.press("Insatsen har startat, lås önskemålen")
    desk.go(f"{example}/steg/1")
    locked = desk.page.get_by_role("region", name="Vilket resultat önskar vi?")
    expect(locked).to_contain_text(re.compile("Låst.* insatsen startade 2026-11-23"))
    expect(locked).to_contain_text(WANTED)
    expect(locked.get_by_role("textbox")).to_have_count(0)
    desk.expect_text("Så löd målen när insatsen startade 2026-11-23")


def nobody_finds_it(desk: Desk) -> None:
    desk.search("bagerier elen")
    desk.expect_hits(0)


def figure_is_due(desk: Desk) -> None:
    """The queue says that the figure is due, and where it is filled in."""
    open_in_queue(desk)
    desk.expect_text(f"{FIGURE} skulle ha funnits 2027-01-15.")
    desk.expect_text("En kommunikatör fyller i siffrorna i steg 2.")


def open_in_queue(desk: Desk) -> None:
    go_to_menu(desk, "Granskningskö")
    main(desk).locator("summary", has_text=TITLE).click()
    if not desk.javascript:
        desk.follow("Öppna raden")


def no_longer_due(desk: Desk) -> None:
    desk.go("/granskning")
    expect(main(desk)).not_to_contain_text(f"{FIGURE} skulle ha funnits")


def collect(desk: Desk, folder: Path) -> None:
    """Write the source with its file, the value that points at it, and what came."""
    (folder / "elräkningar.pdf").write_bytes(PDF)
    go_to_menu(desk, "Mina exempel")
    desk.follow(BENEFIT)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("2. Samla in")
    source = begin_row(desk, "Lägg till en källa")
    fill_row(source, {"Titel": SOURCE, "Datum": "2027-01-15", "Diarienummer": "Dnr 2027/15"}, {"Slag": "Statistik"})
    source.get_by_label("Fil", exact=True).set_input_files(folder / "elräkningar.pdf")
    source.get_by_role("button", name="Spara").click()
    expect(main(desk).get_by_text(f"1. {SOURCE}")).to_be_visible()
    back_to_step(desk)
    typed = {"Värde": "6 300", "Gäller den": "2027-01-15", "Anteckning, om du vill": "Medel av fem räkningar."}
    add_row(desk, "Lägg till ett värde", FIGURE, typed, {"Siffra": f"{FIGURE}, {UNIT}", "Källa, om du vill": SOURCE})
    desk.expect_text(f"6 300 {UNIT}, 2027-01-15, {SOURCE}")
    desk.answer("effort", "En rådgivare besökte fem bagerier under två månader.")
    desk.answer("result", "Bagerierna betalar 6 300 kr i månaden för elen, mot 9 000 förut.")
    expect(step(desk, "Samla in")).to_contain_text("Klart")


def pack(desk: Desk, example: str, folder: Path) -> None:
    """Write the context, say who is in it and what they allow, and pack it with a picture for two channels."""
    desk.go(f"{example}/steg/3")
    desk.answer("challenge", "Elen kostade mer än mjölet.")
    desk.answer("public_benefit", "Bygden får behålla sitt bröd.")
    desk.answer("background", "Elpriset hade fördubblats på ett år.")
    desk.answer("aim", "Alla bagerier i länet ska ha råd med sin el.")
    baker = register_party(desk, "Person", BAKER)
    say_who_is_in_it(desk, example, {baker: ["Namn", "Foto"]})
    yes = dict.fromkeys(("name", "photo"), ("intranet", "web"))
    register_answers(desk, baker, example, yes, {"name": ("social",)}, LONG)

    (folder / "ugn.jpg").write_bytes(pictures.tagged_jpeg((900, 600)))
    desk.go(f"{example}/steg/3")
    package = begin_row(desk, "Lägg till ett paket")
    fill_row(package, {"Titel": "Ugnen", "Licens eller villkor, om du vill": "Fri"}, {"Format": "Foto"})
    package.get_by_label("Fil, om du vill", exact=True).set_input_files(folder / "ugn.jpg")
    package.get_by_label("Upphovsperson").fill(CREATOR)
    package.get_by_label(f"{BAKER}: foto").check()
    package.get_by_role("button", name="Spara").click()
    expect(main(desk).get_by_role("alert").first).to_contain_text("Skriv en alt-text")
    desk.expect_text("Välj filen igen. Inget annat du har fyllt i är borta.")
    package.get_by_label("Alt-text").fill(ALT_TEXT)
    package.get_by_label("Fil, om du vill", exact=True).set_input_files(folder / "ugn.jpg")
    package.get_by_role("button", name="Spara").click()
    card = main(desk).locator("summary", has_text="1. Ugnen")
    expect(card).to_contain_text("Inte i alla kanaler")
    card.click()
    expect(main(desk).get_by_role("img", name=ALT_TEXT)).to_be_visible()
    plan_channels(desk, example)
    desk.answer("owner_involved", "Projektägaren har läst texten.")
    desk.answer("own_staff", "Nyheten läggs på intranätet först.")
    expect(step(desk, "Paketera och sprid")).to_contain_text("Klart")
    desk.go(f"{example}/steg/5")
    desk.answer("kept_by", "Bagerierna hör av sig när elen ändras.")


def plan_channels(desk: Desk, example: str) -> None:
    """Plan the intranet first, as is suggested, then the web, and see that social media is closed and by whom."""
    desk.go(f"{example}/steg/3")
    add_row(desk, "Lägg till en kanal", "Intranät", {"Planerat datum": "2027-01-20"}, {"Kanal": None})
    add_row(desk, "Lägg till en kanal", "Webb", {"Planerat datum": "2027-01-20"}, {"Kanal": "Webb"}, 2)
    add_row(desk, "Lägg till en kanal", "Sociala medier", {}, {"Kanal": "Sociala medier"}, 3)
    for channel in ("1. Intranät", "2. Webb"):
        expect(main(desk).locator("summary", has_text=channel)).to_contain_text(f"Får användas till {LONG}")
    closed = main(desk).locator("summary", has_text="3. Sociala medier")
    expect(closed).to_contain_text(BAKER)
    desk.expect_text("Kom ihåg andra aktörers kanaler")


def read(desk: Desk) -> None:
    """Find the example by its words. The benefit comes first, then what stands behind it, beside what was wanted."""
    desk.search("bagerier elen")
    desk.expect_hits(1)
    hit = main(desk).get_by_role("listitem").filter(has=desk.page.get_by_role("heading", name=BENEFIT))
    expect(hit).to_contain_text(f"Får användas: intranät, webb till {LONG}")
    hit.get_by_role("link", name=BENEFIT).click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(BENEFIT)
    closed = desk.page.get_by_role("region", name="Får användas").get_by_role("listitem").filter(has_text="Sociala")
    expect(closed).to_contain_text("Nej")
    line = main(desk).get_by_role("row", name=FIGURE)
    for number in ("9 000", "6 000", "6 300", "På väg"):
        expect(line.get_by_role("cell", name=number, exact=True)).to_be_visible()
    result = desk.page.get_by_role("region", name="Resultatet")
    expect(result).to_contain_text("Det här önskade vi 2026-11-23")
    expect(result).to_contain_text(WANTED)
    expect(desk.page.get_by_role("region", name="Källor")).to_contain_text(f"{SOURCE}, 2027-01-15, dnr Dnr 2027/15")


def use_picture(desk: Desk) -> None:
    """See the picture with who made it, and take it: what the camera wrote into it is gone."""
    figure = desk.page.get_by_role("figure")
    expect(figure.get_by_role("img", name=ALT_TEXT)).to_be_visible()
    expect(figure).to_contain_text(CREATOR)
    figure.locator("summary").click()
    with desk.page.expect_download() as download:
        figure.get_by_role("button", name="Ladda ner bilden").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xff\xd8")
    assert not [secret for secret in pictures.SECRETS if secret in content]


def answer_survey(desk: Desk, score: str, line: str) -> None:
    survey = desk.page.get_by_role("region", name="Vad tyckte du?")
    survey.get_by_role("radio", name=re.compile(f"^{score}")).check()
    survey.get_by_label("Något du vill säga?").fill(line)
    survey.get_by_role("button", name="Skicka svaret").click()
    expect(desk.page.get_by_text("Tack. Ditt svar är sparat.")).to_be_visible()


def gather_and_take_out(desk: Desk, folder: Path) -> None:
    """Put the example in a collection for a speech, and take the collection out as a Word file."""
    desk.follow("Lägg i samling")
    desk.page.get_by_label("ny samling").fill(SPEECH)
    desk.press("Lägg i samlingen")
    go_to_menu(desk, "Samlingar")
    desk.follow(SPEECH)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(SPEECH)
    desk.page.get_by_label("Vart ska det?").fill("Ett tal")
    with desk.page.expect_download() as download:
        desk.press("Word-fil")
    download.value.save_as(folder / "samling.docx")
    document = Document(io.BytesIO((folder / "samling.docx").read_bytes()))
    paragraphs = [each.text for each in document.paragraphs]
    assert BENEFIT in paragraphs
    assert any(SOURCE in each for each in paragraphs)


def spread(desk: Desk, example: str) -> None:
    """Publish where it was planned to be: on the web, begun from the plan, and on the intranet."""
    desk.go(f"{example}/steg/3")
    to_rows(desk, "Lägg till en kanal")
    desk.page.locator("summary", has_text="2. Webb").click()
    desk.page.get_by_role("link", name="Publicera kanal 2").click()
    new = desk.page.get_by_role("group", name="Lägg till en publiceringsplats", exact=True)
    expect(new.get_by_label("Från och med")).to_have_value("2027-01-20")
    new.get_by_label("Adress eller upplaga").fill(ADDRESS)
    new.get_by_role("button", name="Spara").click()
    expect(main(desk).locator("summary", has_text="1. Webb")).to_contain_text(ADDRESS)
    desk.go(f"{example}/steg/4")
    typed = {"Adress eller upplaga": "Startsidan", "Från och med": "2027-01-20"}
    add_row(desk, "Lägg till en publiceringsplats", "Intranät", typed, {"Kanal": "Intranät"}, 2)
    desk.go(f"{example}/steg/3")
    expect(desk.page.locator("summary", has_text="2. Webb")).to_contain_text("Publicerad sedan 2027-01-20")


def take_in(desk: Desk, last_day: date, text: str, folder: Path) -> None:
    """Take in a file as Matomo gives it: look first, then say yes."""
    file = folder / f"matomo {last_day}.csv"
    file.write_bytes(b"\xff\xfe" + text.format(url=ADDRESS).encode("utf-16-le"))
    go_to_menu(desk, "Ligger ute")
    desk.follow("Läs in besökssiffror från Matomo")
    desk.page.get_by_label("Fil från Matomo").set_input_files(file)
    desk.page.get_by_label("Första dagen i filen").fill("2027-01-20")
    desk.page.get_by_label("Sista dagen i filen").fill(last_day.isoformat())
    desk.page.get_by_label("Sidor", exact=True).check()
    desk.press("Visa vad filen ger")
    row = main(desk).get_by_role("table", name="Siffror som skrivs").get_by_role("row", name=BENEFIT)
    expect(row).to_contain_text(ADDRESS)
    expect(row).to_contain_text("unika besökare")
    desk.press("Läs in siffrorna")
    expect(desk.page.get_by_text("Inläst. 1 plats har fått siffror.")).to_be_visible()


def measure_by_hand(desk: Desk, example: str) -> None:
    """Write what Matomo doesn't know, and read what it cost per person and per action."""
    desk.go(f"{example}/uppfoljning")
    main(desk).locator("summary", has_text=ADDRESS).click()
    history = main(desk).get_by_role("table", name=f"Mätningar av Webb, {ADDRESS}")
    for last_day in FILES:
        expect(history.get_by_role("row", name=f"{last_day}")).to_contain_text(f"Matomo, 2027-01-20 till {last_day}")
    for label, value in {"Önskade handlingar": "40", "Kostnad, kr": "6 000", "Timmar": "10"}.items():
        desk.page.get_by_label(f"Webb, {ADDRESS}, {label}").fill(value)
    for label, value in {"Unika besökare": "90", "Timmar": "2"}.items():
        desk.page.get_by_label(f"Intranät, Startsidan, {label}").fill(value)
    desk.press("Spara alla platser")
    expect(desk.page.get_by_text("Sparat. 2 platser har nya siffror.")).to_be_visible()
    table = main(desk).get_by_role("table", name="Siffror per publiceringsplats", exact=True)
    web = table.get_by_role("row", name=ADDRESS)
    for number in ("500", "1 204", "40", "11 500", "23", "287,50"):
        expect(web.get_by_role("cell", name=number, exact=True)).to_be_visible()
    expect(table.get_by_role("row", name="Hela exemplet")).to_contain_text("läggs inte ihop")
    desk.expect_text("Kostnad i allt: 12 600 kr")


def ask_readers(office: Office, example: str) -> None:
    """Open the link for readers outside, and let four of them answer, so that there are enough to tell of."""
    desk = office.communicator
    desk.go(f"{example}/steg/4")
    desk.expect_text("1 svar")
    desk.press("Öppna en länk för läsare utanför")
    link = desk.page.get_by_label("Adress", exact=True).input_value()
    reader = office.open_page(javascript=desk.javascript)
    for score in ("5", "4", "4", "2"):
        reader.goto("/omdome/" + link.rpartition("/")[2])
        expect(reader.get_by_role("main")).to_contain_text(BENEFIT)
        reader.get_by_role("radio", name=re.compile(f"^{score}")).check()
        reader.get_by_role("button", name="Skicka svaret").click()
        expect(reader.get_by_role("heading", name="Tack för ditt svar")).to_be_visible()
    desk.go(f"{example}/steg/4")
    found = desk.page.get_by_role("region", name="Läsarenkäten")
    expect(found).to_contain_text("5 svar, varav 4 utifrån. Medelvärde 4 av 5. 80 % hade nytta av exemplet")
    expect(found).to_contain_text("Siffrorna kom till nytta.")


def judge(desk: Desk, example: str) -> None:
    """Write how it was received, what was learned and whether it came as expected. Then the step is done."""
    desk.go(f"{example}/steg/4")
    desk.answer("reception", "Fyra av fem hade nytta av det.")
    desk.answer("spread", "Fyrtio har bokat en rådgivare.")
    desk.answer("worth_it", "Ja. En bokning kostade mindre än 300 kr.")
    expect(step(desk, "Följ upp")).not_to_contain_text("Klart")
    desk.answer("learned", LEARNED)
    choose(desk, "Blev det som väntat?", "Sämre än väntat")
    expect(step(desk, "Följ upp")).to_contain_text("Klart")


def review(desk: Desk) -> None:
    """Review the example in the queue, which then is empty."""
    open_in_queue(desk)
    for question in ("siffrorna", "personer", "länkar", "bra exempel"):
        group = desk.page.get_by_role("group", name=re.compile(question, re.IGNORECASE)).last
        group.get_by_label("Ja", exact=True).check()
    desk.press("Spara granskningen och öppna nästa")
    expect(desk.page.get_by_role("heading", name="Kön är tom")).to_be_visible()


def told_in_statistics(desk: Desk) -> None:
    """An employee sees what came of it, in the example and in the statistics."""
    desk.search("bagerier elen")
    desk.follow(BENEFIT)
    expect(main(desk)).to_contain_text("Färsk, granskad 2027-02-28")
    learned = desk.page.get_by_role("region", name="Det här lärde vi oss")
    expect(learned).to_contain_text("Sämre än väntat.")
    expect(learned).to_contain_text(LEARNED)
    go_to_menu(desk, "Statistik")
    desk.expect_text("hade nytta av det de läste, av 5 svar")
    expect(desk.page.get_by_role("region", name="Mest använt").get_by_role("row", name=BENEFIT)).to_be_visible()
    web = main(desk).get_by_role("table", name="Siffror kanal för kanal").get_by_role("row", name="Webb")
    for number in ("1 av 1", "500", "40", "11 500", "287,50"):
        expect(web.get_by_role("cell", name=number, exact=True).first).to_be_visible()
