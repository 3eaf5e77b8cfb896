"""Addresses: enquiring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
