"""Stored files: whole or not at all, each content once, and tied to what they belong to."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from flask import Flask

from resultatbank.data import files, rows
from resultatbank.data.models import AgreementProof, StoredFile
from resultatbank.extensions import db
from tests import factories as make

CONTENT = b"Ett intyg som ingen har skrivit. " * 1000


def store(name: str, folder: Path, content: bytes = CONTENT) -> StoredFile:
    return files.store(io.BytesIO(content), name, "application/pdf", make.stamp(), folder)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_its_checksum_and_the_same_content_lies_there_once(within: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first, second = store("intyg.pdf", folder), store("samma intyg.pdf", folder)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert first.id != second.id
    assert {first.sha256, second.sha256} == {digest}
    assert first.size == len(CONTENT)
    assert on_disk(folder) == [folder / "files" / digest[:2] / digest]
    assert files.path_of(second, folder).read_bytes() == CONTENT


def test_an_upload_that_breaks_off_leaves_nothing(within: Flask, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(10)

    with pytest.raises(ConnectionResetError):
        files.store(Broken(CONTENT), "intyg.pdf", "application/pdf", make.stamp(), tmp_path / "kept")
    assert on_disk(tmp_path / "kept") == []
    assert db.session.query(StoredFile).count() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Mina dokument\\intyg å.pdf", "intyg å.pdf"),
        ("in\r\ntyg\x00.pdf", "intyg.pdf"),
        ("", "fil"),
        ("å" * 300 + ".docx", "å" * 195 + ".docx"),
    ],
)
def test_a_name_is_kept_without_folders_and_signs_that_do_harm(
    within: Flask, tmp_path: Path, given: str, kept: str
) -> None:
    assert store(given, tmp_path / "kept").name == kept


def test_a_file_belongs_to_the_examples_and_proofs_that_point_at_it(within: Flask, tmp_path: Path) -> None:
    shown, proof, loose = (store(f"{name}.pdf", tmp_path / "kept") for name in ("bild", "intyg", "ingens"))
    first, second = make.example(), make.example()
    rows.add_row(first.id, "packages", {"title": "Bild", "file_id": shown.id}, make.stamp())
    rows.add_row(second.id, "sources", {"kind": "other", "title": "Bild", "file_id": shown.id}, make.stamp())
    agreement = make.agreement(make.party())
    db.session.add(AgreementProof(agreement_id=agreement.id, how="paper", file_id=proof.id))
    db.session.flush()
    assert files.belonging_of(shown.id) == files.Belonging(
        frozenset({first.id, second.id}), frozenset({second.id}), False
    )
    assert files.belonging_of(proof.id) == files.Belonging(frozenset(), frozenset(), True)
    assert files.belonging_of(loose.id) == files.Belonging(frozenset(), frozenset(), False)
