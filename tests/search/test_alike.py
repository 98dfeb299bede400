"""Which names may be one person's, and which are surely two."""

from __future__ import annotations

import pytest

from resultatbank.search.alike import may_be_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karin Provberg", "karin  PROVBERG"),
        ("Karin Provberg", "Samira Provberg"),
        ("Karin Hittvikström", "Carin Hittwikström"),
        ("Eva Provbergh", "Eva Provberg"),
        ("Anna Hittoseph", "Anna Hittosef"),
        ("K. Hittström", "Hitte Hittström"),
        ("Hittqvist", "Anna Hittkvist"),
        ("Karin", "Karin Provberg"),
        ("Amira Hittad", "Amira Påhitt Hittad"),
        ("Amira Hittad", "Amira Hittad-Provberg"),
        ("Åsa Åhittberg", "Asa Ahittberg"),
        ("Påhittat Bageri", "Påhittat Bageri AB"),
        ("Bo Ek", "Eva Ek"),
    ],
)
def test_names_that_may_be_the_same(one: str, other: str) -> None:
    assert may_be_the_same(one, other)
    assert may_be_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karin Provberg", "Samira Provström"),
        ("Karin Provberg", "Karin Hittström"),
        ("Anna Hitthansson", "Anna Nitthansson"),
        ("Eva Berg", "Eva Borg"),
        ("Carl von Påhitt", "Ulla von Hittepå"),
        ("", "Karin Provberg"),
        ("070-174 06 05", "Karin Provberg"),
        ("Påhittat Bageri AB", "Annat Mejeri AB"),
    ],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert not may_be_the_same(one, other)
    assert not may_be_the_same(other, one)
