"""The 21 län are known by the names people use."""

import unicodedata

import pytest

from resultatbank.rules.regions import REGION_BY_CODE, REGIONS, region_named


def test_there_are_21_in_the_order_of_their_codes():
    codes = [region.code for region in REGIONS]
    assert len(codes) == 21
    assert codes == sorted(set(codes))
    assert (codes[0], codes[-1]) == ("01", "25")
    assert REGION_BY_CODE["14"].short == "Västra Götaland"


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.short)
def test_each_is_known_by_every_way_of_writing_it(region):
    genitive = region.name.removesuffix(" län")
    for text in (region.name, region.short, genitive, region.code, f"{region.short} län"):
        for written in (text, text.lower(), text.upper(), f"  {text} ", unicodedata.normalize("NFD", text)):
            assert region_named(written) == region


@pytest.mark.parametrize("text", ["", "Vastmanland", "Norrland", "2", "11", "län", "\x00", "Norrbotten, Skåne"])
def test_what_names_none_gives_none(text):
    assert region_named(text) is None
