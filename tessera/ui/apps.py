"""The ui app: components, form renderer, base templates, static files."""

from django.apps import AppConfig
from django.utils import translation

from tessera.core.language import speak


class UiConfig(AppConfig):
    """Registers the templates and static files; it has no tables."""

    name = "tessera.ui"
    label = "ui"
    verbose_name = "User interface"

    def ready(self) -> None:
        """Give the modules that know no Django its translations."""
        speak(translation.gettext, translation.ngettext)
