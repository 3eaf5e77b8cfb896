"""Addresses of the live form beside its sockets."""

from django.urls import URLPattern, path

from tessera.live_forms import views

urlpatterns: list[URLPattern] = [path("live-key/", views.key, name="live_key")]
