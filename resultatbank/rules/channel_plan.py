"""Advice about where to spread a result: combine internal and external channels, and remember those of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from resultatbank.rules.words import INTRANET

PARTNER = "partner"


class Nudge(StrEnum):
    """Something the channel plan may have forgotten. The guide: "Kombinera flera kanaler (interna och externa). Kom
    ihåg andra aktörers befintliga kanaler. … Kom ihåg de egna medarbetarna."
    """

    INTRANET_FIRST = "intranet_first"
    ONLY_INTERNAL = "only_internal"
    ONLY_EXTERNAL = "only_external"
    NO_PARTNER = "no_partner"


@dataclass(frozen=True, slots=True)
class Planned:
    """A channel in the plan: its key, and whether it is internal."""

    channel: str
    internal: bool


def nudges(plan: Iterable[Planned]) -> list[Nudge]:
    """Return what a channel plan may have forgotten, in the order it should be said."""
    planned = list(plan)
    if not planned:
        return [Nudge.INTRANET_FIRST]
    found = []
    if all(each.internal for each in planned):
        found.append(Nudge.ONLY_INTERNAL)
    if not any(each.internal for each in planned):
        found.append(Nudge.ONLY_EXTERNAL)
    elif all(each.channel != INTRANET for each in planned):
        found.append(Nudge.INTRANET_FIRST)
    if all(each.channel != PARTNER for each in planned):
        found.append(Nudge.NO_PARTNER)
    return found
