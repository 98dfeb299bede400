"""What is one's own: examples to answer for, what one has copied, and the tips one has given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import examples, figures, gate, inbox, packages, publishing, taken, texts, uses, waiting
from resultatbank.data.figures import Waited
from resultatbank.data.models import Example, Package
from resultatbank.data.publishing import Missing
from resultatbank.data.waiting import Waiting
from resultatbank.rules import checklist
from resultatbank.rules.checklist import Progress
from resultatbank.rules.roles import Action
from resultatbank.rules.words import State
from resultatbank.web.access import allowed, current_user, requires, stamp
from resultatbank.web.examples import blueprint
from resultatbank.web.forms import optional_id
from resultatbank.web.respond import go_to, page

MOST = 50
# So many examples are shown until one asks for the rest, and of each so many times that it was taken out.
MOST_TAKEN, MOST_TAKES = 20, 4
_MOST_ENDED = 200
# A licence that ends matters as long as the example isn't put away.
_SPREAD = (State.DRAFT, State.PLANNED, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Own:
    """An example that one answers for, how far its steps have come, and what is missing before publishing.

    `licences` are the packages whose licences have ended or soon will, `figures` those that should be there by now.
    `waiting` is what else waits for a person, and None when nothing does.
    """

    example: Example
    steps: list[Progress]
    missing: list[Missing]
    licences: list[Package]
    figures: list[Waited]
    waiting: Waiting | None


@blueprint.get("/mina")
@requires(Action.BE_LOGGED_IN)
def mine() -> Response:
    """Show what is one's own."""
    user, day = current_user(), clock.today()
    everything = uses.uses_of(user.id, day)
    sent, errands = inbox.items_of(user.id), figures.to_bring(user.id)
    going_on = taken.by_example([each for each in everything if not each.must_stop], user.id, day)
    return page(
        "examples/mine.html",
        groups=_groups(user.id) if allowed(Action.SEE_UNPUBLISHED) else [],
        answered_for=[] if allowed(Action.SEE_UNPUBLISHED) else _readable(user.id, day),
        must_stop=taken.by_example([each for each in everything if each.must_stop], user.id, day),
        going_on=going_on if request.args.get("visa") == "alla" else going_on[:MOST_TAKEN],
        taken=len(going_on),
        most_takes=MOST_TAKES,
        errands=errands,
        sent=sent,
        sent_readable=inbox.readable(sent, day, allowed(Action.SEE_UNPUBLISHED)),
        most=MOST,
    )


@blueprint.post("/mina/slutat-anvanda")
@requires(Action.USE_EXAMPLE)
def end_use() -> Response:
    """Write down that one has stopped using what one took out, and go back to where one was told of it."""
    ids = [optional_id(each) for each in request.form.getlist("use_id")[:_MOST_ENDED]]
    ended = [each for each in ids if each is not None and uses.end_use(each, stamp())]
    back = "bank.start" if request.form.get("from") == "start" else "examples.mine"
    return go_to(back, "Tack, det är antecknat." if ended else "Vi hittar inte det du har tagit ut. Se listan nedan.")


def _readable(user_id: int, day: date) -> list[Example]:
    """Return what a person answers for and may read as everybody may: the published examples that are shown."""
    found = examples.answered_for_by(user_id, State.PUBLISHED, MOST)
    shown = gate.visible_among([each.id for each in found], day)
    return [each for each in found if each.id in shown]


def _groups(user_id: int) -> list[tuple[State, list[Own]]]:
    """Return the examples that a person answers for, by state, those to work with first."""
    order = (State.DRAFT, State.PLANNED, State.PUBLISHED, State.ARCHIVED)
    found = {state: examples.answered_for_by(user_id, state, MOST) for state in order}
    everything = [example for group in found.values() for example in group]
    day = clock.today()
    done, missing = texts.answered_in(everything), publishing.missing_in(found[State.DRAFT], day)
    shown = [example.id for state in _SPREAD for example in found[state]]
    licences, late = packages.ending_licences(shown, day), figures.late_in(shown, day)
    waits = waiting.waiting_in(everything, day)
    owned = {
        each.id: Own(
            each,
            [checklist.progress(step, done[each.id]) for step in checklist.STEPS],
            missing.get(each.id, []),
            licences.get(each.id, []),
            late.get(each.id, []),
            waits.get(each.id),
        )
        for each in everything
    }
    return [(state, [owned[each.id] for each in group]) for state, group in found.items() if group]
