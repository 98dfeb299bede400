"""What is told of an example outside its page: as text to paste, in a Word file and on paper.

Only what the example's page shows is told, with its sources and on what terms it may be used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resultatbank.config import Settings
from resultatbank.data.gate import Usability
from resultatbank.data.models import Indicator, Package, Source, User
from resultatbank.data.packages import PackageUse
from resultatbank.data.reading import Quote, Reading
from resultatbank.rules.calendar import day_of
from resultatbank.rules.numbers import format_decimal
from resultatbank.rules.words import INTRANET
from resultatbank.web.looks import UNKNOWN, VERDICTS, listed, listed_none, places, quoted

# The texts that are told, in the page's order: their questions, and what each stands under.
_CONTEXT = (
    ("challenge", "Utmaningen"),
    ("public_benefit", "Varför det är viktigt"),
    ("background", "Varför satsningen genomfördes"),
    ("effort", "Insatsen"),
    ("result", "Resultatet"),
)
_LATER = (("aim", "På sikt"),)
_LEARNED = "Det här lärde vi oss"

# The first numbers, as a sentence begins with them.
_NUMBERS = ("Ett", "Två", "Tre", "Fyra", "Fem", "Sex", "Sju", "Åtta", "Nio", "Tio", "Elva", "Tolv")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An example as it is told outside its page: the benefit, and then all in the page's order.

    A row of `figures` says what was measured, start, wanted, outcome and source. `packages` are the articles, films and
    other things that are no pictures, and that may be used where it goes.
    """

    benefit: str
    title: str
    context: tuple[Section, ...]
    figures: tuple[tuple[str, ...], ...]
    quotes: tuple[str, ...]
    people: tuple[str, ...]
    afterwards: tuple[Section, ...]
    packages: tuple[str, ...]
    sources: tuple[str, ...]
    origin: str
    terms: str
    contact: tuple[str, ...]


# What the parts are called that aren't texts of the five steps, everywhere they are told.
FIGURES, QUOTES, PEOPLE, PACKAGES, SOURCES = (
    "Mål och utfall",
    "Med egna ord",
    "De som är med",
    "Artiklar, filmer och annat",
    "Källor",
)
FIGURE_HEADINGS = ("Vad vi mätte", "Start", "Mål", "Utfall", "Källa")


def told(reading: Reading, day: date, settings: Settings, channel: str = INTRANET) -> Told:
    """Return an example as it may be told on a day, in a channel."""
    example = reading.example
    return Told(
        benefit=example.headline,
        title=example.title,
        context=(*_brief(reading), *_sections(reading, _CONTEXT)),
        figures=tuple(_row(reading, each) for each in reading.indicators),
        quotes=tuple(_said(each) for each in reading.quotes),
        people=tuple(", ".join(filter(None, (each.name, each.role))) for each in reading.people),
        afterwards=(*_wished(reading), *_sections(reading, _LATER), *_learned(reading)),
        packages=tuple(
            _of_package(each, reading, settings) for each in _others(reading) if each.use.may_go_in(channel)
        ),
        sources=tuple(_of_source(each) for each in reading.sources),
        origin=_origin(reading, day, settings),
        terms=f"{_terms(reading)} Kontrollerat {day}.",
        contact=_contact(reading),
    )


def text_of_one(example: Told) -> str:
    """Return an example as text to paste, with its sources and on what terms it may be used."""
    return _as_text(example.benefit, example, "")


def text_of_several(name: str, ingress: str, examples: Iterable[tuple[Told, str]], left_out: str) -> str:
    """Return several examples as one text, each with its note, its sources and on what terms it may be used.

    `left_out` is what did not come along, if anything: it is told first, before one begins to read.
    """
    parts = [name, ingress, *filter(None, (left_out,)), *_numbered(examples)]
    return "\n\n".join(parts) + "\n"


def others_closed_in(reading: Reading, channel: str) -> int:
    """Return how many articles, films and the like that employees see may not be used in a channel."""
    return sum(not each.use.may_go_in(channel) for each in _others(reading))


def left_out_of(examples: int, pictures: int, others: int, where: str) -> str:
    """Return in sentences how much may not be used in a place today, and nothing of what it is. "" when nothing."""
    parts = (
        (examples, "Ett exempel", "exempel", "det"),
        (pictures, "En bild", "bilder", "den"),
        (others, "En artikel, film eller annan fil", "artiklar, filmer och andra filer", "den"),
    )
    return " ".join(
        f"{one if number == 1 else f'{_counted(number)} {several}'} är inte med, "
        f"för {it if number == 1 else 'de'} får inte användas {where} i dag."
        for number, one, several, it in parts
        if number
    )


def _counted(number: int) -> str:
    return _NUMBERS[number - 1] if number <= len(_NUMBERS) else str(number)


def _numbered(examples: Iterable[tuple[Told, str]]) -> list[str]:
    return [_as_text(f"{number}. {told.benefit}", told, note) for number, (told, note) in enumerate(examples, 1)]


def _as_text(first: str, example: Told, note: str) -> str:
    parts = [first, note]
    parts += [_block(each.heading, each.paragraphs) for each in example.context]
    parts += [
        _block(FIGURES, [_in_words(row) for row in example.figures]),
        _block(QUOTES, example.quotes),
        _block(PEOPLE, example.people),
    ]
    parts += [_block(each.heading, each.paragraphs) for each in example.afterwards]
    parts += [
        _block(PACKAGES, example.packages),
        _block(SOURCES, [f"{place}. {each}" for place, each in enumerate(example.sources, 1)]),
    ]
    parts += [f"{example.terms}\n{example.origin}", "\n".join(example.contact)]
    return "\n\n".join(filter(None, parts))


def _block(heading: str, lines: Iterable[str]) -> str:
    """Return lines under their heading, or "" when there are none."""
    text = "\n".join(lines)
    return f"{heading}\n{text}" if text else ""


def _said(quote: Quote) -> str:
    words = quoted(" ".join(quote.words.split()))
    return f"{words} – {quote.who}" if quote.who else words


def _in_words(row: tuple[str, ...]) -> str:
    name, start, wanted, outcome, source = row
    known = (("start", start), ("mål", wanted), ("utfall", outcome))
    numbers = ", ".join(f"{word} {number}" for word, number in known if number != UNKNOWN) or "inget mätt än"
    return f"{name}: {numbers} ({source})."


def _brief(reading: Reading) -> tuple[Section, ...]:
    groups = [each.term.label.lower() for each in reading.target_groups]
    return _section("I korthet", *_lines(reading, "message"), f"För {listed(groups)}." if groups else "")


def _wished(reading: Reading) -> tuple[Section, ...]:
    """Return what was wanted when the work began, as it was written then."""
    wanted, targets = reading.wanted.get("wanted_result"), reading.wanted.get("indicators")
    if wanted is None:
        return ()
    since = reading.example.starts_on or day_of(wanted.frozen_at)
    lines = f"{wanted.value}\n{targets.value if targets else ''}".splitlines()
    return _section(f"Det här önskade vi {since}", *lines)


def _learned(reading: Reading) -> tuple[Section, ...]:
    verdict = VERDICTS.get(reading.texts.get("verdict", ""))
    said = f"{verdict.label}. {verdict.sentence}" if verdict else ""
    return _section(_LEARNED, said, *_lines(reading, "learned"))


def _section(heading: str, *lines: str) -> tuple[Section, ...]:
    kept = tuple(line.strip() for line in lines if line.strip())
    return (Section(heading, kept),) if kept else ()


def _lines(reading: Reading, question: str) -> list[str]:
    return reading.texts.get(question, "").splitlines()


def _sections(reading: Reading, wanted: tuple[tuple[str, str], ...]) -> tuple[Section, ...]:
    return tuple(each for question, heading in wanted for each in _section(heading, *_lines(reading, question)))


def _row(reading: Reading, indicator: Indicator) -> tuple[str, ...]:
    name = f"{indicator.name}, {indicator.unit}" if indicator.unit else indicator.name
    numbers = (indicator.baseline, indicator.target, indicator.outcome)
    number = reading.source_numbers.get(indicator.outcome_source_id or 0)
    shown = (UNKNOWN if each is None else format_decimal(each) for each in numbers)
    return (name, *shown, f"källa {number}" if number else "källa saknas")


def _origin(reading: Reading, day: date, settings: Settings) -> str:
    example, address = reading.example, f"{settings.public_url}/exempel/{reading.example.id}"
    return f"Källa: {settings.authority_name}, Resultatbank, ”{example.title}”, {address}, hämtat {day}."


def _of_source(source: Source) -> str:
    known = [
        source.title,
        source.link,
        f"dnr {source.diary_number}" if source.diary_number else "",
        source.dated.isoformat() if source.dated else "",
    ]
    return ", ".join(each for each in known if each)


def _others(reading: Reading) -> list[PackageUse]:
    """Return what employees see of the packages that are no pictures."""
    seen = [each for each in reading.other_packages if each.use.in_intranet and not each.is_unsafe]
    return seen if reading.visible else []


def _of_package(each: PackageUse, reading: Reading, settings: Settings) -> str:
    """Return what a package is, where it lies and who made it; and its own terms, where they aren't its example's."""
    package = each.package
    kind = f"{package.format.label}: " if package.format else ""
    address = f"{settings.public_url}/filer/{package.file_id}" if package.file else package.link
    name = package.title or (package.file.name if package.file else "")
    by = ", ".join(filter(None, (f"av {package.creator}" if package.creator else "", package.licence)))
    sentences = [_sentence(fact) for fact in (name, package.alt_text, by) if fact]
    own = "" if each.use == reading.use else where_to_use(each.use)
    # The address is last, so that nobody takes a full stop for a part of it.
    return kind + " ".join(filter(None, (*sentences, own, address)))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _contact(reading: Reading) -> tuple[str, ...]:
    example = reading.example
    people = (("Ansvarig", example.responsible), ("Ersättare", example.fallback))
    facts = (
        ("Resultatägare", example.result_owner),
        ("Projektägare", example.project_owner),
        ("Diarienr", example.diary_number),
    )
    return (
        *(f"{role}: {_person(user)}" for role, user in people if user is not None and not user.is_locked),
        *(f"{name}: {value}" for name, value in facts if value),
    )


def _person(user: User) -> str:
    return f"{user.name}, {user.email}"


def _terms(reading: Reading) -> str:
    until = f" till och med {reading.use.until}" if reading.use.until else ""
    terms = f"Får användas {listed(places(reading.use.open))}{until}."
    if reading.use.closed:
        terms += f" Inte {listed_none(places(reading.use.closed))}."
    return terms


def byline(package: Package) -> str:
    """Return what must stand beside a picture wherever it is used: who made it, and on what terms. "" when unknown."""
    who = " / ".join(filter(None, [package.creator.strip(), package.licence.strip()]))
    is_photo = package.format is None or package.format.slug == "foto"
    return f"{'Foto' if is_photo else 'Bild'}: {who}" if who else ""


def where_to_use(use: Usability) -> str:
    """Return in a sentence in which channels something may be used, until when, and in which not."""
    if not use.open:
        return "Får inte användas i någon kanal."
    until = f" till {use.until}" if use.until else ""
    closed = f", inte {listed_none(places(use.closed))}" if use.closed else ""
    return f"Får användas {listed(places(use.open)) if closed else 'i alla kanaler'}{until}{closed}."
