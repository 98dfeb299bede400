"""Those who work in the simulated year, and the parties who change their minds. Each act is told to the ledger too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from resultatbank.data import accounts, agreements, claims, findings, inbox, placements, queue, reviewing, takedowns
from resultatbank.data.agreements import Given, Proof
from resultatbank.data.events import Stamp
from resultatbank.data.models import Agreement, Example, Party, Placement, User
from resultatbank.data.reviewing import Answer, Decision, Remedy
from resultatbank.data.rows import add_row
from resultatbank.extensions import db
from resultatbank.rules.calendar import day_of
from resultatbank.rules.review import Reason
from resultatbank.rules.words import FindingOutcome, LegalBasis
from tests.conftest import Clock
from tests.year.bank import Bank, cells, place
from tests.year.ledger import CHANNELS, NEVER, Cell

PROOF = Proof(how="oral", received_by="Kim", answered_by="parten")
ALL_RIGHT = {each.value: True for each in Answer}
CONSENT = (Reason.WITHDRAWN, Reason.EXPIRED, Reason.MISSING, Reason.EXPIRING)


@dataclass
class People:
    """Everybody whose hands the year passes through. `done` counts what they have done, by kind."""

    bank: Bank
    clock: Clock
    dice: Random
    at_work: list[User]
    done: Counter[str] = field(default_factory=Counter)
    # By record: whether anything of what it takes back was out there.
    something_was_out: dict[int, bool] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day it is."""
        return day_of(self.clock.at)

    def stamp(self, by: User | None = None) -> Stamp:
        """Return a stamp a minute after the last one: nothing here is done at the same instant as anything else."""
        self.clock.forward(minutes=1)
        return Stamp((by or self.bank.communicator).id, self.clock.at)

    # ------------------------------------------------------------------------------------------ what parties do

    def withdraws(self) -> None:
        """A party takes back what it allowed: all of it, one channel, one material, or in one of its examples."""
        ledger = self.bank.ledger
        running = [party for party in ledger.said if ledger.channels(min(ledger.examples_of(party)), self.day)]
        party = db.session.get_one(Party, self.dice.choice(running))
        what = self.dice.choice(["everything", "everything", "channel", "material", "example"])
        examples = {min(ledger.examples_of(party.id))} if what == "example" else None
        noes: list[Cell] = {
            "channel": cells((self.dice.choice(CHANNELS),)),
            "material": cells(materials=("photo",)),
        }.get(what, list(agreements.everything(party)))
        stamp = self.stamp()
        given = self._given(stamp, dict.fromkeys(noes, False), examples=examples, withdraws_id=self._latest(party))
        record = agreements.withdraw(party, given, PROOF, stamp)
        ledger.say(party.id, record.id, noes, yes=False, first=stamp.day, examples=examples, takes_back=True)
        self.something_was_out[record.id] = self._is_out(party.id, examples or ledger.examples_of(party.id), noes)
        self.done[f"withdrew {what}"] += 1
        db.session.commit()

    def answers_anew(self, party_id: int) -> None:
        """A party answers again: as a rule with a year's yes, or a shorter, a later or a narrower one."""
        party, day = db.session.get_one(Party, party_id), self.day
        first, last, no = day, day + timedelta(days=365), ()
        how = self.dice.choice(["a year", "a year", "a month", "from next week", "not the web"])
        if how == "a month":
            last = day + timedelta(days=30)
        elif how == "from next week":
            first = day + timedelta(days=7)
        elif how == "not the web":
            no = tuple(cells(("web",)))
        yes = [cell for cell in cells() if cell not in no]
        stamp = self.stamp()
        replies = dict.fromkeys(yes, True) | dict.fromkeys(no, False)
        given = self._given(stamp, replies, from_day=first, until_day=last, renews_id=self._latest(party))
        record = agreements.record(party, given, PROOF, stamp)
        self.bank.ledger.say(party.id, record.id, yes, yes=True, first=first, last=last)
        if no:
            self.bank.ledger.say(party.id, record.id, no, yes=False, first=day)
        self.done[f"answered {how}"] += 1

    def becomes_protected(self) -> None:
        """A party's identity becomes protected."""
        party = db.session.get_one(Party, self.dice.choice(sorted(self.bank.ledger.said)))
        party.protected = True
        self.bank.ledger.protect(party.id)
        db.session.commit()

    def _is_out(self, party: int, examples: set[int], noes: list[Cell]) -> bool:
        """Tell whether anything of a party's that it takes back is out there: what the example shows, where it lies."""
        query = select(Placement).where(Placement.example_id.in_(examples), Placement.from_day <= self.day)
        shown = self.bank.ledger.shown
        out = [
            each
            for each in db.session.scalars(query)
            if any((material, each.channel) in noes for material in shown[each.example_id].get(party, ()))
        ]
        return any(min(each.settled_on or NEVER, each.until_day or NEVER) >= self.day for each in out)

    def _latest(self, party: Party) -> int | None:
        query = select(Agreement.id).where(Agreement.party_id == party.id, Agreement.kind == "given")
        return db.session.scalar(query.order_by(Agreement.id.desc()).limit(1))

    def _given(self, stamp: Stamp, replies: dict[Cell, bool], **more: object) -> Given:
        values = {"from_day": stamp.day, "until_day": NEVER} | more
        return Given(LegalBasis.CONSENT, stamp.day, replies, **values)  # type: ignore[arg-type]  # Fields of Given.

    # ------------------------------------------------------------------------------------- what reviewers do

    def review_the_queue(self) -> None:
        """Each reviewer who is at work clears two rows: of the worst, or of what is only old or nobody's."""
        rows = queue.rows(self.day, self.dice.choice([None, None, Reason.OVERDUE, Reason.NOBODY]))
        chosen = self.dice.sample(rows, min(len(rows), 2 * len(self.at_work)))
        for number, row in enumerate(chosen):
            self._clear(row, self.at_work[number % len(self.at_work)])
        db.session.commit()

    def _clear(self, row: queue.QueueRow, reviewer: User) -> None:
        example = reviewing.lock(row.example.id)
        assert example is not None
        if self.dice.random() < 0.2:
            claims.take(example, self.stamp(reviewer))
        if row.reason is Reason.NAMES:
            for each in findings.open_in([example.id])[example.id]:
                findings.settle(each, FindingOutcome.NO_NAME, self.stamp(reviewer))
            return
        decision = self._decision(row)
        stamp = self.stamp(reviewer)
        reviewing.decide(example, decision, example.version, stamp)
        self.done[f"decided {decision.remedy or 'review'}"] += 1
        if decision.remedy is Remedy.REPLACE:
            self.bank.ledger.replaced_by[example.id] = decision.replacement_id or 0
        if example.state != "published":
            self.bank.ledger.turn(example.id, str(example.state))
        if decision.remedy is Remedy.ASK and self.dice.random() < 0.6:
            self.answers_anew(self.dice.choice(sorted(self.bank.ledger.shown[example.id])))

    def _decision(self, row: queue.QueueRow) -> Decision:
        if row.reason is Reason.NOBODY:
            return Decision(None, Remedy.RESPONSIBLE, responsible_id=self.dice.choice(self.at_work).id)
        remedies: list[Remedy | None] = [None, None, None, Remedy.FIX]
        if row.reason in CONSENT:
            remedies = [Remedy.ASK] * 7
        ending = [Remedy.ARCHIVE, Remedy.DRAFT, Remedy.REPLACE] if row.example.is_published else []
        remedy = self.dice.choice([*remedies, *ending])
        other = self.dice.choice(sorted(self.bank.ledger.seen(self.day))) if remedy is Remedy.REPLACE else None
        return Decision(ALL_RIGHT, remedy, "", replacement_id=other if other != row.example.id else None)

    def leaves(self, person: User) -> None:
        """A reviewer leaves: what was theirs comes up for others."""
        self.at_work.remove(person)
        accounts.lock_user(db.session.get_one(User, person.id), self.stamp())
        db.session.commit()

    # -------------------------------------------------------------------------- what communicators do with places

    def publish_elsewhere(self) -> None:
        """A communicator publishes an example in a channel in which it may be used."""
        ledger = self.bank.ledger
        example = self.dice.choice(sorted(ledger.seen(self.day)))
        channel = self.dice.choice(sorted(ledger.channels(example, self.day)))
        values = {name: value for name, value in place(example, channel, self.day).items() if name != "example_id"}
        add_row(example, "placements", values, self.stamp())
        self.done["published"] += 1
        db.session.commit()

    def take_down(self, *, at_once: bool = False) -> None:
        """Take down what the queue says must go, some days after it stopped; what is printed stays."""
        after = None
        while rows := queue.rows(self.day, Reason.TAKEDOWN, after):
            after = rows[-1].place
            for each in placements.to_take_down([row.example.id for row in rows], self.day):
                if at_once or self._its_turn(each):
                    self._settle(each.placement)
        db.session.commit()

    def _its_turn(self, each: placements.Placed) -> bool:
        assert each.closed_on is not None
        assert each.due_on is not None
        return each.due_on <= self.day or self.day - each.closed_on >= timedelta(days=each.placement.id % 4)

    def _settle(self, each: Placement) -> None:
        outcome, reason = ("stays", "Den är tryckt.") if each.channel == "print" else ("down", "")
        stamp = self.stamp()
        takedowns.settle(each, outcome, reason, stamp.day, each.version, stamp)
        self.done[f"settled {outcome}"] += 1

    def find_one_still_up(self) -> None:
        """What was taken down last turns out to be up still."""
        query = select(Placement).where(Placement.outcome == "down").order_by(Placement.settled_on.desc(), Placement.id)
        found = db.session.scalar(query.limit(1))
        if found is not None:
            takedowns.reopen(found, found.version, self.stamp())
            self.done["reopened"] += 1
        db.session.commit()

    def sees_a_fault(self) -> None:
        """An employee tells of a fault in an example."""
        example = db.session.get_one(Example, self.dice.choice(sorted(self.bank.ledger.seen(self.day))))
        inbox.send("fault", "Länken går ingenstans.", self.stamp(self.bank.employee), example=example)
        db.session.commit()
