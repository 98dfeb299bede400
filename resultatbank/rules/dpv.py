"""Our words in the terms of W3C DPV 2 (https://w3id.org/dpv), in which ISO/IEC TS 27560:2023 is written as JSON-LD."""

from __future__ import annotations

from resultatbank.rules.words import HowGiven, LegalBasis, Material

CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "rb": "urn:resultatbank:",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
PROFILE = "dpv-27560:receipt-eu-gdpr"
RECORD_PROFILE = "dpv-27560:record-eu-gdpr"

LEGAL_BASES = {
    LegalBasis.CONSENT: ["dpv:Consent", "eu-gdpr:A6-1-a"],
    LegalBasis.CONTRACT: ["dpv:Contract", "eu-gdpr:A6-1-b"],
    LegalBasis.PUBLIC_INTEREST: ["dpv:PublicInterest", "eu-gdpr:A6-1-e"],
    LegalBasis.LEGAL_OBLIGATION: ["dpv:LegalObligation", "eu-gdpr:A6-1-c"],
}
# Where the extension for personal data has no term for just this, the broadest one stands.
DATA_KINDS = {
    Material.NAME: "pd:Name",
    Material.ROLE: "pd:Professional",
    Material.QUOTE: "pd:Opinion",
    Material.PHOTO: "pd:Picture",
    Material.FILM: "dpv:PersonalData",
    Material.SOUND: "dpv:PersonalData",
    Material.COMPANY_NAME: "dpv:PersonalData",
    Material.LOGO: "dpv:PersonalData",
    Material.FIGURES: "dpv:PersonalData",
}
COLLECTED = {
    HowGiven.PAPER: "signed paper form",
    HowGiven.ORAL: "oral, noted",
    HowGiven.MAIL: "e-mail or letter",
    HowGiven.LINK: "personal link",
}
# The kinds of event of a record, and the state of a consent that each brings.
EVENTS = {
    "requested": "dpv:ConsentRequested",
    "deferred": "dpv:ConsentRequestDeferred",
    "refused": "dpv:ConsentRefused",
    "given": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "changed": "dpv:ConsentGiven",
    "expired": "dpv:ConsentExpired",
    "withdrawn": "dpv:ConsentWithdrawn",
    "revoked": "dpv:ConsentRevoked",
    "invalidated": "dpv:ConsentInvalidated",
    "objected": "dpv:ConsentWithdrawn",
    "ended": "dpv:ConsentRevoked",
    "erased": "dpv:ConsentStatusInvalidForProcessing",
}
RIGHTS = [f"eu-gdpr:A{article}" for article in ("7-3", "13", "15", "16", "17", "18", "21", "77")]
