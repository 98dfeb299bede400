"""The tables. Import them from here."""

from resultatbank.data.models.derived import Clearance, Due, Facet, Listing
from resultatbank.data.models.examples import (
    EarlierText,
    Example,
    ExampleRegion,
    ExampleTerm,
    ExampleText,
    FrozenText,
    InboxItem,
    Use,
)
from resultatbank.data.models.history import Event, Review
from resultatbank.data.models.parties import (
    Agreement,
    AgreementAnswer,
    AgreementExample,
    AgreementProof,
    AgreementRequest,
    Appearance,
    AppearanceMaterial,
    Party,
    StoredFile,
)
from resultatbank.data.models.people import LoginFailure, LoginSession, Term, User, UserRole
from resultatbank.data.models.rows import FollowUp, Indicator, Package, Placement, PlannedChannel, Row, Source, TargetGroup

__all__ = [
    "Agreement",
    "AgreementAnswer",
    "AgreementExample",
    "AgreementProof",
    "AgreementRequest",
    "Appearance",
    "AppearanceMaterial",
    "Clearance",
    "Due",
    "EarlierText",
    "Event",
    "Example",
    "ExampleRegion",
    "ExampleTerm",
    "ExampleText",
    "Facet",
    "FollowUp",
    "FrozenText",
    "InboxItem",
    "Indicator",
    "Listing",
    "LoginFailure",
    "LoginSession",
    "Package",
    "Party",
    "Placement",
    "PlannedChannel",
    "Review",
    "Row",
    "Source",
    "StoredFile",
    "TargetGroup",
    "Term",
    "Use",
    "User",
    "UserRole",
]
