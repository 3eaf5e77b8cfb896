"""Addresses of documents."""

from django.urls import path

from tessera.enquiries.views import attachments

urlpatterns = [path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment")]
