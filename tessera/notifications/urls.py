"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.notifications import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", views.messages, name="messages"),
    path("messages/<uuid:message_id>/open/", views.open_message, name="message_open"),
]
