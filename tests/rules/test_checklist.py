"""The five steps, what counts as answered, and what a channel plan may have forgotten."""

from __future__ import annotations

import re

import pytest

from resultatbank.rules import checklist
from resultatbank.rules.channel_plan import Nudge, Planned, nudges
from resultatbank.rules.checklist import QUESTIONS, STEPS, StepState


def test_there_are_five_steps_and_each_question_has_a_key_of_its_own() -> None:
    assert [step.number for step in STEPS] == [1, 2, 3, 4, 5]
    assert len(QUESTIONS) == sum(len(step.questions) for step in STEPS)


def beginnings(text: str) -> set[str]:
    """The words of a text, without their endings."""
    return {word[:6] for word in re.findall(r"\w+", text.lower())}


def test_no_sentence_of_the_guides_box_only_repeats_the_question() -> None:
    repeated = [
        sentence
        for question in QUESTIONS.values()
        for sentence in re.split(r"(?<=[.?!])\s+", question.guide)
        if sentence and beginnings(sentence) <= beginnings(question.label)
    ]
    assert repeated == []


@pytest.mark.parametrize("number", [-1, 0, 6])
def test_there_is_no_other_step(number: int) -> None:
    assert checklist.step_numbered(number) is None


def test_blanks_and_unknown_keys_are_no_answers() -> None:
    done = checklist.answered(
        {"message": " \n", "why": "Därför", "not_asked": "x"}, {"sources": 0, "placements": 2}, False
    )
    assert done == {"why", "placements"}


def test_that_nobody_is_named_is_an_answer_too() -> None:
    assert "people" in checklist.answered({}, {}, True)


def test_how_opens_only_when_what_for_whom_and_why_are_all_answered() -> None:
    wanted = set(checklist.WHAT_FOR_WHOM_WHY)
    assert checklist.how_is_open(wanted)
    for key in wanted:
        assert not checklist.how_is_open(wanted - {key})
        assert [question.key for question in checklist.opens_how(wanted - {key})] == [key]


def test_nothing_that_opens_how_is_itself_about_how() -> None:
    assert not any(QUESTIONS[key].how for key in checklist.WHAT_FOR_WHOM_WHY)


def test_a_page_never_holds_both_a_question_about_how_and_one_that_opens_it() -> None:
    # A page needs therefore not be drawn anew when the last of the three is answered on it.
    opening = {QUESTIONS[key].step for key in checklist.WHAT_FOR_WHOM_WHY}
    assert opening.isdisjoint({question.step for question in QUESTIONS.values() if question.how})


def test_a_step_is_done_when_all_of_it_is_answered() -> None:
    step = STEPS[4]
    keys = [question.key for question in step.questions]
    states = [checklist.progress(step, keys[:count]).state for count in range(len(keys) + 1)]
    assert states[0] is StepState.NOT_BEGUN
    assert states[-1] is StepState.DONE
    assert set(states[1:-1]) <= {StepState.BEGUN}


def test_what_is_needed_to_publish_goes_away_as_it_is_answered() -> None:
    needed = checklist.needed_to_publish(set())
    assert "people" in {question.key for question in needed}
    assert checklist.needed_to_publish({question.key for question in needed}) == []


INTRANET, WEB, PARTNER = Planned("intranet", True), Planned("web", False), Planned("partner", False)
SCREENS = Planned("skarmar", True)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([], [Nudge.INTRANET_FIRST]),
        ([INTRANET], [Nudge.ONLY_INTERNAL, Nudge.NO_PARTNER]),
        ([WEB], [Nudge.ONLY_EXTERNAL, Nudge.NO_PARTNER]),
        ([PARTNER], [Nudge.ONLY_EXTERNAL]),
        ([INTRANET, WEB], [Nudge.NO_PARTNER]),
        ([SCREENS, WEB, PARTNER], [Nudge.INTRANET_FIRST]),
        ([INTRANET, WEB, PARTNER], []),
    ],
)
def test_a_channel_plan_is_told_what_it_may_have_forgotten(plan: list[Planned], said: list[Nudge]) -> None:
    assert nudges(plan) == said
