from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.live_forms"
    label = "live_forms"
    default_auto_field = "django.db.models.BigAutoField"
