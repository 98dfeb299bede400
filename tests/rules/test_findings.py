"""What in a text may be about a person: found where it is, and only there."""

from __future__ import annotations

import pytest

from resultatbank.rules.findings import Known, find, is_named, is_quoted, possible_names
from resultatbank.rules.likely_names import find_names
from resultatbank.rules.words import FindingKind

KARIN = Known(1, "Karin Provmallander", is_person=True)
BAKERY = Known(2, "Påhittat Bageri AB", is_person=False)


def names(text: str) -> list[str]:
    return list(dict.fromkeys(name.name for name in find_names(text)))


def found(text: str, *known: Known, present: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    return list(dict.fromkeys((each.kind.value, each.text) for each in find(text, known, present)))


# ------------------------------------------------------------------------------------------------------ likely names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Det säger Karin Påhitt, vd på bolaget.", ["Karin Påhitt"]),
        ("Karin Påhitts projekt gick bra.", ["Karin Påhitt"]),
        ("Projektet leds av Anna-Karin Hittberg.", ["Anna-Karin Hittberg"]),
        ("Amira Haddads bageri växer.", ["Amira Haddad"]),
        ("Kontakta Mohammed Al-Påhitt vid frågor.", ["Mohammed Al-Påhitt"]),
        ("Oleksandr Påhittenko kom hit.", ["Oleksandr Påhittenko"]),
        ("Maria José Hittez Hittepez äger den.", ["Maria José Hittez Hittepez"]),
        ("Carl von Påhitt var först.", ["Carl von Påhitt"]),
        ("Ordföranden Ulla af Hittepå höll tal.", ["Ulla af Hittepå"]),
        ("Ulla de la Hittepå höll tal.", ["Ulla de la Hittepå"]),
        ("Fredrik Hittfors säger nej.", ["Fredrik Hittfors"]),
        ("Fredrik Hittforss säger nej.", ["Fredrik Hittforss"]),
        ("KARIN HITTSTRÖM leder.", ["KARIN HITTSTRÖM"]),
        ("Det är bra, säger Sara\nHittsson.", ["Sara Hittsson"]),
        ("Sara Hittsson\nSara Hittsson\nKarin Hittberg", ["Sara Hittsson", "Karin Hittberg"]),
        ("K. Hittström svarade.", ["K. Hittström"]),
        ("Anna K. Hittberg svarade.", ["Anna K. Hittberg"]),
        ("Eva Hittberg och Jan Hittsson driver gården.", ["Eva Hittberg", "Jan Hittsson"]),
        ("Enligt vd Hittqvist är det rätt.", ["Hittqvist"]),
        ("Statsrådet Hittgren invigde.", ["Hittgren"]),
        ("Projektledare Maria Hittström.", ["Maria Hittström"]),
        ("I går sa Hittström att det går.", ["Hittström"]),
        ("Bo Ek säger ja.", ["Bo Ek"]),
        ("Per Hittsson och Björn Åhittsson.", ["Per Hittsson", "Björn Åhittsson"]),
        ("Foto: Lisa Hittbild", ["Lisa Hittbild"]),
        ("vi träffade karin provberg på mässan", ["Karin Provberg"]),
        ("vi träffade anna-karin provbergs chef", ["Anna-Karin Provberg"]),
        ("sen sa anna maria hittsson ja", ["Anna Maria Hittsson"]),
        ("Nisse Hittsson", ["Nisse Hittsson"]),
        ("Snurre Hittsson syns till höger.", ["Snurre Hittsson"]),
        ("Till höger syns Snurre Hittsson.", ["Snurre Hittsson"]),
        ("Det säger familjen Hittsson.", ["Hittsson"]),
        ("Berättar Hittsson.", ["Hittsson"]),
        ("Ägaren Hittsson och Direktören Hittgren.", ["Hittsson", "Hittgren"]),
        ("På Stockholm Hittsson", ["Hittsson"]),
        ("Vi mötte Karin provberg och karin Hittström.", ["Karin Provberg", "Karin Hittström"]),
    ],
)
def test_a_likely_name_is_found_in_its_base_form(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "På Karlavägen i Stockholm.",
        "Vi möttes på Anna Lindhs plats.",
        "Erik Dahlbergsgatan 4",
        "Vi bor på Gustav Adolfs torg.",
        "Elsa Brändströms gata 5",
        "Carl Larsson-gården i Sundborn.",
        "Selma Lagerlöfs pris gick till oss.",
        "Alfred Nobels pris delas ut.",
        "Astrid Lindgrens Värld är nära.",
        "Erik Påhittsson AB levererade.",
        "Erik Påhittsson & Söner",
        "Stiftelsen Anna Påhittsson",
        "Sankta Maria",
        "Victoria Park",
        "Linnéuniversitetet och Karolinska Institutet",
        "Per Capita ökade.",
        "Per år blev det tio.",
        "Hans Företag växte.",
        "Hon gav den till Anna. Företaget växer.",
        "Maria\n\nProjektet",
        "Maria\nProjektet",
        "Eric\nProjektet ska",
        "Karin i Stockholm och Anna på Gotland.",
        "projektledare Region Skåne",
        "vd Almi",
        "Bo kvar hemma.",
        "Love Stockholm är en fest.",
        "I Lund, Falkenberg och Olofström.",
        "Nova Science",
        "Science Park i Johanneberg.",
        "NiNa Innovation",
        "Mina Vård Kontakter",
        "Strömberg är bra.",
        "vi sa till anna på mässan",
        "vi sa till karin, provberg och andra",
        "karin\nprovberg",
        "i maj lindberg och per hittström",
        "inga provberg och klara provberg",
        "eva utveckling och anna behandling",
        "anna i falkenberg och karin falkenberg",
        "vi bor på anna lindholms gata",
    ],
)
def test_what_is_called_after_people_or_only_looks_like_a_name_is_let_by(text: str) -> None:
    assert names(text) == []


def test_a_surname_alone_belongs_to_the_one_who_is_named_in_full() -> None:
    text = "Amira Hittad öppnade. Hittads bröd sålde slut. Då log Hittad."
    assert [name.name for name in find_names(text)] == ["Amira Hittad"] * 3


# ------------------------------------------------------------------------------------------------ registered parties


@pytest.mark.parametrize(
    "text",
    [
        "Det säger Karin Provmallander.",
        "Karin Provmallanders svar.",
        "karin provmallander",
        "KARIN PROVMALLANDERS",
        "Karin\nProvmallander",
        "Karin   Provmallander",
        "(Karin Provmallander)",
    ],
)
def test_a_registered_person_is_found_however_the_name_is_written(text: str) -> None:
    assert found(text, KARIN) == [("party", "Karin Provmallander")]


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("Karin Provmallander till höger", True),
        ("karin provmallanders hund", True),
        ("Provmallander till höger", True),
        ("Bo Provmallander till höger", False),
        ("Karin till höger", False),
        ("", False),
    ],
)
def test_a_person_stands_in_a_text_by_the_whole_name_or_the_surname(text: str, is_there: bool) -> None:
    assert is_named(text, KARIN) is is_there


@pytest.mark.parametrize("text", ["Karin Provmallanderska", "AnnaKarin Provmallander", "Karin\n\nProvmallander."])
def test_a_part_of_another_name_is_not_the_party(text: str) -> None:
    assert ("party", "Karin Provmallander") not in found(text, KARIN)


def test_a_registered_surname_alone_is_the_party_only_near_the_whole_name() -> None:
    both = find("Karin Provmallander kom. Provmallanders tal var kort.", [KARIN])
    assert [(each.kind, each.party_id) for each in both] == [(FindingKind.PARTY, 1)] * 2
    assert found("Provmallander kom.", KARIN) == []


def test_a_party_that_is_in_the_example_is_no_question_and_nor_is_the_surname() -> None:
    assert found("Karin Provmallander kom. Provmallander log.", KARIN, present=(1,)) == []
    assert found("Enligt vd Provmallander.", KARIN, present=(1,)) == []


@pytest.mark.parametrize("present", [(), (1,)])
def test_somebody_of_the_same_surname_is_somebody_else(present: tuple[int, ...]) -> None:
    text = "Karin Provmallander kom med Eva Provmallander. Provmallander log, och Karin Provmallanders chef."
    asked = found(text, KARIN, present=present)
    assert ("name", "Eva Provmallander") in asked
    assert (("party", "Karin Provmallander") in asked) is (not present)
    assert found("Eva Provmallander log.", KARIN, present=(1,)) == [("name", "Eva Provmallander")]
    assert found("Anna Karin Provmallander log.", KARIN, present=(1,)) == []


def test_an_organisation_is_found_with_and_without_its_form() -> None:
    for text in ("Påhittat Bageri AB växer.", "PÅHITTAT BAGERI AB:s ugn", "Påhittat Bageris ugn"):
        assert found(text, BAKERY) == [("party", "Påhittat Bageri AB")]
    assert found("Ett påhittat bageri växer.", BAKERY) == []


@pytest.mark.parametrize("name", ["100% Påhitt", "A_b Cd", "(Pa)renteson", "Tyg och Fantasi AB", "e-Påhitt"])
def test_a_name_with_signs_is_found_and_can_be_looked_up(name: str) -> None:
    text = f"Det säger {name}, som är med."
    assert name.startswith("e-") or name.lower() in possible_names(text)
    assert found(text, Known(3, name, is_person=False)) == [("party", name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Karin Provmallanders svar", "karin provmallander"),
        ("säger karin\nprovmallander.", "karin provmallander"),
        ("ÅSA ÖPROV", "åsa öprov"),
        ("hos påhittat bageri ab idag", "påhittat bageri ab"),
        ("Påhittat Bageris ugn", "påhittat bageri ab"),
        ("Föreningen för påhitt i Exempelby.", "föreningen för påhitt i exempelby"),
    ],
)
def test_what_a_party_could_be_called_is_looked_up(text: str, name: str) -> None:
    assert name in possible_names(text)


# --------------------------------------------------------------------------------------------- addresses and numbers


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 05",
        "070-1740605",
        "0701740605",
        "+46701740605",
        "+46 70 174 06 05",
        "0046701740605",
        "08-465 004 00",
        "+46 (0)8 465 004 00",
        "031-390 06 00",
        "0910-123 45",
        "0771-11 11 11",
        "020-123 456",
    ],
)
def test_a_swedish_telephone_number_is_found(number: str) -> None:
    assert found(f"Ring {number}.") == [("phone", number)]
    assert found(f"tel:{number}") == [("phone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "Dnr 2020-12345",
        "Dnr 08-2024/123",
        "N2020/01234",
        "556036-0793",
        "2026-11-23",
        "01-02-2020",
        "2014-2020",
        "2014–2020",
        "1 200 000 kr",
        "20 000 000 kr",
        "0,5 procent",
        "kl. 08.30-16.00",
        "ärende 20200940",
        "https://www.example.se/08-123456",
    ],
)
def test_other_numbers_are_not_telephone_numbers(text: str) -> None:
    assert found(text) == []


def test_an_address_is_found_and_what_only_looks_like_one_is_not() -> None:
    assert found("Skriv till a.b-c@mail.example.se.") == [("email", "a.b-c@mail.example.se")]
    assert found("@example och a@b och 5 @ 10.se") == []


def test_a_personnummer_is_found_but_never_repeated() -> None:
    assert found("Född 811218-9876.") == [("personal_number", "personnummer")]
    assert found("Ring 0701740605.") == [("phone", "0701740605")], "a mobile number isn't one"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("”Det gick över förväntan”, säger Samira Påhittström.", True),
        ("Samira Påhittström berättar att stödet gav två nya jobb.", True),
        ("– Vi vågade satsa.\nSamira Påhittström driver kaféet.", True),
        ('Så här minns Samira Påhittström det: "Vi hade inget el alls då".', True),
        ("Samira Påhittström driver kaféet ”Kafé Krusbär” i byn.", False),
        ("Stödet gick till Samira Påhittström, som byggde ut.", False),
        ("”Det här är någon annans ord”, skrev tidningen.\n\nSamira Påhittström byggde ut.", False),
    ],
)
def test_whoever_is_quoted_beside_the_name_is_known_by_it(text: str, quoted: bool) -> None:
    start = text.index("Samira")
    assert is_quoted(text, start, start + len("Samira Påhittström")) is quoted
