"""Addresses of the ui app: include at the root."""

from django.urls import path

from tessera.ui import views

app_name = "ui"
urlpatterns = [
    path("session/", views.session, name="session"),
    path("colours/<slug:colours>.css", views.colours, name="colours"),
    path("patterns/", views.patterns, name="patterns"),
]
