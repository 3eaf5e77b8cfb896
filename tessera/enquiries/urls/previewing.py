"""Addresses: the forms as a draft of the settings would draw them."""

from django.urls import URLPattern, path

from tessera.enquiries.views import previewing

DRAFT = "settings/drafts/<uuid:draft_id>/forms/"

urlpatterns: list[URLPattern] = [
    path(f"{DRAFT}ask/", previewing.ask, name="settings_form_ask"),
    path(f"{DRAFT}referral/<slug:slug>/", previewing.referral, name="settings_form_referral"),
]
