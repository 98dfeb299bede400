"""Asking a party to answer in its own time: choosing what, how and for how long, with the text to read first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

from resultatbank import clock
from resultatbank.data import agreements, gate, invitations, parties, rows
from resultatbank.data.invitations import Question
from resultatbank.data.models import Agreement, Appearance, Example, Party
from resultatbank.extensions import db
from resultatbank.rules.roles import Action
from resultatbank.rules.standing import lacking
from resultatbank.rules.words import INTRANET, AgreementKind, InvitationWay, Language, LegalBasis, Material, State
from resultatbank.web.access import requires, stamp
from resultatbank.web.parties.answer_forms import ALL, SOME
from resultatbank.web.parties.asking_forms import AskForm
from resultatbank.web.parties.blueprint import agreement_or_404, blueprint, party_or_404
from resultatbank.web.parties.notices import Notice, beginning_with, notice_for
from resultatbank.web.parties.words import asked_id, asked_shorter_sentence
from resultatbank.web.respond import go_to, page

# What is asked about when it isn't known where the examples are to be seen.
FEWEST_CHANNELS = frozenset({INTRANET, "web"})
_PAPER = "Frågan är sparad. Skriv ut blanketten."
_LINK = "Frågan är sparad. Visa länk och QR-kod för parten."
_MAIL = "Frågan är sparad. Skicka länken med e-post, eller visa länk och QR-kod."


@blueprint.route("/overenskommelser/fraga", methods=["GET", "POST"])
@requires(Action.REGISTER_AGREEMENT)
def ask() -> Response:
    """Ask a party, on paper or by a personal link. A renewal begins with what was answered before."""
    renewed = agreement_or_404(asked_id("fornya") or 0) if "fornya" in request.args else None
    party = renewed.party if renewed else party_or_404(asked_id("part"))
    if party.protected:
        return page("parties/ask_protected.html", party=party)
    form = _form(party, renewed)
    if request.method != "POST" or not form.validate():
        return _form_page(form, party, renewed)
    text = _text(form, party)
    if "visa" in request.form:
        return _form_page(form, party, renewed, preview=text)
    question = _question(form, text, renewed)
    warning = _warning(party, question)
    if warning and not form.confirmed.data:
        return _form_page(form, party, renewed, warning=warning)
    invitation = invitations.ask(party, question, stamp())
    can_mail = current_app.config["SETTINGS"].mail_url and party.email
    message = _PAPER if invitation.way == InvitationWay.PAPER else _MAIL if can_mail else _LINK
    return go_to("parties.invitation", message, invitation_id=invitation.id)


def _form(party: Party, renewed: Agreement | None) -> AskForm:
    appearances = parties.appearances_of(party.id)
    examples = {each.example_id: each.example for each in appearances}
    asked = asked_id("exempel")
    if asked and asked not in examples and (example := db.session.get(Example, asked)):
        examples[asked] = example
    if renewed:
        examples |= agreements.examples_by_id(each.example_id for each in renewed.covered)
    about = [examples[asked]] if asked in examples else list(examples.values())
    shown = (parties.shown_of({party.id}, asked) if asked else set()) or parties.shown_of({party.id})
    shown |= set(request.args.getlist("material")) & set(Material)
    return AskForm(
        party,
        list(examples.values()),
        gate.channels(),
        today=clock.today(),
        has_links=current_app.config["SETTINGS"].has_links,
        start=_words(appearances, asked) | _start(party, shown, renewed, about),
    )


def _words(appearances: Sequence[Appearance], asked: int | None) -> dict[str, Any]:
    """Return the very words that the example shows, for the party to read, when it is known which example is meant."""
    quotes = [each.quote for each in appearances if each.quote and asked in (each.example_id, None)]
    return {"wording": quotes[0]} if len(quotes) == 1 else {}


def _start(party: Party, shown: set[str], renewed: Agreement | None, about: Collection[Example]) -> dict[str, Any]:
    """Return what the form begins with: what the examples show, or the yeses of the record that is renewed.

    No more is asked than is needed: the channels in which the examples are, or are meant to be, and no others, and of
    these the ones where the party's answer is missing or soon ends. A new yes would take the place of a longer one.
    """
    if renewed is not None and renewed.kind == AgreementKind.GIVEN:
        yeses = [each for each in renewed.answers if each.yes]
        proof = {"language": renewed.proof.language} if renewed.proof else {}
        return {
            "basis": renewed.basis,
            "covers": ALL if renewed.covers_all else SOME,
            "examples": [each.example_id for each in renewed.covered],
            "materials": sorted({each.material for each in yeses}),
            "channels": sorted({each.channel for each in yeses}),
            **proof,
        }
    ids = [each.id for each in about]
    covers = {"covers": SOME, "examples": ids} if about else {}
    answers = gate.answers_of_parties([party.id]).get(party.id, [])
    wanted = _wanted(about)
    channels = lacking(answers, shown, wanted, ids, clock.today()) if shown else wanted
    return {"materials": sorted(shown), "channels": sorted(channels), **covers}


def _wanted(about: Collection[Example]) -> set[str]:
    """Return the channels in which examples are placed or planned, or the fewest when it isn't known.

    A published example is on the intranet, and is blocked where that is closed.
    """
    wanted = rows.channels_of([each.id for each in about]) & {each.slug for each in gate.channels()}
    if wanted and any(each.state == State.PUBLISHED for each in about):
        wanted |= {INTRANET}
    return wanted or set(FEWEST_CHANNELS)


def _text(form: AskForm, party: Party) -> Notice:
    """Return the text as the party will see it, with whom it speaks to."""
    chosen = {str(each) for each in form.chosen_examples() or ()}
    titles = [str(choice.label) for choice in form.examples.choices if str(choice.value) in chosen]
    until = current_app.config["SETTINGS"].guardian_until
    capacity = parties.who_answers_for(party, until)[0]
    answered_by = party.guardian if party.minor or party.under_13 else ""
    text = notice_for(
        party,
        LegalBasis(form.basis.data),
        Language(form.language.data),
        form.cells(),
        titles,
        form.from_day.data,
        form.until(),
        capacity=capacity,
        answered_by=answered_by,
    )
    return beginning_with(form.wording.data, text) if form.wording.data else text


def _question(form: AskForm, text: Notice, renewed: Agreement | None) -> Question:
    return Question(
        way=form.way.data,
        basis=form.basis.data,
        language=text.language,
        cells=form.cells(),
        from_day=form.from_day.data,
        until_day=form.until(),
        text=text.text,
        notice_version=text.version,
        examples=form.chosen_examples(),
        renews_id=renewed.id if renewed else None,
    )


def _warning(party: Party, question: Question) -> str:
    """Return what the person should know before the question is saved: which longer yes an answer would shorten."""
    shorter = invitations.would_shorten(party, question, stamp())
    labels = {each.slug: each.label for each in gate.channels()}
    return asked_shorter_sentence(party.name, shorter, question.until_day, labels) if shorter else ""


def _form_page(
    form: AskForm, party: Party, renewed: Agreement | None, *, preview: Notice | None = None, warning: str = ""
) -> Response:
    return page(
        "parties/ask.html",
        form=form,
        party=party,
        renewed=renewed,
        preview=preview,
        warning=warning,
        none_needed=request.method == "GET" and not renewed and not form.channels.data,
        has_links=current_app.config["SETTINGS"].has_links,
        action=request.full_path.rstrip("?"),
        status=422 if form.errors or warning else 200,
    )
