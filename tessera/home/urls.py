"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.home import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("worklist/", views.worklist, name="worklist"),
    path("search/", views.search, name="search"),
    path("own-record/", views.past_work, name="past_work"),
    path("own-record/<uuid:case_id>/", views.own_record, name="own_record"),
    path("how-we-work/", views.how_we_work, name="how_we_work"),
    path("help/", views.help_with_it, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("worklist/wallboard/", views.wallboard, name="wallboard"),
]
