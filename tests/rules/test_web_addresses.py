"""Two addresses of the same page are the same, and others aren't."""

from __future__ import annotations

import pytest

from resultatbank.rules.web_addresses import PageAddress, page_address

HERE = PageAddress("example.se", "/nyheter/bageri")


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.se/nyheter/bageri",
        "http://example.se/nyheter/bageri/",
        "HTTPS://WWW.Example.SE/nyheter/bageri?utm_source=brev#topp",
        "example.se/nyheter/bageri",
        "//example.se/nyheter/bageri",
        "www.example.se:443/nyheter/bageri",
        " https://example.se/nyheter/bageri/index.html ",
    ],
)
def test_one_page_is_written_in_many_ways(text: str) -> None:
    assert page_address(text) == HERE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/nyheter/bageri/?a=b", PageAddress("", "/nyheter/bageri")),
        ("/", PageAddress("", "")),
        ("https://example.se", PageAddress("example.se", "")),
        ("https://example.se/l%C3%A4n/%C3%A5", PageAddress("example.se", "/län/å")),
        ("https://example.se/Nyheter", PageAddress("example.se", "/Nyheter")),
        ("https://intranat.example.se/a", PageAddress("intranat.example.se", "/a")),
    ],
)
def test_what_differs_stays_different(text: str, expected: PageAddress) -> None:
    assert page_address(text) == expected


@pytest.mark.parametrize(
    "text", ["", "500 exemplar", "nyheter", "mailto:a@example.se", "ftp://example.se/a", "https://[::1", "javascript:1"]
)
def test_what_is_no_page_is_none(text: str) -> None:
    assert page_address(text) is None
