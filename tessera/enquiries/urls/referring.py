"""Addresses: writing a referral, sending it, and reading it afterwards."""

from django.urls import URLPattern, path

from tessera.enquiries.views import referral_pages, referring

DRAFT = "referrals/draft/<uuid:draft_id>/"

urlpatterns: list[URLPattern] = [
    path("referrals/", referring.my_referrals, name="my_referrals"),
    path("referrals/new/", referring.new, name="referral_new"),
    path("wording/", referral_pages.wording, name="wording"),
    path(DRAFT, referral_pages.tasks, name="referral_tasks"),
    path(f"{DRAFT}check/", referring.check, name="referral_check"),
    path(f"{DRAFT}discard/", referring.discard, name="referral_discard"),
    path(f"{DRAFT}<slug:slug>/", referral_pages.page, name="referral_page"),
    path(f"{DRAFT}<slug:slug>/autosave/", referral_pages.autosave, name="referral_autosave"),
    path(f"{DRAFT}<slug:slug>/remove/", referral_pages.remove, name="referral_remove"),
    path("referrals/<uuid:referral_id>/receipt/", referring.receipt, name="referral_receipt"),
    path("referrals/<uuid:referral_id>/", referring.referral, name="referral"),
]
