from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is asked before anything is served."""
        from tessera.access import checks  # noqa: F401  models must be loaded first
