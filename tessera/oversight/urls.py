"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.oversight.views import (
    assuring,
    clearances,
    emergencies,
    excluding,
    explaining,
    involving,
    looking,
    sealing,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("emergency-access/", emergencies.emergency_access, name="emergency_access"),
    path("emergency-access/<uuid:use_id>/", emergencies.opened, name="emergency_opened"),
    path("emergency-access/reviews/", emergencies.reviews, name="emergency_reviews"),
    path("emergency-access/reviews/<uuid:use_id>/", emergencies.review, name="emergency_review"),
    path("clearances/", clearances.clearances, name="clearances"),
    path("clearances/give/", clearances.give, name="clearance_give"),
    path("clearances/<uuid:clearance_id>/end/", clearances.end, name="clearance_end"),
    path("cases/<uuid:case_id>/access/", involving.who_has_access, name="case_access"),
    path("cases/<uuid:case_id>/access/add/", involving.add, name="case_access_add"),
    path("cases/<uuid:case_id>/access/school/", involving.school, name="case_access_school"),
    path("involvements/<uuid:involvement_id>/end/", involving.end, name="involvement_end"),
    path("involvements/<uuid:involvement_id>/hand-over/", involving.hand_over, name="involvement_hand_over"),
    path("involvements/<uuid:involvement_id>/take-away/", sealing.unname, name="seal_unname"),
    path("cases/<uuid:case_id>/seal/", sealing.seal, name="case_seal"),
    path("cases/<uuid:case_id>/seal/name/", sealing.name, name="seal_name"),
    path("cases/<uuid:case_id>/seal/open/", sealing.open_seal, name="seal_open"),
    path("cases/<uuid:case_id>/looked/", looking.who_looked, name="case_looked"),
    path("looked/", looking.mine, name="looked"),
    path("looked/cases/", looking.cases_looked_at, name="cases_looked"),
    path("exclusions/", excluding.exclusions, name="exclusions"),
    path("exclusions/<uuid:exclusion_id>/end/", excluding.end, name="exclusion_end"),
    path("explain/", explaining.explain, name="explain"),
    path("assurance/", assuring.assurances, name="assurances"),
    path("assurance/ask/", assuring.ask, name="assurance_ask"),
    path("assurance/<uuid:assurance_id>/", assuring.assurance, name="assurance"),
    path("assurance/<uuid:assurance_id>/stop/", assuring.stop, name="assurance_stop"),
    path("cases/<uuid:case_id>/file/", assuring.take, name="case_file"),
    path("exports/<uuid:export_id>/agree/", assuring.agree_to_export, name="export_agree"),
]
