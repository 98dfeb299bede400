"""An upload is what its bytes say, and its name must agree."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.web.filetypes import FileKind, check_upload
from tests.importing.files import xlsx_file, zip_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 64 + b"\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 26) + b"WEBPVP8L" + struct.pack("<I", 13) + b"\x2f" + b"\x00" * 13
EML = (
    "From: Vera Provsson <vera@example.se>\r\nDate: Mon, 23 Nov 2026 14:02:00 +0100\r\nSubject: Ja\r\n\r\nJag säger ja."
)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)
DOCX_ENTRIES = {
    "[Content_Types].xml": f'<Types><Override ContentType="{WORD}.main+xml"/></Types>'.encode(),
    "word/document.xml": b"<document/>",
}
ODT_ENTRIES = {"mimetype": ODT.encode(), "content.xml": b"<content/>"}
WHOLE = {
    "pdf": (PDF, "application/pdf"),
    "docx": (zip_file(DOCX_ENTRIES), WORD),
    "odt": (zip_file(ODT_ENTRIES, zipfile.ZIP_STORED), ODT),
    "png": (PNG, "image/png"),
    "jpg": (JPG, "image/jpeg"),
    "webp": (WEBP, "image/webp"),
    "eml": (EML.encode(), "message/rfc822"),
}


def check(name: str, data: bytes) -> FileKind:
    return check_upload(name, io.BytesIO(data))


@pytest.mark.parametrize("extension", WHOLE)
def test_a_file_that_is_what_it_says_is_taken(extension):
    data, mime = WHOLE[extension]
    for name in (f"avtal.{extension}", f"Å ö.x.{extension.upper()}"):
        stream = io.BytesIO(data)
        assert check_upload(name, stream) == FileKind(mime, extension)
        assert stream.read() == data


def test_jpeg_is_another_name_for_jpg():
    assert check("foto.JPEG", JPG) == FileKind("image/jpeg", "jpg")


@pytest.mark.parametrize("extension", WHOLE)
@pytest.mark.parametrize("content", [*WHOLE, "xlsx", "html", "zeros"])
def test_a_file_that_is_something_else_is_refused(extension, content):
    if extension == content:
        return
    others = {"xlsx": xlsx_file(["id"]), "html": b"<!doctype html><script>alert(1)</script>", "zeros": b"\x00" * 5_000}
    data = others.get(content) or WHOLE[content][0]
    with pytest.raises(ValueError, match=rf"Filen heter \.{extension} men .* spara den som {extension}"):
        check(f"a.{extension}", data)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.zip", "a.docm", "pdf", "", ".pdf", "a.pdf.exe", "a.pdf\x00"]
)
def test_other_types_are_refused_with_those_we_take(name):
    with pytest.raises(ValueError, match="pdf, docx, odt, png, jpg, webp eller eml"):
        check(name, PDF)


def test_an_empty_file_and_a_large_one_are_refused():
    with pytest.raises(ValueError, match="Filen är tom"):
        check("a.pdf", b"")
    with pytest.raises(ValueError, match="större än 10 MB"):
        check("a.pdf", PDF + b"\x00" * 10 * 1024 * 1024)
    assert check_upload("a.pdf", io.BytesIO(PDF), max_bytes=len(PDF)).extension == "pdf"
    with pytest.raises(ValueError, match="större än"):
        check_upload("a.pdf", io.BytesIO(PDF), max_bytes=len(PDF) - 1)


def test_a_word_document_with_macros_is_refused():
    with pytest.raises(ValueError, match="spara den som docx"):
        check("a.docx", zip_file(DOCX_ENTRIES | {"word/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(("name", "entries"), [("a.docx", DOCX_ENTRIES), ("a.odt", ODT_ENTRIES)])
def test_a_document_lacking_its_entries_or_unpacking_to_too_much_is_refused(name, entries):
    for missing in entries:
        with pytest.raises(ValueError, match="skadad"):
            check(name, zip_file({entry: content for entry, content in entries.items() if entry != missing}))
    with pytest.raises(ValueError, match="skadad"):
        check(name, zip_file(entries | {"huge": b" " * (201 * 1024 * 1024)}))
    with pytest.raises(ValueError, match="skadad"):
        check(name, zip_file(entries | {str(number): b"" for number in range(5_001)}))


def test_a_truncated_pdf_is_refused():
    with pytest.raises(ValueError, match="skadad"):
        check("a.pdf", PDF.removesuffix(b"%%EOF\n"))


@pytest.mark.parametrize(
    "message",
    [
        EML.replace("Date: Mon, 23 Nov 2026 14:02:00 +0100\r\n", ""),
        EML.replace("Mon, 23 Nov 2026 14:02:00 +0100", "i måndags"),
        EML.replace("Mon, 23 Nov 2026", "Mon, 99 Nov 99999999999999999999"),
        EML.replace("vera@example.se", "vera"),
        EML.replace("From: Vera", "Till: Vera"),
        EML + "\x00",
        "\r\n" + EML,
        "Hej på dig",
    ],
)
def test_what_is_no_message_from_someone_some_day_is_refused(message):
    with pytest.raises(ValueError, match="spara den som eml"):
        check("svar.eml", message.encode())


@given(st.sampled_from(list(WHOLE)), st.data())
def test_any_bytes_are_a_file_or_a_refusal(extension, data):
    whole = bytearray(WHOLE[extension][0])
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for content in (cut, data.draw(st.binary(max_size=200))):
        try:
            check(f"a.{extension}", content)
        except ValueError as refusal:
            told = str(refusal)
        else:
            told = "Taken."
        assert told.endswith(".")
        assert told.startswith(("Filen", "Taken"))
