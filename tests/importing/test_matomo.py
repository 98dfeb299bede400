"""Files from Matomo: each kind of heading, each encoding, and what is no such file."""

from __future__ import annotations

import pytest

from resultatbank.importing.errors import ImportFileError
from resultatbank.importing.matomo import MatomoRow, read_matomo
from resultatbank.rules.words import Counted

RAW = (
    "label,nb_visits,nb_uniq_visitors,nb_hits,bounce_rate,sum_daily_nb_uniq_visitors,metadata_url\n"
    '/bageri,310,280,412,"12,5 %",999,https://www.example.se/bageri\n'
)
ENGLISH = (
    "Label,Unique Pageviews,Unique visitors,Pageviews,Bounce Rate,Metadata: url\n"
    "/bageri,310,280,412,12.5%,https://www.example.se/bageri\n"
)
SWEDISH = (
    "Etikett,Unika sidvisningar,Unika besökare,Sidvisningar,Avvisningsfrekvens,Metadata: url\n"
    '/bageri,310,280,412,"12,5 %",https://www.example.se/bageri\n'
)
ENCODINGS = {
    "UTF-16LE with its mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-8 with Windows' line ends": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [RAW, ENGLISH, SWEDISH], ids=["raw", "English", "Swedish"])
def test_each_kind_of_heading_in_each_encoding_gives_the_same_row(text: str, encoding: str) -> None:
    table = read_matomo(ENCODINGS[encoding](text), Counted.PAGES)
    assert table.rows == [MatomoRow(2, "https://www.example.se/bageri", {"views": 412, "reached": 280})]


def test_sums_of_daily_visitors_and_visits_are_never_read() -> None:
    table = read_matomo(RAW.encode(), Counted.PAGES)
    assert "sum_daily_nb_uniq_visitors" in table.unused
    assert "nb_visits" in table.unused
    with pytest.raises(ImportFileError, match="inga siffror vi känner igen"):
        read_matomo(b"label,nb_visits,sum_daily_nb_uniq_visitors\n/a,1,2\n", Counted.PAGES)


@pytest.mark.parametrize("heading", ["nb_hits", "Downloads", "Nedladdningar"])
def test_a_file_of_downloads_counts_downloads_and_nothing_else(heading: str) -> None:
    text = f"label,nb_uniq_visitors,{heading},url\n/a.pdf,9,12,https://example.se/a.pdf\n"
    table = read_matomo(text.encode(), Counted.DOWNLOADS)
    assert table.rows == [MatomoRow(2, "https://example.se/a.pdf", {"downloads": 12})]


def test_without_a_column_of_addresses_the_label_is_the_address() -> None:
    table = read_matomo("Etikett,Sidvisningar,Nedladdningar\n/bageri,5,2\nÖvriga,7,\n".encode(), Counted.PAGES)
    assert table.rows == [
        MatomoRow(2, "/bageri", {"views": 5, "downloads": 2}),
        MatomoRow(3, "Övriga", {"views": 7}),
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("1 234", 1234), ("1\u00a0234", 1234), ("12,345", 12345), ("1.234.567", 1234567), ("0", 0)]
)
def test_thousands_may_be_set_apart(text: str, value: int) -> None:
    (row,) = read_matomo(f'label,nb_hits\n/a,"{text}"\n'.encode(), Counted.PAGES).rows
    assert row.numbers == {"views": value}


@pytest.mark.parametrize("text", ["-5", "1" + "0" * 30, "2147483648", "12,5 %", "=1+1", "1e9", "många", "½", "１２"])
def test_a_number_that_is_none_makes_its_line_wrong_and_not_the_file(text: str) -> None:
    wrong, right = read_matomo(f'label,nb_hits\n/a,"{text}"\n/b,7\n'.encode(), Counted.PAGES).rows
    assert wrong.numbers == {}
    assert "inte ett helt tal" in wrong.wrong
    assert right.numbers == {"views": 7}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "tom"),
        (b"\n\n", "tom"),
        (b"%PDF-1.4\n\xe2\xe3\xcf\xd3\n", "inte text"),
        ("label,nb_hits\n/å,1\n".encode("latin-1"), "inte text"),
        ("label,nb_hits\n/a,1\n".encode("utf-16-le"), "inte text"),
        (b"label,nb_hits\n/a\x00,1\n", "inte text"),
        (b"\xff\xfe\x00", "inte text"),
        (b"nb_visits,nb_hits\n1,2\n", "saknar kolumnen"),
        (b"Hej och v\xc3\xa4lkommen till en fil\n", "saknar kolumnen"),
        (b"label,bounce_rate\n/a,5 %\n", "inga siffror"),
        (b"label,nb_hits\n", "inga rader"),
        (b"date,label,nb_hits\n2026-10-01,/a,1\n", "delad på dagar"),
        (b"label,nb_hits\n" + b"a" * 200_000 + b",1\n", "inte att dela upp"),
        (b'label,nb_hits\n"/a,1\n', "inte att dela upp"),
        (b"label,nb_hits" + b"," * 300 + b"\n/a,1\n", "fler än 200 kolumner"),
        (b"label,nb_hits\n" + b"/a,1\n" * 20_001, "fler än 20 000 rader"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ImportFileError, match=sentence):
        read_matomo(data, Counted.PAGES)
