"""A list of people as it is pasted, or written by a spreadsheet."""

from __future__ import annotations

import pytest

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.people import MOST_PEOPLE, Person, read_people, text_of, without_personal_numbers

ANNA = Person("Anna Påhittsson", "Bageriet", "vd", "anna@example.se", "070-174 06 05")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Påhittsson;Bageriet;vd;anna@example.se;070-174 06 05",
        "namn\torganisation\troll\te-post\ttelefon\nAnna Påhittsson\tBageriet\tvd\tanna@example.se\t070-174 06 05",
        "Telefon,E-post,Titel,Företag,Efternamn,Förnamn\n070-174 06 05,anna@example.se,vd,Bageriet,Påhittsson,Anna",
        '\n\n"Anna  Påhittsson"; Bageriet ;vd;anna@example.se;070-174 06 05;\n;;;;\n',
    ],
)
def test_columns_are_told_by_headings_or_by_their_order(text: str) -> None:
    rows = [row for row in read_people(text) if not row.error or "kolumner" in row.error]
    assert [row.person for row in rows] == [ANNA]


def test_a_list_of_names_alone_is_enough() -> None:
    assert [(row.number, row.person) for row in read_people("Anna\n\nNils\n")] == [
        (1, Person("Anna")),
        (3, Person("Nils")),
    ]


@pytest.mark.parametrize("text", ["", " \n;;\n", "namn;roll\n", "\n".join(map(str, range(MOST_PEOPLE + 1)))])
def test_a_list_that_is_empty_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ImportFileError):
        read_people(text)


def test_two_who_share_a_name_but_not_a_place_are_two() -> None:
    rows = read_people("Anna;Bageriet\nAnna;Smedjan\nanna;bageriet")
    assert [bool(row.error) for row in rows] == [False, False, True]


def test_each_personnummer_is_taken_out_and_its_line_told() -> None:
    text, lines = without_personal_numbers("Anna;191212121212\nNils;070-174 06 05\nEva 19121212-1212;x 121212-1212")
    assert lines == [1, 3]
    assert "1212" not in text
    assert text.split("\n")[1] == "Nils;070-174 06 05"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Anna;Bageriet;vd;a@example.se;070-1;19121212-1212", "Anna;Bageriet;vd;a@example.se;070-1"),
        ("Anna; 19121212-1212 ;Bageriet", "Anna;Bageriet"),
        ("19121212-1212\tAnna", "Anna"),
        ("Anna 19121212-1212;Bageriet", "Anna ;Bageriet"),
        ("namn;personnummer;roll\nAnna;19121212-1212;vd", "namn;personnummer;roll\nAnna;;vd"),
    ],
)
def test_the_cell_of_a_personnummer_goes_with_it_but_under_headings_the_others_keep_theirs(
    text: str, left: str
) -> None:
    assert without_personal_numbers(text)[0] == left
    assert not any(row.error for row in read_people(left))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert text_of("lista.csv", "Åsa;Örn".encode(encoding)) == "Åsa;Örn"


@pytest.mark.parametrize(("name", "data"), [("a.csv", b""), ("a.csv", b"\x00"), ("a.pdf", b"x"), ("a.xlsx", b"PK")])
def test_a_file_that_is_no_list_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(ImportFileError):
        text_of(name, data)
