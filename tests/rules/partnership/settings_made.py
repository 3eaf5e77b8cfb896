"""Settings that the tests start from."""

from pathlib import Path
from typing import Any

from tessera.partnership.rules import Settings, merge
from tessera.partnership.rules.reading import write

DEMONSTRATION = Path(__file__).parents[3] / "demonstration"
THORNMERE = Settings.load(DEMONSTRATION / "thornmere.yaml")
WHOLE = THORNMERE.data()


def changed(changes: dict[str, Any]) -> str:
    """Thornmere's whole document, with changes."""
    return write(merge(WHOLE, changes))


def starting(preset: str) -> Settings:
    """A partnership that has chosen a preset and said no more than it must."""
    return Settings.load(
        write(
            {
                "based_on": preset,
                "partnership": {
                    "code": "eastmere",
                    "name": "Eastmere",
                    "hub_name": "Eastmere Front Door",
                    "hub_telephone": "01632 960500",
                    "out_of_hours_telephone": "01632 960599",
                    "hub_email": "hub@example.org",
                    "in_force_from": "2026-01-01",
                },
                "agencies": {
                    "social_care": {
                        "name": "Eastmere Children's Social Care",
                        "short": "S",
                        "kind": "childrens_social_care",
                        "teams": {"hub": {"name": "Eastmere Front Door", "hub": True}},
                    }
                },
            }
        )
    )
