"""Channels in a sentence."""

from __future__ import annotations

import pytest

from resultatbank.rules.places import place
from resultatbank.rules.words import FIRST_CHANNELS


@pytest.mark.parametrize(
    ("key", "label", "said"),
    [
        ("intranet", "Intranät", "på intranätet"),
        ("web", "Webb", "på webben"),
        ("social", "Sociala medier", "i sociala medier"),
        ("web", "Nya webben", "i kanalen Nya webben"),
        ("mastodon", "Mastodon", "i kanalen Mastodon"),
    ],
)
def test_a_channel_has_its_preposition_unless_it_is_another(key: str, label: str, said: str) -> None:
    assert place(key, label) == said


def test_every_channel_we_begin_with_has_one() -> None:
    assert not [each for each in FIRST_CHANNELS if place(each.key, each.label).startswith("i kanalen")]
