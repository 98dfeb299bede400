"""What the form of an answer offers about examples: those the party is in, their projects, and those looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import request

from resultatbank.data import agreements, examples, gate
from resultatbank.data.models import Appearance, Example
from resultatbank.web.forms import optional_id
from resultatbank.web.parties.answer_forms import Offer


def offer(appearances: Sequence[Appearance], covered: Iterable[int] = (), asked_id: int | None = None) -> Offer:
    """Return what to offer: where a party is, what an old record covered, what was asked for and what is ticked."""
    ticked = [number for each in request.form.getlist("examples") if (number := optional_id(each))]
    wanted = {*covered, *ticked, *([asked_id] if asked_id else [])}
    here = {each.example_id: each.example for each in appearances}
    every = here | agreements.examples_by_id(wanted - here.keys())
    return Offer(
        examples=list(every.values()),
        asked=every.get(asked_id) if asked_id else None,
        asked_is_new=bool(asked_id) and asked_id not in here,
        projects=examples.examples_of_projects(each.diary_number for each in every.values()),
        shown=frozenset(material.material for each in appearances for material in each.materials),
        channels=gate.channels(),
    )


def found(words: str | None) -> list[Example]:
    """Return the examples that a search for the words finds, to be ticked."""
    return list(examples.examples_matching(words or ""))
