"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.exports import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/exports/", views.of_case, name="case_exports"),
    path("cases/<uuid:case_id>/exports/make/", views.make, name="export_make"),
    path("exports/check/", views.check, name="export_check"),
    path("exports/<uuid:export_id>/", views.show, name="export"),
    path("exports/<uuid:export_id>/step/", views.step, name="export_step"),
    path("exports/<uuid:export_id>/make/", views.have_made, name="export_have_made"),
    path("exports/<uuid:export_id>/take/", views.take, name="export_take"),
]
