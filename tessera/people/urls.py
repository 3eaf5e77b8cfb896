"""Addresses where a family is added to and corrected."""

from django.urls import URLPattern, path

from tessera.people import views

urlpatterns: list[URLPattern] = [
    path("cases/<uuid:case_id>/family/add/", views.add, name="family_add"),
    path("cases/<uuid:case_id>/family/<uuid:relationship_id>/correct/", views.correct, name="family_correct"),
]
