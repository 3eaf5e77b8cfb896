"""Addresses of an enquiry, and of calling danger."""

from django.urls import URLPattern, path

from tessera.enquiries.views import enquiring

urlpatterns: list[URLPattern] = [
    path("cases/<uuid:case_id>/", enquiring.case, name="case"),
    path("enquiries/<uuid:enquiry_id>/", enquiring.overview, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/rate/", enquiring.rate, name="enquiry_rate"),
    path(
        "enquiries/<uuid:enquiry_id>/ratings/<uuid:rating_id>/confirm/",
        enquiring.confirm,
        name="rating_confirm",
    ),
    path("enquiries/<uuid:enquiry_id>/allocate/", enquiring.allocate, name="enquiry_allocate"),
    path("enquiries/<uuid:enquiry_id>/clock/<slug:kind>/pause/", enquiring.pause, name="enquiry_pause"),
    path("enquiries/<uuid:enquiry_id>/clock/<slug:kind>/resume/", enquiring.resume, name="enquiry_resume"),
    path("referrals/<uuid:referral_id>/danger/", enquiring.danger, name="referral_danger"),
]
