"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.chronology.views import adding, comparing, family, reviewing, story

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/chronology/", story.of_case, name="case_chronology"),
    path("cases/<uuid:case_id>/chronology/add-file/", adding.add_file, name="chronology_add_file"),
    path("cases/<uuid:case_id>/chronology/add-file/keep/", adding.keep_rows, name="chronology_keep_rows"),
    path("cases/<uuid:case_id>/chronology/compare/", comparing.compare, name="chronology_compare"),
    path("cases/<uuid:case_id>/family/", family.family, name="family"),
    path("records-to-review/", reviewing.to_review, name="records_to_review"),
    path("people/<uuid:person_id>/chronology/", story.of_person, name="person_chronology"),
]
