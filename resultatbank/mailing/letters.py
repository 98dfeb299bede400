"""How a letter to a party reads: written from what holds as it is sent, in the party's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from resultatbank.config import Settings
from resultatbank.data import confirmations, objections, placements
from resultatbank.data.models import Agreement, Letter, Placement
from resultatbank.data.placements import Placed
from resultatbank.data.words import channel_labels
from resultatbank.mailing.messages import Text
from resultatbank.rules.calendar import day_of
from resultatbank.rules.plain import Plain, plain
from resultatbank.rules.words import Language, LetterKind, Material


def text_of(letter: Letter, settings: Settings, day: date, link: str = "") -> Text:
    """Return what a letter says on a day. The subject names nobody but the authority.

    `link` is the personal link, for a letter that asks. What asks without one says where the party can turn instead.
    """
    say = plain(_language(letter))
    own = {
        LetterKind.INVITATION: _invitation,
        LetterKind.GIVEN: _given,
        LetterKind.STOPPED: _stopped,
        LetterKind.ALL_DOWN: _all_down,
        LetterKind.DECISION: _decision,
    }[LetterKind(letter.kind)](letter, settings, say, day, link)
    subject = say(f"{letter.kind}_subject", authority=settings.authority_name)
    rights = say("rights", contact=settings.contact, dpo=settings.dpo_contact)
    farewell = f"{say('regards')}\n{settings.authority_name}"
    return Text(say.code, subject, (say("greeting"), *own, rights, farewell))


Paragraphs = Iterable[str | tuple[str, ...]]


def _language(letter: Letter) -> str:
    if letter.invitation is not None:
        return letter.invitation.language
    proof = letter.agreement.proof if letter.agreement is not None else None
    return proof.language if proof is not None else Language.SWEDISH


def _invitation(letter: Letter, settings: Settings, say: Plain, day: date, link: str) -> Paragraphs:
    yield say("invitation_1", authority=settings.authority_name)
    if link and letter.invitation is not None and letter.invitation.token_until is not None:
        yield say("invitation_2")
        yield link
        yield say("invitation_3", day=day_of(letter.invitation.token_until))


def _given(letter: Letter, settings: Settings, say: Plain, day: date, link: str) -> Paragraphs:
    record = letter.agreement
    if record is None:
        return
    reference = letter.invitation.reference if letter.invitation is not None else str(record.id)
    yield say("given_1", day=record.given_on, reference=reference)
    for key, wanted in (("given_yes", True), ("given_no", False)):
        if lines := _lines(record, say, wanted):
            yield say(key)
            yield lines
    yeses = [each.until_day for each in record.answers if each.yes]
    if yeses:
        yield say("given_until", day=max(yeses))
    yield say("given_change", contact=settings.contact)


def _stopped(letter: Letter, settings: Settings, say: Plain, day: date, link: str) -> Paragraphs:
    record = letter.agreement
    if record is None:
        return
    yield say(f"stopped_{confirmations.ending_of(record)}", day=record.given_on)
    yield _lines(record, say, wanted=False)
    lines = tuple(_coming_down(each, say, day) for each in confirmations.left(record, day))
    if lines:
        yield say("stopped_down")
        yield lines
        yield say("stopped_next")
    else:
        yield say("stopped_nothing")
    yield say("stopped_printed")


def _all_down(letter: Letter, settings: Settings, say: Plain, day: date, link: str) -> Paragraphs:
    record = letter.agreement
    if record is None:
        return
    yield say("all_down_1", day=record.given_on)
    labels, settled = channel_labels(), confirmations.settled(record)
    down = tuple(
        say("down_line", channel=_where(each, labels), day=each.settled_on)
        for each in settled
        if each.outcome == placements.DOWN
    )
    stays = tuple(
        f"{_where(each, labels)}: {each.outcome_reason}" for each in settled if each.outcome == placements.STAYS
    )
    if down:
        yield say("all_down_down")
        yield down
    if stays:
        yield say("all_down_stays")
        yield stays


def _decision(letter: Letter, settings: Settings, say: Plain, day: date, link: str) -> Paragraphs:
    record = letter.agreement
    decision = objections.decision_of(record) if record is not None else None
    if record is None or decision is None:
        return
    yield say("decision_1", day=record.given_on)
    yield say(f"decision_{decision.outcome}")
    yield say("decision_reason")
    yield decision.reason
    yield say("decision_complain")


def _coming_down(placed: Placed, say: Plain, day: date) -> str:
    """Tell until when it is to be down. A day that has passed is no promise."""
    key = "coming_down_line" if placed.due_on and placed.due_on >= day else "coming_down_late"
    return say(key, channel=_place(placed.channel, placed.placement.address), day=placed.due_on)


def _where(placement: Placement, labels: Mapping[str, str]) -> str:
    return _place(labels.get(placement.channel, placement.channel), placement.address)


def _place(channel: str, address: str) -> str:
    return f"{channel}, {address}" if address else channel


def _lines(record: Agreement, say: Plain, wanted: bool) -> tuple[str, ...]:
    """Return a line for each material that was answered so, with its channels."""
    labels = channel_labels()
    found: dict[str, set[str]] = {}
    for each in record.answers:
        if each.yes is wanted:
            found.setdefault(each.material, set()).add(each.channel)
    return tuple(
        say("everywhere", material=say.material(material), channels=_named(found[material], labels, say))
        for material in Material
        if material in found
    )


def _named(slugs: set[str], labels: Mapping[str, str], say: Plain) -> str:
    order = [*(each for each in labels if each in slugs), *sorted(slugs - labels.keys())]
    return "; ".join(say.channel(each, labels.get(each, each)) for each in order)
