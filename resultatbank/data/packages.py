"""Where a package may be used: its example's clearance, and on top of it its own parties and its own licence.

Every exit of a picture asks here: the example's page, the picture itself in each size, the file, and the download.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from resultatbank.data.gate import ChannelUse, Usability, answers_of_parties, is_visible, usability
from resultatbank.data.imaging import Size, is_picture
from resultatbank.data.models import Package, PackageParty, Rendition, StoredFile
from resultatbank.data.reasons import Why, by_sentence, in_words
from resultatbank.extensions import db
from resultatbank.rules.calendar import LAST_DAY, add_days
from resultatbank.rules.clearance import (
    Cause,
    Closed,
    Packed,
    Shown,
    packed_closed_by,
    packed_ended_by,
    packed_open_until,
)
from resultatbank.rules.places import place
from resultatbank.rules.review import DAYS_EXPIRING, licence_warned_from
from resultatbank.rules.words import INTRANET

# What the rule and the pages need beside the rows themselves.
ALONG: tuple[ORMOption, ...] = (
    joinedload(Package.format),
    joinedload(Package.file).selectinload(StoredFile.renditions),
    selectinload(Package.parties).joinedload(PackageParty.party),
)
_FOR_A_LIST: tuple[ORMOption, ...] = (
    joinedload(Package.file),
    selectinload(Package.parties).joinedload(PackageParty.party),
)


@dataclass(frozen=True, slots=True)
class PackageUse:
    """A package and where it may be used on a day. `whys` tell, by channel, what of its own closes it there.

    `ends` tell, by channel, what of its own makes it end before its example does.
    """

    package: Package
    use: Usability
    whys: Mapping[str, list[Why]]
    ends: Mapping[str, list[Why]]

    @property
    def picture(self) -> Rendition | None:
        """The picture as pages show it, or None when the package holds none that has been drawn anew."""
        return rendition_of(self.package, Size.WEB)

    @property
    def licence_ended(self) -> bool:
        """The licence no longer holds."""
        return any(why.cause is Cause.LICENCE for whys in self.whys.values() for why in whys)

    @property
    def only_licence_ended(self) -> bool:
        """The licence no longer holds, and nobody's answer keeps employees from it."""
        whys = self.whys.get(INTRANET, ())
        return bool(whys) and all(why.cause is Cause.LICENCE for why in whys)

    @property
    def is_unsafe(self) -> bool:
        """It holds a picture that was kept before pictures were drawn anew, and that is handed out to nobody."""
        return holds_picture(self.package) and self.picture is None

    @property
    def is_told(self) -> bool:
        """Employees are told of it: they may see it, or only its licence is in the way."""
        alone = self.only_licence_ended or not self.whys.get(INTRANET)
        return not self.is_unsafe and (self.use.in_intranet or (alone and self.picture is None))

    @property
    def sentences(self) -> list[str]:
        """What of its own closes the package, each reason once, with the channels unless it closes them all."""
        return self._sentences(self.whys, len(self.use.uses))

    def sentences_about(self, party_id: int) -> list[str]:
        """Return the sentences about what one party hasn't said yes to."""
        theirs = {slug: [why for why in whys if why.party_id == party_id] for slug, whys in self.whys.items()}
        return self._sentences(theirs, len(self.use.uses))

    def told(self, named: Collection[int] | None = None) -> list[str]:
        """Return what of its own closes the package in some channels, and what makes it end before its example.

        With `named`, the parties that the example names, no other party is named: a picture may show more people than
        the text tells of.
        """
        whys, ends = (
            {slug: [_without_name(why, named, words) for why in found] for slug, found in by_channel.items()}
            for by_channel, words in (
                (self.whys, "har inte sagt ja."),
                (self.ends, "har inte sagt ja till längre tid."),
            )
        )
        return [*self._sentences(whys, len(self.use.uses)), *self._sentences(ends, len(self.use.open))]

    def _sentences(self, whys: Mapping[str, Sequence[Why]], everywhere: int) -> list[str]:
        places = {use.channel.slug: place(use.channel.slug, use.channel.label) for use in self.use.uses}
        return [
            sentence
            if len(slugs) == everywhere
            else f"{_capital(', '.join(places[slug] for slug in slugs))}: {sentence}"
            for sentence, slugs in by_sentence(whys).items()
        ]


def _without_name(why: Why, named: Collection[int] | None, words: str) -> Why:
    if named is None or why.party_id is None or why.party_id in named:
        return why
    return replace(why, sentence=f"En av dem som syns eller hörs {words}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def rendition_of(package: Package, size: Size) -> Rendition | None:
    """Return a package's picture in a size, or None when its file is no picture."""
    return package.file.rendition(size) if package.file else None


def holds_picture(package: Package) -> bool:
    """Tell whether a package's file is a picture."""
    return package.file is not None and is_picture(package.file.mime)


def is_said(package: Package) -> bool:
    """Tell whether somebody has said who is seen or heard. Only of a picture is it asked: its silence closes it."""
    return not holds_picture(package) or bool(package.parties or package.seen.strip() or package.nobody_seen)


def packed(packages: Iterable[Package]) -> dict[int, Packed]:
    """Return what clearance needs to know of packages, by their ids. At most three queries."""
    packages = list(packages)
    ids = {each.party_id for package in packages for each in package.parties}
    answers = answers_of_parties(ids) if ids else {}
    found = {}
    for package in packages:
        shown: dict[int, set[str]] = {}
        for each in package.parties:
            shown.setdefault(each.party_id, set()).add(each.material)
        protected = {each.party_id for each in package.parties if each.party.protected}
        found[package.id] = Packed(
            example_id=package.example_id,
            shown=tuple(Shown(party, frozenset(of), party in protected) for party, of in shown.items()),
            answers=tuple(answer for party in shown for answer in answers.get(party, ())),
            said=is_said(package),
            licence_until=package.licence_until or LAST_DAY,
        )
    return found


def uses_of(
    packages: Sequence[Package], day: date, examples: Mapping[int, Usability] | None = None
) -> list[PackageUse]:
    """Return where each package may be used on a day. The number of queries doesn't grow with them.

    `examples` is where their examples may be used that day, by whoever has asked the gate already.
    """
    if not packages:
        return []
    cases = packed(packages)
    of_examples = examples or usability({package.example_id for package in packages}, day)
    closed = {
        each: {slug: found for slug in _channels(case, of_examples) if (found := packed_closed_by(case, slug, day))}
        for each, case in cases.items()
    }
    whys = in_words(closed) if any(closed.values()) else {}
    ended = {each: _ended(case, of_examples[case.example_id], day) for each, case in cases.items()}
    ends = in_words(ended, to_come=True) if any(ended.values()) else {}
    return [
        PackageUse(
            package,
            _use(cases[package.id], of_examples[package.example_id], day),
            whys.get(package.id, {}),
            ends.get(package.id, {}),
        )
        for package in packages
    ]


def _ended(case: Packed, of_example: Usability, day: date) -> dict[str, list[Closed]]:
    return {
        use.channel.slug: found
        for use in of_example.open
        if (found := packed_ended_by(case, use.until, use.channel.slug, day))
    }


def _channels(case: Packed, of_examples: Mapping[int, Usability]) -> list[str]:
    return [use.channel.slug for use in of_examples[case.example_id].uses]


def _use(case: Packed, of_example: Usability, day: date) -> Usability:
    return Usability(
        tuple(
            ChannelUse(use.channel, packed_open_until(case, use.until, use.channel.slug, day))
            for use in of_example.uses
        )
    )


def package_by_id(package_id: int) -> Package | None:
    """Return a package with what the rule needs of it."""
    return db.session.scalars(_by_id(), {"id": package_id}).first()


@cache
def _by_id() -> Select[Package]:
    return select(Package).where(Package.id == bindparam("id")).options(*ALONG)


def first_pictures(examples: Mapping[int, Usability], day: date) -> dict[int, Package]:
    """Return the first picture of each example that employees may see that day. At most four queries.

    Which of the examples are shown is for the caller to say, with where each may be used.
    """
    drawn = select(Package).join(Rendition, Rendition.file_id == Package.file_id).options(*_FOR_A_LIST)
    drawn = drawn.where(Package.example_id.in_(examples), Rendition.size == Size.THUMB.value)
    rows = db.session.scalars(drawn.order_by(Package.position, Package.id)).all() if examples else []
    cases, found = packed(rows), dict[int, Package]()
    for each in rows:
        if each.example_id not in found and _use(cases[each.id], examples[each.example_id], day).in_intranet:
            found[each.example_id] = each
    return found


def told_in(day: date, closed: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a package has a format in which employees may meet its example that day.

    `closed` are those of `closed_by_their_own`. Whether the example itself is shown is for the gate to say.
    """
    licensed = or_(Package.licence_until.is_(None), Package.licence_until >= day)
    return and_(Package.format_id.is_not(None), licensed, Package.id.not_in(sorted(closed)))


def closed_by_their_own(day: date, example_ids: Collection[int] | None = None) -> dict[int, int]:
    """Return the packages that employees may not see that day whatever their example says, each with its example.

    Those whose licence has ended are left out: a query can tell that by itself. At most six queries.
    """
    seen = exists().where(PackageParty.package_id == Package.id)
    drawn = exists().where(Rendition.file_id == Package.file_id)
    silent = and_(Package.seen == "", Package.nobody_seen.is_(False))
    doubtful = or_(seen, and_(Package.file_id.is_not(None), or_(silent, not_(drawn))))
    query = select(Package).where(Package.format_id.is_not(None), doubtful).options(*ALONG)
    query = query.where(or_(Package.licence_until.is_(None), Package.licence_until >= day))
    if example_ids is not None:
        query = query.where(Package.example_id.in_(example_ids))
    rows = db.session.scalars(query).all()
    cases = packed(rows)
    return {
        each.id: each.example_id
        for each in rows
        if packed_closed_by(cases[each.id], INTRANET, day)
        or (holds_picture(each) and rendition_of(each, Size.WEB) is None)
    }


def packages_showing(party_id: int) -> Sequence[Package]:
    """Return the packages in which a party is seen or heard."""
    shown = select(PackageParty.package_id).where(PackageParty.party_id == party_id)
    return db.session.scalars(select(Package).where(Package.id.in_(shown)).options(*ALONG).order_by(Package.id)).all()


def packages_with(file_id: int) -> Sequence[Package]:
    """Return the packages that hold a file."""
    return db.session.scalars(select(Package).where(Package.file_id == file_id).options(*ALONG)).all()


def shown_to_employees(packages: Sequence[Package], day: date) -> list[Package]:
    """Return those of the packages that employees may see that day: the example is shown, and the package may be."""
    return [
        each.package
        for each in uses_of(packages, day)
        if each.use.in_intranet and is_visible(each.package.example_id, day)
    ]


def licence_ends(package: Package, day: date) -> bool:
    """Tell whether a package's licence has ended, or has 60 days or fewer left."""
    return package.licence_until is not None and day >= licence_warned_from(package.licence_until)


def ending_licences(example_ids: Iterable[int], day: date) -> dict[int, list[Package]]:
    """Return the packages of each example whose licences have ended or soon will, the first to end first. One query."""
    last = add_days(day, DAYS_EXPIRING - 1)
    query = select(Package).where(Package.example_id.in_(set(example_ids)), Package.licence_until <= last)
    query = query.options(joinedload(Package.file))
    found: dict[int, list[Package]] = {}
    for package in db.session.scalars(query.order_by(Package.licence_until, Package.id)):
        found.setdefault(package.example_id, []).append(package)
    return found
