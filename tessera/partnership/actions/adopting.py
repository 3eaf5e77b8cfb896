"""Bringing a partnership's settings into force."""

from datetime import datetime

from tessera.access import actions as access
from tessera.access.models import Agency, Partnership
from tessera.access.rules import Role
from tessera.audit import action
from tessera.partnership.models import SettingsDocument
from tessera.partnership.rules.settings import Settings

INTAKE = "intake-"
"""How the username of a partnership's intake practitioner begins; the partnership's code follows."""


@action("adopt", "settings")
def adopt(*, practitioner: access.Console, at: datetime, text: str) -> SettingsDocument:
    """Make this document the one in force from `at`, with its partnership, agencies and teams in the register.

    Raises SettingsRefused (tessera.partnership.rules.settings) with every problem; then nothing is changed.
    Adopting the same text again makes no second document.
    """
    settings = Settings.load(text)
    partnership = access.register_partnership(
        practitioner=practitioner, at=at, code=settings.partnership.code, name=settings.partnership.name
    )
    for agency in settings.agencies.values():
        row = access.register_agency(
            practitioner=practitioner,
            at=at,
            partnership=partnership,
            code=agency.code,
            name=agency.name,
            kind=agency.kind,
        )
        for team in agency.teams.values():
            access.register_team(
                practitioner=practitioner, at=at, agency=row, code=team.code, name=team.name, is_hub=team.hub
            )
    _register_intake(practitioner, at, partnership, settings.hub[0].code)
    # Stored whole: a preset that changes later must not change what was agreed.
    return _document(partnership, settings.dump(), at)


def _register_intake(
    practitioner: access.Console, at: datetime, partnership: Partnership, hub_agency: str
) -> None:
    """In whose name other systems' referrals are written. Nobody can sign in as them; they see what they brought."""
    intake = access.register_practitioner(
        practitioner=practitioner,
        at=at,
        username=INTAKE + partnership.code,
        name="Referrals from other systems",
        # RFC 2606 section 2: no address under this name exists, so nothing can be sent to it.
        email=f"{INTAKE}{partnership.code}@tessera.invalid",
    )
    access.register_membership(
        practitioner=practitioner,
        at=at,
        member=intake,
        agency=Agency.objects.get(partnership=partnership, code=hub_agency),
        role=Role.REFERRER,
        valid_from=at,
    )


def _document(partnership: Partnership, text: str, at: datetime) -> SettingsDocument:
    versions = SettingsDocument.objects.filter(partnership=partnership)
    latest = versions.order_by("-in_force_from", "-id").first()
    if latest is not None and latest.text == text:
        return latest
    newest = versions.order_by("-number").values_list("number", flat=True).first()
    return SettingsDocument.objects.create(
        partnership=partnership, number=(newest or 0) + 1, text=text, in_force_from=at, approved_at=at
    )
