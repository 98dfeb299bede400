"""Invented files, as bytes."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

BANK = {
    "ärende-id": "900001",
    "stödmottagare": "Exempelbruket AB",
    "beviljat_belopp_sek": 1250000,
    "projektnamn": "Varmare vinterväxthus",
    "projektbeskrivning": "Växthuset värms av spillvärme ¿ hela vintern.",
    "projekt_starttid": "2021-01-01",
    "projekt_sluttid": "2023-06-30",
    "län": "Skåne, Blekinge",
    "kommuner": "Exempelköping, Provstad",
    "uppdateringsdatum": "2023-10-14 01:17:38",
    "område": "Påhittade Norden",
    "insatsområde": "Att hålla värmen",
    "tematiskt_mål": "Att använda energi klokt",
}
"""One record under the headings of the public project bank."""


def json_file(*records: Mapping[str, Any]) -> bytes:
    return json.dumps(records, ensure_ascii=False).encode()


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def xlsx_file(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zip_file(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_entry(data: bytes, name: str, content: bytes) -> bytes:
    """The same zip with one entry exchanged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    return zip_file(entries | {name: content})
