"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.patterns import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<uuid:person_id>/patterns/<slug:which>/", views.dismiss, name="dismiss_pattern"),
]
