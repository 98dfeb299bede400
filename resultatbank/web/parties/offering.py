"""What the form of an answer offers about examples: those the party is in, their projects, and those looked for.

Also what its page can do besides saving: fill the grid, look for examples and show the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import request
from werkzeug.wrappers import Response

from resultatbank.data import agreements, examples, gate, parties
from resultatbank.data.agreements import Given
from resultatbank.data.models import Appearance, Party
from resultatbank.web.access import stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.parties.answer_forms import SOME, AgreementForm, Offer
from resultatbank.web.parties.grid import FILL
from resultatbank.web.respond import aimed_at, answer, wants_part

# What the page's buttons are called, besides the one that saves: choose a party, search, fill the grid, show the text.
CHOOSE, SEARCH, FIND, TEXT = "valj", "sok", "sok-exempel", "visa"
STEPS = (CHOOSE, SEARCH, FILL, FIND, TEXT)


def offer(appearances: Sequence[Appearance], covered: Iterable[int] = (), asked_id: int | None = None) -> Offer:
    """Return what to offer: where a party is, what an old record covered, what was asked for and what is ticked."""
    ticked = [number for each in request.form.getlist("examples") if (number := optional_id(each))]
    wanted = {*covered, *ticked, *([asked_id] if asked_id else [])}
    words = _words()
    here = {each.example_id: each.example for each in appearances}
    every = here | agreements.examples_by_id(wanted - here.keys())
    return Offer(
        examples=list(every.values()),
        asked=every.get(asked_id) if asked_id else None,
        absent=frozenset(every.keys() - here.keys()),
        projects=examples.examples_of_projects(each.diary_number for each in every.values()),
        shown=frozenset(parties.shown_of({each.party_id for each in appearances})),
        channels=gate.channels(),
        found=examples.examples_matching(words) if words else [] if FIND in request.form else None,
        searched=words,
    )


def put_in(form: AgreementForm, given: Given, everyone: Sequence[Party]) -> None:
    """Put those who answered in the chosen examples, if that is ticked: each shows what the answer is about.

    A no is about something that is shown there too, so that it shuts what it is about.
    """
    materials = {material for material, _channel in given.replies}
    for example in agreements.examples_by_id(form.to_appear_in()).values():
        parties.add_all_missing(example, everyone, materials, stamp())


def asks_for_step() -> bool:
    """Tell whether the form is sent for something else than to be saved."""
    return any(step in request.form for step in STEPS) or searches()


def searches() -> bool:
    """Tell whether examples are looked for now, with the button or since the form was sent with new words."""
    return FIND in request.form or searches_first()


def searches_first() -> bool:
    """Tell whether the form is to be saved with words that nobody has searched for yet.

    Whoever presses Enter in that field, or saves with words left in it, wants to see what they find.
    """
    typed = _typed("find")
    saves = request.method == "POST" and not any(step in request.form for step in STEPS)
    return saves and request.form.get("covers") == SOME and bool(typed) and typed != _typed("searched")


def take_step(form: AgreementForm) -> None:
    """Do what was asked for, and say what is missing for it."""
    if "appears_shown" not in request.form:
        # An empty box isn't sent: only one that was shown can have been unticked.
        form.appears.data = True
    if FILL in request.form:
        form.answers.press(request.form)
    elif TEXT in request.form:
        form.knows_examples()
    elif searches():
        form.find.validate(form)


def choice_of_examples(form: AgreementForm, action: str) -> Response | None:
    """Return the choice of examples with what is wrong in it, for htmx when that is why the text can't be shown."""
    if not form.errors or TEXT not in request.form or not wants_part():
        return None
    return aimed_at(answer("parties/_which.html", form=form, action=action, alone=True, status=422), "which")


def _words() -> str:
    """Return what examples are looked for by: the words sent to be searched for, or those of the search before."""
    return _typed("find" if searches() else "searched")


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()
