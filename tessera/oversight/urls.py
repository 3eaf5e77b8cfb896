"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.oversight.views import clearances, emergencies

urlpatterns: list[URLPattern | URLResolver] = [
    path("emergency-access/", emergencies.emergency_access, name="emergency_access"),
    path("emergency-access/<uuid:use_id>/", emergencies.opened, name="emergency_opened"),
    path("emergency-access/reviews/", emergencies.reviews, name="emergency_reviews"),
    path("emergency-access/reviews/<uuid:use_id>/", emergencies.review, name="emergency_review"),
    path("clearances/", clearances.clearances, name="clearances"),
    path("clearances/give/", clearances.give, name="clearance_give"),
    path("clearances/<uuid:clearance_id>/end/", clearances.end, name="clearance_end"),
]
