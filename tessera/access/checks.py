"""Refuses a demonstration's way of signing in wherever a real deployment is configured."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from tessera.access import demo

ADVICE = "Take TESSERA_DEMO away. Where the data are a demonstration's, use another folder or database."


@register(Tags.security)
def demonstration_is_alone(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A demonstration lets anybody sign in as anybody, so nothing else may be so that a deployment needs."""
    if not settings.TESSERA_DEMO:
        return []
    return [
        Error(
            f"The demonstration would let anybody sign in as anybody, and {why}.",
            hint=ADVICE,
            id="access.E001",
        )
        for why in demo.dangers()
    ]
