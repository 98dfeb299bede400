"""A question to a party: its state, its link, its printed form, and the signed form that comes back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, invitations, letters, regretting
from resultatbank.data.invitations import NotAsked
from resultatbank.data.models import Invitation, Party
from resultatbank.rules.calendar import day_of
from resultatbank.rules.places import place
from resultatbank.rules.plain import plain
from resultatbank.rules.roles import Action
from resultatbank.rules.words import InvitationWay, LegalBasis, LetterKind, Material
from resultatbank.web import uploads
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.asking_forms import ScanForm
from resultatbank.web.parties.blueprint import blueprint
from resultatbank.web.parties.grid import FILL
from resultatbank.web.qr import qr
from resultatbank.web.respond import answer, go_to, page

_ANSWERED = "Parten har redan svarat. Läs vad som gäller."


def invitation_or_404(invitation_id: int) -> Invitation:
    """Return the question, or answer that the page doesn't exist. Nothing can be done with one to an erased party."""
    found = invitations.invitation_by_id(invitation_id)
    return found if found is not None and found.party.erased_at is None else abort(404)


@blueprint.route("/overenskommelser/fragor/<id:invitation_id>", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def invitation(invitation_id: int) -> Response:
    """Show a question, and take the signed form when it comes back."""
    asked = invitation_or_404(invitation_id)
    form = _scan_form(asked)
    if request.method != "POST":
        return _page(asked, form)
    if asked.answered_at is not None:
        return go_to("parties.invitation", _ANSWERED, invitation_id=asked.id)
    if FILL in request.form:
        form.answers.press(request.form)
        return _page(asked, form)
    if not form.validate():
        return _page(asked, form)
    return _registered(asked, form)


def _scan_form(asked: Invitation) -> ScanForm:
    settings = current_app.config["SETTINGS"]
    return ScanForm(
        asked,
        invitations.channels_of(asked),
        today=clock.today(),
        guardian_until=settings.guardian_until,
    )


def _registered(asked: Invitation, form: ScanForm) -> Response:
    file_id = uploads.keep(form.file) or abort(400)
    try:
        record = invitations.answer_on_paper(asked, form.replies(), form.scan(file_id), stamp())
    except NotAsked:
        form.fault(form.given_on, "Frågan är stängd, eller så var perioden slut när blanketten skrevs under.")
        return _page(asked, form)
    return go_to("parties.agreement", "Svaret är sparat med blanketten som bevis.", agreement_id=record.id)


def _page(asked: Invitation, form: ScanForm, *, link: str = "") -> Response:
    settings = current_app.config["SETTINGS"]
    return page(
        "parties/invitation.html",
        parts=("parties/_grid.html",),
        asked=asked,
        form=form,
        link=link,
        qr=qr,
        state=state_of(asked),
        taken_back=regretting.taken_back(asked, clock.today()),
        basis=LegalBasis(asked.basis),
        way=InvitationWay(asked.way),
        materials=[each.label for each in Material if each in {cell.material for cell in asked.cells}],
        places=[place(each.slug, each.label) for each in invitations.channels_of(asked)],
        examples=list(agreements.examples_by_id(each.example_id for each in asked.covered).values()),
        letters=[each for each in letters.waiting_for(asked.party_id) if each.invitation_id == asked.id],
        has_links=settings.has_links,
        has_mail=bool(settings.mail_url),
        link_days=settings.link_days,
        focus=False,
        action=url_for("parties.invitation", invitation_id=asked.id),
        status=422 if form.errors else 200,
    )


@blueprint.get("/overenskommelser/fragor/<id:invitation_id>/blankett")
@requires(Action.REGISTER_AGREEMENT)
def paper(invitation_id: int) -> Response:
    """Show the form to print. Its code leads to the page where the signed form is attached, behind the log-in.

    It doesn't lead to a personal link: paper is left lying, and whoever scans it would hold the party's key.
    """
    asked = invitation_or_404(invitation_id)
    settings, cells = current_app.config["SETTINGS"], invitations.asked_cells(asked)
    return answer(
        "parties/paper.html",
        asked=asked,
        plain=plain(asked.language),
        materials=[each for each in Material if each in {material for material, _channel in cells}],
        channels=invitations.channels_of(asked),
        cells=cells,
        code=qr(settings.public_url + url_for("parties.invitation", invitation_id=asked.id)),
        contact=settings.contact,
        postal_address=settings.postal_address,
    )


@blueprint.post("/overenskommelser/fragor/<id:invitation_id>/lank")
@requires(Action.REGISTER_AGREEMENT)
def new_link(invitation_id: int) -> Response:
    """Make a new personal link and show it, this once. It is kept nowhere, and the old one ends."""
    asked = invitation_or_404(invitation_id)
    settings = current_app.config["SETTINGS"]
    if not settings.has_links or asked.closed_at is not None:
        return go_to("parties.invitation", "Det går inte att göra en länk till frågan.", invitation_id=asked.id)
    token = invitations.new_link(asked, settings.link_days, stamp())
    return _page(asked, _scan_form(asked), link=f"{settings.links_url}/svar/{token}")


@blueprint.post("/overenskommelser/fragor/<id:invitation_id>/mejla")
@requires(Action.REGISTER_AGREEMENT)
def send_link(invitation_id: int) -> Response:
    """Send the party a personal link by e-mail. The link is made as the letter is sent."""
    asked = invitation_or_404(invitation_id)
    settings = current_app.config["SETTINGS"]
    can = settings.has_links and settings.mail_url and asked.party.email and not asked.party.protected
    if not can or asked.closed_at is not None or asked.answered_at is not None:
        return go_to("parties.invitation", "Det går inte att mejla frågan.", invitation_id=asked.id)
    letters.write(LetterKind.INVITATION, asked.party, stamp(), invitation_id=asked.id)
    return go_to("parties.invitation", "Vi skickar brevet nu. Går det inte försöker vi igen.", invitation_id=asked.id)


@blueprint.post("/overenskommelser/fragor/<id:invitation_id>/stang")
@requires(Action.REGISTER_AGREEMENT)
def close(invitation_id: int) -> Response:
    """Stop asking. The link ends at once."""
    asked = invitation_or_404(invitation_id)
    invitations.close(asked, stamp())
    return go_to("parties.party", "Frågan är stängd. Länken går inte längre att använda.", party_id=asked.party_id)


def state_of(asked: Invitation) -> tuple[str, str, str]:
    """Return where a question stands: the badge's look, its icon and its words."""
    if asked.closed_at is not None:
        return "", "cross", "Stängd"
    if asked.answered_at is not None:
        return "yes", "check", "Besvarad"
    if asked.way == InvitationWay.LINK and not invitations.can_be_answered_by_link(asked, clock.now()):
        return ("soon", "clock", "Länken har slutat gälla") if asked.token_until else ("", "mail", "Inte skickad än")
    if asked.deferred_at is not None:
        return "soon", "clock", f"Vill svara senare, sade det {day_of(asked.deferred_at)}"
    return "", "clock", "Väntar på svar"


def asked_part(party: Party) -> Markup:
    """Return the part of a party's page that tells what it is being asked, and which letters wait."""
    asked: Sequence[Invitation] = invitations.invitations_of(party.id, clock.today())
    waiting = letters.waiting_for(party.id)
    return Markup(render_template("parties/_asked.html", asked=asked, waiting=waiting, party=party))  # noqa: S704  The template has escaped what it was given.


blueprint.record(lambda state: state.app.jinja_env.globals.update(asked_part=asked_part, question_state=state_of))
