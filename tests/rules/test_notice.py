"""The text the party sees: it names the legal basis, the right to say no, and its own version."""

from __future__ import annotations

import pytest

from resultatbank.rules.notice import VERSION, notice
from resultatbank.rules.words import LegalBasis

ARTICLES = {
    LegalBasis.CONSENT: "6.1 a",
    LegalBasis.CONTRACT: "6.1 b",
    LegalBasis.LEGAL_OBLIGATION: "6.1 c",
    LegalBasis.PUBLIC_INTEREST: "6.1 e",
}


@pytest.mark.parametrize("basis", list(LegalBasis))
def test_each_legal_basis_has_its_own_text_with_its_article(basis: LegalBasis) -> None:
    text = notice(basis, "Exempelverket", "Hitte Påsson")
    assert [each for each, article in ARTICLES.items() if article in text] == [basis]
    assert "alla exempel där Hitte Påsson är med" in text
    assert "Integritetsskyddsmyndigheten" in text
    assert text.endswith(f"Text version {VERSION}, svenska.")


def test_it_names_the_examples_and_the_guardian() -> None:
    text = notice(LegalBasis.CONSENT, "Verket", "Lill {guardian}", guardian="Vera", examples=["Sol {party}", "Vind"])
    assert "Svaret gäller: Sol {party}; Vind." in text
    assert "visats för Vera, vårdnadshavare för Lill {guardian}" in text
