"""Files become tables; what can't be read is refused with what to do, never with a crash."""

import contextlib
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.reading import read_table
from resultatbank.importing.table import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from tests.importing.files import csv_file, json_file, saved, with_entry, xlsx_file, zip_file

AFTERNOON = datetime(2021, 2, 3, 14, 2)  # noqa: DTZ001 - a workbook knows no time zones.
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cells(table):
    return [line.cells for line in table.rows]


def sheet_xml(rows: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding, separator):
    data = csv_file(f"id{separator}titel", f'1{separator}"Å{separator} och ""ä"""', encoding=encoding)
    table = read_table("BANK.CSV", data)
    assert table.headings == ("id", "titel")
    assert cells(table) == [("1", f'Å{separator} och "ä"')]


def test_csv_lines_are_numbered_as_an_editor_numbers_them():
    data = csv_file("id;titel", '1;"två\nrader"', "", "2;sist")
    assert [(line.number, line.cells[1]) for line in read_table("a.csv", data).rows] == [(2, "två\nrader"), (5, "sist")]


def test_short_rows_are_filled_and_long_ones_keep_what_is_too_much():
    table = read_table("a.csv", csv_file("id;titel;år", "1", "2;b;2020;;", "3;c;2021;mer"))
    assert cells(table) == [("1", "", ""), ("2", "b", "2020"), ("3", "c", "2021", "mer")]


def test_json_values_become_text_without_losing_a_digit():
    table = read_table("a.json", b'[{"id": 1, "b": null}, {"id": 12345678901234567890.10, "c": ["x", 2], "d": true}]')
    assert table.headings == ("id", "b", "c", "d")
    assert cells(table) == [("1", "", "", ""), ("12345678901234567890.10", "", "x, 2", "ja")]
    assert [line.number for line in table.rows] == [1, 2]
    assert table.counted == "Post"


def test_json_may_wrap_its_list_in_an_object():
    assert cells(read_table("a.json", b'{"version": 1, "projekt": [{"id": "7"}]}')) == [("7",)]


def test_control_characters_are_taken_out_and_letters_composed():
    table = read_table("a.json", b'[{"titel": " A\\u0000\\u0007A\\ud800\\u030a\\r\\nb\\t"}]')
    assert cells(table) == [("AÅ\nb",)]


def test_a_workbook_gives_its_values_as_text():
    table = read_table(
        "a.xlsx",
        xlsx_file(
            [None],
            ["id", "titel", "start", "belopp", "klar"],
            [1, "Ett", date(2021, 2, 3), 12.5, True],
            [],
            [2.0, "Två", AFTERNOON, None, False],
        ),
    )
    assert table.headings == ("id", "titel", "start", "belopp", "klar")
    assert cells(table) == [
        ("1", "Ett", "2021-02-03", "12.5", "ja"),
        ("2", "Två", "2021-02-03 14:02", "", "nej"),
    ]
    assert [line.number for line in table.rows] == [3, 5]


def test_a_formula_gives_its_saved_value_or_else_its_text():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>titel</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>A2&amp;"x"</f></c></row>'
    )
    table = read_table("a.xlsx", with_entry(xlsx_file(["x"]), SHEET, sheet_xml(rows)))
    assert cells(table) == [("2", '=A2&"x"')]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "json, csv eller xlsx"),
        ("a", b"id\n1", "json, csv eller xlsx"),
        ("a.csv", b"", "tom"),
        ("a.csv", b"\xef\xbb\xbf", "inga rader"),
        ("a.csv", b"\xff\xfe", "inga rader"),
        ("a.csv", b"id;titel\n", "inga rader"),
        ("a.csv", "id;titel\n1;Örnsköld".encode("cp1252"), "CSV UTF-8"),
        ("a.csv", "id;titel\n1;x".encode("utf-16-le"), "CSV UTF-8"),
        ("a.csv", xlsx_file(["id"], ["1"]), "CSV UTF-8"),
        ("a.csv", b'id;titel\n1;"aldrig slut\n2;b\n', "Rad 2 .*citattecken"),
        ("a.csv", b"id;id\n1;2\n", "Rubriken ”id” finns mer än en gång"),
        ("a.csv", b"id\n" + b"x" * 140_000, "Rad 2 .*mycket lång"),
        ("a.csv", b"id\n" + b"x" * (MAX_CELL + 1), "Rad 2 har en cell med mer än 100 000"),
        ("a.csv", b"id\n" + b"x;" * MAX_COLUMNS + b"x", "fler än 200 kolumner"),
        ("a.csv", b"id\n" + b"1\n" * (MAX_ROWS + 1), "fler än 20 000 rader"),
        ("a.json", json_file(*[{"id": 1}] * (MAX_ROWS + 1)), "fler än 20 000 poster"),
        ("a.json", json_file({str(number): "x" for number in range(MAX_COLUMNS + 1)}), "fler än 200 olika fält"),
        ("a.json", b"[{", "inte giltig JSON"),
        ("a.json", b"[" * 100_000, "inte giltig JSON"),
        ("a.json", b"[]", "inga rader"),
        ("a.json", b"[1]", "en lista med ett objekt"),
        ("a.json", b"7", "en lista med ett objekt"),
        ("a.json", b'{"a": [{}], "b": [{}]}', "en lista med ett objekt"),
        ("a.xlsx", b"PK\x03\x04 not really", "xlsx utan lösenord"),
        ("a.xlsx", b"id;titel\n1;x", "xlsx utan lösenord"),
        ("a.xlsx", zip_file({"readme.txt": b"x"}), "xlsx utan lösenord"),
        ("a.xlsx", xlsx_file(["id"]), "inga rader"),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_to_do(name, data, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        read_table(name, data)


def test_the_most_rows_go_in():
    assert len(read_table("a.csv", b"id\n" + b"1\n" * MAX_ROWS).rows) == MAX_ROWS


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = with_entry(xlsx_file(["id"], ["1"]), "xl/media/huge.xml", b" " * (101 * 1024 * 1024))
    opened = []
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *args, **kwargs: opened.append(args))
    with pytest.raises(ImportFileError, match="xlsx utan lösenord"):
        read_table("a.xlsx", bomb)
    assert opened == []


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>' * 50,
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_lies_about_where_its_cells_are_is_refused(rows):
    with pytest.raises(ImportFileError):
        read_table("a.xlsx", with_entry(xlsx_file(["x"]), SHEET, sheet_xml(rows)))


def test_entities_that_grow_without_end_are_refused():
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    xml = f"<!DOCTYPE x [{entities}]>".encode() + sheet_xml('<row r="1"><c t="inlineStr"><is><t>&j;</t></is></c></row>')
    with pytest.raises(ImportFileError):
        read_table("a.xlsx", with_entry(xlsx_file(["x"]), SHEET, xml))


def test_the_first_sheet_is_the_one_that_is_read():
    book = openpyxl.Workbook()
    book.active.append(["id"])
    book.active.append(["första"])
    book.create_sheet("Annat").append(["nej"])
    assert cells(read_table("a.xlsx", saved(book))) == [("första",)]


@given(st.sampled_from(["a.json", "a.csv", "a.xlsx", "a.exe", "", "."]), st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(name, data):
    with contextlib.suppress(ImportFileError):
        read_table(name, data)


@given(st.sampled_from(["a.json", "a.csv"]), st.text(max_size=200))
def test_any_text_is_a_table_or_a_refusal(name, text):
    with contextlib.suppress(ImportFileError):
        read_table(name, text.encode("utf-8", "surrogatepass"))


# It is made once: a workbook tells when it was made, so that two made from the same rows may differ in length, and what
# is drawn below depends on the length.
WORKBOOK = xlsx_file(["id", "titel"], [1, "Ett"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_a_table_or_a_refusal(data):
    whole = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ImportFileError):
        read_table("a.xlsx", bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@settings(max_examples=60, deadline=None)
@given(st.text("<>/=\"'rcvfAst019 ", max_size=80), st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]))
def test_a_workbook_with_any_xml_inside_is_a_table_or_a_refusal(xml, part):
    with contextlib.suppress(ImportFileError):
        read_table("a.xlsx", with_entry(xlsx_file(["id"], [1]), part, xml.encode()))


def test_json_tables_and_csv_tables_of_the_same_rows_are_equal():
    from_json = read_table("a.json", json_file({"id": "1", "titel": "Å"}))
    from_csv = read_table("a.csv", csv_file("id,titel", "1,Å"))
    assert (from_json.headings, cells(from_json)) == (from_csv.headings, cells(from_csv))
