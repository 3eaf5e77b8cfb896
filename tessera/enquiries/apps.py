from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.enquiries"
    label = "enquiries"
    default_auto_field = "django.db.models.BigAutoField"
