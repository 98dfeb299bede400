"""The link and the diary number in a line about where to read more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resultatbank.rules.pointers import pointer_in


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("dnr 2026/123", "2026/123"),
        ("Dnr: Ä 2026:123", "Ä 2026:123"),
        ("2026/123", "2026/123"),
        ("DNR. 2026-00123.", "2026-00123"),
        ("Diarienummer KS 2026/123, hos Eva", "KS 2026/123"),
        ("diarienr 3.1.2-2026-0012", "3.1.2-2026-0012"),
        ("Slutrapporten (N2023/01234).", "N2023/01234"),
        ("Ä 2026/123", "Ä 2026/123"),
        ("Se 2026/123", "2026/123"),
        ("dnr är 2026/123", "2026/123"),
        ("dnr 1", "1"),
        ("läsåret 2025/26, dnr 2026/9", "2026/9"),
        ("läsåret 2025/26 eller 2025/2026", ""),
        ("lagen (2018:218), 2026-11-23", ""),
        ("prop. 2025/26:1", ""),
        ("Eva Påhittström", ""),
        ("https://www.example.se/2026/123/dnr-4", ""),
        ("ring 08-123 456", ""),
        ("dnr", ""),
        ("", ""),
    ],
)
def test_the_diary_number_of_a_line(line: str, number: str) -> None:
    assert pointer_in(line).diary_number == number


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("https://www.example.se/el", "https://www.example.se/el"),
        ("Rapporten finns på https://www.example.se/el?sida=2, sidan 4.", "https://www.example.se/el?sida=2"),
        ("(HTTP://example.se/A)", "HTTP://example.se/A"),
        ("www.example.se/el", "https://www.example.se/el"),
        ("https:// eller https://localhost, annars https://example.se", "https://example.se"),
        ("Eva, eva@www.example.se", ""),
        ("javascript:alert(1)", ""),
        ("https://" + "a" * 490 + ".se/" + "b" * 20, ""),
        ("dnr 2026/123", ""),
    ],
)
def test_the_link_of_a_line(line: str, link: str) -> None:
    assert pointer_in(line).link == link


def test_both_may_stand_in_the_same_line() -> None:
    found = pointer_in("Dnr 2026/123, se www.example.se/2025/9.")
    assert (found.link, found.diary_number) == ("https://www.example.se/2025/9", "2026/123")


@given(st.text(alphabet="dnr DNR:.Ä/-0129 https://www.é", max_size=500))
def test_whatever_is_written_fits_where_it_is_kept(line: str) -> None:
    found = pointer_in(line)
    assert len(found.diary_number) <= 60
    assert len(found.link) <= 500
    assert not any(sign.isspace() for sign in found.link)
