"""Addresses of the joint form."""

from django.urls import URLPattern, path

from tessera.enquiries.views import joining, joint_form_history

FORM = "enquiries/<uuid:enquiry_id>/joint-form/"
SECTION = f"{FORM}sections/<uuid:section_id>/"
urlpatterns: list[URLPattern] = [
    path(FORM, joining.show, name="joint_form"),
    path(f"{FORM}open/", joining.open_form, name="joint_form_open"),
    path("enquiries/<uuid:enquiry_id>/joint-form.pdf", joining.as_pdf, name="joint_form_pdf"),
    path(f"{SECTION}add/", joining.add, name="joint_form_add"),
    path(f"{SECTION}history/", joint_form_history.field, name="joint_form_history"),
    path(f"{SECTION}put-back/", joint_form_history.put_back, name="joint_form_put_back"),
    path(f"{FORM}changes/", joint_form_history.changes, name="joint_form_changes"),
    path(f"{FORM}agencies/<uuid:agency_id>/let-in/", joining.let_in, name="joint_form_let_in"),
    path(f"{FORM}agencies/<uuid:agency_id>/let-go/", joining.let_go, name="joint_form_let_go"),
    path(f"{FORM}sign-off/", joining.sign_off, name="joint_form_sign_off"),
    path(f"{FORM}close/", joining.close, name="joint_form_close"),
]
