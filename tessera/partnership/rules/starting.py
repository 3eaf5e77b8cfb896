"""A whole document to start a partnership from: a preset, with an invented hub to be written over."""

from typing import Any

from tessera.partnership.rules.presets import load_preset, merge
from tessera.partnership.rules.settings import Settings

# Numbers that Ofcom keeps free for drama, and a domain that RFC 2606 keeps free: nobody is rung or written to.
_INVENTED: dict[str, Any] = {
    "partnership": {
        "code": "your_partnership",
        "name": "Your partnership",
        "hub_name": "Your hub",
        "hub_telephone": "01632 960000",
        "out_of_hours_telephone": "01632 960001",
        "hub_email": "hub@partnership.example.org",
        "in_force_from": "2026-01-01",
    },
    "agencies": {
        "childrens_social_care": {
            "name": "Your children’s social care",
            "short": "S",
            "kind": "childrens_social_care",
            "teams": {"hub": {"name": "Your hub", "hub": True, "telephone": "01632 960000"}},
        },
    },
}


def starting_document(preset: str) -> Settings:
    """A document that can be used as it stands, with the partnership and its one agency still to be written.

    Raises KeyError for a name that is not in PRESETS.
    """
    whole = merge(merge(load_preset(preset), {"partnership": {"started_from": preset}}), _INVENTED)
    return Settings.from_data(whole)
