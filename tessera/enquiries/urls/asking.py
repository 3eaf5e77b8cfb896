"""Addresses of asking an agency, and of its answer."""

from django.urls import path

from tessera.enquiries.views import answering, asking, contributing, handing, not_answering, waiting

# Pages on which somebody writes about a child: they are given what asks for `prompts`.
prompted = [
    path("requests/<uuid:request_id>/", answering.show, name="request"),
    path("requests/<uuid:request_id>/answer/", answering.answer, name="request_answer"),
]
urlpatterns = [
    path("enquiries/<uuid:enquiry_id>/ask/", asking.ask, name="enquiry_ask"),
    path("enquiries/<uuid:enquiry_id>/do-not-share/", asking.do_not_share, name="enquiry_do_not_share"),
    path("requests/", answering.requests, name="requests"),
    path("requests/<uuid:request_id>/save/", answering.save, name="request_save"),
    path("requests/<uuid:request_id>/who-will-see/", answering.who, name="request_who_will_see"),
    path("requests/<uuid:request_id>/urgent/", answering.urgent, name="request_urgent"),
    path("requests/<uuid:request_id>/hand-over/", handing.hand_over, name="request_hand_over"),
    path(
        "requests/<uuid:request_id>/nothing-known/", not_answering.nothing_known, name="request_nothing_known"
    ),
    path("requests/<uuid:request_id>/refuse/", not_answering.refuse, name="request_refuse"),
    path("requests/<uuid:request_id>/contributed/", contributing.contributed, name="request_contributed"),
    path("requests/<uuid:request_id>/chase/", asking.chase, name="request_chase"),
    path("requests/<uuid:request_id>/pause/", waiting.pause, name="request_pause"),
    path("requests/<uuid:request_id>/resume/", waiting.resume, name="request_resume"),
    path("requests/<uuid:request_id>/withdraw/", waiting.withdraw, name="request_withdraw"),
]
