"""The ui app: components, form renderer, base templates, static files."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the templates and static files; it has no tables."""

    name = "tessera.ui"
    label = "ui"
    verbose_name = "User interface"
