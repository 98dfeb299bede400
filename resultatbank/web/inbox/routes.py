"""Sending to the inbox, and settling what is in it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import gate, inbox, letters, objections, regretting
from resultatbank.data.models import Example, InboxItem
from resultatbank.extensions import db
from resultatbank.rules import checklist
from resultatbank.rules.roles import Action
from resultatbank.rules.words import State
from resultatbank.web.access import allowed, requires, stamp
from resultatbank.web.forms import optional_id
from resultatbank.web.inbox.forms import DECLINED, AnswerForm, FurtherForm, HelpForm, OneLineForm, TipForm
from resultatbank.web.respond import go_to, page

blueprint = Blueprint("inbox", __name__)
_LATELY = timedelta(days=14)
HELP_IS_ASKED = "Din fråga ligger i kommunikatörernas inkorg."


@blueprint.get("/tipsa")
@requires(Action.SEND_TIP)
def tip() -> Response:
    """Show the two fields."""
    return page("inbox/tip.html", form=TipForm())


@blueprint.post("/tipsa")
@requires(Action.SEND_TIP)
def tip_send() -> Response:
    """Send a tip."""
    form = TipForm()
    if not form.validate():
        return page("inbox/tip.html", form=form, status=422)
    inbox.send("tip", form.what.data, stamp(), read_more=form.read_more.data or "")
    return go_to("inbox.tip", "Tack för tipset. En kommunikatör läser det, och du ser svaret under Mina exempel.")


def readable_or_404(example_id: int) -> Example:
    """Return the example if the person who is asking may read it, or answer that the page doesn't exist."""
    example = db.session.get(Example, example_id)
    if example is None:
        abort(404)
    if not allowed(Action.SEE_UNPUBLISHED) and not gate.is_visible(example_id, clock.today()):
        abort(404)
    return example


@blueprint.route("/exempel/<id:example_id>/fel", methods=["GET", "POST"])
@requires(Action.SEND_TIP)
def fault(example_id: int) -> Response:
    """Say that something in an example isn't right."""
    example, form = readable_or_404(example_id), OneLineForm()
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return page("inbox/fault.html", example=example, form=form, status=status)
    inbox.send("fault", form.text.data, stamp(), example=example)
    return go_to("bank.example", "Tack. En kommunikatör tittar på det.", example_id=example.id)


@blueprint.route("/exempel/<id:example_id>/hjalp", methods=["GET", "POST"])
@requires(Action.SEND_TIP)
def help(example_id: int) -> Response:
    """Ask a communicator for help with an example, perhaps with one of its steps, which the request then begins with.

    Its page offers it to whoever answers for it and is none, and each step to those who work with it.
    """
    example, form = readable_or_404(example_id), HelpForm()
    step = checklist.step_numbered(optional_id(request.args.get("steg")) or 0)
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return page("inbox/help.html", example=example, form=form, step=step, status=status)
    text = f"Steg {step.number}, {step.name}: {form.text.data}" if step else form.text.data
    inbox.send("help", text, stamp(), example=example, wanted_by=form.wanted_by.data)
    if step and allowed(Action.EDIT_EXAMPLE):
        return go_to("examples.step", HELP_IS_ASKED, example_id=example.id, number=step.number)
    return go_to("bank.example", HELP_IS_ASKED, example_id=example.id)


@blueprint.get("/inkorg")
@requires(Action.HANDLE_INBOX)
def items() -> Response:
    """Show what waits: messages, objections, letters. Then what parties have said by themselves, and what is done."""
    waiting = inbox.open_items()
    return page(
        "inbox/items.html",
        waiting=waiting,
        mended=inbox.mended(waiting, clock.today()),
        objections=objections.undecided_of_all(),
        letters=letters.to_hand_over(bool(current_app.config["SETTINGS"].mail_url)),
        said=regretting.lately_by_link(clock.now() - _LATELY),
        settled=inbox.settled_items(),
    )


def item_or_404(item_id: int) -> InboxItem:
    """Return the item, or answer that the page doesn't exist."""
    return inbox.item_by_id(item_id) or abort(404)


@blueprint.get("/inkorg/<id:item_id>")
@requires(Action.HANDLE_INBOX)
def item(item_id: int) -> Response:
    """Show one item."""
    found = item_or_404(item_id)
    return _show(found, AnswerForm(None, data={"version": found.version}))


def _show(item: InboxItem, form: AnswerForm, status: int = 200) -> Response:
    """Show an item with a form. Where somebody has answered it meanwhile, what was typed is shown to be copied."""
    return page(
        "inbox/item.html",
        item=item,
        form=form,
        too_late=status != 200 and item.outcome != inbox.OPEN,
        mended=inbox.mended([item], clock.today()).get(item.id),
        asked_for=inbox.asked_for([item]).get(item.id),
        status=status,
    )


@blueprint.post("/inkorg/<id:item_id>")
@requires(Action.HANDLE_INBOX)
def item_settle(item_id: int) -> Response:
    """Settle an item with an answer."""
    found, form = item_or_404(item_id), AnswerForm()
    if form.validate() and form.outcome.data == DECLINED and not form.reply.data:
        form.fault(form.reply, "Skriv varför vi inte går vidare, så att den som tipsade förstår.")
    if form.errors or found.outcome != inbox.OPEN:
        return _show(found, form, 422)
    inbox.settle(found, form.outcome.data, form.reply.data or "", stamp())
    return go_to("inbox.items", "Svaret är skickat.")


@blueprint.post("/inkorg/<id:item_id>/exempel/<any(draft, planned):state>")
@requires(Action.EDIT_EXAMPLE)
def item_becomes(item_id: int, state: str) -> Response:
    """Make a tip a draft or a planned result. The reply goes along to the one who tipped."""
    found, form = item_or_404(item_id), FurtherForm()
    if not form.validate() or found.outcome != inbox.OPEN:
        return _show(found, form, 422)
    example = inbox.make_example(found, State(state), form.reply.data or "", stamp())
    said = "Tipset är nu ett exempel, och svaret är skickat." if found.reply else "Tipset är nu ett exempel."
    return go_to("examples.step", f"{said} Fortsätt här.", example_id=example.id, number=1)
