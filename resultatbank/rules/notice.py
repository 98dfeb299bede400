"""The text a party sees before it answers. It is frozen with the answer, so its wording has a version."""

from __future__ import annotations

from collections.abc import Iterable

from resultatbank.rules.words import LegalBasis

VERSION = 1

_PURPOSE = (
    "{authority} vill berätta om resultat och goda exempel, och vill visa uppgifter om {party}. "
    "Du bestämmer vad vi får visa, i vilka kanaler och hur länge. Det du inte svarar på räknas som nej."
)
_BASES = {
    LegalBasis.CONSENT: (
        "Vi stödjer oss på ditt samtycke (dataskyddsförordningen artikel 6.1 a). Det är frivilligt. Att säga nej får "
        "inga följder för dig. Du kan ta tillbaka ditt ja när som helst, helt eller delvis, utan att förklara varför."
    ),
    LegalBasis.CONTRACT: (
        "Vi stödjer oss på ett avtal med dig, till exempel ett modellavtal (dataskyddsförordningen artikel 6.1 b). "
        "Avtalet säger vad du får i utbyte och hur det kan avslutas."
    ),
    LegalBasis.PUBLIC_INTEREST: (
        "Vi stödjer oss på att uppgiften är av allmänt intresse (dataskyddsförordningen artikel 6.1 e). "
        "Du kan invända när som helst. Då slutar vi publicera medan vi prövar saken."
    ),
    LegalBasis.LEGAL_OBLIGATION: (
        "Vi stödjer oss på en rättslig förpliktelse (dataskyddsförordningen artikel 6.1 c). "
        "Du kan ändå säga till om något är fel eller inte bör visas."
    ),
}
_RIGHTS = (
    "När du säger nej eller ångrar dig slutar vi publicera direkt och tar ned det som går att ta ned. Tryckta saker "
    "som redan är utdelade går inte att ta tillbaka. Svaret och den här texten sparas som bevis.",
    "Du har rätt att se vad vi har om dig, att få fel rättade och att klaga hos Integritetsskyddsmyndigheten. "
    "{authority} är personuppgiftsansvarig.",
)
_GUARDIAN = "Texten har visats för {guardian}, vårdnadshavare för {party}, som svarar i barnets ställe."


def notice(
    basis: LegalBasis, authority: str, party_name: str, *, guardian: str = "", examples: Iterable[str] = ()
) -> str:
    """Return the whole text that a party sees, with its version number, paragraphs apart.

    `examples` are the titles that the answer is about; none means every example the party is in. What it tells is
    what articles 13 and 21 of the GDPR ask for, in the words of each legal basis.
    """
    titles = "; ".join(examples)
    about = "Svaret gäller: {titles}." if titles else "Svaret gäller alla exempel där {party} är med."
    paragraphs = [_PURPOSE, about, _BASES[basis], *_RIGHTS, *([_GUARDIAN] if guardian else [])]
    values = {"authority": authority, "party": party_name, "guardian": guardian, "titles": titles}
    return "\n\n".join([*(each.format(**values) for each in paragraphs), f"Text version {VERSION}, svenska."])
