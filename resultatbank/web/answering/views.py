"""The pages of a personal link. Each address says only the link's own token, and nobody is named in it."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, get_flashed_messages, redirect, request, url_for
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import invitations, letters, regretting
from resultatbank.data.events import Stamp
from resultatbank.data.invitations import AlreadyAnswered, Answerer, NotAsked
from resultatbank.data.models import Invitation
from resultatbank.data.regretting import Beside, Said
from resultatbank.rules.calendar import day_of
from resultatbank.rules.plain import plain
from resultatbank.rules.words import LegalBasis, LetterKind
from resultatbank.web.access import public
from resultatbank.web.answering import reply, showing
from resultatbank.web.answering.blueprint import blueprint, invitation_or_404
from resultatbank.web.respond import answer as respond

GOOD, WARNING = "svar", "svar-varning"
# How much a party takes back: all that it has allowed in any way, what it answered on this page, or else what it ticks.
ALL, THIS = "allt", "svaret"


@blueprint.get("/<token>")
@public
def show(token: str) -> Response:
    """Show the question, or what was answered and what holds of it."""
    invitation = invitation_or_404(token)
    if invitation.answered_at is not None:
        return _answered_page(invitation, token)
    if _holds_no_more(invitation):
        return _respond("answering/stopped.html", invitation, token)
    return _question_page(invitation, token, reply.empty(invitation, _guardian_until()))


@blueprint.post("/<token>")
@public
def answer(token: str) -> Response:
    """Take the answer, or the wish to answer later."""
    invitation, stamp = invitation_or_404(token, to_change=True), Stamp(None, clock.now())
    try:
        if reply.LATER in request.form:
            invitations.defer(invitation, stamp)
            return _back(token, "kept_later")
        given = reply.read(request.form, invitation, _guardian_until())
        if given.faults and invitation.answered_at is None and not _holds_no_more(invitation):
            return _question_page(invitation, token, given)
        record = invitations.answer(invitation, given.replies(), given.answerer(), stamp)
    except AlreadyAnswered:
        return _back(token, "already", WARNING)
    except NotAsked:
        return _respond("answering/stopped.html", invitation, token, status=409)
    _send_receipt(invitation, record.id, stamp)
    return _back(token, "thanks")


@blueprint.get("/<token>/angra")
@public
def regret(token: str) -> Response:
    """Tell what happens when a yes is taken back, and ask once."""
    invitation = invitation_or_404(token)
    if not (_yeses(invitation) or _beside(invitation)):
        return _back(token)
    return _regret_page(invitation, token)


@blueprint.post("/<token>/angra")
@public
def take_back(token: str) -> Response:
    """Take back every yes that the party has given, what it answered here, or what is ticked. It holds at once."""
    invitation, stamp = invitation_or_404(token, to_change=True), Stamp(None, clock.now())
    yeses, what = _yeses(invitation), request.form.get("vad")
    if not (yeses or _beside(invitation)):
        return _back(token, "nothing_left", WARNING)
    if what == ALL:
        regretting.withdraw_everything(invitation, _answerer(invitation), stamp)
        return _back(token, "done")
    chosen = yeses if what == THIS else [each for each in reply.picked(request.form, invitation) if each in yeses]
    if not chosen:
        return _regret_page(invitation, token, fault="pick_needed")
    regretting.withdraw(invitation, chosen, _answerer(invitation), stamp)
    return _back(token, "done")


def _answerer(invitation: Invitation) -> Answerer:
    proof = invitation.agreement.proof if invitation.agreement else None
    return Answerer(proof.capacity) if proof else Answerer()


def _beside(invitation: Invitation) -> list[Beside]:
    return regretting.beside(invitation, Stamp(None, clock.now()))


def _holds_no_more(invitation: Invitation) -> bool:
    return invitation.party.protected or invitation.until_day < clock.today()


def _guardian_until() -> int:
    until: int = current_app.config["SETTINGS"].guardian_until
    return until


def _yeses(invitation: Invitation) -> list[tuple[str, str]]:
    holds = regretting.what_holds(invitation, clock.today())
    return [cell for cell, said in holds.items() if said is Said.YES]


def _send_receipt(invitation: Invitation, agreement_id: int, stamp: Stamp) -> None:
    """Send the party the receipt, if it has e-mail. One without has read it on the page."""
    if invitation.party.email and current_app.config["SETTINGS"].mail_url:
        party, asked = invitation.party, invitation.id
        letters.write(LetterKind.GIVEN, party, stamp, agreement_id=agreement_id, invitation_id=asked)


def _back(token: str, said: str = "", look: str = GOOD) -> Response:
    if said:
        flash(said, look)
    return redirect(url_for("answering.show", token=token), 303)


# ------------------------------------------------------------------------------------------------------------- pages


def _question_page(invitation: Invitation, token: str, given: reply.Reply) -> Response:
    say, stamp = plain(invitation.language), Stamp(None, clock.now())
    return _respond(
        "answering/question.html",
        invitation,
        token,
        status=422 if given.faults else 200,
        given=given,
        lines=showing.asked(invitation, say, invitations.asked_cells(invitation)),
        titles=showing.titles(invitation),
        shorter=showing.shorter(invitation, say, stamp),
        other_yes_stands=regretting.stands_after_no(invitation, stamp),
        capacities=reply.capacities(invitation, _guardian_until()),
        link_until=day_of(invitation.token_until) if invitation.token_until else None,
    )


def _answered_page(invitation: Invitation, token: str) -> Response:
    say, today = plain(invitation.language), clock.today()
    holds = regretting.what_holds(invitation, today)
    endings = regretting.endings_since(invitation)
    return _respond(
        "answering/answered.html",
        invitation,
        token,
        holds=holds,
        Said=Said,
        lines=showing.asked(invitation, say, holds),
        titles=showing.titles(invitation),
        endings=showing.ended(invitation, endings, say),
        coming_down=showing.coming_down(endings, today),
        others=showing.others(_beside(invitation), say),
    )


def _regret_page(invitation: Invitation, token: str, *, fault: str = "") -> Response:
    say, beside = plain(invitation.language), _beside(invitation)
    lines = showing.asked(invitation, say, _yeses(invitation))
    bases = {each.record.basis for each in beside} | ({invitation.basis} if lines else set())
    return _respond(
        "answering/regret.html",
        invitation,
        token,
        status=422 if fault else 200,
        lines=lines,
        others=showing.others(beside, say),
        bases=[each for each in LegalBasis if each in bases],
        fault=fault,
    )


def _respond(template: str, invitation: Invitation, token: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a page in the language of the question."""
    return respond(
        template,
        status=status,
        invitation=invitation,
        party=invitation.party,
        plain=plain(invitation.language),
        about_the_reader=showing.is_about_the_reader(invitation),
        settings=current_app.config["SETTINGS"],
        name_of=reply.name_of,
        token=token,
        said=get_flashed_messages(with_categories=True, category_filter=[GOOD, WARNING]),
        **values,
    )
