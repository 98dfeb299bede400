"""Rows are checked one by one: a wrong one says where and why, and the others go in."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.mapping import HEADINGS, map_headings
from resultatbank.importing.reading import read_table
from resultatbank.importing.rows import fingerprint, read_rows
from tests.importing.files import BANK, csv_file, json_file

PERSONAL_NUMBER = "20850101-0006"  # Day, month, year and check digit are right; nobody is born in 2085.


def results(*records):
    table = read_table("a.json", json_file(*records))
    return read_rows(table, map_headings(table.headings))


def one(**cells):
    [result] = results({"id": "1", "titel": "Ett"} | cells)
    return result


def test_a_record_of_the_public_project_bank_is_read_whole():
    [result] = results(BANK)
    row = result.row
    assert result.errors == ()
    assert row.external_id == "900001"
    assert row.title == "Varmare vinterväxthus"
    assert row.description == "Växthuset värms av spillvärme ¿ hela vintern."
    assert row.organisation == "Exempelbruket AB"
    assert row.amount == Decimal(1_250_000)
    assert (row.starts, row.ends, row.year) == (date(2021, 1, 1), date(2023, 6, 30), 2023)
    assert row.regions == ("10", "12")
    assert row.municipalities == "Exempelköping, Provstad"
    assert row.theme == "Att använda energi klokt"
    assert row.programme == "Påhittade Norden"
    assert (row.benefit, row.diary_number) == ("", "")


@pytest.mark.parametrize(("field", "heading"), [(field, text) for field, known in HEADINGS.items() for text in known])
def test_every_heading_is_known_however_it_is_written(field, heading):
    others = [text for text in ("id", "titel") if text not in HEADINGS[field]]
    for written in (heading, heading.upper(), heading.replace("_", " "), f" {heading.replace('-', '_')} "):
        assert map_headings([*others, written]).columns[field] == len(others)


def test_headings_that_nothing_is_read_from_are_told():
    mapping = map_headings(["id", "titel", "uppdateringsdatum", "", "tema", "insatsområde"])
    assert mapping.unused == ("uppdateringsdatum", "insatsområde")


@pytest.mark.parametrize(("headings", "sentence"), [(["id"], "titeln"), (["titel"], "kolumn med id"), ([], "titeln")])
def test_a_table_needs_a_title_and_an_id(headings, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        map_headings(headings)


def test_a_wrong_row_says_where_and_why_and_the_others_go_in():
    data = csv_file("Id;Titel;Belopp;Slutdatum", "1;Ett;1 000,50;2020-01-01", "2;;fem;2026-02-30", "3;Tre;;")
    table = read_table("a.csv", data)
    first, second, third = read_rows(table, map_headings(table.headings))
    assert (first.row.amount, third.row.title) == (Decimal("1000.5"), "Tre")
    assert second.row is None
    assert sorted(error.partition(":")[0] for error in second.errors) == [
        "Rad 3, Belopp",
        "Rad 3, Slutdatum",
        "Rad 3, Titel",
    ]
    assert any("2026-02-30 finns inte i kalendern" in error for error in second.errors)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"titel": "x" * 201}, "Post 1, titel: Texten har 201 tecken. Korta den till högst 200."),
        ({"titel": " "}, "titel: Cellen är tom"),
        ({"id": ""}, "id: Cellen är tom"),
        ({"id": "x" * 101}, "id: Texten har 101 tecken"),
        ({"nytta": "x" * 301}, "nytta: Texten har 301 tecken"),
        ({"diarienummer": "x" * 61}, "diarienummer: Texten har 61 tecken"),
        ({"beskrivning": "x" * 20_001}, "beskrivning: Texten har 20001 tecken"),
        ({"belopp": "-5"}, "belopp: Beloppet är mindre än noll"),
        ({"belopp": "9" * 30}, "belopp: Talet är för stort"),
        ({"startdatum": "i går"}, "startdatum: Skriv datumet som"),
        ({"startdatum": "2021-01-02", "slutdatum": "2021-01-01"}, "slutdatum: Slutdatumet kommer före"),
        ({"år": "21"}, "år: Skriv året med fyra siffror"),
        ({"län": "Skåne, Atlantis"}, "län: Vi känner inte igen länet ”Atlantis”"),
    ],
)
def test_what_is_wrong_in_a_cell_is_told(cells, sentence):
    result = one(**cells)
    assert result.row is None
    assert any(sentence in error for error in result.errors)


@pytest.mark.parametrize(
    "heading", ["id", "titel", "nytta", "beskrivning", "organisation", "kommuner", "län", "tema", "program", "dnr"]
)
def test_a_personnummer_in_any_text_is_an_error_that_does_not_repeat_it(heading):
    result = one(**{heading: f"Vera {PERSONAL_NUMBER}"})
    assert result.row is None
    assert "personnummer" in "".join(result.errors)
    assert PERSONAL_NUMBER not in "".join(result.errors)


def test_a_mobile_number_in_a_text_goes_in():
    assert one(beskrivning="Ring 070-123 45 67 eller 0701234567.").errors == ()


def test_what_is_one_line_in_the_bank_becomes_one_line():
    row = one(titel="Ett\n  två", nytta="Fler  får\njobb", beskrivning="Två\n\nstycken").row
    assert (row.title, row.benefit, row.description) == ("Ett två", "Fler får jobb", "Två\n\nstycken")


def test_of_rows_with_the_same_id_the_first_goes_in():
    first, other, later = results(*({"id": number, "titel": "Ett"} for number in ("7", "8", " 7 ")))
    assert first.row
    assert other.row
    assert later.errors == ("Post 3, id: Samma id finns redan på post 1.",)


def test_a_row_with_more_cells_than_headings_is_wrong():
    table = read_table("a.csv", csv_file("id;titel", "1;Bröd; smör", "2;Ost"))
    wrong, right = read_rows(table, map_headings(table.headings))
    assert "fler celler än rubriker" in wrong.errors[0]
    assert right.row.title == "Ost"


def test_figures_and_days_are_read_as_programs_write_them_too():
    row = one(belopp=1250.5, startdatum="2021-01-02T00:00:00", slutdatum="2021-03-04 01:17:38").row
    assert (row.amount, row.starts, row.ends) == (Decimal("1250.5"), date(2021, 1, 2), date(2021, 3, 4))


def test_the_year_is_the_files_own_or_else_the_one_it_ends_in():
    assert one(år="2019", slutdatum="2021-03-04").row.year == 2019
    assert one(slutdatum="2021-03-04").row.year == 2021
    assert one().row.year is None


def test_a_fingerprint_is_of_the_content_and_not_of_the_line():
    [alone] = results(BANK)
    _, below = results({**BANK, "ärende-id": "1"}, {**BANK, "beviljat_belopp_sek": "1 250 000,00"})
    assert below.row.line != alone.row.line
    assert fingerprint(below.row) == fingerprint(alone.row)


@pytest.mark.parametrize(
    "heading", [heading for heading in BANK if heading not in ("uppdateringsdatum", "insatsområde")]
)
def test_a_fingerprint_changes_with_every_field(heading):
    changed = {"län": "Skåne", "projekt_starttid": "2021-01-02", "projekt_sluttid": "2023-07-01"}
    [before] = results(BANK)
    [after] = results({**BANK, heading: changed.get(heading, f"{BANK[heading]}1")})
    assert fingerprint(before.row) != fingerprint(after.row)


@given(
    st.lists(
        st.dictionaries(st.sampled_from([known[0] for known in HEADINGS.values()]), st.text(max_size=40), min_size=1),
        min_size=1,
    )
)
def test_whatever_the_cells_hold_each_line_is_a_row_or_has_errors(records):
    table_records = [{"id": "1", "titel": "Ett"}, *records]
    for result in results(*table_records):
        assert (result.row is None) == bool(result.errors)
        assert all(error.startswith("Post ") for error in result.errors)
