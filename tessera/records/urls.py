"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.records.views import attachments, notes, reviewing, voices, writing

# Pages on which somebody writes about a child: they are given what asks for `prompts`.
prompted: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/notes/new/", writing.new, name="note_new"),
    path("cases/<uuid:case_id>/voice/new/", voices.new_voice, name="voice_new"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/notes/save/", writing.save, name="note_save"),
    path("cases/<uuid:case_id>/notes/who-will-see/", writing.who, name="note_who"),
    path("cases/<uuid:case_id>/notes/discard/", writing.discard, name="note_discard"),
    path("cases/<uuid:case_id>/review/", reviewing.review, name="review_new"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/correct/", writing.correct, name="note_correct"),
    path("notes/<uuid:note_id>/withdraw/", notes.withdraw, name="note_withdraw"),
    path("notes/<uuid:note_id>/promote/", notes.promote, name="note_promote"),
    path("notes/<uuid:note_id>/lines/<uuid:line_id>/promote/", notes.promote, name="line_promote"),
    path("voices/<uuid:voice_id>/", voices.voice, name="voice"),
    path("voices/<uuid:voice_id>/correct/", voices.correct, name="voice_correct"),
    path("voices/<uuid:voice_id>/withdraw/", voices.withdraw, name="voice_withdraw"),
    path("voices/<uuid:voice_id>/respond/", voices.respond, name="voice_respond"),
    path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
]
