"""Addresses of the end-of-referral audit."""

from django.urls import path

from tessera.enquiries.views import ending

urlpatterns = [
    path("enquiries/<uuid:enquiry_id>/audit/", ending.audit, name="enquiry_audit"),
    path("enquiries/<uuid:enquiry_id>/audit.pdf", ending.audit_pdf, name="enquiry_audit_pdf"),
]
