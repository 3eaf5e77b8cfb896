"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from tessera.partnership.views import carrying, drafts, editing, joining, versions

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/", versions.settings, name="settings"),
    path("settings/begin/", versions.begin, name="settings_begin"),
    path("settings/versions/<int:number>/", versions.version, name="settings_version"),
    path("settings/versions/<int:number>/file/", versions.version_file, name="settings_version_file"),
    path("settings/drafts/<uuid:draft_id>/", drafts.draft, name="settings_draft"),
    path("settings/drafts/<uuid:draft_id>/file/", drafts.draft_file, name="settings_draft_file"),
    path("settings/drafts/<uuid:draft_id>/bring/", drafts.bring, name="settings_bring"),
    path("settings/drafts/<uuid:draft_id>/carry/", carrying.carry, name="settings_carry"),
    path("settings/drafts/<uuid:draft_id>/effect/", drafts.effect, name="settings_effect"),
    path("settings/drafts/<uuid:draft_id>/preview/", drafts.preview, name="settings_preview"),
    path("settings/drafts/<uuid:draft_id>/send/", drafts.send, name="settings_send"),
    path("settings/drafts/<uuid:draft_id>/send-back/", drafts.send_back, name="settings_send_back"),
    path("settings/drafts/<uuid:draft_id>/withdraw/", drafts.withdraw, name="settings_withdraw"),
    path("settings/drafts/<uuid:draft_id>/approve/", drafts.approve, name="settings_approve"),
    path("settings/drafts/<uuid:draft_id>/areas/<slug:slug>/", editing.area, name="settings_area"),
    path("settings/drafts/<uuid:draft_id>/areas/<slug:slug>/<str:at>/", editing.area, name="settings_part"),
    path("settings/drafts/<uuid:draft_id>/add/<slug:slug>/<str:at>/", editing.add, name="settings_add"),
    path(
        "settings/drafts/<uuid:draft_id>/arrange/<slug:slug>/<str:at>/",
        editing.arrange,
        name="settings_arrange",
    ),
    path("practitioners/", joining.practitioners, name="practitioners"),
    path("practitioners/invite/", joining.invite, name="practitioner_invite"),
    path("practitioners/<uuid:practitioner_id>/", joining.practitioner, name="practitioner"),
    path("practitioners/<uuid:practitioner_id>/give/", joining.give, name="practitioner_give"),
    path("practitioners/asked/<uuid:invitation_id>/agree/", joining.agree, name="invitation_agree"),
    path("practitioners/asked/<uuid:invitation_id>/send/", joining.send, name="invitation_send"),
    path("practitioners/asked/<uuid:invitation_id>/withdraw/", joining.withdraw, name="invitation_withdraw"),
    path("practitioners/places/<uuid:membership_id>/end/", joining.end, name="membership_end"),
    path("invitation/<slug:key>/", joining.invitation, name="invitation"),
]
