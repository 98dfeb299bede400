"""What is told of an example outside its page: as text to paste, in a Word file and on paper.

Only what the example's page shows is told, with its sources and on what terms it may be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from resultatbank.data.gate import Usability
from resultatbank.data.models import Indicator, Package, Source, User
from resultatbank.data.reading import Reading
from resultatbank.rules.numbers import format_decimal
from resultatbank.web.looks import UNKNOWN, listed, places

# The texts that are told, in the page's order: their questions, and what each stands under.
_CONTEXT = (
    ("challenge", "Utmaningen"),
    ("public_benefit", "Varför det är viktigt"),
    ("background", "Varför satsningen genomfördes"),
    ("effort", "Insatsen"),
    ("result", "Resultatet"),
)
_AFTERWARDS = (("aim", "På sikt"), ("learned", "Det här lärde vi oss"))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An example as it is told outside its page: the benefit, and then all in the page's order.

    A row of `figures` says what was measured, start, wanted, outcome and source.
    """

    benefit: str
    title: str
    context: tuple[Section, ...]
    figures: tuple[tuple[str, ...], ...]
    people: tuple[str, ...]
    afterwards: tuple[Section, ...]
    sources: tuple[str, ...]
    origin: str
    terms: str
    contact: tuple[str, ...]


FIGURE_HEADINGS = ("Vad vi mätte", "Start", "Mål", "Utfall", "Källa")


def told(reading: Reading, day: date, authority: str, public_url: str) -> Told:
    """Return an example as it may be told on a day."""
    example = reading.example
    return Told(
        benefit=example.headline,
        title=example.title,
        context=_sections(reading, _CONTEXT),
        figures=tuple(_row(reading, each) for each in reading.indicators),
        people=tuple(", ".join(filter(None, (each.name, each.role))) for each in reading.people),
        afterwards=_sections(reading, _AFTERWARDS),
        sources=tuple(_of_source(each) for each in reading.sources),
        origin=_origin(reading, day, authority, public_url),
        terms=f"{_terms(reading)} Kontrollerat {day}.",
        contact=_contact(reading),
    )


def text_with_source(reading: Reading, day: date, authority: str, public_url: str) -> str:
    """Return the text as it may be used on a day: only what the example's page shows, and on what terms."""
    parts = [
        reading.example.headline,
        reading.texts.get("challenge", ""),
        reading.texts.get("public_benefit", ""),
        reading.texts.get("effort", ""),
        reading.texts.get("result", ""),
        "\n".join(_figures(reading)),
        _origin(reading, day, authority, public_url),
        _terms(reading),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def text_of_several(name: str, ingress: str, examples: Iterable[tuple[Told, str]]) -> str:
    """Return several examples as one text, each with its note, its sources and on what terms it may be used."""
    parts = [name, ingress, *(_as_text(number, *each) for number, each in enumerate(examples, 1))]
    return "\n\n".join(parts) + "\n"


def _as_text(number: int, example: Told, note: str) -> str:
    parts = [f"{number}. {example.benefit}", note]
    parts += ["\n".join((each.heading, *each.paragraphs)) for each in example.context]
    parts.append("\n".join(_in_words(row) for row in example.figures))
    parts.append("\n".join(("De som är med", *example.people)) if example.people else "")
    parts += ["\n".join((each.heading, *each.paragraphs)) for each in example.afterwards]
    parts.append("\n".join(("Källor", *(f"{place}. {each}" for place, each in enumerate(example.sources, 1)))))
    parts += [f"{example.terms}\n{example.origin}", "\n".join(example.contact)]
    return "\n\n".join(part for part in parts if part and part != "Källor")


def _in_words(row: tuple[str, ...]) -> str:
    name, start, target, outcome, source = row
    return f"{name}: start {start}, mål {target}, utfall {outcome} ({source})."


def _sections(reading: Reading, wanted: tuple[tuple[str, str], ...]) -> tuple[Section, ...]:
    found = []
    for question, heading in wanted:
        lines = tuple(line.strip() for line in reading.texts.get(question, "").splitlines() if line.strip())
        if lines:
            found.append(Section(heading, lines))
    return tuple(found)


def _row(reading: Reading, indicator: Indicator) -> tuple[str, ...]:
    name = f"{indicator.name}, {indicator.unit}" if indicator.unit else indicator.name
    numbers = (indicator.baseline, indicator.target, indicator.outcome)
    number = reading.source_numbers.get(indicator.outcome_source_id or 0)
    shown = (UNKNOWN if each is None else format_decimal(each) for each in numbers)
    return (name, *shown, f"källa {number}" if number else "källa saknas")


def _origin(reading: Reading, day: date, authority: str, public_url: str) -> str:
    example = reading.example
    return f"Källa: {authority}, Resultatbank, ”{example.title}”, {public_url}/exempel/{example.id}, hämtat {day}."


def _of_source(source: Source) -> str:
    known = [
        source.title,
        source.link,
        f"dnr {source.diary_number}" if source.diary_number else "",
        source.dated.isoformat() if source.dated else "",
    ]
    return ", ".join(each for each in known if each)


def _contact(reading: Reading) -> tuple[str, ...]:
    example = reading.example
    people = (("Ansvarig", example.responsible), ("Ersättare", example.fallback))
    return tuple(f"{role}: {_person(user)}" for role, user in people if user is not None and not user.is_locked)


def _person(user: User) -> str:
    return f"{user.name}, {user.email}"


def _figures(reading: Reading) -> Iterator[str]:
    for indicator in reading.outcomes:
        source = next((each for each in reading.sources if each.id == indicator.outcome_source_id), None)
        yield f"{_figure(indicator)} {_named(source)}"


def _figure(indicator: Indicator) -> str:
    known = [
        (word, value) for word, value in (("start", indicator.baseline), ("mål", indicator.target)) if value is not None
    ]
    beside = ", ".join(f"{word} {format_decimal(value)}" for word, value in known)
    outcome = format_decimal(indicator.outcome or 0)
    return f"{indicator.name}: {outcome} {indicator.unit}".strip() + (f" ({beside})." if beside else ".")


def _named(source: Source | None) -> str:
    if source is None:
        return "Källa saknas."
    dated = f", {source.dated}" if source.dated else ""
    return f"Källa: {source.title}{dated}."


def _terms(reading: Reading) -> str:
    until = f" till och med {reading.use.until}" if reading.use.until else ""
    terms = f"Får användas {listed(places(reading.use.open))}{until}."
    if reading.use.closed:
        terms += f" Inte {listed(places(reading.use.closed))}."
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
    closed = f", inte {listed(places(use.closed))}" if use.closed else ""
    return f"Får användas {listed(places(use.open)) if closed else 'i alla kanaler'}{until}{closed}."
