"""The product's words: what a thing is called in code, and in the interface."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """A word with its Swedish label: `Material.PHOTO.label` is "Foto"."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Word:
        """Make the member from its stored value and its label."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word


class State(Word):
    """Where an example is, from idea to archive."""

    PLANNED = "planned", "Planerat"
    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerat"
    ARCHIVED = "archived", "Arkiverat"


class Naming(Word):
    """Whether somebody has looked for named people and companies in an example, and what they found."""

    UNKNOWN = "unknown", "Ej bedömd"
    NONE = "none", "Inga namngivna"
    NAMED = "named", "Namngivna personer eller företag"


class PartyKind(Word):
    """A party is a person or an organisation."""

    PERSON = "person", "Person"
    ORGANISATION = "organisation", "Företag eller organisation"


class Material(Word):
    """What an example can show of a party."""

    NAME = "name", "Namn"
    ROLE = "role", "Titel/roll"
    QUOTE = "quote", "Citat"
    PHOTO = "photo", "Foto"
    FILM = "film", "Film"
    SOUND = "sound", "Ljud"
    COMPANY_NAME = "company_name", "Företagsnamn"
    LOGO = "logo", "Logotyp"
    FIGURES = "figures", "Uppgifter/siffror"


MATERIALS_OF = {
    PartyKind.PERSON: (
        Material.NAME,
        Material.ROLE,
        Material.QUOTE,
        Material.PHOTO,
        Material.FILM,
        Material.SOUND,
        Material.FIGURES,
    ),
    PartyKind.ORGANISATION: (
        Material.COMPANY_NAME,
        Material.LOGO,
        Material.QUOTE,
        Material.PHOTO,
        Material.FILM,
        Material.SOUND,
        Material.FIGURES,
    ),
}


# What a picture, a film or a recording can show of a party.
SEEN_OR_HEARD = (Material.PHOTO, Material.FILM, Material.SOUND, Material.LOGO)


class LegalBasis(Word):
    """Why the authority may use the material (GDPR article 6.1 a, b, e, c). Authorities may not use article 6.1 f."""

    CONSENT = "consent", "Samtycke"
    CONTRACT = "contract", "Avtal, till exempel modellavtal"
    PUBLIC_INTEREST = "public_interest", "Allmänt intresse"
    LEGAL_OBLIGATION = "legal_obligation", "Rättslig förpliktelse"


class HowGiven(Word):
    """How a party gave its answer."""

    PAPER = "paper", "Påskriven blankett"
    ORAL = "oral", "Muntligt"
    MAIL = "mail", "E-post eller brev"
    LINK = "link", "Personlig länk"
    OWN = "own", "Eget beslut"


class Capacity(Word):
    """On whose behalf somebody answered: their own, a child's, a ward's or an organisation's."""

    SELF = "self", "Parten själv"
    GUARDIAN = "guardian", "Vårdnadshavare"
    TRUSTEE = "trustee", "God man eller förvaltare"
    REPRESENTATIVE = "representative", "Företrädare för företaget eller organisationen"


class Language(Word):
    """The languages in which a party can read what it agrees to."""

    SWEDISH = "sv", "Svenska"
    EASY = "sv-lattlast", "Lättläst svenska"
    ENGLISH = "en", "Engelska"


class AgreementKind(Word):
    """A record gives answers, or takes them back. Both are kept for ever."""

    GIVEN = "given", "Svar"
    WITHDRAWAL = "withdrawal", "Återkallelse"


class Ending(Word):
    """In which way what a party allowed is taken back. Each has its own words and its own path."""

    WITHDRAWN = "withdrawn", "Återkallelse"
    OBJECTED = "objected", "Invändning"
    ENDED = "ended", "Avtalet avslutat"
    REVOKED = "revoked", "Återtaget av oss"
    INVALIDATED = "invalidated", "Ogiltig post"


class AgreementEvent(Word):
    """What happens to an agreement (the event types of ISO/IEC TS 27560 and W3C DPV), as the event log says it.

    The values of an Ending with "agreement_" before it are here too. SEALED is the app's own: the checksum of a record
    that is older than the chain of events.
    """

    REQUESTED = "agreement_requested", "Överenskommelse efterfrågad"
    DEFERRED = "agreement_deferred", "Parten vill svara senare"
    REFUSED = "agreement_refused", "Parten sade nej"
    GIVEN = "agreement_given", "Överenskommelse registrerad"
    RENEWED = "agreement_renewed", "Överenskommelse förnyad"
    CHANGED = "agreement_changed", "Överenskommelse ändrad"
    EXPIRED = "agreement_expired", "Överenskommelse utgången"
    WITHDRAWN = "agreement_withdrawn", "Överenskommelse återkallad"
    OBJECTED = "agreement_objected", "Invändning registrerad"
    ENDED = "agreement_ended", "Avtal avslutat"
    REVOKED = "agreement_revoked", "Överenskommelse återtagen av oss"
    INVALIDATED = "agreement_invalidated", "Överenskommelse ogiltig"
    ERASED = "agreement_erased", "Överenskommelsens uppgifter gallrade"
    SEALED = "agreement_sealed", "Kontrollsumma sparad i efterhand"


# Each record is registered by exactly one of these.
RECORDING = (
    AgreementEvent.REFUSED,
    AgreementEvent.GIVEN,
    AgreementEvent.RENEWED,
    AgreementEvent.CHANGED,
    AgreementEvent.WITHDRAWN,
    AgreementEvent.OBJECTED,
    AgreementEvent.ENDED,
    AgreementEvent.REVOKED,
    AgreementEvent.INVALIDATED,
)


class Reading(Word):
    """What somebody read that holds personal data, as the event log says it."""

    PARTY = "party_viewed", "Partens sida"
    AGREEMENT = "agreement_viewed", "Överenskommelsens sida"
    RECEIPT = "receipt_viewed", "Kvitto eller bekräftelse"


class InvitationWay(Word):
    """How a party is asked to answer in its own time."""

    PAPER = "paper", "Blankett på papper"
    LINK = "link", "Personlig länk"


class LetterKind(Word):
    """What a party is told."""

    INVITATION = "invitation", "Fråga om överenskommelse"
    GIVEN = "given", "Kvitto på svaret"
    STOPPED = "stopped", "Bekräftelse på att vi har slutat publicera"
    ALL_DOWN = "all_down", "Bekräftelse på att allt är nedtaget"
    DECISION = "decision", "Beslut om invändningen"


class ReminderKind(Word):
    """What those who work with the bank are reminded with."""

    WEEK = "week", "Veckobrev"
    DAY = "day", "Dagsbrev om det som stoppats"


class ObjectionOutcome(Word):
    """What the authority decides about an objection."""

    UPHELD = "upheld", "Bifalls"
    DENIED = "denied", "Avslås"


class FindingKind(Word):
    """What in a text may be about somebody. A likely name is a person's or a company's."""

    PARTY = "party", "Registrerad part"
    NAME = "name", "Troligt personnamn"
    EMAIL = "email", "E-postadress"
    PHONE = "phone", "Telefonnummer"
    PERSONAL_NUMBER = "personal_number", "Personnummer"


class FindingOutcome(Word):
    """What somebody said about something that was found in a text."""

    PARTY = "party", "Är en part"
    PUBLIC_ROLE = "public_role", "Offentlig roll, samtycke behövs inte"
    NO_NAME = "no_name", "Inget namn"


class SourceKind(Word):
    """Where a result was found."""

    SURVEY = "survey", "Undersökning"
    STATISTICS = "statistics", "Statistik"
    PROJECT = "project", "Projektuppföljning"
    OTHER = "other", "Annat"


class Direction(Word):
    """Where a figure should go."""

    UP = "up", "Ska öka"
    DOWN = "down", "Ska minska"
    KEEP = "keep", "Ska ligga kvar"


class Standing(Word):
    """How the outcome of a figure stands against its target."""

    REACHED = "reached", "Nått"
    ON_THE_WAY = "on_the_way", "På väg"
    NOT_REACHED = "not_reached", "Inte nått"
    NO_TARGET = "no_target", "Inget mål"
    NOT_MEASURED = "not_measured", "Inte mätt än"


class Verdict(Word):
    """What came, against what was expected, as a communicator judges it. It closes the follow-up."""

    BETTER = "better", "Bättre än väntat"
    AS_EXPECTED = "as_expected", "Som väntat"
    WORSE = "worse", "Sämre än väntat"
    UNKNOWN = "unknown", "Går inte att säga"

    @property
    def sentence(self) -> str:
        """What the verdict says, as readers are told it."""
        return _VERDICT_SENTENCES[self.value]


_VERDICT_SENTENCES = {
    "better": "Resultatet blev bättre än vi trodde.",
    "as_expected": "Resultatet blev som vi trodde.",
    "worse": "Resultatet blev sämre än vi trodde. Det är också värt att veta.",
    "unknown": "Vi kan inte säga om resultatet blev som vi trodde.",
}


class Counted(Word):
    """What the rows of a file from Matomo are about."""

    PAGES = "pages", "Sidor"
    DOWNLOADS = "downloads", "Nedladdningar"


class Taken(Word):
    """What somebody took when they took an example out of the bank."""

    TEXT = "text", "Text"
    WORD = "word", "Word-fil"
    PICTURE = "picture", "Bild"
    COLLECTION_TEXT = "collection_text", "Text av en samling"
    COLLECTION_WORD = "collection_word", "Word-fil av en samling"
    COLLECTION_PAPER = "collection_paper", "Utskrift av en samling"

    @property
    def is_gathered(self) -> bool:
        """It came along in a collection."""
        return self in (Taken.COLLECTION_TEXT, Taken.COLLECTION_WORD, Taken.COLLECTION_PAPER)


class Settled(Word):
    """How a placement ended: it was taken down, or it can't be."""

    DOWN = "down", "Nedtagen"
    STAYS = "stays", "Kan inte tas ned"


class TermKind(Word):
    """The word lists that an administrator keeps."""

    THEME = "theme", "Teman"
    PROGRAMME = "programme", "Program"
    TARGET_GROUP = "target_group", "Målgrupper"
    CHANNEL = "channel", "Kanaler"
    FORMAT = "format", "Format"


INTRANET = "intranet"


@dataclass(frozen=True, slots=True)
class ChannelWord:
    """A channel as the word list begins: its key, label, whether it is internal, and its icon."""

    key: str
    label: str
    internal: bool
    icon: str


FIRST_CHANNELS = (
    ChannelWord(INTRANET, "Intranät", True, "intra"),
    ChannelWord("web", "Webb", False, "web"),
    ChannelWord("social", "Sociala medier", False, "some"),
    ChannelWord("press", "Press", False, "press"),
    ChannelWord("print", "Trycksak", False, "tryck"),
    ChannelWord("presentation", "Presentation/event", False, "pres"),
    ChannelWord("partner", "Partner", False, "part"),
)
