"""How often an example is reviewed: as its parties, its themes and the example itself want it. None of it is stored."""

from __future__ import annotations

from resultatbank.data.models import Example
from resultatbank.rules import review
from resultatbank.rules.words import Naming, TermKind


def months_of(example: Example) -> int:
    """Return how many months there are between two reviews of an example. Its terms are read."""
    of_themes = (term.review_months for term in example.terms if term.kind == TermKind.THEME)
    named = example.naming == Naming.NAMED
    return review.months_between(named, example.review_months, [each for each in of_themes if each])
