"""Addresses of the decision."""

from django.urls import path

from tessera.enquiries.views import deciding

urlpatterns = [
    path("enquiries/<uuid:enquiry_id>/decide/", deciding.decide, name="enquiry_decide"),
    path("enquiries/<uuid:enquiry_id>/close/", deciding.close, name="enquiry_close"),
    path("feedback/<uuid:feedback_id>/", deciding.feedback, name="feedback"),
    path("feedback/<uuid:feedback_id>/tell/", deciding.tell, name="feedback_tell"),
    path("referrals/<uuid:referral_id>/challenge/", deciding.challenge, name="referral_challenge"),
    path("challenges/<uuid:challenge_id>/", deciding.read_challenge, name="challenge"),
    path("challenges/<uuid:challenge_id>/answer/", deciding.answer_challenge, name="challenge_answer"),
]
