from django.apps import AppConfig


class Config(AppConfig):
    name = "tessera.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is asked before anything is served."""
        from allauth.account import signals
        from allauth.usersessions.signals import on_password_changed, on_user_logged_in

        from tessera.access import checks  # noqa: F401  models must be loaded first

        # The library would list each browser under its session's key. We list it under the key's hash (browsers.note).
        signals.user_logged_in.disconnect(on_user_logged_in)
        for changed in (signals.password_set, signals.password_changed):
            changed.disconnect(on_password_changed)
