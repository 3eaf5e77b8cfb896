"""Addresses: deciding."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
