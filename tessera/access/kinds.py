"""The kinds of row that the policy speaks of, and the model of each."""

from django.apps import apps
from django.db import models

from tessera.access.labels import Protected

REGISTER = {
    "partnership": "access.Partnership",
    "agency": "access.Agency",
    "team": "access.Team",
    "practitioner": "access.Practitioner",
    "membership": "access.Membership",
    "invitation": "access.Invitation",
    "case": "access.Case",
    "involvement": "access.Involvement",
    "subject": "access.Subject",
    "clearance": "access.Clearance",
    "seal": "access.Seal",
    "emergency_access": "access.EmergencyAccess",
    "assurance": "access.Assurance",
    "export": "access.Export",
    "entry": "audit.Entry",
}


def models_by_kind() -> dict[str, type[models.Model]]:
    """Every protected model by the word the policy knows it by."""
    kinds: dict[str, type[models.Model]] = {kind: apps.get_model(label) for kind, label in REGISTER.items()}
    for model in apps.get_models():
        if issubclass(model, Protected):
            kinds[model.Access.kind] = model  # type: ignore[attr-defined]
    return kinds
