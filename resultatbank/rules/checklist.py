"""The five steps as data (checklist.toml), and what counts as answered.

What, for whom and why come before how: the questions marked `how` open when the three are answered.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources


class Kind(StrEnum):
    """What sort of answer a question wants."""

    TEXT = "text"
    LINE = "line"
    YES_NO = "yes_no"
    YEAR = "year"
    DAY = "day"
    VERDICT = "verdict"
    ROWS = "rows"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the guide."""

    key: str
    kind: Kind
    label: str
    step: int
    guide: str = ""
    hint: str = ""
    publish: bool = False
    how: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps."""

    number: int
    name: str
    question: str
    questions: tuple[Question, ...]


class StepState(StrEnum):
    """How far a step has come."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a step's questions are answered."""

    step: Step
    answered: int
    state: StepState

    @property
    def asked(self) -> int:
        """How many questions the step has."""
        return len(self.step.questions)


def _load() -> tuple[Step, ...]:
    text = resources.files("resultatbank.rules").joinpath("checklist.toml").read_text(encoding="utf-8")
    steps = []
    for data in tomllib.loads(text)["step"]:
        asks = tuple(
            Question(step=data["number"], kind=Kind(ask["kind"]), **{k: v for k, v in ask.items() if k != "kind"})
            for ask in data["ask"]
        )
        steps.append(Step(data["number"], data["name"], data["question"], asks))
    return tuple(steps)


STEPS = _load()
QUESTIONS = {question.key: question for step in STEPS for question in step.questions}
TEXT_QUESTIONS = {key: q for key, q in QUESTIONS.items() if q.kind not in (Kind.ROWS, Kind.PEOPLE)}
WHAT_FOR_WHOM_WHY = ("message", "why", "target_groups")


def step_numbered(number: int) -> Step | None:
    """Return the step with a number from 1 to 5, or None."""
    return STEPS[number - 1] if 1 <= number <= len(STEPS) else None


def answered(texts: Mapping[str, str], rows: Mapping[str, int], people_assessed: bool) -> frozenset[str]:
    """Return the keys of the questions that are answered.

    `texts` are the answers in words by key, `rows` the number of complete rows by key, and `people_assessed` tells
    whether somebody has said who is named, or that nobody is.
    """
    found = {key for key, value in texts.items() if key in QUESTIONS and value.strip()}
    found |= {key for key, count in rows.items() if key in QUESTIONS and count > 0}
    if people_assessed:
        found.add("people")
    return frozenset(found)


def progress(step: Step, done: Collection[str]) -> Progress:
    """Return how far a step has come, given the keys that are answered."""
    count = sum(question.key in done for question in step.questions)
    begun = StepState.BEGUN if count else StepState.NOT_BEGUN
    state = StepState.DONE if count == len(step.questions) else begun
    return Progress(step, count, state)


def odd_year(texts: Mapping[str, str]) -> str:
    """Return the year until which an effort is followed although it has been said that it isn't, or "".

    `texts` are the answers in words by key.
    """
    return texts.get("follow_until", "") if texts.get("follow_longer") == "nej" else ""


def how_is_open(done: Collection[str]) -> bool:
    """Tell whether the questions about how are open: what, for whom and why are answered."""
    return all(key in done for key in WHAT_FOR_WHOM_WHY)


def opens_how(done: Collection[str]) -> list[Question]:
    """Return the questions that still keep how closed, in order."""
    return [QUESTIONS[key] for key in WHAT_FOR_WHOM_WHY if key not in done]


def needed_to_publish(done: Collection[str]) -> list[Question]:
    """Return the questions that must be answered before publishing and aren't, in order."""
    return [question for question in QUESTIONS.values() if question.publish and question.key not in done]
