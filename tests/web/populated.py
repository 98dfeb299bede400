"""One bank with something of everything in it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from resultatbank.data import collections, files, findings, imaging, inbox, invitations, letters, rows, survey
from resultatbank.data.models import (
    Agreement,
    AgreementProof,
    AgreementRequest,
    Appearance,
    Claim,
    CollectionItem,
    Example,
    FeedKey,
    Finding,
    FrozenText,
    MatomoFile,
    Package,
    Reminder,
    StoredFile,
    Term,
    Undo,
    Use,
    User,
)
from resultatbank.data.sending import Fault
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import (
    Ending,
    FindingOutcome,
    HowGiven,
    InvitationWay,
    Language,
    LegalBasis,
    LetterKind,
    Naming,
    PartyKind,
    ReminderKind,
    State,
    TermKind,
)
from tests import factories as make
from tests.pictures import tagged_jpeg

TODAY = make.NOW.date()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SEEN = "Jag låter Exempelverket använda det jag har kryssat för."
FEED_KEY = "en-pahittad-nyckel-till-kalendern"
TEXTS = {
    "message": "Små bagerier fick råd att bygga ut.",
    "why": "Fler ska våga söka stöd.",
    "wanted_result": "Tio bagerier bygger ut.",
    "result": "Tolv bagerier byggde ut.\n\nDe anställde trettio personer.",
    "challenge": "Det var långt till nytt kapital.",
    "learned": "Korta filmer gav mest.",
    "verdict": "worse",
}


@dataclass(frozen=True, slots=True)
class Bank:
    """What is in the bank: e-mail addresses by role (`everybody` has all of them), and ids by their names in paths."""

    people: dict[Role, str]
    everybody: str
    examples: dict[str, int]
    ids: dict[str, list[int]]
    rows: dict[str, int]
    kinds_of_rows: tuple[str, ...]


def fill(data_dir: Path) -> Bank:
    """Fill an empty, migrated bank, and commit. Needs an app context that may write."""
    people = _people()
    examples = _examples(people[Role.COMMUNICATOR])
    parties, agreements, proof = _parties(examples, people[Role.COMMUNICATOR], data_dir)
    made = {each: row.id for each, row in _rows(examples["open"], people[Role.REVIEWER], data_dir).items()}
    _rows(examples["expired"], people[Role.REVIEWER], data_dir)
    everybody = make.user(*Role, name="Alla Allsson", email="alla@example.se")
    key_sha256 = hashlib.sha256(FEED_KEY.encode()).hexdigest()
    late = Reminder(user_id=everybody.id, kind=ReminderKind.WEEK, period=make.NOW.date(), made_at=make.NOW)
    late.tries, late.failed_at, late.error = 2, make.NOW, Fault.REJECTED_ADDRESS
    db.session.add(late)
    decided = examples["open"]
    db.session.add(
        Undo(
            example_id=decided.id,
            by_id=everybody.id,
            at=make.NOW,
            version=decided.version,
            state=decided.state,
            responsible_id=decided.responsible_id,
        )
    )
    db.session.add(Claim(example_id=examples["open"].id, by_id=everybody.id, at=make.NOW))
    db.session.add(FeedKey(user_id=everybody.id, key_sha256=key_sha256, made_at=make.NOW))
    items = _inbox(people[Role.EMPLOYEE], examples["open"])
    db.session.add(
        Use(example_id=examples["open"].id, user_id=people[Role.EMPLOYEE].id, at=make.NOW, where_to="Ett tal")
    )
    for person in (*people.values(), everybody):
        db.session.add(Use(example_id=examples["expired"].id, user_id=person.id, at=make.NOW, where_to=""))
    asked = _asked(people[Role.COMMUNICATOR])
    answered = _survey(examples["open"], people[Role.EMPLOYEE], people[Role.COMMUNICATOR])
    make.text(examples["open"], "aim", "Så blir det, sa Amira Hittad.")
    db.session.commit()
    _settle("Amira Hittad", people[Role.COMMUNICATOR])
    gathered = _collections(people, everybody, examples)
    db.session.commit()
    pictures = db.session.scalars(select(StoredFile.id).where(StoredFile.id != proof.id)).all()
    return Bank(
        people={role: person.email for role, person in people.items()},
        everybody=everybody.email,
        examples={name: example.id for name, example in examples.items()},
        ids={
            "example_id": [example.id for example in examples.values()],
            "user_id": list(db.session.scalars(select(User.id))),
            "term_id": _one_term_of_each_kind(),
            "party_id": parties,
            "agreement_id": agreements,
            "item_id": items,
            "finding_id": _findings(examples["open"]),
            "appearance_id": _appearances(examples["open"]),
            "reminder_id": [late.id],
            "file_id": [*pictures, proof.id],
            "package_id": _pictures(),
            "matomo_file_id": list(db.session.scalars(select(MatomoFile.id))),
            "placement_id": [made["placements"], _taken_down(examples["open"], people[Role.COMMUNICATOR])],
            **asked,
            **gathered,
            **answered,
        },
        rows=made,
        kinds_of_rows=tuple(made),
    )


def _pictures() -> list[int]:
    """The packages that are pictures, the open example's first."""
    return list(db.session.scalars(select(Package.id).where(Package.creator != "").order_by(Package.id)))


def _people() -> dict[Role, User]:
    """One person for each role, and one who is locked."""
    people = {
        Role.EMPLOYEE: make.user(name="Maja Medarbetare", email="maja@example.se"),
        Role.COMMUNICATOR: make.user(Role.COMMUNICATOR, name="Kim Kommunikatör", email="kim@example.se"),
        Role.REVIEWER: make.user(Role.REVIEWER, name="Greger Granskare", email="greger@example.se"),
        Role.ADMINISTRATOR: make.user(Role.ADMINISTRATOR, name="Ada Administratör", email="ada@example.se"),
        Role.HEAD: make.user(Role.HEAD, name="Hilma Höjdare", email="hilma@example.se"),
    }
    gone = make.user(name="Love Låst", email="love@example.se")
    gone.locked_at = make.NOW
    return people


def _examples(by: User) -> dict[str, Example]:
    """An example in every state, and published ones with and without a way to be used."""
    theme, programme = _first_term(TermKind.THEME, "Energi"), _first_term(TermKind.PROGRAMME, "Påhittade fonden")
    whole: dict[str, Any] = {
        "texts": TEXTS,
        "regions": ["01", "12"],
        "terms": [theme, programme],
        "responsible": by,
        "year": 2025,
        "diary_number": "Dnr 2025/123",
    }
    examples = {
        "planned": make.example("Planerad insats för bagerier", state=State.PLANNED, naming=Naming.UNKNOWN, **whole),
        "draft": make.example("Utkast om bagerier", state=State.DRAFT, naming=Naming.UNKNOWN, benefit=""),
        "open": make.example("Bagerierna byggde ut", reviewed=True, **whole),
        "unreviewed": make.example("Snickerierna växte", **whole),
        "expired": make.example("Smedjan som växte", **whole),
        "withdrawn": make.example("Bryggeriet vid ån", **whole),
        "missing": make.example("Väveriet i skogen", naming=Naming.NAMED),
        "archived": make.example("Ett gammalt exempel", state=State.ARCHIVED, **whole),
    }
    examples["archived"].replaced_by_id = examples["open"].id
    examples["planned"].assess_from = TODAY - timedelta(days=7)
    db.session.add(
        FrozenText(
            example_id=examples["open"].id,
            question="wanted_result",
            value="Tio bagerier bygger ut.",
            frozen_at=make.NOW - timedelta(days=400),
            frozen_by_id=by.id,
        )
    )
    return examples


def _survey(example: Example, reader: User, by: User) -> dict[str, list[Any]]:
    """A line from an employee and one from outside, and the link that it came by."""
    link = survey.open_link(example, make.stamp(by))
    survey.answer(example.id, 4, "Siffrorna kom till nytta i ett tal.", make.stamp(reader))
    survey.answer_outside(example.id, 2, "Jag ville veta mer.", "0" * 64, make.stamp(None))
    db.session.flush()
    return {"link": [link.token], "answer_id": [each.id for each in survey.results(example.id).lines]}


def _first_term(kind: TermKind, label: str) -> Term:
    found = db.session.scalar(select(Term).where(Term.kind == kind.value).order_by(Term.position, Term.id).limit(1))
    return found or make.term(kind.value, label)


def _one_term_of_each_kind() -> list[int]:
    return [
        term.id
        for kind in TermKind
        for term in db.session.scalars(select(Term).where(Term.kind == kind.value).order_by(Term.id.desc()).limit(1))
    ]


def _appearances(example: Example) -> list[int]:
    return list(db.session.scalars(select(Appearance.id).where(Appearance.example_id == example.id)))


def _findings(example: Example) -> list[int]:
    return list(db.session.scalars(select(Finding.id).where(Finding.example_id == example.id)))


def _settle(text: str, by: User) -> None:
    finding = db.session.scalars(select(Finding).where(Finding.text == text)).one()
    findings.settle(finding, FindingOutcome.NO_NAME, make.stamp(by))
    db.session.commit()


def _parties(examples: dict[str, Example], by: User, data_dir: Path) -> tuple[list[int], list[int], StoredFile]:
    """Parties of each kind, and agreements that run, have ended, are withdrawn or say no."""
    bakery = make.party(
        "Påhittade Bageriet AB", kind=PartyKind.ORGANISATION, organisation_number="5560360793", email="info@example.se"
    )
    baker = make.party("Hitte Påsson", role="Bagare", email="hitte@example.se", organisation_id=bakery.id)
    young = make.party("Junior Påhittsson", minor=True, guardian="Senior Påhittsson")
    hidden = make.party("Skyddad Person", protected=True)
    smith, brewer, weaver = make.party("Smed Smedsson"), make.party("Brygd Bryggdotter"), make.party("Väv Vävsson")
    make.appearance(bakery, examples["open"], ["company_name", "figures"])
    make.appearance(baker, examples["open"], ["name", "quote"])
    make.appearance(smith, examples["expired"], ["name", "photo"])
    make.appearance(brewer, examples["withdrawn"], ["name"])
    make.appearance(weaver, examples["missing"], ["name"])
    year = {"from_day": TODAY - timedelta(days=100), "until_day": TODAY + timedelta(days=40), "by": by}
    runs = make.agreement(bakery, yes=make.everywhere("company_name", "figures"), **year)
    partly = make.agreement(
        baker,
        yes=[(material, channel) for material in ("name", "quote") for channel in ("intranet", "web")],
        no=[("name", "social")],
        covers=[examples["open"]],
        **year,
    )
    ended = make.agreement(
        smith,
        yes=make.everywhere("name", "photo"),
        by=by,
        from_day=date(2025, 1, 1),
        until_day=TODAY - timedelta(days=3),
    )
    given = make.agreement(brewer, yes=make.everywhere("name"), **year)
    taken_back = make.agreement(
        brewer, no=make.everywhere("name"), given_on=TODAY - timedelta(days=1), from_day=TODAY, withdraws=given, by=by
    )
    objected = make.agreement(
        hidden,
        no=make.everywhere("name"),
        basis=LegalBasis.PUBLIC_INTEREST,
        ending=Ending.OBJECTED,
        from_day=TODAY - timedelta(days=1),
        by=by,
    )
    proof = files.store(io.BytesIO(PDF), "påskriven blankett.pdf", "application/pdf", make.stamp(by), data_dir)
    for each in (runs, partly, ended, given, taken_back, objected):
        _prove(each, proof if each is runs else None)
    db.session.add(
        AgreementRequest(example_id=examples["missing"].id, party_id=weaver.id, asked_at=make.NOW, asked_by_id=by.id)
    )
    db.session.flush()
    parties = [each.id for each in (bakery, baker, young, hidden, smith, brewer, weaver)]
    return parties, [each.id for each in (runs, partly, ended, given, taken_back, objected)], proof


def _prove(agreement: Agreement, file: StoredFile | None) -> None:
    how = HowGiven.PAPER if file else HowGiven.ORAL
    db.session.add(
        AgreementProof(
            agreement_id=agreement.id,
            how=how,
            note="Sade ja i telefon.",
            received_by="Kim Kommunikatör",
            text=SEEN,
            text_sha256=hashlib.sha256(SEEN.encode()).hexdigest(),
            file_id=file.id if file else None,
        )
    )


def _asked(by: User) -> dict[str, list[Any]]:
    """A person who is asked on paper and by links, has answered one of them, and waits for a letter; and a company."""
    stamp, person = make.stamp(by), make.party("Lina Länkdotter", email="lina@example.se")
    company = make.party("Frågade Påhittet AB", kind=PartyKind.ORGANISATION)
    asked = [
        make.asked(person, by, way=InvitationWay.PAPER),
        *(make.asked(each, by, language=language) for each in (person, company) for language in Language),
    ]
    answered = make.asked(person, by)
    tokens = [invitations.new_link(each, 30, stamp) for each in (*asked[1:], answered)]
    replies = dict.fromkeys(invitations.asked_cells(answered), True)
    record = invitations.answer(answered, replies, invitations.Answerer(), make.stamp(None))
    letter = letters.write(LetterKind.GIVEN, person, stamp, agreement_id=record.id, invitation_id=answered.id)
    return {
        "invitation_id": [each.id for each in (*asked, answered)],
        "letter_id": [letter.id],
        "token": [tokens[-1], *tokens[:-1]],
    }


def _rows(of: Example, by: User, data_dir: Path) -> dict[str, Any]:
    """One row of each kind, and two sources so that they can be moved. Returns one row by the key of its question."""
    stamp = make.stamp(by)
    picture = files.store(io.BytesIO(PDF), f"bild {of.id}.pdf", "application/pdf", stamp, data_dir)
    group, form = _first_term(TermKind.TARGET_GROUP, "Små företag"), _first_term(TermKind.FORMAT, "Artikel")
    source = rows.add_row(of.id, "sources", {"title": "En påhittad rapport", "diary_number": "Dnr 7"}, stamp)
    rows.add_row(of.id, "sources", {"title": "En påhittad webbplats", "link": "https://www.example.se"}, stamp)
    values: dict[str, dict[str, Any]] = {
        "target_groups": {"term_id": group.id, "interest": "Hur andra gjorde."},
        "indicators": {
            "name": "Nya jobb",
            "unit": "jobb",
            "baseline": Decimal(2),
            "target": Decimal("10.5"),
            "source_id": source.id,
            "responsible_id": by.id,
            "due_on": TODAY - timedelta(days=10),
        },
        "packages": {
            "format_id": form.id,
            "title": "Artikeln",
            "file_id": picture.id,
            "alt_text": "En ugn, säger Karin Provberg.",
            "captions": "Ring 070-174 06 05.",
        },
        "channel_plan": {"channel": "web", "planned_on": TODAY, "responsible_id": by.id},
        "placements": {
            "channel": "web",
            "address": f"https://www.example.se/bageri/{of.id}",
            "from_day": TODAY - timedelta(days=60),
            "responsible_id": by.id,
        },
    }
    drawn = imaging.draw_anew(io.BytesIO(tagged_jpeg()), "image/jpeg")
    photo = files.store_picture(drawn, f"ugn {of.id}.jpg", "image/jpeg", stamp, data_dir)
    of_oven = {"title": "Ugnen", "file_id": photo.id, "alt_text": "En ugn.", "creator": "Bo Bildsson", "seen": "Publik"}
    rows.add_row(of.id, "packages", of_oven, stamp)
    made = {"sources": source} | {kind: rows.add_row(of.id, kind, each, stamp) for kind, each in values.items()}
    numbers = {"placement_id": made["placements"].id, "measured_on": TODAY, "reached": 1200, "cost": Decimal(5000)}
    value = {"indicator_id": made["indicators"].id, "value": Decimal(4), "measured_on": TODAY - timedelta(days=400)}
    made["measurements"] = rows.add_row(of.id, "measurements", {**value, "source_id": source.id}, stamp)
    made["follow_ups"] = rows.add_row(of.id, "follow_ups", numbers | {"matomo_file_id": _matomo_file(by)}, stamp)
    return made


def _matomo_file(by: User) -> int:
    """A file from Matomo that was taken in."""
    days = {"first_day": TODAY - timedelta(days=30), "last_day": TODAY, "taken_at": make.NOW, "taken_by_id": by.id}
    db.session.add(file := MatomoFile(sha256="0" * 64, counted="pages", **days))
    db.session.flush()
    return file.id


def _taken_down(of: Example, by: User) -> int:
    """A placement that is settled, so that it can be taken up again."""
    values = {"channel": "press", "address": "Påhittade Posten", "from_day": TODAY - timedelta(days=50)}
    place = rows.add_row(of.id, "placements", {**values, "responsible_id": by.id}, make.stamp(by))
    place.outcome, place.settled_on, place.settled_by_id = "down", TODAY - timedelta(days=20), by.id
    db.session.commit()
    return int(place.id)


def _collections(people: dict[Role, User], everybody: User, examples: dict[str, Example]) -> dict[str, list[Any]]:
    """A collection of each person, shared and in the list, with an example and one that has stopped being allowed."""
    made, items = [], []
    for person in (*people.values(), everybody):
        stamp = make.stamp(person)
        each = collections.make(f"Tal av {person.id}", stamp)
        collections.share(each, True, stamp)
        collections.add(each, examples["open"], stamp)
        gone = {"example_id": examples["expired"].id, "note": "Den bästa.", "added_at": make.NOW}
        db.session.add(CollectionItem(collection_id=each.id, position=2, **gone))
        db.session.flush()
        made.append(each)
        items.append(
            db.session.scalars(select(CollectionItem.id).where(CollectionItem.collection_id == each.id)).first()
        )
    return {
        "collection_id": [each.id for each in made],
        "place_id": items,
        "share": [each.share_token for each in made],
    }


def _inbox(sender: User, about: Example) -> list[int]:
    """An item of each kind, and one that is settled."""
    stamp = make.stamp(sender)
    items = [
        inbox.send("tip", "Bageriet fick el över", stamp, read_more="https://www.example.se/el"),
        inbox.send("help", "Hur hittar jag en bild?", stamp, example=about),
        inbox.send("fault", "Länken leder ingenstans.", stamp, example=about),
        inbox.send("tip", "Smeden fick ett pris", stamp),
    ]
    inbox.settle(items[-1], "declined", "Tack, men vi berättade om det i våras.", stamp)
    db.session.flush()
    return [item.id for item in items]


@pytest.fixture
def bank(app: Flask, within: Flask, tmp_path: Path) -> Bank:
    """A bank with something of everything."""
    return fill(tmp_path)
