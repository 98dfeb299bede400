"""When samtycke is a doubtful basis."""

from __future__ import annotations

import pytest

from resultatbank.rules.basis import is_staff

AUTHORITY = "Exempelverket"


@pytest.mark.parametrize(
    ("organisation", "text"),
    [
        ("exempelverket ", ""),
        ("", "Kollega på ekonomi"),
        ("", "En av våra medarbetare"),
        ("Ett företag", "Är anställd hos oss sedan i våras."),
        ("", "Två kollegor var med."),
    ],
)
def test_ones_own_staff_is_recognised(organisation: str, text: str) -> None:
    assert is_staff(AUTHORITY, organisation, "", text)


@pytest.mark.parametrize(
    ("organisation", "text"),
    [
        ("", ""),
        ("Exempelverkets vänner", ""),
        ("Påhittade Bolaget AB", "Företaget har tio anställda."),
        ("", "Delägare. Kollegial och glad."),
        ("", "Medarbetare på bageriet"),
    ],
)
def test_others_are_not_taken_for_staff(organisation: str, text: str) -> None:
    assert not is_staff(AUTHORITY, organisation, "", text)
