"""Each legal basis has its own way to end, and the authority's own ways are there for all."""

from __future__ import annotations

import pytest

from resultatbank.rules.endings import OF_THE_PARTY, endings_of, is_told
from resultatbank.rules.words import Ending, LegalBasis


@pytest.mark.parametrize("basis", LegalBasis)
def test_every_basis_can_be_ended_by_the_party_and_by_us(basis: LegalBasis) -> None:
    assert endings_of({basis}) == [OF_THE_PARTY[basis], Ending.REVOKED, Ending.INVALIDATED]


def test_several_bases_offer_the_ways_of_each() -> None:
    assert endings_of({LegalBasis.CONTRACT, LegalBasis.CONSENT})[:2] == [Ending.WITHDRAWN, Ending.ENDED]


def test_all_is_told_but_that_a_record_was_wrong() -> None:
    assert [each for each in Ending if not is_told(each)] == [Ending.INVALIDATED]
