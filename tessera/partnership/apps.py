from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.partnership"
    label = "partnership"
    default_auto_field = "django.db.models.BigAutoField"
