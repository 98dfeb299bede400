"""The answers in words on a step's page: what was typed, what is stored, and where the two collide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field

from resultatbank.data import findings, rows, texts
from resultatbank.data.events import Stamp
from resultatbank.data.models import Example, ExampleText, Finding, FrozenText
from resultatbank.data.texts import Conflict, Locked
from resultatbank.rules import checklist
from resultatbank.rules.calendar import day_of
from resultatbank.rules.checklist import Kind, Progress, Question, Step
from resultatbank.rules.references import CLAIMS, astray
from resultatbank.web.examples.forms import answer_field, in_words
from resultatbank.web.forms import BaseForm

WAITS = "Frågan öppnas när vad, för vem och varför är besvarat i steg 1. Texten är inte sparad."
FROZEN = "Svaret låstes när insatsen startade. Texten är inte sparad."
MINE, THEIRS, OWN = "min", "annan", "egen"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it. `field` takes an answer in words; rows and people have none.

    `names` are what may be names in the answer, until somebody has said what they are. `astray` are the numbers that
    the answer points at and that no source has, and None where an answer points at none.
    """

    question: Question
    field: Field | None
    text: ExampleText | None
    seen: str
    waits: bool
    frozen: FrozenText | None
    conflict: Conflict | None
    saved_today: bool
    names: list[Finding]
    astray: list[int] | None


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step of an example, with its questions as the page shows them."""

    step: Step
    asked: list[Asked]
    progress: list[Progress]
    opens: list[Question]
    odd_year: str

    def one(self, question: Question) -> Asked:
        """Return one of the step's questions."""
        return next(each for each in self.asked if each.question.key == question.key)

    @property
    def here(self) -> Progress:
        """How far this step has come."""
        return self.progress[self.step.number - 1]


def in_words_of(step: Step) -> list[Question]:
    """Return the step's questions that are answered in words."""
    return [question for question in step.questions if question.key in checklist.TEXT_QUESTIONS]


def answers_form(step: Step, stored: Mapping[str, str], typed: MultiDict[str, str] | None = None) -> BaseForm:
    """Return a form with a field for each of the step's answers in words: as typed, otherwise as stored."""
    fields = {question.key: answer_field(question) for question in in_words_of(step)}
    form_class = type("AnswersForm", (BaseForm,), fields)
    form: BaseForm = form_class(typed, data={key: _from_words(key, stored[key]) for key in fields})
    return form


def typed_in(step: Step) -> MultiDict[str, str]:
    """Return what was typed. Where two texts collided, it is the text that was chosen, or for theirs, one's own."""
    typed = request.form.copy()
    for question in in_words_of(step):
        if typed.get(f"val_{question.key}") in (MINE, THEIRS):
            typed[question.key] = typed.get(f"min_{question.key}", "")
    return typed


def _from_words(key: str, value: str) -> object:
    kind = checklist.QUESTIONS[key].kind
    if kind is Kind.YEAR:
        return int(value) if value.isascii() and value.isdigit() else None
    if kind is Kind.DAY:
        return date.fromisoformat(value) if value else None
    return value


def came_along(step: Step, asked: Question) -> list[Question]:
    """Return the questions that were sent: the one that was saved, and those that lay beside it on the page.

    Without JavaScript the whole page is sent, so that what was typed in another box isn't lost.
    """
    return [question for question in in_words_of(step) if question.key in request.form or question is asked]


def save(example: Example, questions: list[Question], form: BaseForm, stamp: Stamp) -> dict[str, Conflict]:
    """Save each answer, and return where somebody else had written something in between. A locked one is a fault."""
    conflicts = {}
    for question in questions:
        value, seen = in_words(form[question.key].data), request.form.get(f"seen_{question.key}", "")
        try:
            if request.form.get(f"val_{question.key}") == THEIRS:
                _let_theirs_stand(example, question, value, seen, stamp)
            else:
                texts.save(example, question, value, seen, stamp)
        except Conflict as conflict:
            conflicts[question.key] = conflict
        except Locked:
            form.fault(form[question.key], WAITS if question.how else FROZEN)
    return conflicts


def _let_theirs_stand(example: Example, question: Question, mine: str, seen: str, stamp: Stamp) -> None:
    """Keep the other's text, unless it has changed again, and put one's own in the history."""
    stored = texts.texts_of(example.id).get(question.key)
    value = texts.values_of(example, {question.key: stored} if stored else {})[question.key]
    if texts.digest(value) != seen:
        raise Conflict(stored, value)
    texts.set_aside(example, question, mine, stamp)


def step_page(
    example: Example,
    step: Step,
    day: date,
    form: BaseForm | None = None,
    conflicts: Mapping[str, Conflict] | None = None,
) -> StepPage:
    """Gather what a step's page shows, in a number of queries that doesn't grow with what the example holds."""
    found, frozen = texts.texts_of(example.id), texts.frozen_of(example.id)
    done = texts.answered_in([example])[example.id]
    stored = texts.values_of(example, found)
    form = form or answers_form(step, stored)
    conflicts, words = conflicts or {}, in_words_of(step)
    names = findings.open_in([example.id]).get(example.id, [])
    sources = rows.complete_rows(example.id)["sources"]

    def asked(question: Question) -> Asked:
        key = question.key
        seen = texts.digest(stored.get(key, ""))
        if key in form.errors and key not in conflicts:
            seen = request.form.get(f"seen_{key}", seen)
        text = found.get(key)
        return Asked(
            question=question,
            field=form[key] if question in words else None,
            text=text,
            seen=seen,
            waits=question.how and not checklist.how_is_open(done),
            frozen=frozen.get(key),
            conflict=conflicts.get(key),
            saved_today=text is not None and day_of(text.changed_at) == day,
            names=[each for each in names if each.question == key],
            astray=astray(stored.get(key, ""), sources) if key in CLAIMS else None,
        )

    return StepPage(
        step,
        [asked(question) for question in step.questions],
        [checklist.progress(each, done) for each in checklist.STEPS],
        checklist.opens_how(done),
        checklist.odd_year(stored),
    )
