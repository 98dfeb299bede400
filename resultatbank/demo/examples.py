"""The demo's examples: what is written in them, and when they were published and reviewed."""

from __future__ import annotations

from resultatbank.data.events import Stamp, log
from resultatbank.data.models import Example, ExampleRegion, ExampleText, FrozenText, Review, Term, User
from resultatbank.demo.content import Calendar, Entry, entries
from resultatbank.demo.people import Words
from resultatbank.demo.rows import add_rows
from resultatbank.extensions import db
from resultatbank.rules.words import Naming, TermKind

_AS_THEY_STAND = (
    "title",
    "benefit",
    "state",
    "result_owner",
    "project_owner",
    "recipient",
    "diary_number",
    "municipalities",
    "year",
)
_QUESTIONS = ("figures_right", "people_agree", "links_work", "still_good")
_FROZEN = "wanted_result"


def add_examples(people: dict[str, User], words: Words, calendar: Calendar) -> dict[str, Example]:
    """Add the examples with their texts, rows and reviews, by their keys."""
    examples = {}
    for entry in entries("example"):
        example = _example(entry, people, words, calendar)
        examples[entry["key"]] = example
        _add_texts(example, entry, calendar)
        _add_reviews(example, entry, people, calendar)
        add_rows(example, entry, people, words, calendar)
        _log_life(example, people["karin"])
    for entry in entries("example"):
        if "replaced_by" in entry:
            examples[entry["key"]].replaced_by = examples[entry["replaced_by"]]
    db.session.flush()
    return examples


def _example(entry: Entry, people: dict[str, User], words: Words, calendar: Calendar) -> Example:
    naming = Naming(entry.get("naming", Naming.NONE))
    created = entry.get("created", entry.get("published", -40) - 30)
    example = Example(
        **{name: entry[name] for name in _AS_THEY_STAND if name in entry},
        naming=naming,
        responsible=people.get(entry.get("responsible", "")),
        fallback=people.get(entry.get("fallback", "")),
        created_by_id=people["karin"].id,
        created_at=calendar.at(created),
        owner_approved_on=calendar.maybe_day(entry.get("approved")),
        starts_on=calendar.maybe_day(entry.get("starts")),
        ends_on=calendar.maybe_day(entry.get("ends")),
        assess_from=calendar.maybe_day(entry.get("assess_from")),
    )
    if naming is not Naming.UNKNOWN:
        example.naming_by_id, example.naming_at = people["karin"].id, calendar.at(created)
    if "published" in entry:
        example.published_at = calendar.at(entry["published"])
    if "archived" in entry:
        example.archived_at = calendar.at(entry["archived"])
    example.regions = [ExampleRegion(code=code) for code in entry.get("regions", ())]
    example.terms = list(_terms(entry, words))
    db.session.add(example)
    db.session.flush()
    return example


def _terms(entry: Entry, words: Words) -> list[Term]:
    wanted = [
        *((TermKind.THEME, label) for label in entry.get("themes", ())),
        *((TermKind.PROGRAMME, label) for label in entry.get("programmes", ())),
        *((TermKind.FORMAT, label) for label in entry.get("formats", ())),
    ]
    return [words[kind.value, label] for kind, label in wanted]


def _add_texts(example: Example, entry: Entry, calendar: Calendar) -> None:
    texts = dict(entry.get("texts", {}))
    if example.benefit:
        texts["benefit"] = example.benefit
    for question, value in texts.items():
        text = " ".join(value.split())
        db.session.add(
            ExampleText(
                example_id=example.id,
                question=question,
                value=text,
                changed_at=example.published_at or example.created_at,
                changed_by_id=example.created_by_id,
            )
        )
    if "frozen" in entry:
        db.session.add(
            FrozenText(
                example_id=example.id,
                question=_FROZEN,
                value=" ".join(entry.get("wanted_then", texts.get(_FROZEN, "")).split()),
                frozen_at=calendar.at(entry["frozen"]),
                frozen_by_id=example.created_by_id,
            )
        )
    db.session.flush()


def _add_reviews(example: Example, entry: Entry, people: dict[str, User], calendar: Calendar) -> None:
    for each in entry.get("reviews", ()):
        wrong = each.get("no", ())
        review = Review(
            example_id=example.id,
            at=calendar.at(each["on"]),
            by_id=people[each.get("by", "maja")].id,
            note=each.get("note", ""),
            **{question: question not in wrong for question in _QUESTIONS},
        )
        db.session.add(review)
        db.session.flush()
        log(
            Stamp(review.by_id, review.at),
            "queue_decision",
            "example",
            example.id,
            example=example.id,
            fields=["review"],
        )


def _log_life(example: Example, by: User) -> None:
    for kind, at in (
        ("example_created", example.created_at),
        (f"naming_{example.naming}", example.naming_at),
        ("example_published", example.published_at),
        ("example_archived", example.archived_at),
    ):
        if at:
            log(Stamp(by.id, at), kind, "example", example.id, example=example.id)
