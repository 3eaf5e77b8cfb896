"""The tables of the register."""

from tessera.access.models.grants import Assurance, Clearance, EmergencyAccess, Export, Seal
from tessera.access.models.joining import Invitation
from tessera.access.models.register import (
    Agency,
    Case,
    Exclusion,
    Involvement,
    Membership,
    Partnership,
    Password,
    Practitioner,
    Principal,
    Session,
    Subject,
    Team,
)

__all__ = [
    "Agency",
    "Assurance",
    "Case",
    "Clearance",
    "EmergencyAccess",
    "Exclusion",
    "Export",
    "Invitation",
    "Involvement",
    "Membership",
    "Partnership",
    "Password",
    "Practitioner",
    "Principal",
    "Seal",
    "Session",
    "Subject",
    "Team",
]
