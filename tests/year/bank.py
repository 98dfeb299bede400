"""The bank on the year's first morning: 2,000 examples and 1,500 agreements, of which many end during the year."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert, select

from resultatbank.data import derive, files, imaging, stances
from resultatbank.data.events import Stamp, log
from resultatbank.data.models import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    Appearance,
    AppearanceMaterial,
    Example,
    ExampleRegion,
    ExampleText,
    Package,
    Party,
    Placement,
    Review,
    Term,
    User,
)
from resultatbank.data.proofs import digests_of
from resultatbank.extensions import db
from resultatbank.rules.roles import Role
from resultatbank.rules.words import AgreementEvent, AgreementKind, LegalBasis, Naming, PartyKind, State
from tests import factories as make
from tests.pictures import tagged_jpeg
from tests.year.ledger import CHANNELS, NEVER, Cell, Ledger

EXAMPLES, PARTIES, AGREEMENTS = 2_000, 1_400, 1_500
# The examples after these name nobody.
NAMED = 1_500
WITH_FILE, WITH_PLACEMENT = 40, 700
REGIONS = ("01", "03", "04", "05", "12", "14", "20", "25")
MATERIALS = ("name", "photo", "quote")
_SYLLABLES = "bcdfghjklm"


@dataclass
class Bank:
    """The people, and the ids of what there is. `files`, and packages that are `pictures`, are by example."""

    ledger: Ledger
    reviewers: list[User]
    communicator: User
    employee: User
    themes: list[int]
    files: dict[int, int] = field(default_factory=dict)
    pictures: dict[int, int] = field(default_factory=dict)
    regions: dict[int, int] = field(default_factory=dict)
    theme_of: dict[int, int] = field(default_factory=dict)


def word_of(example: int) -> str:
    """Return the word that stands in every text of an example, and in no other's."""
    return "".join(f"{_SYLLABLES[int(digit)]}a" for digit in f"{example:04}") + "verk"


def cells(channels: tuple[str, ...] = CHANNELS, materials: tuple[str, ...] = MATERIALS) -> list[Cell]:
    """Return each of some materials in each of some channels."""
    return [(material, channel) for material in materials for channel in channels]


def build(start: datetime, data_dir: Path, dice: Random) -> Bank:
    """Fill an empty database, and the ledger beside it."""
    themes = [make.term("theme", f"Tema {number}") for number in range(6)]
    bank = Bank(
        ledger=Ledger(),
        reviewers=[make.user(Role.REVIEWER, at=start) for _ in range(3)],
        communicator=make.user(Role.COMMUNICATOR, at=start),
        employee=make.user(at=start),
        themes=[term.id for term in themes],
    )
    _examples(bank, themes, start, dice)
    _parties(bank, start, dice)
    _agreements(bank, start, dice)
    _placements(bank, start.date(), dice)
    _files(bank, start, data_dir)
    db.session.commit()
    assert derive.verify() == []
    bank.ledger.touched.clear()
    return bank


def _examples(bank: Bank, themes: list[Term], start: datetime, dice: Random) -> None:
    made, owners = [], [*bank.reviewers, bank.communicator]
    for number in range(1, EXAMPLES + 1):
        state = dice.choices([State.PUBLISHED, State.DRAFT, State.ARCHIVED], [90, 5, 5])[0]
        theme = dice.choice(themes)
        region = dice.choice(REGIONS)
        made.append(
            Example(
                id=number,
                title=f"Exempel {word_of(number)}",
                benefit=f"Fler fick arbete tack vare {word_of(number)}",
                state=state,
                naming=Naming.NAMED if number <= NAMED else Naming.NONE,
                naming_at=start,
                created_at=start,
                published_at=None if state == State.DRAFT else start - timedelta(days=400),
                archived_at=start if state == State.ARCHIVED else None,
                responsible_id=dice.choice(owners).id,
                year=2026,
                terms=[theme],
                regions=[ExampleRegion(code=region)],
            )
        )
        bank.ledger.state[number] = str(state)
        bank.theme_of[number], bank.regions[number] = theme.id, int(region)
    db.session.add_all(made)
    db.session.flush()
    _past_the_ids("example")
    for example in made:
        if example.state == State.ARCHIVED and dice.random() < 0.5:
            example.replaced_by_id = dice.randint(1, EXAMPLES)
            bank.ledger.replaced_by[example.id] = example.replaced_by_id
        text = f"Så gick det till med {word_of(example.id)} i länet."
        db.session.add(ExampleText(example_id=example.id, question="result", value=text, changed_at=start))
        if dice.random() < 0.95:
            at = start - timedelta(days=dice.randint(1, 360))
            by = dice.choice(bank.reviewers).id
            answers = {"figures_right": True, "people_agree": True, "links_work": True, "still_good": True}
            db.session.add(Review(example_id=example.id, at=at, by_id=by, **answers))


def _past_the_ids(table: str) -> None:
    """Let PostgreSQL number what comes after the rows that were given their ids."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")


def _parties(bank: Bank, start: datetime, dice: Random) -> None:
    parties = [
        Party(kind=PartyKind.PERSON, name=f"Hitte Påsson {n}", email=f"part{n}@example.se", created_at=start)
        for n in range(1, PARTIES + 1)
    ]
    db.session.add_all(parties)
    db.session.flush()
    for example in range(1, NAMED + 1):
        inside = {parties[example % PARTIES].id}
        if dice.random() < 0.1:
            inside.add(dice.choice(parties).id)
        for party in inside:
            materials = dice.choice([("name",), ("name", "photo"), ("name", "quote")])
            appearance = Appearance(example_id=example, party_id=party, created_at=start)
            appearance.materials = [AppearanceMaterial(material=each) for each in materials]
            db.session.add(appearance)
            bank.ledger.show(party, example, materials)
    db.session.flush()


def _agreements(bank: Bank, start: datetime, dice: Random) -> None:
    """Give each party an agreement from the last year. The first hundred have given one before that, too."""
    ids = list(db.session.scalars(select(Party.id).order_by(Party.id)))
    for number, party in enumerate([*ids[: AGREEMENTS - PARTIES], *ids], 1):
        known = start - timedelta(days=300 if number <= AGREEMENTS - PARTIES else 200)
        bank.ledger.say(
            party,
            number,
            cells(dice.choices([CHANNELS, CHANNELS[:2], ("intranet",), CHANNELS[1:]], [80, 10, 5, 5])[0]),
            yes=True,
            first=known.date(),
            last=_last_day(start.date(), known.date(), dice),
            examples=bank.ledger.examples_of(party) if dice.random() < 0.1 else None,
        )
    _write_down(bank, start)
    db.session.flush()
    _past_the_ids("agreement")
    derive.rebuild()
    stances.rebuild()


def _write_down(bank: Bank, start: datetime) -> None:
    """Write down all that the ledger holds, as records that were made when they were given."""
    agreements, answers, covered = [], [], []
    for party, words in bank.ledger.said.items():
        for said in words:
            known = start - (start.date() - said.first)
            record = {"id": said.record, "party_id": party, "kind": AgreementKind.GIVEN, "basis": LegalBasis.CONSENT}
            record |= {"given_on": said.first, "recorded_at": known, "recorded_by_id": bank.communicator.id}
            agreements.append(record | {"covers_all": said.examples is None, "ending": ""})
            covered += [{"agreement_id": said.record, "example_id": each} for each in said.examples or ()]
            period = {"from_day": said.first, "until_day": said.last, "given_at": known}
            answers += [
                {"agreement_id": said.record, "material": material, "channel": channel, "yes": True} | period
                for material, channel in said.cells
            ]
    for table, rows in ((Agreement, agreements), (AgreementExample, covered), (AgreementAnswer, answers)):
        db.session.execute(insert(table), rows)
    digests = digests_of([each["id"] for each in agreements])
    for each in agreements:
        stamp = Stamp(bank.communicator.id, each["recorded_at"])
        log(stamp, AgreementEvent.GIVEN, "agreement", each["id"], fields=digests[each["id"]].fields)


def _last_day(today: date, first: date, dice: Random) -> date:
    """Return an agreement's last day: most often some day of the year to come, else after it, before it or never."""
    spans = [(-60, -1), (0, 364), (365, 900)]
    begins, ends = dice.choices(spans, [4, 60, 30])[0]
    return NEVER if dice.random() < 0.06 else max(first, today + timedelta(days=dice.randint(begins, ends)))


def _placements(bank: Bank, today: date, dice: Random) -> None:
    places = []
    for example in dice.sample(range(1, EXAMPLES + 1), WITH_PLACEMENT):
        channel = dice.choice(["intranet", "web", "social", "print", "partner"])
        ends = today + timedelta(days=dice.randint(30, 300)) if dice.random() < 0.1 else None
        # What nobody has said yes to has not been published anywhere.
        if channel in bank.ledger.channels(example, today):
            places.append(place(example, channel, today - timedelta(days=30), ends))
    db.session.execute(insert(Placement), places)


def place(example: int, channel: str, first: date, last: date | None = None) -> dict[str, object]:
    """Return the row of a place where an example is published."""
    address = f"www.example.se/{example}/{channel}"
    return {"example_id": example, "channel": channel, "address": address, "from_day": first, "until_day": last}


def _files(bank: Bank, start: datetime, data_dir: Path) -> None:
    """Give some examples a file to download, and a picture."""
    stamp = Stamp(bank.communicator.id, start)
    for example in _spread(WITH_FILE):
        content = io.BytesIO(f"%PDF-1.4 {word_of(example)}".encode())
        file = files.store(content, f"{word_of(example)}.pdf", "application/pdf", stamp, data_dir)
        db.session.flush()
        db.session.add(Package(example_id=example, title="Broschyr", file_id=file.id))
        bank.files[example] = file.id
    drawn = imaging.draw_anew(io.BytesIO(tagged_jpeg()), "image/jpeg")
    for example in bank.files:
        file = files.store_picture(drawn, f"{word_of(example)}.jpg", "image/jpeg", stamp, data_dir)
        package = Package(example_id=example, title="Bild", alt_text="En ugn", file_id=file.id, nobody_seen=True)
        db.session.add(package)
        db.session.flush()
        bank.pictures[example] = package.id


def _spread(count: int) -> Iterator[int]:
    return (1 + number * (NAMED // count) for number in range(count))
