from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.chronology"
    label = "chronology"
    default_auto_field = "django.db.models.BigAutoField"
