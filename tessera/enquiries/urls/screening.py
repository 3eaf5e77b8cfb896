"""Addresses of screening."""

from django.urls import URLPattern, path

from tessera.enquiries.views import protecting, screening

urlpatterns: list[URLPattern] = [
    path(
        "referrals/<uuid:referral_id>/addresses/<uuid:address_id>/protect/",
        protecting.protect,
        name="address_protect",
    ),
    path("referrals/<uuid:referral_id>/screen/", screening.screen, name="referral_screen"),
    path(
        "referrals/<uuid:referral_id>/child/<uuid:child_id>/who/",
        screening.child_who,
        name="referral_child_who",
    ),
    path(
        "referrals/<uuid:referral_id>/adult/<uuid:adult_id>/who/",
        screening.adult_who,
        name="referral_adult_who",
    ),
]
