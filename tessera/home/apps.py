from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
