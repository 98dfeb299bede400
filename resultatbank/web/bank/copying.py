"""The text one copies from an example: benefit, challenge, result and figures, with source and terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from resultatbank.data.gate import Usability
from resultatbank.data.models import Indicator, Package, Source
from resultatbank.data.reading import Reading
from resultatbank.rules.numbers import format_decimal
from resultatbank.web.looks import listed, places


def text_with_source(reading: Reading, day: date, authority: str, public_url: str) -> str:
    """Return the text as it may be used on a day: only what the example's page shows, and on what terms."""
    example = reading.example
    parts = [
        example.headline,
        reading.texts.get("challenge", ""),
        reading.texts.get("public_benefit", ""),
        reading.texts.get("result", ""),
        "\n".join(_figures(reading)),
        f"Källa: {authority}, Resultatbank, ”{example.title}”, {public_url}/exempel/{example.id}, hämtat {day}.",
        _terms(reading),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _figures(reading: Reading) -> Iterator[str]:
    for indicator in reading.outcomes:
        source = next((each for each in reading.sources if each.id == indicator.source_id), None)
        yield f"{_figure(indicator)} {_named(source)}"


def _figure(indicator: Indicator) -> str:
    known = [
        (word, value)
        for word, value in (("start", indicator.baseline), ("önskat", indicator.target))
        if value is not None
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


def where_to(use: Usability) -> str:
    """Return in a sentence in which channels something may be used, until when, and in which not."""
    if not use.open:
        return "Får inte användas i någon kanal."
    until = f" till {use.until}" if use.until else ""
    closed = f", inte {listed(places(use.closed))}" if use.closed else ""
    return f"Får användas {listed(places(use.open)) if closed else 'i alla kanaler'}{until}{closed}."
